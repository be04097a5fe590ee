#include "insight/forecast/demand.hpp"

#include <algorithm>
#include <boost/math/distributions/negative_binomial.hpp>
#include <cmath>

namespace timeshelf::insight {
namespace {

using Binomial = boost::math::negative_binomial_distribution<double>;

Binomial counted(const Belief& belief, double ahead) {
  return {belief.shape, belief.rate / (belief.rate + ahead)};
}

}  // namespace

Remaining::Remaining(const Belief& belief, double ahead)
    : belief_(belief), ahead_(std::clamp(ahead, 0.0, 1.0)) {}

double Remaining::mean() const {
  return belief_.mean() * ahead_;
}

double Remaining::variance() const {
  return mean() * (1 + ahead_ / belief_.rate);
}

double Remaining::at_most(std::int64_t units) const {
  if (units < 0) return 0;
  if (ahead_ == 0) return 1;
  return boost::math::cdf(counted(belief_, ahead_), static_cast<double>(units));
}

std::int64_t Remaining::quantile(double probability) const {
  if (ahead_ == 0) return 0;
  const double near = boost::math::quantile(counted(belief_, ahead_), probability);
  auto units = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::llround(near)));
  while (units > 0 && at_most(units - 1) >= probability) --units;
  while (at_most(units) < probability) ++units;
  return units;
}

// A binomial with one more success reaches as far as the weighted one: E[R; R < n] = mean * P(R' < n - 1).
double Remaining::expected_up_to(std::int64_t units) const {
  if (units <= 0 || ahead_ == 0) return 0;
  const Belief heavier{belief_.shape + 1, belief_.rate};
  const double below = units < 2 ? 0 : mean() * Remaining(heavier, ahead_).at_most(units - 2);
  return below + static_cast<double>(units) * at_least(units);
}

}  // namespace timeshelf::insight
