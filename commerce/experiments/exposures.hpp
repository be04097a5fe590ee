// Rows of who saw what, and of what was held under it.
#pragma once
#include <vector>

#include "commerce/experiments/presenting.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Those that are not written down yet.
std::vector<Exposure> new_among(store::Transaction&, const Id& shop, std::vector<Exposure>);
/// Each unit once, whatever comes again. What has ended meanwhile is not written.
void note_exposures(store::Transaction&, const Id& shop, const std::vector<Exposure>&, Instant seen_at);

/// What the hold was made under; the first word stays.
void note_hold(store::Transaction&, const Id& shop, const Id& hold, const std::vector<Exposure>&);
/// Of the experiments that still run.
std::vector<Exposure> exposures_of_hold(store::Transaction&, const Id& shop, const Id& hold);
/// The same of a booking.
std::vector<Exposure> exposures_of_booking(store::Transaction&, const Id& shop, const Id& booking);

}  // namespace timeshelf::commerce
