// How what is still to come of a slot spreads over the days until it begins.
#pragma once
#include "commerce/forecasts/forecasts.hpp"
#include "insight/forecast/demand.hpp"

namespace timeshelf::commerce {

class ExpectedCourse {
 public:
  explicit ExpectedCourse(const Forecast&);

  /// What will be booked by the time that so many days are left, within what there is; not before now.
  CurvePoint::Range by(double days_before) const;
  /// What should be booked by then, to end as planned; nothing without a plan.
  std::optional<double> planned_by(double days_before) const;

 private:
  const Forecast& forecast_;
  insight::Profile profile_;
  insight::Belief belief_;
  double now_share_ = 0;
  double close_share_ = 1;
};

/// Of what past slots tell.
std::vector<insight::Course> courses_of(const std::vector<PastSlot>&);
/// 10, 50 and 90 % of them; they are at least one.
CurvePoint::Range quantiles_of(std::vector<double> values);

}  // namespace timeshelf::commerce
