// More time for a hold: WCAG 2.2.1 asks that who needs longer can have it, and others wait for the same
// units, so that it ends.
#pragma once
#include "base/result.hpp"
#include "commerce/core/selling.hpp"

namespace timeshelf::commerce {

struct NotExtended : ErrorBase {
  enum class Code {
    unknown,   ///< there is no such hold, or it is a booking by now
    run_out,   ///< it ran out or was let go: its units are free for everybody again
    at_limit,  ///< it lasts as long as it can already
  };
  Code code = Code::unknown;
};

/// So many times as long as a hold lasts at first it may last in all.
inline constexpr int kLongestHold = 3;

/// Until when a hold can be extended. One that is paid online or offered to who waited lasts longer than
/// that.
Instant extendable_until(const Hold& hold, std::chrono::milliseconds hold_for);

/// When the hold ends instead: once more as long from now, as far as that goes. `record` is null if there is
/// no such hold.
Result<Instant, NotExtended> decide_extension(const HoldRecord* record, std::chrono::milliseconds hold_for,
                                              Instant now);

}  // namespace timeshelf::commerce
