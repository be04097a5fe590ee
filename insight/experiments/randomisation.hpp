// Two handfuls of units compared without presuming anything about them: what else could the dealing have
// brought? For experiments whose units are slots, of which there are few.
#pragma once
#include <cstddef>
#include <vector>

namespace timeshelf::insight {

/// What a unit brought, on which side, and in which lot it was dealt.
struct DealtUnit {
  double value = 0;
  bool is_control = false;
  std::size_t lot = 0;
};

/// The share of all ways to deal the same units within their lots in which the means of the two sides lie at
/// least as far apart as they do: Fisher's randomisation test, two-sided. All ways are counted where there
/// are at most 100,000; else as many are drawn, always the same. 1 if one side is empty.
double randomisation_p(std::vector<DealtUnit> units);

/// The smallest p that these units can bring at all, whatever their values: with 3 and 3 in one lot it is
/// 0.1.
double smallest_p(const std::vector<DealtUnit>& units);

}  // namespace timeshelf::insight
