// The codes of bookings, which people read out at the counter.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

/// Gives out the codes of one shop: nine of 31 letters and digits that are not mistaken for each other.
///
/// The first eight are the millisecond in which it was booked, or a later one where codes are given out
/// faster; so they rise, and their index grows at its end, and they tell nobody how many bookings there are.
/// After 27 years they begin anew. The ninth is a check: whoever mistypes one letter, or swaps two
/// neighbours, does not find somebody else's booking. A code is no secret; what opens a booking is its token.
class BookingCodes {
 public:
  /// `last`: the greatest code in the shop from `now` on (at least `first_of(now)`), or "".
  BookingCodes(Instant now, std::string_view last);
  std::string next(Random& random);

  /// No code that is given out at or after `now` is less.
  static std::string first_of(Instant now);

 private:
  std::int64_t next_;
};

}  // namespace timeshelf::commerce
