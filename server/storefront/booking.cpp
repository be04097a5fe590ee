// A booking, opened by its token: QR code, lines, calendar entry, and the way to cancel.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "ical/shelf_terms.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/shop/address.hpp"
#include "server/shop/qr.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Booking;
using commerce::Slot;

// The booking's address is its key: it goes into no referrer, no cache and no search engine.
http::Response keep_secret(http::Response response) {
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("Cache-Control", "private, no-store");
  response.headers.set("X-Robots-Tag", "noindex");
  return response;
}

http::Response unknown_booking() {
  return keep_secret(problem_page(
      Problem::make("unknown-booking", "This link opens no booking. Use the whole link of the confirmation."),
      "/", "To the start"));
}

// Finds the booking of the token and lets `show` answer, in a read.
Plan read_booking(const Visit& visit, const Captures& captures,
                  std::function<http::Response(store::Transaction&, const Booking&)> show) {
  return ReadWork{
      [visit, token = captures["token"], show = std::move(show)](store::Transaction& transaction) {
        const auto booking = visit.engine().find_booking(transaction, token);
        return booking ? keep_secret(show(transaction, *booking)) : unknown_booking();
      }};
}

// Web calendars take an event by address. It says what and when, never the token.
json::object calendar_links(const Slot& slot, const Booking& booking) {
  const std::string note = "Booking " + booking.code;
  const std::string text = percent_encode(slot.summary);
  const std::string place = percent_encode(slot.location);
  return {
      {"slot_summary", slot.summary},
      {"google", fmt::format("https://calendar.google.com/calendar/render?action=TEMPLATE&text={}"
                             "&dates={}%2F{}&details={}&location={}",
                             text, to_ical_utc(slot.starts_at), to_ical_utc(slot.ends_at),
                             percent_encode(note), place)},
      {"outlook", fmt::format("https://outlook.live.com/calendar/0/deeplink/compose?rru=addevent&subject={}"
                              "&startdt={}&enddt={}&body={}&location={}",
                              text, percent_encode(to_rfc3339(slot.starts_at)),
                              percent_encode(to_rfc3339(slot.ends_at)), percent_encode(note), place)}};
}

http::Response booking_page_for(store::Transaction& transaction, const Visit& visit, const Booking& booking) {
  const auto shop = store::find_shop(transaction, booking.shop);
  const bool confirmed = booking.state == commerce::BookingState::confirmed;
  const std::string path = "/b/" + percent_encode(booking.token);
  auto own_lines = booking.lines;
  for (auto& line : own_lines) {
    if (!confirmed) line.claim.clear();  // it opens nothing any more
  }
  const auto booked = booked_slots(transaction, visit, booking.shop, own_lines);
  json::array calendars;
  bool over = true;
  const bool handed_over = std::any_of(booking.lines.begin(), booking.lines.end(),
                                       [](const auto& line) { return line.handed_over > 0; });
  for (const auto& [slot, lines] : booked) {
    over = over && slot && slot->starts_at <= visit.now();
    if (slot) calendars.push_back(calendar_links(*slot, booking));
  }
  const bool comes_to_us = std::any_of(booking.lines.begin(), booking.lines.end(), [](const auto& line) {
    return line.sku == ical::kSeatSku || line.fulfilment == "PICKUP";
  });
  const bool picked_up = std::any_of(booking.lines.begin(), booking.lines.end(), [](const auto& line) {
    return line.sku != ical::kSeatSku && line.fulfilment == "PICKUP";
  });
  return page(
      200, "booking",
      {{"title", (confirmed ? "Booked · " : "Cancelled · ") + (shop ? shop->name : std::string())},
       {"shop_name", shop ? shop->name : ""},
       {"shop_path", shop ? "/s/" + shop->slug : "/"},
       {"confirmed", confirmed},
       {"greeting", comes_to_us ? "See you there" : "Thank you"},
       {"code", booking.code},
       {"customer", booking.customer_name},
       {"email", booking.customer_email},
       {"booked", booked_values(booked, visit)},
       {"fees", fee_values(booking.fees)},
       {"address", address_text(booking.address)},
       {"total", price_text(booking.total)},
       {"picked_up", picked_up},
       {"qr", confirmed ? qr_svg(booking_page(visit.origin, booking), "QR code of booking " + booking.code)
                        : std::string{}},
       {"calendars", confirmed ? std::move(calendars) : json::array{}},
       {"path", path},
       {"ics", path + "/booking.ics"},
       {"can_cancel", confirmed && !over && !handed_over}});
}

Plan show_booking(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return read_booking(visit, captures, [visit](store::Transaction& transaction, const Booking& booking) {
    return booking_page_for(transaction, visit, booking);
  });
}

Plan download(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return read_booking(visit, captures, [visit](store::Transaction& transaction, const Booking& booking) {
    http::Response response = http::reply(200, "text/calendar; charset=utf-8",
                                          visit.engine().render_booking_ics(transaction, booking));
    response.headers.add("Content-Disposition", "attachment; filename=\"booking.ics\"");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
  });
}

Plan ask_before_cancelling(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return read_booking(visit, captures, [](store::Transaction&, const Booking& booking) {
    const std::string path = "/b/" + percent_encode(booking.token);
    if (booking.state == commerce::BookingState::cancelled) return see_other(path);
    return page(200, "cancel",
                {{"title", "Cancel booking " + booking.code},
                 {"code", booking.code},
                 {"total", price_text(booking.total)},
                 {"path", path}});
  });
}

// Knowing the token is what allows it: another site's form does not know it, so no Origin is asked for (and
// this page's no-referrer makes browsers send "null").
Plan cancel(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return WriteWork{[visit, token = captures["token"]](store::Transaction& transaction) {
    const auto booking = visit.engine().find_booking(transaction, token);
    if (!booking) return unknown_booking();
    const std::string path = "/b/" + percent_encode(booking->token);
    const auto cancelled = visit.engine().cancel(transaction, booking->shop, booking->id);
    if (cancelled || cancelled.error().code == commerce::Refusal::Code::booking_cancelled) {
      return keep_secret(see_other(path));
    }
    return keep_secret(problem_page(problem_of(cancelled.error(), true), path, "Back to the booking"));
  }};
}

}  // namespace

void add_booking_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/b/{token}", show_booking);
  add_route(router, context, "GET", "/b/{token}/booking.ics", download);
  add_route(router, context, "GET", "/b/{token}/cancel", ask_before_cancelling);
  add_route(router, context, "POST", "/b/{token}/cancel", cancel);
}

}  // namespace timeshelf::server::pages
