// Before an experiment: how many visitors it takes, and for how long that is.
#pragma once
#include <cstdint>

namespace timeshelf::commerce {

struct ExperimentNeed {
  std::int64_t of_each = 0;  ///< visitors of each variant
  std::int64_t visitors = 0;
  std::int64_t days = 0;
  double power = 0;  ///< the chance to have seen the effect by then, if it is there
};

/// `rate`: of 10,000 visitors, how many book as it is; `effect`: how many more or fewer are to be seen;
/// `visitors`: who look at the event in a day, at least one; `variants`: at least two.
ExperimentNeed need_of(std::int64_t rate, std::int64_t effect, std::int64_t visitors, std::int64_t variants);

}  // namespace timeshelf::commerce
