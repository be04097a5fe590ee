// No more people at a venue than it takes: slots that are too many together are not on sale until one moves.
#pragma once
#include <set>

#include "base/time.hpp"
#include "commerce/views.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Looks again at what overlaps [from, to) at the venue and is not over. Answers the slots that became too
/// many, or fit again, or learnt of another neighbour; the caller shows them.
std::set<Id> recheck_headcount(store::Transaction&, const Venue& venue, Instant from, Instant to,
                               Instant now);

}  // namespace timeshelf::commerce
