#include "insight/experiments/planning.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "insight/experiments/sequential.hpp"

namespace timeshelf::insight {

std::int64_t units_needed(double rate, double effect, double alpha) {
  static const double beyond = boost::math::quantile(boost::math::normal(), kPower);
  const double with = std::clamp(rate + effect, 0.0, 1.0);
  const double spread = rate * (1 - rate) + with * (1 - with);
  const auto sees = [&](std::int64_t units) {
    const double variance = spread / static_cast<double>(units);
    return half_width(variance, effect * effect, alpha) + beyond * std::sqrt(variance) <= effect;
  };
  std::int64_t enough = Comparison::kFewestUnits;
  while (!sees(enough)) enough *= 2;
  std::int64_t few = enough == Comparison::kFewestUnits ? enough - 1 : enough / 2;
  while (enough - few > 1) {
    const std::int64_t middle = few + (enough - few) / 2;
    (sees(middle) ? enough : few) = middle;
  }
  return enough;
}

}  // namespace timeshelf::insight
