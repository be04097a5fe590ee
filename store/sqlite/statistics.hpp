// What SQLite's query planner believes about our tables.
#pragma once
#include "store/database.hpp"

namespace timeshelf::store::sqlite {

/// Tells the planner what each index is worth once there is a year of data: that "shop" alone selects next to
/// nothing. Without statistics it takes any column to leave ten rows, and reads a whole shop where an index
/// on (shop, subject) stands ready; with measured ones (ANALYZE) plans would change as data grows. These are
/// fixed, so a statement runs the same way on the first day and in the tenth year.
/// https://www.sqlite.org/optoverview.html#manual_control_of_query_plans_using_sqlite_stat_tables
void fix_statistics(Transaction& transaction);

}  // namespace timeshelf::store::sqlite
