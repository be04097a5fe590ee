#include "commerce/experiments/experiment_need.hpp"

#include "commerce/experiments/experiment_results.hpp"
#include "insight/experiments/planning.hpp"

namespace timeshelf::commerce {

ExperimentNeed need_of(std::int64_t rate, std::int64_t effect, std::int64_t visitors, std::int64_t variants) {
  const auto share = [](std::int64_t of) { return static_cast<double>(of) / 10'000; };
  const double alpha = kExperimentAlpha / static_cast<double>(variants - 1);
  ExperimentNeed need;
  need.of_each = insight::units_needed(share(rate), share(effect), alpha);
  need.visitors = need.of_each * variants;
  need.days = (need.visitors + visitors - 1) / visitors;
  need.power = insight::kPower;
  return need;
}

}  // namespace timeshelf::commerce
