// Expands what is asked on standard input, one question a line, for tests/clients/recurrence_test.py:
//
//   DTSTART;TZID=Europe/Berlin:20260301T090000 <TAB> RRULE value <TAB> from <TAB> to (UTC) <TAB> most
//
// answered by a line of starts in UTC (or dates), or by "!" and why not.
#include <iostream>
#include <string>

#include "base/text.hpp"
#include "ical/recurrence.hpp"

namespace {

using namespace timeshelf;

Instant at(std::string_view utc) {
  return Instant(ical::parse_date_time(utc)->local.time_since_epoch());
}

std::string answer(const std::string& line) {
  const auto fields = split(line, '\t');
  const std::string text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n" + std::string(fields.at(0)) +
                           "\r\nRRULE:" + std::string(fields.at(1)) + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  const auto parsed = ical::parse(text);
  if (!parsed) return "! " + parsed.error().message;
  const auto most = static_cast<std::size_t>(*parse_whole(fields.at(4)));
  std::string starts;
  std::size_t given = 0;
  const auto visited = ical::each_occurrence(
      parsed->calendars.at(0), at(fields.at(2)), at(fields.at(3)), ical::utc_zone(),
      [](const ical::Component&) { return true; },
      [&](const ical::Occurrence& occurrence) {
        starts.append(starts.empty() ? "" : " ").append(to_ical_utc(occurrence.start));
        return ++given < most;
      });
  return visited ? starts : "! " + visited.error().message;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) std::cout << answer(line) << '\n';
}
