// Bookings that customers and the shop's people cancel or move, in whole or in part.
#pragma once
#include <chrono>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/checkout/commands.hpp"
#include "commerce/refusal.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// What a change does to a booking's total.
struct Change {
  Booking booking;  ///< after it, without its token
  Money before;
  Money after;
};

/// A time to which customers may still change something.
struct CancelTime {
  Id slot;
  Instant until;
};

/// Thread-safe: all state is in the database.
class Changes {
 public:
  Changes(bool letters, const Clock& clock, Random& random)
      : letters_(letters), clock_(clock), random_(random) {}

  /// Units and places go back to where they came from (or goods to waste), once; the use of a code with the
  /// last of them.
  Decided<Change> cancel(store::Transaction&, const CancelCommand&);
  /// Out of one slot and into another, both or neither.
  Decided<Change> move(store::Transaction&, const MoveCommand&);
  /// What moving would come to; changes nothing.
  Decided<Change> price_move(store::Transaction&, const MoveCommand&);

  /// Until when its customer may change what is in each slot of a booking.
  std::vector<CancelTime> cancel_times(store::Transaction&, const Booking&);

 private:
  const bool letters_;  ///< customers are written to
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
