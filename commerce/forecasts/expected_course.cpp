#include "commerce/forecasts/expected_course.hpp"

#include <algorithm>
#include <cmath>

#include "insight/forecast/updated.hpp"

namespace timeshelf::commerce {

using insight::Profile;
using insight::Remaining;

std::vector<insight::Course> courses_of(const std::vector<PastSlot>& past) {
  std::vector<insight::Course> courses;
  courses.reserve(past.size());
  for (const PastSlot& each : past) courses.push_back(each.course);
  return courses;
}

CurvePoint::Range quantiles_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)))];
  };
  return {at(0.1), at(0.5), at(0.9)};
}

ExpectedCourse::ExpectedCourse(const Forecast& forecast)
    : forecast_(forecast),
      profile_(Profile::from(courses_of(forecast.past.slots))),
      belief_(insight::updated(forecast.learned, forecast.evidence)),
      now_share_(profile_.share(std::max(0.0, forecast.days_before))) {
  const Slot& slot = forecast.slot;
  if (slot.closes_at)
    close_share_ = profile_.share(std::max(0.0, days_until(slot.starts_at, *slot.closes_at)));
}

CurvePoint::Range ExpectedCourse::by(double days_before) const {
  const auto base = static_cast<double>(forecast_.booked);
  if (forecast_.standstill != Standstill::none) return {base, base, base};
  const double share = std::min(profile_.share(days_before), close_share_);
  const Remaining until(belief_, std::max(0.0, share - now_share_));
  // What there is bounds what can be booked.
  const auto bounded = [&](std::int64_t units) {
    return static_cast<double>(std::min(units, forecast_.left()));
  };
  return {base + bounded(until.quantile(0.1)), base + until.expected_up_to(forecast_.left()),
          base + bounded(until.quantile(0.9))};
}

std::optional<double> ExpectedCourse::planned_by(double days_before) const {
  if (!forecast_.plan) return std::nullopt;
  return static_cast<double>(*forecast_.plan) * profile_.share(days_before);
}

}  // namespace timeshelf::commerce
