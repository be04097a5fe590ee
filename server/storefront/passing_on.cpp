// A booking is passed on: its holder gets a link that works once, and who opens it says who they are.
#include "commerce/bookings/passing_on.hpp"

#include "base/text.hpp"
#include "server/api/write_customer.hpp"
#include "server/pages/form.hpp"
#include "server/pages/problem_words.hpp"
#include "server/pages/words.hpp"
#include "server/shop/language.hpp"
#include "server/shop/passing_on.hpp"
#include "server/storefront/booking_pages.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Booking;

std::string path_of(const Booking& booking) {
  return "/b/" + percent_encode(booking.token);
}

// Knowing the token is what allows it (booking_change.cpp).
Plan on_booking(const Visit& visit, const Captures& captures,
                std::function<http::Response(store::Transaction&, const Visit&, const Booking&)> act) {
  return WriteWork{[visit, token = captures["token"],
                    act = std::move(act)](store::Transaction& transaction) -> caldav::Written {
    const auto booking = visit.engine().find_booking(transaction, token);
    return booking ? keep_secret(act(transaction, visit_of(transaction, visit, *booking), *booking))
                   : unknown_booking(transaction, visit, token);
  }};
}

// The link is in this answer and nowhere else, so there is no page to be led to.
Plan offer(Context& context, const http::Request& request, const Captures& captures) {
  const auto make = [](store::Transaction& transaction, const Visit& visit, const Booking& booking) {
    const auto made = visit.context->services.passing_on.offer(transaction, booking, commerce::kPassageDays);
    if (!made) return problem_page(visit, problem_of(made.error(), true), path_of(booking), "backToBooking");
    const auto shop = store::find_shop(transaction, booking.shop);
    const WallClock clock(shop ? shop->time_zone : "UTC", visit.now(), visit.words());
    return page(visit, 200, "pass_on",
                {{"title", visit.words()("passOn")},
                 {"link", transfer_page(visit.origin, made->secret)},
                 {"until", clock.day_time(made->passage.expires_at)},
                 {"path", path_of(booking)}});
  };
  return on_booking(Visit(context, request), captures, make);
}

Plan take_back(Context& context, const http::Request& request, const Captures& captures) {
  const auto close = [](store::Transaction& transaction, const Visit& visit, const Booking& booking) {
    visit.context->services.passing_on.take_back(transaction, booking);
    return see_other(path_of(booking));
  };
  return on_booking(Visit(context, request), captures, close);
}

http::Response refuse(const Visit& visit, const Problem& problem) {
  return keep_secret(problem_page(visit, problem, "/", "toTheStart"));
}

http::Response unknown_transfer(const Visit& visit) {
  return refuse(visit, unknown_transfer_problem());
}

std::optional<Problem> why_closed(const commerce::PassingOn::Offered& offered, Instant now) {
  if (offered.passage.accepted_at)
    return Problem::make("transfer-used", "Somebody used the link already; it works once.");
  if (!offered.passage.is_open(now) || offered.booking.state == commerce::BookingState::cancelled)
    return Problem::make("transfer-over",
                         "The link was taken back or has run out. Ask who gave it to you for a new one.");
  return std::nullopt;
}

http::Response accept_page(store::Transaction& transaction, const Visit& visit,
                           const commerce::PassingOn::Offered& offered, const std::string& path,
                           const Form& form, const std::string& problem) {
  const auto booked = booked_slots(transaction, visit, offered.booking.shop, offered.booking.lines);
  json::object values{{"title", visit.words()("forYou") + " · " + offered.shop.name},
                      {"shop_name", offered.shop.name},
                      {"shop_path", "/s/" + offered.shop.slug},
                      {"booked", booked_values(booked, visit)},
                      {"path", path},
                      {"problem", problem},
                      {"name", form.text("name")},
                      {"email", form.text("email")}};
  if (problem.empty())
    embed(values, visit, offered.shop, "accept", {{"offered", api::offered_json(offered, visit.now())}});
  return keep_secret(page(visit, problem.empty() ? 200 : 422, "accept", std::move(values)));
}

Plan show(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return ReadWork{[visit, secret = captures["secret"]](store::Transaction& transaction) {
    const auto offered = visit.context->services.passing_on.find(transaction, secret);
    if (!offered) return unknown_transfer(visit);
    if (const auto closed = why_closed(*offered, visit.now()))
      return refuse(visit.at(offered->shop), *closed);
    return accept_page(transaction, visit.at(offered->shop), *offered, "/t/" + percent_encode(secret), {},
                       "");
  }};
}

Plan accept(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  const auto form = Form::read(request);
  if (!form) return refuse(visit, form.error());
  return WriteWork{[visit, form = *form, language = preferred_language(request),
                    secret = captures["secret"]](store::Transaction& transaction) -> caldav::Written {
    auto& passing_on = visit.context->services.passing_on;
    const auto offered = passing_on.find(transaction, secret);
    if (!offered) return unknown_transfer(visit);
    const Visit here = visit.at(offered->shop);
    const auto booking =
        passing_on.accept(transaction, secret, form.text("name"), form.text("email"), language);
    if (booking) return keep_secret(see_other(path_of(*booking)));
    const bool can_be_mended = booking.error().code == commerce::Refusal::Code::invalid_customer ||
                               booking.error().code == commerce::Refusal::Code::over_limit;
    if (!can_be_mended) return refuse(here, transfer_problem(booking.error()));
    return accept_page(transaction, here, *offered, "/t/" + percent_encode(secret), form,
                       problem_text(problem_of(booking.error(), true), here.words()));
  }};
}

}  // namespace

void add_passing_on_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/b/{token}/pass-on", offer);
  add_route(router, context, "POST", "/b/{token}/keep", take_back);
  add_route(router, context, "GET", "/t/{secret}", show);
  add_route(router, context, "POST", "/t/{secret}", accept);
}

}  // namespace timeshelf::server::pages
