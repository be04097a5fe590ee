#include "commerce/core/extending.hpp"

#include <algorithm>

namespace timeshelf::commerce {
namespace {

NotExtended because(NotExtended::Code code, const char* sentence) {
  return {{sentence}, code};
}

}  // namespace

Instant extendable_until(const Hold& hold, std::chrono::milliseconds hold_for) {
  return hold.created_at + kLongestHold * hold_for;
}

Result<Instant, NotExtended> decide_extension(const HoldRecord* record, std::chrono::milliseconds hold_for,
                                              Instant now) {
  using Code = NotExtended::Code;
  if (!record || record->state == HoldState::confirmed)
    return because(Code::unknown, "There is no such hold (any more).");
  const Hold& hold = record->hold;
  if (record->state != HoldState::open || hold.expires_at <= now)
    return because(Code::run_out, "The time to check out has run out. Choose again; it may still be free.");
  const Instant limit = extendable_until(hold, hold_for);
  if (hold.expires_at >= limit)
    return because(
        Code::at_limit,
        "It is held as long as it can be, as others want it, too. Finish before the time is over.");
  return std::max(hold.expires_at, std::min(now + hold_for, limit));
}

}  // namespace timeshelf::commerce
