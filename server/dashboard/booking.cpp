// One booking, for the people of its shop: what it has, what was paid, and the ways to cancel and to take
// money.
#include <fmt/format.h>

#include "commerce/answer_rows.hpp"
#include "commerce/changes.hpp"
#include "commerce/receipts.hpp"
#include "server/dashboard/session.hpp"
#include "server/pages/form.hpp"
#include "server/storefront/booking_pages.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Booking;
using dashboard::SignedIn;

// What their calendar says to each slot, for whoever wants to know who comes.
json::array answer_rows(const std::map<Id, std::string>& answers, const std::vector<Booked>& booked) {
  static const std::map<std::string_view, std::string_view> kWords{
      {"ACCEPTED", "They accepted it in their calendar."},
      {"TENTATIVE", "They may come: tentative in their calendar."},
      {"DECLINED", "They declined it in their calendar, and the booking stands."}};
  json::array rows;
  for (const Booked& of : booked) {
    const auto answer = answers.find(of.lines.front().slot);
    const auto words = answer == answers.end() ? kWords.end() : kWords.find(answer->second);
    if (words == kWords.end()) continue;
    rows.push_back(
        {{"said", words->second}, {"summary", booked.size() > 1 && of.slot ? of.slot->summary : ""}});
  }
  return rows;
}

json::array payment_rows(const std::vector<commerce::Receipt>& receipts, const WallClock& clock) {
  json::array rows;
  for (const commerce::Receipt& receipt : receipts) {
    const bool refund = receipt.kind == commerce::ReceiptKind::refund;
    rows.push_back({{"what", fmt::format("{} ({})", refund ? "Given back" : "Paid", receipt.tender)},
                    {"amount", price_text(receipt.amount)},
                    {"by", receipt.actor},
                    {"at", clock.day_time(receipt.at)}});
  }
  return rows;
}

http::Response booking_page(store::Transaction& transaction, const SignedIn& who, const Visit& visit,
                            const Booking& booking) {
  const bool confirmed = booking.state == commerce::BookingState::confirmed;
  const WallClock clock(who.shop.time_zone, visit.now());
  const auto balance = commerce::balance_of(transaction, who.shop.id, booking.id);
  const Money owed = balance->owed();
  auto& receipts = visit.context->services.receipts;
  const bool acts = who.user.role <= store::Role::staff;
  auto lines = booking.lines;
  for (auto& line : lines) line.claim.clear();  // who opens it, has it: that is for the customer
  json::array choices = line_choices(transaction, visit, booking);
  const auto booked = booked_slots(transaction, visit, who.shop.id, lines);
  return page(200, "staff_booking",
              {{"title", "Booking " + booking.code},
               {"code", booking.code},
               {"customer", booking.customer_name},
               {"email", booking.customer_email},
               {"confirmed", confirmed},
               {"booked", booked_values(booked, visit)},
               {"answers",
                confirmed ? answer_rows(commerce::answers_to(transaction, booking), booked) : json::array{}},
               {"fees", fee_values(booking.fees)},
               {"address", address_text(booking.address)},
               {"total", price_text(balance->worth)},
               {"paid", price_text(balance->paid)},
               {"owed", owed.minor > 0 ? price_text(owed) : std::string{}},
               {"owed_back", owed_back(transaction, booking)},
               {"on_its_way", balance->returning.minor > 0 ? price_text(balance->returning) : std::string{}},
               {"takes", acts && owed.minor > 0},
               {"gives", acts && owed.minor < 0},
               {"payments", payment_rows(receipts.list(transaction, who.shop.id, booking.id), clock)},
               {"cancels", acts && confirmed && !choices.empty()},
               {"lines", std::move(choices)},
               {"path", "/dashboard/bookings/" + booking.code}});
}

http::Response no_booking() {
  return problem_page(Problem::make("unknown-booking", "Your shop has no booking with this code."),
                      "/dashboard", "Back to the dashboard");
}

Plan show(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return ReadWork{[visit, request, code = captures["booking"]](store::Transaction& transaction) {
    const auto who = dashboard::signed_in(transaction, request, visit.now());
    if (!who) return see_other("/dashboard");
    const auto booking = visit.engine().booking_by_code(transaction, who->shop.id, code);
    return booking ? booking_page(transaction, *who, visit, *booking) : no_booking();
  }};
}

using Act = std::function<std::optional<commerce::Refusal>(store::Transaction&, const SignedIn&,
                                                           const Booking&, const Form&)>;

// A form of the page: who is signed in and may, acts on the booking, and sees it again.
Plan act_on(Context& context, const http::Request& request, const Captures& captures, Act act) {
  const Visit visit(context, request);
  const std::string path = "/dashboard/bookings/" + captures["booking"];
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(path);
  const auto form = Form::read(request);
  if (!form) return problem_page(form.error(), path, "Back to the booking");
  return WriteWork{[visit, request, form = *form, path, code = captures["booking"],
                    act = std::move(act)](store::Transaction& transaction) {
    const auto who = dashboard::signed_in(transaction, request, visit.now());
    if (!who) return see_other("/dashboard");
    if (who->user.role > store::Role::staff) {
      return problem_page(Problem::make("not-allowed", "Your role reads only. Ask the owner of the shop."),
                          path, "Back to the booking");
    }
    const auto booking = visit.engine().booking_by_code(transaction, who->shop.id, code);
    if (!booking) return no_booking();
    if (const auto refused = act(transaction, *who, *booking, form))
      return problem_page(problem_of(*refused, true), path, "Back to the booking");
    return see_other(path);
  }};
}

Plan cancel(Context& context, const http::Request& request, const Captures& captures) {
  return act_on(context, request, captures,
                [&context](store::Transaction& transaction, const SignedIn& who, const Booking& booking,
                           const Form& form) -> std::optional<commerce::Refusal> {
                  commerce::CancelCommand command{booking.shop, booking.id, chosen_lines(form, booking)};
                  command.by = {false, who.user.name, form.text("reason")};
                  command.to_waste = form.text("goods") == "waste";
                  if (command.lines.empty()) return std::nullopt;  // nothing was chosen
                  const auto changed = context.services.changes.cancel(transaction, command);
                  if (changed) return std::nullopt;
                  return changed.error();
                });
}

Plan write_payment_down(Context& context, const http::Request& request, const Captures& captures) {
  return act_on(context, request, captures,
                [&context](store::Transaction& transaction, const SignedIn& who, const Booking& booking,
                           const Form& form) -> std::optional<commerce::Refusal> {
                  commerce::ReceiptCommand command{booking.shop, booking.id};
                  if (form.text("kind") == "refund") command.kind = commerce::ReceiptKind::refund;
                  command.tender = form.text("tender");
                  command.actor = who.user.name;
                  const auto receipt = context.services.receipts.write_down(transaction, command);
                  if (receipt) return std::nullopt;
                  return receipt.error();
                });
}

}  // namespace

void add_staff_booking_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/dashboard/bookings/{booking}", show);
  add_route(router, context, "POST", "/dashboard/bookings/{booking}/cancel", cancel);
  add_route(router, context, "POST", "/dashboard/bookings/{booking}/payments", write_payment_down);
}

}  // namespace timeshelf::server::pages
