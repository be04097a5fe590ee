// Where a collection can be reached.
#pragma once
#include <string>
#include <vector>

#include "store/database.hpp"

namespace timeshelf::store {

/// From a user's home down to the collection.
struct Place {
  std::string user;
  std::vector<std::string> segments;
};
/// Its owner's, and those of whom it is shared with.
std::vector<Place> places_of(Transaction&, const Id& shop, const Id& collection);

}  // namespace timeshelf::store
