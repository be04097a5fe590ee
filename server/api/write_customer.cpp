#include "server/api/write_customer.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "commerce/bookings/tokens.hpp"
#include "commerce/checkout/extending.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}
json::value or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(to_rfc3339(*instant)) : json::value(nullptr);
}

}  // namespace

json::array payment_ways(const Config& config) {
  json::array ways;
  if (config.sells_at_pickup()) ways.emplace_back("pickup");
  if (config.sells_online()) ways.emplace_back("online");
  return ways;
}

json::object alternatives_json(const commerce::Alternatives& alternatives, const Links& links) {
  json::array slots;
  for (const commerce::Slot& slot : alternatives.slots) slots.push_back(slot_json(slot, links));
  return {{"held_until", or_null(alternatives.held_until)}, {"slots", std::move(slots)}};
}

json::object own_hold_json(const commerce::Hold& hold, std::chrono::milliseconds hold_for,
                           const Links& links) {
  json::object written = hold_json(hold, links);
  written["extendable_until"] = to_rfc3339(commerce::extendable_until(hold, hold_for));
  return written;
}

json::object checkout_json(const commerce::Checkout& checkout, const store::Shop& shop, const Links& links) {
  json::object body{{"hold", checkout.hold.text()},
                    {"state", commerce::name_of(checkout.state)},
                    {"total", money_json(checkout.total)},
                    {"expires_at", to_rfc3339(checkout.expires_at)},
                    {"url", checkout.url.empty() ? json::value(nullptr) : json::value(checkout.url)},
                    {"booking", nullptr},
                    {"self", fmt::format("{}/holds/{}/checkout", links.shop_api(), checkout.hold.text())}};
  if (checkout.booking)
    body["booking"] = links.origin + "/api/v1/bookings/" + commerce::make_token(shop, *checkout.booking);
  return body;
}

json::object waiting_json(const commerce::WaitingEntry& entry) {
  return {{"id", entry.id.text()},
          {"slot", entry.slot.text()},
          {"sku", entry.sku},
          {"quantity", entry.quantity},
          {"state", commerce::name_of(entry.state)},
          {"ahead", entry.ahead},
          {"joined_at", to_rfc3339(entry.joined_at)},
          {"customer", {{"name", entry.name}, {"email", entry.email}}}};
}

json::object own_waiting_json(const commerce::WaitingEntry& entry, const store::Shop& shop,
                              const Links& links) {
  const std::string token = commerce::waiting_token(shop, entry.id);
  json::object written = waiting_json(entry);
  written["offer"] = entry.offer ? json::value(hold_json(*entry.offer, links)) : json::value(nullptr);
  written["token"] = token;
  written["self"] = links.origin + "/api/v1/waiting/" + percent_encode(token);
  written["page"] = links.origin + "/w/" + percent_encode(token);
  return written;
}

json::object offered_json(const commerce::PassingOn::Offered& offered, Instant now) {
  json::array lines;
  for (const commerce::Line& line : offered.booking.lines)
    lines.push_back({{"summary", line.summary},
                     {"starts_at", to_rfc3339(line.starts_at)},
                     {"ends_at", to_rfc3339(line.ends_at)},
                     {"time_zone", line.time_zone},
                     {"location", line.location},
                     {"sku", line.sku},
                     {"quantity", line.quantity}});
  const bool is_open =
      offered.passage.is_open(now) && offered.booking.state == commerce::BookingState::confirmed;
  return {{"shop", {{"slug", offered.shop.slug}, {"name", offered.shop.name}}},
          {"open", is_open},
          {"expires_at", to_rfc3339(offered.passage.expires_at)},
          {"lines", std::move(lines)}};
}

json::object place_json(const commerce::PlaceView& place, const Links& links) {
  const auto wait = place.wait ? std::optional<std::int64_t>(place.wait->count()) : std::nullopt;
  return {{"drop", place.drop},
          {"in", place.is_in},
          {"used_up", place.used_up},
          {"opens_at", or_null(place.opens_at)},
          {"ahead", or_null(place.ahead)},
          {"wait_seconds", or_null(wait)},
          {"standing", place.standing},
          {"sold_out", place.sold_out},
          {"token", place.token},
          {"self", place_address(links, place.drop) + "/" + percent_encode(place.token)}};
}

}  // namespace timeshelf::server::api
