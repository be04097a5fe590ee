// Pickup windows of a slot: from what was authored to spans of time inside the slot.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "commerce/core/ledger.hpp"
#include "commerce/views.hpp"
#include "ical/date_time.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {

/// The windows in order. Refuses what lies outside of the slot or overlaps, and more than 200 of them.
///
/// A length cuts the slot from its start; what is left at the end makes the last window longer. Times are
/// those of the wall clock, the first at or after the start, so that "18:00" stays 18:00 across a change of
/// the clocks.
Result<std::vector<PickupWindow>, ErrorBase> windows_of(const ical::AuthoredWindows&, Instant starts_at,
                                                        Instant ends_at, const ical::Zone&);

/// What counts the bookings that still fit, and those that were taken. A window without a bound has room for
/// a million, so that one that gets a bound later knows how many are in it.
AccountKey window_room(const Id& slot, const PickupWindow&);
AccountKey window_taken(const Id& slot, const PickupWindow&);
AccountKey window_source(const PickupWindow&);
inline constexpr std::int64_t kUnboundedRoom = 1'000'000;

}  // namespace timeshelf::commerce
