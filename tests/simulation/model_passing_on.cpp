// Who may pass a booking on, and to whom.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {

using Why = Refusal::Code;

Reasons ShopModel::why_not_passed_on(const Promise& promise, const std::optional<std::string>& to,
                                     Instant now) const {
  Reasons reasons;
  if (promise.cancelled) return {Why::booking_cancelled};
  bool all_out = true;
  bool all_over = true;
  for (std::size_t i = 0; i < promise.lines.size(); ++i) {
    if (promise.left[i] == 0) continue;
    all_out = all_out && promise.open(i) == 0;
    all_over = all_over && slots.at(promise.lines[i].slot).ends_at <= now;
  }
  if (all_out) reasons.insert(Why::handed_over);
  if (all_over) reasons.insert(Why::too_late);
  if (!to || *to == promise.booked_by) return reasons;
  for (const Id& id : promise.slots()) {
    std::int64_t units = 0;
    for (std::size_t i = 0; i < promise.lines.size(); ++i)
      units += promise.lines[i].slot == id ? promise.left[i] : 0;
    const SoldSlot& slot = slots.at(id);
    if (slot.limit && units_of(*to, id, false, now) + units > *slot.limit) reasons.insert(Why::over_limit);
  }
  return reasons;
}

}  // namespace timeshelf::simulation
