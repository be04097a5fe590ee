// When staff calendars follow what was sold.
#pragma once
#include <set>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The topic of the outbox behind which Engine::emit_shift stands.
inline constexpr std::string_view kShiftTopic = "shift";

/// Owes the shifts of these slots, so that the bookings of a rush become one update and not one each: staff
/// apps poll every few minutes, and a second is soon enough for them.
void owe_shifts(store::Transaction&, const Id& shop, const std::set<Id>& slots, Instant now);

}  // namespace timeshelf::commerce
