#include "commerce/core/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/characters.hpp"
#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr double kEarth = 6'371'008.8;  // metres, the mean radius
constexpr std::size_t kMostPrefixes = 500;
constexpr std::size_t kLongestPrefix = 16;
constexpr std::int64_t kFarthest = 1'000'000;                 // metres
constexpr std::chrono::minutes kLongestCutOff{60 * 24 * 60};  // sixty days
constexpr std::int64_t kDegree = 1'000'000;

double radians(std::int64_t millionths) {
  return static_cast<double>(millionths) / kDegree * std::numbers::pi / 180;
}

bool is_country(std::string_view code) {
  return code.size() == 2 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool serves(const DeliveryZone& zone, std::string_view venue) {
  return zone.venue.empty() || zone.venue == venue;
}

// How much of the postal code the zone names; nothing if it is another's.
std::optional<std::size_t> match(const DeliveryZone& zone, const Address& address, std::string_view code) {
  if (!zone.country.empty() && zone.country != address.country) return std::nullopt;
  std::optional<std::size_t> longest;
  for (const std::string& prefix : zone.prefixes) {
    if (code.starts_with(prefix)) longest = std::max(longest.value_or(0), prefix.size());
  }
  return longest;
}

const DeliveryZone* zone_by_code(std::span<const DeliveryZone> zones, const Address& address,
                                 std::string_view venue) {
  const std::string code = normalise_postal_code(address.postal_code);
  const DeliveryZone* best = nullptr;
  std::size_t longest = 0;
  for (const DeliveryZone& zone : zones) {
    const auto length = serves(zone, venue) ? match(zone, address, code) : std::nullopt;
    if (!length) continue;
    const bool closer = best && *length == longest && best->venue.empty() && !zone.venue.empty();
    if (best && *length <= longest && !closer) continue;
    best = &zone;
    longest = *length;
  }
  return best;
}

const DeliveryZone* zone_by_distance(std::span<const DeliveryZone> zones, const Address& address,
                                     std::string_view venue) {
  if (!address.latitude || !address.longitude) return nullptr;
  const Point there{*address.latitude, *address.longitude};
  const DeliveryZone* best = nullptr;
  for (const DeliveryZone& zone : zones) {
    if (!zone.radius || !zone.centre || !serves(zone, venue)) continue;
    if (metres_between(*zone.centre, there) > static_cast<double>(*zone.radius)) continue;
    if (!best || *zone.radius < *best->radius) best = &zone;
  }
  return best;
}

std::optional<Refusal> check_text(std::string& text, std::string_view member, std::size_t longest,
                                  std::string_view sentence) {
  text = std::string(trim(text));
  if (!text.empty() && characters_of(text) <= longest && is_utf8(text) &&
      std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return std::nullopt;
  return refuse(Code::invalid_address, std::string(sentence), fmt::format("address.{}", member));
}

Refusal wrong(std::string sentence, std::string field) {
  return refuse(Code::invalid_zone, std::move(sentence), std::move(field));
}

std::optional<Refusal> check_prefixes(const DeliveryZone& zone, std::span<const DeliveryZone> others) {
  if (zone.prefixes.size() > kMostPrefixes)
    return wrong(fmt::format("A zone has at most {} beginnings of postal codes.", kMostPrefixes), "prefixes");
  for (const std::string& prefix : zone.prefixes) {
    if (prefix.empty() || prefix.size() > kLongestPrefix || normalise_postal_code(prefix) != prefix)
      return wrong(fmt::format("\"{}\" does not begin a postal code.", prefix), "prefixes");
    for (const DeliveryZone& other : others) {
      if (other.name == zone.name || other.country != zone.country || other.venue != zone.venue) continue;
      if (std::find(other.prefixes.begin(), other.prefixes.end(), prefix) == other.prefixes.end()) continue;
      return wrong(fmt::format("{} belongs to the zone {} already.", prefix, other.name), "prefixes");
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_delivered(std::string_view kind) {
  return kind == "DELIVERY" || kind == "SAME-DAY";
}

std::string normalise_postal_code(std::string_view code) {
  std::string text = to_upper(code);
  std::erase_if(text, [](char c) { return !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')); });
  return text;
}

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = parse_whole(text.substr(0, 2));
  const auto minutes = parse_whole(text.substr(3));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return std::chrono::minutes(*hours * 60 + *minutes);
}

double metres_between(const Point& a, const Point& b) {
  const double up = std::sin((radians(b.latitude) - radians(a.latitude)) / 2);
  const double across = std::sin((radians(b.longitude) - radians(a.longitude)) / 2);
  const double half =
      up * up + std::cos(radians(a.latitude)) * std::cos(radians(b.latitude)) * across * across;
  return 2 * kEarth * std::asin(std::sqrt(std::min(1.0, half)));
}

const DeliveryZone* zone_for(std::span<const DeliveryZone> zones, const Address& address,
                             std::string_view venue) {
  if (const DeliveryZone* zone = zone_by_code(zones, address, venue)) return zone;
  return zone_by_distance(zones, address, venue);
}

std::optional<Instant> cut_off_of(const DeliveryZone& zone, std::string_view kind, Instant slot_starts,
                                  const ical::Zone& venue_time) {
  if (kind != "SAME-DAY") return zone.cut_off ? std::optional(slot_starts - *zone.cut_off) : std::nullopt;
  if (!zone.same_day_until) return std::nullopt;
  const auto local = venue_time.to_local(std::chrono::floor<std::chrono::seconds>(slot_starts));
  return venue_time.to_utc(std::chrono::floor<std::chrono::days>(local) + *zone.same_day_until);
}

Decided<Address> check_address(const Address& asked) {
  Address address = asked;
  if (auto no = check_text(address.name, "name", 200, "Tell us whose name is at the door.")) return *no;
  if (auto no = check_text(address.street, "street", 200, "Tell us street and number.")) return *no;
  if (auto no = check_text(address.postal_code, "postal_code", 20, "Tell us the postal code.")) return *no;
  if (auto no = check_text(address.city, "city", 200, "Tell us the town.")) return *no;
  address.country = to_upper(trim(address.country));
  if (!is_country(address.country))
    return refuse(Code::invalid_address, "The country has two letters, like DE.", "address.country");
  if (address.latitude.has_value() != address.longitude.has_value())
    return refuse(Code::invalid_address, "Latitude and longitude come together.", "address.longitude");
  if (address.latitude && std::abs(*address.latitude) > 90 * kDegree)
    return refuse(Code::invalid_address, "A latitude lies between -90 and 90.", "address.latitude");
  if (address.longitude && std::abs(*address.longitude) > 180 * kDegree)
    return refuse(Code::invalid_address, "A longitude lies between -180 and 180.", "address.longitude");
  return address;
}

std::optional<Refusal> check_zone(const DeliveryZone& zone, std::span<const DeliveryZone> others) {
  const bool is_name = !zone.name.empty() && zone.name.size() <= 64 &&
                       std::all_of(zone.name.begin(), zone.name.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                       });
  if (!is_name) return wrong("A zone's name has 1 to 64 lower-case letters, digits and hyphens.", "name");
  if (zone.prefixes.empty() != zone.radius.has_value())
    return wrong("A zone is a list of beginnings of postal codes, or a distance from a venue.", "prefixes");
  if (zone.radius && zone.venue.empty()) return wrong("Say from which venue the distance is.", "venue");
  if (zone.radius && !zone.centre)
    return wrong("It is not known where that venue is; give it latitude and longitude first.", "venue");
  if (zone.radius && (*zone.radius < 1 || *zone.radius > kFarthest))
    return wrong("A distance is from 0.001 to 1000 km.", "km");
  if (!zone.country.empty() && !is_country(zone.country))
    return wrong("The country has two letters, like DE.", "country");
  if (zone.tax_rate && (*zone.tax_rate < 0 || *zone.tax_rate > 10'000))
    return wrong("A tax rate is from 0 to 10000 hundredths of a percent.", "tax_rate");
  if (zone.cut_off && (*zone.cut_off < std::chrono::minutes{0} || *zone.cut_off > kLongestCutOff))
    return wrong("The cut-off is from 0 to 86400 minutes before the slot.", "cut_off_minutes");
  if (zone.same_day_until &&
      (*zone.same_day_until < std::chrono::minutes{0} || *zone.same_day_until >= std::chrono::hours{24}))
    return wrong("Same-day orders end at a time from 00:00 to 23:59.", "same_day_until");
  return check_prefixes(zone, others);
}

}  // namespace timeshelf::commerce
