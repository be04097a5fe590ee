// A booking, opened by its token: QR code, lines, calendar entry, and the ways to cancel or move it.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "commerce/payments/receipts.hpp"
#include "ical/shelf_terms.hpp"
#include "server/api/write_json.hpp"
#include "server/experiments/seeing.hpp"
#include "server/pages/built_files.hpp"
#include "server/pages/file_answer.hpp"
#include "server/pages/page_routes.hpp"
#include "server/pages/words.hpp"
#include "server/shop/address.hpp"
#include "server/shop/qr.hpp"
#include "server/storefront/booking_pages.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Booking;
using commerce::Slot;

// Web calendars take an event by address. It says what and when, never the token.
json::object calendar_links(const Slot& slot, const Booking& booking, const PageWords& words) {
  const std::string note = words.say("bookingNote", {{"code", booking.code}});
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

// What was paid and given back, as its customer reads it.
json::array receipt_values(store::Transaction& transaction, const Visit& visit, const Booking& booking) {
  const PageWords words = visit.words();
  json::array rows;
  for (const auto& receipt : visit.context->services.receipts.list(transaction, booking.shop, booking.id)) {
    const bool refund = receipt.kind == commerce::ReceiptKind::refund;
    const bool online = receipt.method == "online";
    rows.push_back(
        json::object{{"what", refund ? (online ? words("givenBackOnline") : words("givenBackAtPickup"))
                                     : (online ? words("paidOnline") : words("paidAtPickup"))},
                     {"sum", price_text(receipt.amount, words)}});
  }
  return rows;
}

json::value owed_json(std::int64_t minor, const Currency& currency) {
  return minor > 0 ? json::value(api::money_json({minor, currency})) : json::value(nullptr);
}

// The same for the page's app.
json::object account_facts(store::Transaction& transaction, const Visit& visit, const Booking& booking,
                           const commerce::Balance& balance, const Money& to_pay, bool paid_by_other) {
  json::array receipts;
  for (const auto& receipt : visit.context->services.receipts.list(transaction, booking.shop, booking.id)) {
    receipts.push_back({{"kind", commerce::name_of(receipt.kind)},
                        {"method", receipt.method},
                        {"amount", api::money_json(receipt.amount)}});
  }
  const Money owed = balance.owed();
  return {{"still_to_pay", owed_json(to_pay.minor, owed.currency)},
          {"on_its_way", owed_json(balance.returning.minor, owed.currency)},
          {"owed_back", owed_json(-owed.minor, owed.currency)},
          {"paid_by_other", paid_by_other},
          {"receipts", std::move(receipts)}};
}

// The rest of what is in the way is said when it is tried.
bool can_pass_on(const Booking& booking, const Visit& visit) {
  return std::any_of(booking.lines.begin(), booking.lines.end(), [&](const auto& line) {
    return line.ends_at > visit.now() && line.handed_over < line.quantity;
  });
}

// Until when somebody may take it over by the link that is open.
std::optional<Instant> passing_on_until(store::Transaction& transaction, const Visit& visit,
                                        const Booking& booking) {
  const auto open = visit.context->services.passing_on.open_of(transaction, booking.shop, booking.id);
  return open ? std::optional(open->expires_at) : std::nullopt;
}

http::Response booking_page_for(store::Transaction& transaction, const Visit& visit, const Booking& booking,
                                bool moved) {
  const auto shop = store::find_shop(transaction, booking.shop);
  const PageWords words = visit.words();
  const bool confirmed = booking.state == commerce::BookingState::confirmed;
  const std::string path = "/b/" + percent_encode(booking.token);
  auto own_lines = booking.lines;
  for (auto& line : own_lines) {
    if (!confirmed) line.claim.clear();  // it opens nothing any more
  }
  const auto booked = booked_slots(transaction, visit, booking.shop, own_lines);
  json::array calendars;
  for (const auto& [slot, lines] : booked) {
    if (slot) calendars.push_back(calendar_links(*slot, booking, words));
  }
  const bool comes_to_us = std::any_of(booking.lines.begin(), booking.lines.end(), [](const auto& line) {
    return line.sku == ical::kSeatSku || line.fulfilment == "PICKUP";
  });
  const bool picked_up = std::any_of(booking.lines.begin(), booking.lines.end(), [](const auto& line) {
    return line.sku != ical::kSeatSku && line.fulfilment == "PICKUP";
  });
  const auto balance = commerce::balance_of(transaction, booking.shop, booking.id);
  const bool paid_by_other = is_paid_by_other(transaction, booking);
  json::array receipts = receipt_values(transaction, visit, booking);
  const bool called_off = std::all_of(booked.begin(), booked.end(), [](const Booked& of) {
    return of.slot && of.slot->state == commerce::SlotState::cancelled;
  });
  const Money open =
      balance && !called_off ? commerce::to_pay(booking, *balance) : Money{0, booking.total.currency};
  const bool can_change = confirmed && is_changeable(transaction, visit, booking);
  const bool can_pass = confirmed && can_pass_on(booking, visit);
  const auto passing = passing_on_until(transaction, visit, booking);
  const WallClock clock(shop ? shop->time_zone : "UTC", visit.now(), words);
  const std::string qr =
      confirmed ? qr_svg(booking_page(visit.origin, booking), words.say("qrCodeOf", {{"code", booking.code}}))
                : "";
  json::object values{
      {"title",
       (confirmed ? words("booked") : words("cancelled")) + " · " + (shop ? shop->name : std::string())},
      {"shop_name", shop ? shop->name : ""},
      {"shop_path", shop ? "/s/" + shop->slug : "/"},
      {"confirmed", confirmed},
      {"greeting",
       words.say(comes_to_us ? Word("seeYou") : Word("thankYou"), {{"name", booking.customer_name}})},
      {"code", booking.code},
      {"customer", booking.customer_name},
      {"email", booking.customer_email},
      {"booked", booked_values(booked, visit)},
      {"fees", fee_values(booking.fees, words)},
      {"address", address_text(booking.address)},
      {"total", price_text(booking.total, words)},
      {"picked_up", picked_up},
      {"qr", qr},
      {"calendars", confirmed ? std::move(calendars) : json::array{}},
      {"path", path},
      {"ics", path + "/booking.ics"},
      {"nothing_paid", receipts.empty()},
      {"receipts", std::move(receipts)},
      {"still_to_pay", open.minor > 0 ? price_text(open, words) : std::string{}},
      {"on_its_way",
       balance && balance->returning.minor > 0 ? price_text(balance->returning, words) : std::string{}},
      {"owed_back", owed_back(transaction, booking, words)},
      {"paid_by_other", paid_by_other},
      {"moved", moved},
      {"can_pass_on", can_pass},
      {"passing_on", passing ? clock.day_time(*passing) : std::string{}},
      {"can_change", can_change}};
  if (!shop) return page(visit, 200, "booking", std::move(values));
  Booking shown = booking;
  shown.lines = own_lines;
  embed(values, visit, *shop, "booking",
        {{"booking", api::booking_json(shown, {visit.origin, shop->slug})},
         {"slots", slots_of_lines(transaction, visit, *shop, own_lines)},
         {"account",
          balance ? json::value(account_facts(transaction, visit, booking, *balance, open, paid_by_other))
                  : json::value(nullptr)},
         {"moved", moved},
         {"qr", qr},
         {"can_pass_on", can_pass},
         {"passing_on_until", passing ? json::value(to_rfc3339(*passing)) : json::value(nullptr)},
         {"can_change", can_change}});
  return page(visit, 200, "booking", std::move(values));
}

Plan show_booking(Context& context, const http::Request& request, const Captures& captures) {
  const auto show = [may_keep = experiments::may_keep(request), moved = request.query == kMoved](
                        store::Transaction& transaction, const Visit& visit, const Booking& booking) {
    http::Response response = booking_page_for(transaction, visit, booking, moved);
    const auto shop = may_keep ? store::find_shop(transaction, booking.shop) : std::nullopt;
    if (shop) experiments::keep_variant(transaction, visit, *shop, booking.id, response);
    return response;
  };
  return read_booking(Visit(context, request), captures, show);
}

Plan download(Context& context, const http::Request& request, const Captures& captures) {
  const auto write = [](store::Transaction& transaction, const Visit& visit, const Booking& booking) {
    http::Response response = http::reply(200, "text/calendar; charset=utf-8",
                                          visit.engine().render_booking_ics(transaction, booking));
    response.headers.add("Content-Disposition", "attachment; filename=\"booking.ics\"");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
  };
  return read_booking(Visit(context, request), captures, write);
}

// Keeps bookings on the device (web/src/booking/worker.js). Asked for anew each time, so that it is the
// newest.
Plan worker(Context&, const http::Request& request, const Captures&) {
  http::Response response = answer_file(request, embedded::booking_files().front());
  response.headers.add("Cache-Control", "no-cache");
  response.headers.add("Content-Security-Policy", "default-src 'none'; connect-src 'self'");
  return response;
}

}  // namespace

void add_booking_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/b/worker.js", worker);
  add_route(router, context, "GET", "/b/{token}", show_booking);
  add_route(router, context, "GET", "/b/{token}/booking.ics", download);
  add_booking_change_routes(router, context);
  add_passing_on_routes(router, context);
}

}  // namespace timeshelf::server::pages
