// A belief after a slot's own bookings.
#pragma once
#include "insight/forecast/belief.hpp"

namespace timeshelf::insight {

/// Bookings are read through the profile, which is known from so many past slots only: with few of them they
/// say less than their number, and what is still to come is less sure. What sold out early says as much as a
/// figure with that doubt can.
inline Belief updated(const Learned& learned, const Evidence& evidence) {
  const double doubt = doubt_of(evidence);
  const double trust = (learned.slots + 1) / (learned.slots + 2) / (1 + evidence.units * doubt * doubt);
  return learned.belief.after(trust * evidence.units, trust * evidence.exposure);
}

}  // namespace timeshelf::insight
