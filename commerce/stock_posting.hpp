// The transfers that a statement about stock makes.
#pragma once
#include <vector>

#include "commerce/stock.hpp"

namespace timeshelf::commerce {

/// Moves the books by what is said and by what each part corrects. True if there was not enough on hand: the
/// rest is in the shortage account until the pool is shared out anew, because slots give back what is free
/// first.
bool post_statement(store::Transaction&, const StockStatement& said, const std::vector<StockMovement>& parts,
                    Instant now, Random&);

}  // namespace timeshelf::commerce
