#include "insight/forecast/rivals.hpp"

#include <algorithm>

namespace timeshelf::insight {
namespace {

struct Sums {
  double then = 0;  // with so many days left
  double all = 0;
};
Sums sums_at(const std::vector<Course>& past, int days_before) {
  Sums sums;
  for (const Course& course : past) {
    sums.then += course.booked.at(static_cast<std::size_t>(std::clamp(days_before, 0, kHorizon)));
    sums.all += course.units();
  }
  return sums;
}

}  // namespace

double last_value(const std::vector<Course>& past) {
  return past.empty() ? 0 : past.back().units();
}

double linear_trend(const std::vector<Course>& past) {
  const auto count = static_cast<double>(past.size());
  if (past.size() < 2) return last_value(past);
  const double middle = (count - 1) / 2;
  double mean = 0;
  for (const Course& course : past) mean += course.units() / count;
  double slope = 0;
  double spread = 0;
  for (std::size_t i = 0; i < past.size(); ++i) {
    const double x = static_cast<double>(i) - middle;
    slope += x * (past[i].units() - mean);
    spread += x * x;
  }
  return std::max(0.0, mean + slope / spread * (count - middle));
}

double additive_pickup(const std::vector<Course>& past, double booked, int days_before) {
  if (past.empty()) return booked;
  const Sums sums = sums_at(past, days_before);
  return booked + (sums.all - sums.then) / static_cast<double>(past.size());
}

double multiplicative_pickup(const std::vector<Course>& past, double booked, int days_before) {
  const Sums sums = sums_at(past, days_before);
  return sums.then > 0 ? booked * sums.all / sums.then : additive_pickup(past, booked, days_before);
}

}  // namespace timeshelf::insight
