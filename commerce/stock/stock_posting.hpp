// The transfers that a statement about stock makes.
#pragma once
#include <vector>

#include "commerce/stock/stock.hpp"

namespace timeshelf::commerce {

/// Moves the books by what is said and by what each part corrects. True if there was not enough on hand: the
/// rest is in the shortage account until the pool is shared out anew, because slots give back what is free
/// first.
bool post_statement(store::Transaction&, const StockStatement& said, const std::vector<StockMovement>& parts,
                    Instant now, Random&);

/// What went or came (`units`) is in the books already, and happened before that: where a count that was made
/// since has seen it, they stay as they were, which is kept as a movement that only adjusts.
void heed_count(store::Transaction&, const Id& shop, StockMovement seen, Instant now, Random&);

}  // namespace timeshelf::commerce
