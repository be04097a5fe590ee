// Whether as many units saw each variant as should have: if not, something is broken (a redirect that loses
// people, robots, an exposure that is not counted), and no result can be believed.
#pragma once
#include <cstdint>
#include <vector>

namespace timeshelf::insight {

/// Below this an experiment's figures are not to be believed. Strict, because it is asked every day.
inline constexpr double kSampleRatioAlarm = 0.001;

struct ChiSquare {
  double statistic = 0;
  double p = 1;
};
/// Pearson's chi-square test of the counts against the weights. With fewer than two weights or no units: p 1.
ChiSquare sample_ratio(const std::vector<std::int64_t>& counts, const std::vector<std::int64_t>& weights);

}  // namespace timeshelf::insight
