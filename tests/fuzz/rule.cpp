// A rule costs no more than its budget, and its occurrences come in order.
#include "ical/recurrence.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace timeshelf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string rule(fuzz::text_of(data + 1, size - 1));
  const char* const starts[] = {"DTSTART:20260310T100000Z", "DTSTART;TZID=Europe/Berlin:20260329T023000",
                                "DTSTART;VALUE=DATE:20240229", "DTSTART:19700101T000000"};
  const std::string text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n" +
                           std::string(starts[data[0] % 4]) + "\r\nRRULE:" + rule +
                           "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  const auto parsed = ical::parse(text);
  if (!parsed || parsed->calendars.empty()) return 0;
  const Instant from = from_millis(1'772'366'400'000 + std::int64_t{data[0]} * 86'400'000 * 365);
  ical::ExpansionBudget budget;
  budget.occurrences = 500;
  budget.steps = 20'000;
  const auto expanded =
      ical::expand(parsed->calendars.front(), from, from + std::chrono::days(400), ical::utc_zone(), budget);
  if (!expanded) return 0;
  fuzz::require(expanded->size() <= budget.occurrences, "no more than the budget allows");
  for (std::size_t i = 1; i < expanded->size(); ++i)
    fuzz::require((*expanded)[i - 1].start <= (*expanded)[i].start, "in order of start");
  return 0;
}
