// When an object occurs, in few rows for an index: single occurrences near now, stretches of recurring before
// and after them.
#pragma once
#include "ical/recurrence.hpp"

namespace timeshelf::ical {

/// A part of the time in which an object occurs. All of them together cover every occurrence, however far.
struct Stretch {
  Instant start;
  Instant end;  ///< Instant::max(): it never ends
  /// A range that shares at least as much with [start, end) certainly meets an occurrence; absent: the object
  /// must be asked.
  std::optional<std::chrono::milliseconds> sure;
};

/// At most this many single occurrences, from five weeks before `now` on.
inline constexpr std::size_t kMostSingle = 64;

/// No error: what cannot be read or exceeds the budget is one stretch that must be asked, or none if it has
/// no times.
std::vector<Stretch> stretches_of(const Component& calendar, Instant now, const ExpansionBudget& budget = {});

}  // namespace timeshelf::ical
