// What slots sell: the rows that hang on a slot's.
#pragma once
#include <vector>

#include "commerce/core/ledger.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {

/// Whether the shop has such a product.
bool has_product(store::Transaction&, const Id& shop, const std::string& sku);
/// Adds what the rows sell: ladders, fulfilment, openings, products. The ledger holds the accounts of the
/// slots, because what was ever allotted is what is offered.
void load_offers(store::Transaction&, const Id& shop, const std::vector<SlotRow*>& rows, const Ledger&);

}  // namespace timeshelf::commerce
