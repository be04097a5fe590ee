// Rows of the waiting list.
#pragma once
#include <optional>
#include <vector>

#include "commerce/waiting/waiting.hpp"

namespace timeshelf::commerce {

std::optional<WaitingEntry> load_waiting(store::Transaction&, const Id& shop, const Id& entry);
/// Who waits or has an offer, in the order of joining.
std::vector<WaitingEntry> load_line(store::Transaction&, const Id& shop, const Id& slot);
/// The same of all slots, the soonest slot first.
std::vector<WaitingEntry> load_lines(store::Transaction&, const Id& shop);
/// The one of that address that waits or has an offer for the SKU.
std::optional<Id> find_waiting(store::Transaction&, const Id& shop, const Id& slot, std::string_view sku,
                               std::string_view email);
/// At the end of the line: sets `place`.
void insert_waiting(store::Transaction&, WaitingEntry&);
void set_waiting_state(store::Transaction&, const WaitingEntry&, Instant now);

}  // namespace timeshelf::commerce
