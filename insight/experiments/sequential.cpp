#include "insight/experiments/sequential.hpp"

#include <algorithm>
#include <cmath>

namespace timeshelf::insight {

double mixture_ratio(double difference, double variance, double tau2, double presumed) {
  const double off = difference - presumed;
  return std::sqrt(variance / (variance + tau2)) *
         std::exp(tau2 * off * off / (2 * variance * (variance + tau2)));
}

double variance_of_difference(const Arm& control, const Arm& variant) {
  // Half a success and half a failure more, so that nobody is ever certain of a share that is all or nothing.
  const auto part = [](const Arm& arm) {
    const auto units = static_cast<double>(arm.units);
    const double rate = (static_cast<double>(arm.successes) + 0.5) / (units + 1);
    return rate * (1 - rate) / units;
  };
  return part(control) + part(variant);
}

double half_width(double variance, double tau2, double alpha) {
  return std::sqrt(2 * variance * (variance + tau2) / tau2 *
                   (std::log(1 / alpha) + std::log((variance + tau2) / variance) / 2));
}

Comparison::Comparison(double tau2, double alpha) : tau2_(tau2), alpha_(alpha) {}

void Comparison::look(const Arm& control, const Arm& variant) {
  const std::int64_t successes = control.successes + variant.successes;
  const std::int64_t failures = control.units + variant.units - successes;
  if (std::min(control.units, variant.units) < kFewestUnits ||
      std::min(successes, failures) < kFewestOutcomes)
    return;
  const double difference = variant.rate() - control.rate();
  const double variance = variance_of_difference(control, variant);
  p_ = std::min(p_, 1 / mixture_ratio(difference, variance, tau2_));
  const double half = half_width(variance, tau2_, alpha_);
  const Interval now{difference - half, difference + half};
  Interval all = interval_.value_or(now);
  all = {std::max(all.low, now.low), std::min(all.high, now.high)};
  drifted_ = drifted_ || all.low > all.high;
  interval_ = drifted_ ? now : all;
}

}  // namespace timeshelf::insight
