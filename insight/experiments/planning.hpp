// Before an experiment: how many visitors it takes to see an effect of a size.
#pragma once
#include <cstdint>

namespace timeshelf::insight {

/// The chance to see the effect that a plan counts on, if it is there.
inline constexpr double kPower = 0.8;

/// Units of each variant until the test has seen `effect` with the chance kPower, where `rate` of the
/// control's do what is counted. Looked at whenever one likes. Both are shares, 0.03 is 3 of 100.
std::int64_t units_needed(double rate, double effect, double alpha);

}  // namespace timeshelf::insight
