#include "insight/forecast/score.hpp"

#include <cmath>

namespace timeshelf::insight {

double pinball_loss(double share, double forecast, double outcome) {
  return outcome >= forecast ? share * (outcome - forecast) : (1 - share) * (forecast - outcome);
}

void Score::add(const Scored& scored) {
  ++count_;
  absolute_ += std::abs(scored.mean - scored.outcome);
  outcomes_ += scored.outcome;
  pinball_ += pinball_loss(0.1, scored.low, scored.outcome) +
              pinball_loss(0.5, scored.middle, scored.outcome) +
              pinball_loss(0.9, scored.high, scored.outcome);
  if (scored.low <= scored.outcome && scored.outcome <= scored.high) ++within_;
  const double missed = scored.sells_out - (scored.sold_out ? 1 : 0);
  brier_ += missed * missed;
}

}  // namespace timeshelf::insight
