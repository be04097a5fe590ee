// Where the shop delivers, for those who run it.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "server/api/call.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::DeliveryZone;

json::value minutes_json(const std::optional<std::chrono::minutes>& minutes) {
  return minutes ? json::value(minutes->count()) : json::value(nullptr);
}

json::value text_json(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object zone_json(const DeliveryZone& zone) {
  json::array prefixes;
  for (const std::string& prefix : zone.prefixes) prefixes.emplace_back(prefix);
  const auto day = zone.same_day_until.value_or(std::chrono::minutes{0}).count();
  return {{"name", zone.name},
          {"prefixes", std::move(prefixes)},
          {"country", text_json(zone.country)},
          {"venue", text_json(zone.venue)},
          {"metres", zone.radius ? json::value(*zone.radius) : json::value(nullptr)},
          {"fee", money_json(zone.fee)},
          {"tax_rate", zone.tax_rate ? json::value(*zone.tax_rate) : json::value(nullptr)},
          {"cut_off_minutes", minutes_json(zone.cut_off)},
          {"same_day_until", zone.same_day_until ? json::value(fmt::format("{:02}:{:02}", day / 60, day % 60))
                                                 : json::value(nullptr)}};
}

// What a PUT says; the shop is not known yet.
struct WrittenZone {
  std::string name;
  std::vector<std::string> prefixes;
  std::string country, venue, fee, currency;
  std::optional<std::int64_t> metres, tax_rate, cut_off;
  std::optional<std::chrono::minutes> same_day_until;
};

Read<WrittenZone> read_zone(const json::object& body, std::string name) {
  MemberReader members(body, "");
  const auto whole = [&](std::string_view member) {
    return members.has(member) ? std::optional(members.whole(member)) : std::nullopt;
  };
  WrittenZone zone;
  zone.name = std::move(name);
  for (const std::string& prefix : members.texts("prefixes", 500, 20))
    zone.prefixes.push_back(commerce::normalise_postal_code(prefix));
  zone.country = to_upper(members.text("country", 2, ""));
  zone.venue = members.text("venue", 64, "");
  zone.metres = whole("metres");
  zone.fee = members.text("fee", 32);
  zone.currency = members.text("currency", 3, "");
  zone.tax_rate = whole("tax_rate");
  zone.cut_off = whole("cut_off_minutes");
  const std::string until = members.text("same_day_until", 5, "");
  if (auto problem = members.problem()) return *problem;
  if (until.empty()) return zone;
  zone.same_day_until = commerce::parse_time_of_day(until);
  if (!zone.same_day_until)
    return Problem::make("invalid-member", "Same-day orders end at a time like 12:00.", "same_day_until");
  return zone;
}

commerce::Decided<DeliveryZone> zone_of(const WrittenZone& written, const store::Shop& shop) {
  const auto currency = Currency::parse(written.currency.empty() ? shop.currency : written.currency);
  if (!currency)
    return commerce::refuse(commerce::Refusal::Code::invalid_zone, "This is not an ISO 4217 currency.",
                            "currency");
  const auto fee = Money::parse(written.fee, *currency);
  if (!fee)
    return commerce::refuse(commerce::Refusal::Code::invalid_zone,
                            fmt::format("\"{}\" is not an amount in {}.", written.fee, currency->code()),
                            "fee");
  const auto cut_off =
      written.cut_off
          ? std::optional(std::chrono::minutes(std::clamp<std::int64_t>(*written.cut_off, -1, 1 << 20)))
          : std::nullopt;
  return DeliveryZone{
      shop.id, written.name, written.prefixes, written.country, written.venue,         written.metres,
      {},      *fee,         written.tax_rate, cut_off,         written.same_day_until};
}

Plan list_zones(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(
      call, request, store::Role::staff, [call](store::Transaction& transaction, const Member& member) {
        json::array zones;
        for (const auto& zone : call.context().services.delivery.list_zones(transaction, member.shop.id))
          zones.push_back(zone_json(zone));
        return call.answer(200, {{"zones", std::move(zones)}});
      });
}

Plan put_zone(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto written = read_zone(*body, captures["zone"]);
  if (!written) return call.refuse(written.error());
  return write_as(call, request, store::Role::manager,
                  [call, written = *written](store::Transaction& transaction, const Member& member) {
                    const auto zone = zone_of(written, member.shop);
                    if (!zone) return call.refuse(zone.error(), false);
                    const auto put =
                        call.context().services.delivery.put_zone(transaction, *zone, member.user.name);
                    return put ? call.answer(200, zone_json(*put)) : call.refuse(put.error(), false);
                  });
}

Plan remove_zone(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(call, request, store::Role::manager,
                  [call, name = captures["zone"]](store::Transaction& transaction, const Member& member) {
                    const auto removed = call.context().services.delivery.remove_zone(
                        transaction, member.shop.id, name, member.user.name);
                    return removed ? http::reply(204, "", "") : call.refuse(removed.error(), true);
                  });
}

}  // namespace

void add_zone_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/zones", list_zones);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/zones/{zone}", put_zone);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/zones/{zone}", remove_zone);
}

}  // namespace timeshelf::server::api
