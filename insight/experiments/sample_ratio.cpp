#include "insight/experiments/sample_ratio.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <numeric>

namespace timeshelf::insight {

ChiSquare sample_ratio(const std::vector<std::int64_t>& counts, const std::vector<std::int64_t>& weights) {
  const auto units = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  const auto all = static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::int64_t{0}));
  if (counts.size() != weights.size() || counts.size() < 2 || units == 0) return {};
  double statistic = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = units * static_cast<double>(weights[i]) / all;
    const double off = static_cast<double>(counts[i]) - expected;
    statistic += off * off / expected;
  }
  const boost::math::chi_squared distribution(static_cast<double>(counts.size() - 1));
  return {statistic, boost::math::cdf(boost::math::complement(distribution, statistic))};
}

}  // namespace timeshelf::insight
