// Where the shop delivers, and until when: zones, addresses, distances.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/refusal.hpp"
#include "commerce/views.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::commerce {

/// A point on the globe, in millionths of a degree.
struct Point {
  std::int64_t latitude = 0;
  std::int64_t longitude = 0;
};

/// A zone is either a list of beginnings of postal codes or a circle around a venue.
struct DeliveryZone {
  Id shop;
  std::string name;
  std::vector<std::string> prefixes;            ///< as normalise_postal_code writes them
  std::string country;                          ///< of the prefixes: ISO 3166, or "" = any
  std::string venue;                            ///< the id of the venue that it serves; "" = slots anywhere
  std::optional<std::int64_t> radius;           ///< metres around that venue
  std::optional<Point> centre;                  ///< where that venue is
  Money fee;                                    ///< once for each slot of a booking
  std::optional<std::int64_t> tax_rate;         ///< of the fee; absent: that of the goods
  std::optional<std::chrono::minutes> cut_off;  ///< before the slot's start
  std::optional<std::chrono::minutes> same_day_until;  ///< time of the slot's day, for SAME-DAY
};

/// Letters and digits in upper case: "sw1a 1aa" is "SW1A1AA".
std::string normalise_postal_code(std::string_view code);

/// "12:00" as minutes after midnight.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);

/// On a sphere of 6,371.0088 km (haversine).
double metres_between(const Point& a, const Point& b);

/// The zone of an address, for slots at that venue ("" = at none): the longest beginning of its postal code;
/// where none fits, the smallest circle around the venue. Null if it is in none. A zone of the venue comes
/// before one for slots anywhere.
const DeliveryZone* zone_for(std::span<const DeliveryZone> zones, const Address&, std::string_view venue);

/// When a zone takes no more orders for a slot, for DELIVERY or SAME-DAY.
std::optional<Instant> cut_off_of(const DeliveryZone&, std::string_view kind, Instant slot_starts,
                                  const ical::Zone& venue_time);

/// Trimmed and normalised, or what is wrong with it; the field is "address.street" or such.
Decided<Address> check_address(const Address&);

/// Whether zones could not be told apart, or one cannot be used. `others` are those that the shop has.
std::optional<Refusal> check_zone(const DeliveryZone&, std::span<const DeliveryZone> others);

/// DELIVERY and SAME-DAY need an address.
bool is_delivered(std::string_view kind);

}  // namespace timeshelf::commerce
