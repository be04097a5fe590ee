#include "commerce/venues.hpp"

#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

bool is_word_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Venue read_venue(const Id& shop, const store::Row& row) {
  return {shop,          row.id(0),      row.string(1),        row.string(2),
          row.string(3), row.integer(4), row.maybe_integer(5), row.maybe_integer(6)};
}

}  // namespace

std::vector<Venue> load_venues(store::Transaction& transaction, const Id& shop) {
  std::vector<Venue> venues;
  transaction.query(
      "SELECT id, name, address, time_zone, headcount, latitude, longitude FROM venues WHERE shop = $1 ORDER "
      "BY name, id",
      {shop}, [&](const store::Row& row) { venues.push_back(read_venue(shop, row)); });
  return venues;
}

std::optional<Venue> load_venue(store::Transaction& transaction, const Id& shop, const Id& venue) {
  return transaction.first(
      "SELECT id, name, address, time_zone, headcount, latitude, longitude FROM venues WHERE shop = $1 "
      "AND id = $2",
      {shop, venue}, [&](const store::Row& row) { return read_venue(shop, row); });
}

const Venue* venue_named(const std::vector<Venue>& venues, std::string_view location) {
  const Venue* found = nullptr;
  for (const Venue& venue : venues) {
    const std::size_t length = venue.name.size();
    if (length == 0 || (found && found->name.size() >= length)) continue;
    if (!equals_ignoring_case(location.substr(0, length), venue.name)) continue;
    if (location.size() > length && is_word_character(location[length])) continue;
    found = &venue;
  }
  return found;
}

}  // namespace timeshelf::commerce
