// What a slot has to sell, brought to what its terms ask for: seats from the venue's capacity, goods from the
// supplier or, where the SKU is tracked, from the stock of the slot's venue.
#pragma once
#include <set>

#include "commerce/engine.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/stock/capacity.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {

/// Sets what `terms` say (null: nothing new), and follows the slot to `venue` (null: it names none). Goods of
/// a tracked SKU are not moved yet: the pools that are to be shared out anew are added to `touched`. Refused
/// where less is asked for than is promised.
Decided<void> supply(store::Transaction&, const SlotRow& row, const ical::ShelfTerms* terms,
                     const Venue* venue, std::set<Pool>& touched, Instant now, Random& random);

/// The stock of this SKU at this venue is known from now on: slots that are still to come there live on it.
/// What they have promised already counts as missing until it is received or counted.
void begin_tracking(store::Transaction&, const Id& shop, const Pool& pool, Instant now, Random& random);

/// Venues changed: slots to come follow.
std::set<Pool> resupply(store::Transaction&, const Id& shop, Instant now, Random& random);

}  // namespace timeshelf::commerce
