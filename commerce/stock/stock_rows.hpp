// Rows of what was told of stock, and what the books say beside it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/core/stock.hpp"
#include "commerce/stock/stock.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Begins the subject of transfers that a statement made: "stock:<id>".
inline constexpr std::string_view kStockSubject = "stock:";

void insert_movement(store::Transaction&, const Id& shop, const StockMovement&);
/// Of one statement, or empty.
std::vector<StockMovement> load_movements(store::Transaction&, const Id& shop, const std::string& id);
std::vector<StockMovement> list_movements(store::Transaction&, const Id& shop, const MovementQuery&);

/// When a statement without a time was made: now, and after all that was told of the pool before.
Instant moment_of_telling(store::Transaction&, const Id& shop, const Pool& pool, Instant now);
/// What the books have of the pool when `arriving` comes in.
BooksAtVenue books_of(store::Transaction&, const Id& shop, const Pool& pool, const Statement& arriving,
                      Instant now);

}  // namespace timeshelf::commerce
