// Ladders that are compared slot by slot: each slot is dealt one when the experiment starts, and keeps it. A
// price belongs to the slot, so no two people see different ones.
//
// Slots of several events are worth different sums. So each event that has a slot for every ladder is a lot
// of its own, and slots are dealt, and compared, within their lots; what is left of smaller events is one
// more.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "commerce/experiments/experiment.hpp"
#include "commerce/slots/authored_rows.hpp"
#include "ical/shelf_terms.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The prices that plain lines say: "price SEAT 18 EUR until 7 days before, 24".
Experimented<std::vector<ical::AuthoredPrice>> read_ladder(const std::string& lines,
                                                           const Currency& currency);

/// The experiment's slots that can be dealt one: coming ones that nobody has booked or holds.
std::vector<SlotRow> slots_to_deal(store::Transaction&, const Experiment&, Instant now);

/// Deals ladders to these, and prices them; answers how many each variant got.
std::vector<std::int64_t> deal_ladders(store::Transaction&, const Experiment&,
                                       const std::vector<SlotRow>& slots, const Currency&, Instant now);

/// What tells events apart, whatever shelf they are on.
std::string event_of(const Id& shelf, std::string_view uid);
/// Of each slot, by the event that it is of, the number of its lot; 0 is that of small events.
std::vector<std::size_t> lots_of(const std::vector<std::string>& events, std::size_t ladders);

/// A slot whose event was saved keeps the ladder that it was dealt, while the experiment runs.
void keep_dealt_ladder(store::Transaction&, const SlotRow& row, const Currency&, const SlotClock& clock);

}  // namespace timeshelf::commerce
