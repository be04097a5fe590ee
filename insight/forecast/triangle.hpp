// The chain ladder (Mack 1993): how cumulative amounts grow from one column to the next, where later rows
// know fewer columns. Multiplicative pickup is the same arithmetic on bookings by days before.
#pragma once
#include <vector>

namespace timeshelf::insight {

/// Rows of cumulative amounts; each knows a first stretch of the columns.
using Triangle = std::vector<std::vector<double>>;

/// From each column to the next, weighted by volume, over the rows that know both. 1 where they hold nothing.
std::vector<double> link_ratios(const Triangle&);
/// What is still to come of each row until the last column.
std::vector<double> outstanding(const Triangle&, const std::vector<double>& ratios);

}  // namespace timeshelf::insight
