#include "ical/alarm.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ical/timing.hpp"

namespace timeshelf::ical {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kMostRepeats = 1'000;

// A trigger's days are 24 hours: it is a distance, not a date.
seconds exact(const Duration& duration) {
  return std::chrono::duration_cast<seconds>(duration.days) + duration.seconds;
}

struct Repeats {
  std::int64_t count = 0;
  seconds apart{0};
};

Repeats repeats_of(const Component& alarm) {
  const auto count = parse_whole(alarm.value("REPEAT"));
  const auto apart = parse_duration(alarm.value("DURATION"));
  if (!count || !apart || *count < 1 || exact(*apart) <= seconds(0)) return {};
  return {std::min(*count, kMostRepeats), exact(*apart)};
}

// The ends of time stay where they are.
Instant shifted(Instant instant, seconds by) {
  return instant == Instant::min() || instant == Instant::max() ? instant : instant + by;
}

bool any_between(Instant first, const Repeats& repeats, Instant from, Instant to) {
  for (std::int64_t i = 0; i <= repeats.count; ++i) {
    const Instant at = first + i * repeats.apart;
    if (at >= from && at < to) return true;
  }
  return false;
}

}  // namespace

bool goes_off_between(const Component& calendar, const Component& parent, const Component& alarm,
                      Instant from, Instant to, const Zone& floating, const ExpansionBudget& budget) {
  const Property* trigger = alarm.find("TRIGGER");
  if (!trigger) return false;
  const Repeats repeats = repeats_of(alarm);
  const auto offset = parse_duration(trigger->value());
  if (!offset) {
    const auto at = date_time_of(*trigger);
    return at && any_between(to_instant(*at, Zones(calendar), floating), repeats, from, to);
  }
  const bool at_end = equals_ignoring_case(trigger->parameter("RELATED"), "END");
  const seconds first = exact(*offset), last = first + repeats.count * repeats.apart;
  bool found = false;
  // A second more on both sides, so that what starts or ends on the edge is looked at.
  (void)each_occurrence(
      calendar, shifted(from, -last - seconds(1)), shifted(to, seconds(1) - first), floating,
      [&](const Component& component) { return &component == &parent; },
      [&](const Occurrence& occurrence) {
        const Instant beside = at_end ? occurrence.end : occurrence.start;
        const bool known = beside != Instant::max() && beside != Instant::min();
        found = known && any_between(beside + first, repeats, from, to);
        return !found;
      },
      budget);
  return found;
}

}  // namespace timeshelf::ical
