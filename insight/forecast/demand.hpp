// How many units are still to come, by a Gamma belief about the rate and what was booked so far.
//
// All bookings until the slot begins have the rate L, of which the share p has had its time. L ~ Gamma(shape,
// rate); bookings are Poisson with mean L*p. What is still to come is then negative binomial. shape and rate
// towards 0: multiplicative pickup, booked/p. rate towards infinity with shape/rate = m: additive pickup,
// booked + m(1-p).
#pragma once
#include <cstdint>

namespace timeshelf::insight {

/// A Gamma distribution of how many units a slot is asked for in all.
struct Belief {
  double shape = 1;
  double rate = 1;

  double mean() const { return shape / rate; }
  /// Having seen `booked` units in the share `exposure`.
  Belief after(double booked, double exposure) const { return {shape + booked, rate + exposure}; }
};

/// What is still to come while the share `ahead` passes.
class Remaining {
 public:
  Remaining(const Belief& belief, double ahead);

  double mean() const;
  double variance() const;
  /// P(R <= units)
  double at_most(std::int64_t units) const;
  /// P(R >= units)
  double at_least(std::int64_t units) const { return units <= 0 ? 1 : 1 - at_most(units - 1); }
  /// The least number of units with P(R <= units) >= probability.
  std::int64_t quantile(double probability) const;
  /// E[min(R, units)]
  double expected_up_to(std::int64_t units) const;

 private:
  Belief belief_;
  double ahead_;
};

}  // namespace timeshelf::insight
