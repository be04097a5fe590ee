// What keeps a slot from being sold, apart from its times: each cause comes and goes by itself.
#pragma once
#include <string>

#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {

enum class Cause {
  terms,      ///< its terms of sale cannot be read
  headcount,  ///< with others it is too many people for its venue
  stock,      ///< nothing of what it sells is at its venue
};

/// Says or takes back (sentence "") why the slot is not on sale, and keeps `row.problem` as the first of the
/// causes. True if that changed; the caller stores the row and shows it.
bool set_obstacle(store::Transaction&, SlotRow& row, Cause cause, const std::string& sentence);

}  // namespace timeshelf::commerce
