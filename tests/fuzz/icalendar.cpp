// Whatever is sent as a calendar is read or refused; what was read is written so that it is read the same
// again.
#include "ical/object.hpp"
#include "ical/recurrence.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace timeshelf;

namespace {

void ask(const ical::Component& calendar) {
  const auto summary = ical::summarize_object(calendar);
  if (!summary) return;
  ical::ExpansionBudget budget;
  budget.occurrences = 200;
  budget.steps = 5'000;
  const auto bounds = ical::bounds_of(calendar, budget);
  if (!bounds) return;
  if (bounds->start && bounds->end)
    fuzz::require(*bounds->start <= *bounds->end, "bounds begin before they end");
  const Instant from = from_millis(1'772'366'400'000);
  const auto expanded = ical::expand(calendar, from, from + std::chrono::days(40), ical::utc_zone(), budget);
  if (!expanded) return;
  for (const ical::Occurrence& one : *expanded)
    fuzz::require(one.start <= one.end, "an occurrence begins before it ends");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = ical::parse(fuzz::text_of(data, size));
  if (!parsed) return 0;
  for (const ical::Component& calendar : parsed->calendars) {
    const std::string text = ical::serialize(calendar);
    const auto again = ical::parse(text);
    fuzz::require(static_cast<bool>(again), "what is written can be read");
    fuzz::require(again->calendars.size() == 1 &&
                      ical::canonical(again->calendars.front()) == ical::canonical(calendar),
                  "what is written is what was read");
    ask(calendar);
  }
  return 0;
}
