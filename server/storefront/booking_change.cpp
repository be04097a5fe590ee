// A customer cancels a booking or a part of it, or moves it to another slot.
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/bookings/changes.hpp"
#include "commerce/bookings/passing_on.hpp"
#include "commerce/payments/receipts.hpp"
#include "server/api/parameters.hpp"
#include "server/api/write_json.hpp"
#include "server/pages/form.hpp"
#include "server/pages/problem_words.hpp"
#include "server/shop/idempotency.hpp"
#include "server/shop/passing_on.hpp"
#include "server/storefront/booking_pages.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/slot_form.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Booking;

constexpr std::chrono::days kAhead{90};
constexpr std::size_t kMostChoices = 12;

std::string path_of(const Booking& booking) {
  return "/b/" + percent_encode(booking.token);
}

// A page about the booking, under the name of its shop. `facts`: what its app knows besides the booking.
http::Response booking_form(store::Transaction& transaction, const Visit& visit, const Booking& booking,
                            int status, std::string_view name, json::object values, json::object facts) {
  if (const auto shop = store::find_shop(transaction, booking.shop)) {
    values["shop_name"] = shop->name;
    values["shop_path"] = "/s/" + shop->slug;
    facts["booking"] = api::booking_json(booking, {visit.origin, shop->slug});
    facts["slots"] = slots_of_lines(transaction, visit, *shop, booking.lines);
    embed(values, visit, *shop, name, std::move(facts));
  }
  values["code"] = booking.code;
  values["path"] = path_of(booking);
  return page(visit, status, name, std::move(values));
}

json::array up_to(std::int64_t most) {
  json::array numbers;
  for (std::int64_t number = most; number >= 0; --number) numbers.push_back(json::object{{"number", number}});
  return numbers;
}

// The lines of a booking with a choice of how many, as fields "line-<position>"; all of them chosen.
json::array line_choices(store::Transaction& transaction, const Visit& visit, const Booking& booking) {
  json::array lines;
  for (const commerce::Line& line : booking.lines) {
    const std::int64_t open = line.quantity - line.handed_over;
    if (open == 0) continue;
    const auto slot = visit.engine().find_slot(transaction, booking.shop, line.slot);
    const std::string name = line_name(line, slot, visit.words());
    lines.push_back({{"field", fmt::format("line-{}", line.position)},
                     {"what", line.summary.empty() ? name : name + ", " + line.summary},
                     {"numbers", up_to(open)}});
  }
  return lines;
}

bool has_choices(const Form& form) {
  return std::any_of(form.fields().begin(), form.fields().end(),
                     [](const auto& field) { return field.first.starts_with("line-"); });
}

// What was chosen there; nothing of a form that has no such field.
std::vector<commerce::UnitsOfLine> chosen_lines(const Form& form, const Booking& booking) {
  std::vector<commerce::UnitsOfLine> lines;
  for (const commerce::Line& line : booking.lines) {
    const auto units = parse_whole(form.text(fmt::format("line-{}", line.position)));
    if (units && *units > 0) lines.push_back({line.position, *units});
  }
  return lines;
}

// What was paid and is not given back yet, before something of it is cancelled: for the template and for the
// app.
struct PaidSoFar {
  std::string text;
  bool online = false;
  json::value facts = nullptr;
};
PaidSoFar paid_so_far(store::Transaction& transaction, const Visit& visit, const Booking& booking) {
  std::int64_t online = 0;
  for (const auto& receipt : visit.context->services.receipts.list(transaction, booking.shop, booking.id)) {
    const bool charge = receipt.kind == commerce::ReceiptKind::charge;
    if (receipt.method == "online") online += charge ? receipt.amount.minor : -receipt.amount.minor;
  }
  const auto balance = commerce::balance_of(transaction, booking.shop, booking.id);
  const std::int64_t left = balance ? balance->paid.minor - balance->returning.minor : 0;
  if (left <= 0) return {};
  const Money sum{left, booking.total.currency};
  return {price_text(sum, visit.words()), online > 0,
          json::object{{"sum", api::money_json(sum)},
                       {"online", online > 0},
                       {"by_other", is_paid_by_other(transaction, booking)}}};
}

bool has_gone_out(const Booking& booking) {
  return std::any_of(booking.lines.begin(), booking.lines.end(),
                     [](const commerce::Line& line) { return line.handed_over > 0; });
}

Plan ask_before_cancelling(Context& context, const http::Request& request, const Captures& captures) {
  const auto show = [](store::Transaction& transaction, const Visit& visit, const Booking& booking) {
    if (booking.state == commerce::BookingState::cancelled) return see_other(path_of(booking));
    const bool parts =
        booking.lines.size() > 1 || booking.lines.front().quantity > 1 || has_gone_out(booking);
    PaidSoFar paid = paid_so_far(transaction, visit, booking);
    return booking_form(transaction, visit, booking, 200, "cancel",
                        {{"title", visit.words()("cancelQuestion")},
                         {"total", price_text(booking.total, visit.words())},
                         {"paid", paid.text},
                         {"paid_online", paid.online},
                         {"paid_by_other", is_paid_by_other(transaction, booking)},
                         {"key", random_token(visit.context->random, 16)},
                         {"lines", parts ? line_choices(transaction, visit, booking) : json::array{}},
                         {"parts", parts}},
                        {{"paid", std::move(paid.facts)}});
  };
  return read_booking(Visit(context, request), captures, show);
}

// Shows the booking after a change, or why there was none.
http::Response after(const Visit& visit, const commerce::Decided<commerce::Change>& changed,
                     const std::string& path, std::string_view news = {}) {
  if (changed) return keep_secret(see_other(news.empty() ? path : fmt::format("{}?{}", path, news)));
  if (changed.error().code == commerce::Refusal::Code::booking_cancelled) return keep_secret(see_other(path));
  return keep_secret(problem_page(visit, problem_of(changed.error(), true), path, "backToBooking"));
}

// Knowing the token is what allows it: another site's form does not know it, so no Origin is asked for (and
// this page's no-referrer makes browsers send "null").
Plan cancel(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  // A request without choices cancels all of it. The key makes that a double tap cancels once.
  const auto form = request.body.empty() ? Result<Form, Problem>(Form{}) : Form::read(request);
  if (!form) return keep_secret(problem_page(visit, form.error(), "/", "toTheStart"));
  return WriteWork{[visit, form = *form, token = captures["token"],
                    key = form_key(form->text("key"), request)](store::Transaction& transaction) {
    const auto booking = visit.engine().find_booking(transaction, token);
    if (!booking) return unknown_booking(transaction, visit, token);
    const auto back = [&] { return keep_secret(see_other(path_of(*booking))); };
    commerce::CancelCommand command{booking->shop, booking->id};
    command.lines = chosen_lines(form, *booking);
    if (command.lines.empty() && has_choices(form)) return back();  // of nothing: all of it is kept
    return answer_once(transaction, booking->shop, key, visit.now(), back, [&] {
      return after(visit_of(transaction, visit, *booking),
                   visit.context->services.changes.cancel(transaction, command), path_of(*booking));
    });
  }};
}

// Other slots that have all of it, with what the booking would cost there: for the template and for the app.
struct Choices {
  json::array values;
  json::array facts;
};

// What is to be paid yet, or goes back, once a booking that was paid costs so much; of one that was not, all
// is.
std::int64_t owed_then(const std::optional<commerce::Balance>& balance, const Money& total) {
  if (!balance || balance->paid.minor == 0) return 0;
  return balance->owed().minor + total.minor - balance->worth.minor;
}

std::string owed_text(std::int64_t minor, const Currency& currency, const PageWords& words) {
  if (minor == 0) return "";
  return words.say(minor > 0 ? Word("thenToPay") : Word("thenBack"),
                   {{"sum", price_text({std::abs(minor), currency}, words)}});
}

Choices choices_for(store::Transaction& transaction, const Visit& visit, const Booking& booking) {
  const PageWords words = visit.words();
  Choices choices;
  const auto balance = commerce::balance_of(transaction, booking.shop, booking.id);
  auto& services = visit.context->services;
  for (const auto& slot :
       visit.engine().list_slots(transaction, booking.shop, visit.now(), visit.now() + kAhead)) {
    if (choices.values.size() == kMostChoices) break;
    if (!is_bookable(slot)) continue;
    const auto price = services.changes.price_move(transaction, {booking.shop, booking.id, slot.id});
    if (!price) continue;
    const WallClock clock(slot.time_zone, visit.now(), visit.words());
    const std::string value = fmt::format("{}:{}", slot.id.text(), price->after.minor);
    const std::int64_t owed = owed_then(balance, price->after);
    choices.values.push_back({{"value", value},
                              {"summary", slot.summary},
                              {"then", owed_text(owed, price->after.currency, words)},
                              {"when", clock.range(slot.starts_at, slot.ends_at)},
                              {"price", price_text(price->after, words)}});
    choices.facts.push_back({{"value", value},
                             {"summary", slot.summary},
                             {"starts_at", to_rfc3339(slot.starts_at)},
                             {"ends_at", to_rfc3339(slot.ends_at)},
                             {"time_zone", slot.time_zone},
                             {"total", api::money_json(price->after)},
                             {"owed", api::money_json({owed, price->after.currency})}});
  }
  return choices;
}

Plan choose_slot(Context& context, const http::Request& request, const Captures& captures) {
  const auto show = [](store::Transaction& transaction, const Visit& visit, const Booking& booking) {
    if (booking.state == commerce::BookingState::cancelled) return see_other(path_of(booking));
    Choices choices = choices_for(transaction, visit, booking);
    return booking_form(transaction, visit, booking, 200, "move",
                        {{"title", visit.words()("moveQuestion")},
                         {"total", price_text(booking.total, visit.words())},
                         {"nothing", choices.values.empty()},
                         {"choices", std::move(choices.values)}},
                        {{"choices", std::move(choices.facts)}});
  };
  return read_booking(Visit(context, request), captures, show);
}

// "<slot>:<total>" where the booking is to go: the total is what was shown beside the slot.
struct Destination {
  std::string field;
  Id slot;
  std::int64_t total = 0;

  static std::optional<Destination> parse(const std::string& field) {
    const auto colon = field.find(':');
    if (colon == std::string::npos) return std::nullopt;
    const auto slot = Id::parse(std::string_view(field).substr(0, colon));
    const auto total = parse_whole(std::string_view(field).substr(colon + 1));
    return slot && total ? std::optional(Destination{field, *slot, *total}) : std::nullopt;
  }
};

// Whether it can be chosen when the goods are picked up there. Who picks something up there already comes
// once, in the window that they have.
bool leaves_window_open(store::Transaction& transaction, const Visit& visit, const Booking& booking,
                        const Destination& to) {
  const auto priced =
      visit.context->services.changes.price_move(transaction, {booking.shop, booking.id, to.slot});
  const auto picks_up_there = [&](const commerce::Line& line) { return line.slot == to.slot && line.window; };
  return priced && std::any_of(priced->booking.lines.begin(), priced->booking.lines.end(), picks_up_there) &&
         std::none_of(booking.lines.begin(), booking.lines.end(), picks_up_there);
}

http::Response window_page(store::Transaction& transaction, const Visit& visit, const Booking& booking,
                           const Destination& to, const std::optional<Problem>& mistake) {
  const auto slot = visit.engine().find_slot(transaction, booking.shop, to.slot);
  if (!slot) return see_other(path_of(booking) + "/move");
  const PageWords words = visit.words();
  const WallClock clock(slot->time_zone, visit.now(), words);
  const Money total{to.total, booking.total.currency};
  const std::int64_t owed = owed_then(commerce::balance_of(transaction, booking.shop, booking.id), total);
  return booking_form(transaction, visit, booking, mistake ? 422 : 200, "move_window",
                      {{"title", words("moveQuestion")},
                       {"summary", slot->summary},
                       {"when", clock.range(slot->starts_at, slot->ends_at)},
                       {"zone", clock.zone()},
                       {"price", price_text(total, words)},
                       {"then", owed_text(owed, total.currency, words)},
                       {"to", to.field},
                       {"windows", window_choices(*slot, clock, visit.now(), std::nullopt)},
                       {"mistake", mistake ? problem_text(*mistake, words) : std::string{}}},
                      {{"to", to.field},
                       {"slot", api::slot_json(*slot, {})},
                       {"total", api::money_json(total)},
                       {"owed", api::money_json({owed, total.currency})},
                       {"mistake", mistake ? mistake_json(*mistake) : json::value(nullptr)}});
}

// First the slot; then, where there is a choice, the window: the field is there once it was asked.
Plan move(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  const auto form = Form::read(request);
  if (!form) return keep_secret(problem_page(visit, form.error(), "/", "toTheStart"));
  const auto to = Destination::parse(form->text("to"));
  const bool was_asked = form->fields().contains("window");
  const auto window = api::parse_rfc3339(form->text("window"));
  return WriteWork{
      [visit, to, was_asked, window, token = captures["token"]](store::Transaction& transaction) {
        const auto booking = visit.engine().find_booking(transaction, token);
        if (!booking) return unknown_booking(transaction, visit, token);
        const Visit here = visit_of(transaction, visit, *booking);
        if (!to) return keep_secret(see_other(path_of(*booking) + "/move"));
        if (!was_asked && leaves_window_open(transaction, visit, *booking, *to))
          return keep_secret(window_page(transaction, here, *booking, *to, std::nullopt));
        commerce::MoveCommand command{booking->shop, booking->id, to->slot, to->total};
        command.window = window;
        const auto moved = visit.context->services.changes.move(transaction, command);
        if (!moved && was_asked && moved.error().field == "window")
          return keep_secret(window_page(transaction, here, *booking, *to, problem_of(moved.error(), true)));
        return after(here, moved, path_of(*booking), kMoved);
      }};
}

}  // namespace

http::Response unknown_booking(store::Transaction& transaction, const Visit& visit,
                               const std::string& token) {
  return keep_secret(problem_page(visit, token_problem(transaction, token), "/", "toTheStart"));
}

Plan read_booking(const Visit& visit, const Captures& captures,
                  std::function<http::Response(store::Transaction&, const Visit&, const Booking&)> show) {
  return ReadWork{
      [visit, token = captures["token"], show = std::move(show)](store::Transaction& transaction) {
        const auto booking = visit.engine().find_booking(transaction, token);
        return booking ? keep_secret(show(transaction, visit_of(transaction, visit, *booking), *booking))
                       : unknown_booking(transaction, visit, token);
      }};
}

Visit visit_of(store::Transaction& transaction, const Visit& visit, const Booking& booking) {
  const auto shop = store::find_shop(transaction, booking.shop);
  return shop ? visit.at(*shop) : visit;
}

bool is_changeable(store::Transaction& transaction, const Visit& visit, const Booking& booking) {
  const bool any_here = std::any_of(booking.lines.begin(), booking.lines.end(),
                                    [](const auto& line) { return line.quantity > line.handed_over; });
  if (!any_here) return false;
  const auto times = visit.context->services.changes.cancel_times(transaction, booking);
  return std::any_of(times.begin(), times.end(), [&](const auto& time) { return visit.now() < time.until; });
}

std::string owed_back(store::Transaction& transaction, const Booking& booking, const PageWords& words) {
  const auto balance = commerce::balance_of(transaction, booking.shop, booking.id);
  if (!balance || balance->owed().minor >= 0) return "";
  return price_text({-balance->owed().minor, balance->owed().currency}, words);
}

bool is_paid_by_other(store::Transaction& transaction, const Booking& booking) {
  return commerce::serial_of(transaction, booking.shop, booking.id) > 0;
}

void add_booking_change_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/b/{token}/cancel", ask_before_cancelling);
  add_route(router, context, "POST", "/b/{token}/cancel", cancel);
  add_route(router, context, "GET", "/b/{token}/move", choose_slot);
  add_route(router, context, "POST", "/b/{token}/move", move);
}

}  // namespace timeshelf::server::pages
