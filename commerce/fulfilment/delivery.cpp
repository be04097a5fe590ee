#include "commerce/fulfilment/delivery.hpp"

#include <fmt/format.h>

#include "commerce/audit.hpp"
#include "commerce/fulfilment/delivery_rows.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::size_t kMostZones = 200;

std::optional<std::int64_t> count(const std::optional<std::chrono::minutes>& minutes) {
  return minutes ? std::optional<std::int64_t>(minutes->count()) : std::nullopt;
}

// Where its venue is.
std::optional<Refusal> find_venue(store::Transaction& transaction, DeliveryZone& zone) {
  zone.centre.reset();
  if (zone.venue.empty()) return std::nullopt;
  const auto id = Id::parse(zone.venue);
  const auto venue = id ? load_venue(transaction, zone.shop, *id) : std::nullopt;
  if (!venue) return refuse(Code::unknown_venue, "The shop has no such venue.", "venue");
  if (venue->latitude && venue->longitude) zone.centre = Point{*venue->latitude, *venue->longitude};
  return std::nullopt;
}

}  // namespace

std::vector<DeliveryZone> Delivery::list_zones(store::Transaction& transaction, const Id& shop) {
  return load_zones(transaction, shop);
}

Decided<DeliveryZone> Delivery::put_zone(store::Transaction& transaction, const DeliveryZone& asked,
                                         const std::string& actor) {
  DeliveryZone zone = asked;
  if (auto refused = find_venue(transaction, zone)) return *refused;
  const auto others = load_zones(transaction, zone.shop);
  if (auto refused = check_zone(zone, others)) return *refused;
  if (others.size() >= kMostZones)
    return refuse(Code::invalid_zone, fmt::format("A shop has at most {} zones.", kMostZones), "name");
  const std::string prefixes = fmt::format("{}", fmt::join(zone.prefixes, " "));
  transaction.execute(
      "INSERT INTO delivery_zones (shop, name, prefixes, country, venue, radius, fee, currency, tax_rate, "
      "cut_off, same_day_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
      "ON CONFLICT (shop, name) DO UPDATE SET prefixes = $3, country = $4, venue = $5, radius = $6, fee = "
      "$7, currency = $8, tax_rate = $9, cut_off = $10, same_day_until = $11",
      {zone.shop, zone.name, prefixes, zone.country, zone.venue, zone.radius, zone.fee.minor,
       zone.fee.currency.code(), zone.tax_rate, count(zone.cut_off), count(zone.same_day_until)});
  record(transaction, zone.shop, actor, "zone.put", zone.name,
         {{"prefixes", prefixes}, {"fee", zone.fee.text()}}, clock_.now(), random_);
  return zone;
}

Decided<void> Delivery::remove_zone(store::Transaction& transaction, const Id& shop, const std::string& name,
                                    const std::string& actor) {
  const auto removed =
      transaction.execute("DELETE FROM delivery_zones WHERE shop = $1 AND name = $2", {shop, name});
  if (removed == 0) return refuse(Code::unknown_zone, "The shop has no zone of this name.", "zone");
  record(transaction, shop, actor, "zone.removed", name, {}, clock_.now(), random_);
  return {};
}

}  // namespace timeshelf::commerce
