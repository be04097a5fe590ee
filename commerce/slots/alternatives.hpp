// What to do instead of a slot that is sold out: wait for what is held, or take the nearest that has it.
#pragma once
#include <optional>
#include <vector>

#include "commerce/views.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct Alternatives {
  std::optional<Instant> held_until;  ///< the soonest end of an open hold of it: its units may come back then
  std::vector<Slot> slots;  ///< of its series, then those that sell the same; nearest in time first, few
};
Alternatives alternatives_to(store::Transaction&, const Slot& slot, Instant now);

/// The soonest end of an open hold of that slot.
std::optional<Instant> held_until(store::Transaction&, const Id& shop, const Id& slot, Instant now);

}  // namespace timeshelf::commerce
