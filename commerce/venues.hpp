// Where slots take place.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "commerce/views.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

std::vector<Venue> load_venues(store::Transaction&, const Id& shop);
std::optional<Venue> load_venue(store::Transaction&, const Id& shop, const Id& venue);

/// The venue that a LOCATION names: the longest name that it begins with, as a whole word and whatever the
/// case. Null if it is none of them.
const Venue* venue_named(const std::vector<Venue>& venues, std::string_view location);

}  // namespace timeshelf::commerce
