// The booking profile: which share of all that a slot will be asked for has usually come in, by days before
// it begins.
#pragma once
#include <cstdint>
#include <vector>

namespace timeshelf::insight {

/// Days before that a profile looks at; what comes earlier counts there.
inline constexpr int kHorizon = 90;

/// A slot that is over, or under way, as far as it could be booked.
struct Course {
  /// Units booked by the time that so many days were left: [0] is all, [kHorizon] what was there at the
  /// horizon.
  std::vector<double> booked;
  double opened = kHorizon;  ///< days before, when it could be booked first
  double closed = 0;         ///< days before, when it could not be booked any more: sold out, or now
  double joined = 0;         ///< units that people joined a waiting list for after that
  double until = 0;          ///< days before, until when they could join it: now, or when booking ends
  double ends = 0;           ///< days before, when booking ends

  double units() const { return booked.empty() ? 0 : booked.front(); }
};

/// Never falls as the slot comes nearer, and ends at 1.
class Profile {
 public:
  /// What is assumed of a shop that has no past: half of all in the last four days or so.
  static Profile prior();
  /// Link ratios by day over the courses that could be booked on both days, so that what sold out early does
  /// not count as "nobody came any more"; the prior stands beside them with as many units as `weight`.
  static Profile from(const std::vector<Course>&, const Profile& prior = Profile::prior(), double weight = 6);

  /// When so many days are left.
  double share(double days_before) const;
  /// Of one course: what lies between its opening and its closing.
  double exposure(const Course& course) const { return share(course.closed) - share(course.opened); }
  /// How many days are left when the share is reached; 0 where it never is.
  double days_before(double share) const;

 private:
  explicit Profile(std::vector<double> shares) : shares_(std::move(shares)) {}
  std::vector<double> shares_;  // by whole days before, falling
};

/// The nearest course (least squares) that never falls: neighbours out of order are pooled into their mean.
std::vector<double> pooled_upwards(const std::vector<double>& values);

}  // namespace timeshelf::insight
