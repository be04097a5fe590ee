// What past slots say of how much a slot is asked for.
#pragma once
#include <vector>

#include "insight/forecast/demand.hpp"
#include "insight/forecast/profile.hpp"

namespace timeshelf::insight {

/// What a course says of the rate: units that were asked for, in a share of the time.
struct Evidence {
  double units = 0;
  double exposure = 0;
  double unseen = 0;  ///< share of the time that was still to come when it sold out; 0 where it did not

  /// What its whole time is of the part that was seen, from 1 on: by that it has to be thought further.
  double reach() const { return exposure > 0 ? 1 + unseen / exposure : 1; }
};
/// Until it closed. Who joins a waiting list came, too; but not everybody does, so they count, and the time
/// in which they could, only where they came faster than bookings did before.
///
/// Those who wait for a slot to open come at once, and no curve by days knows how many they are of all. So a
/// slot that sold out within its first day counts as having had kRush of its time, however few minutes they
/// were: it was asked for at least what it sold, and at most 1/kRush as much. What opens so and sells out
/// later has its rush taken out of what is thought further.
Evidence evidence_of(const Course&, const Profile&);
inline constexpr double kRush = 0.15;

/// How unsure it is what the time that was not seen would have brought: standard deviation over mean.
double doubt_of(const Evidence&);

/// A belief, and what it is made of.
struct Learned {
  Belief belief;
  double own = 0;     ///< how much of the mean comes from the shop's own past, 0 to 1
  double slots = 0;   ///< past slots, as far as each could be booked
  double spread = 0;  ///< how far slots differ from one another, beside chance: standard deviation over mean
  double doubt = 0;   ///< how unsure the mean is because slots sold out early: the same
};

/// `prior_mean`: what would be expected without any past; it counts as much as half a slot. A course that
/// sold out has its exposure until then, which makes it say exactly as much as it can.
Learned learn(const std::vector<Course>&, const Profile&, double prior_mean);

}  // namespace timeshelf::insight
