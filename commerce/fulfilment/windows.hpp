// Pickup windows of slots, stored, and their room in the ledger.
#pragma once
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "commerce/core/windows.hpp"
#include "commerce/refusal.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Adds the windows to slots; those that lie beyond the end of a slot that was shortened are left out.
void load_windows(store::Transaction&, const Id& shop, const std::vector<SlotRow*>& rows);

/// The pickup windows that the terms name, if they say anything of them. What lies outside of the slot is
/// refused where a property says it; where a plain line does, it becomes a problem of the terms.
Decided<std::optional<std::vector<PickupWindow>>> read_windows(ical::AuthoredTerms&, const Slot&,
                                                               const ical::Zone&);

/// The slot has these from now on. Refused while more bookings are in a window than it would have.
Decided<void> put_windows(store::Transaction&, const Slot&, const std::vector<PickupWindow>& windows,
                          Instant now, Random&);

}  // namespace timeshelf::commerce
