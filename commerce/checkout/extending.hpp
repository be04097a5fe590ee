// More time for who is checking out.
#pragma once
#include "commerce/core/extending.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The hold as it stands then. A hold is extended in a command of its own, not at the till: nothing of what
/// is left changes. `hold_for` is what a hold lasts at first (EngineOptions).
Result<Hold, NotExtended> extend_hold(store::Transaction&, const Id& shop, const Id& hold,
                                      std::chrono::milliseconds hold_for, Instant now);

}  // namespace timeshelf::commerce
