// Calendar apps: what they ask most, of a calendar of 1,000 events.
#include "bench/scenarios/calendar.hpp"
#include "bench/scenarios/calendar_reads.hpp"
#include "bench/scenarios/scenario.hpp"

namespace timeshelf::bench {
namespace {

constexpr const char* kEdited = "/dav/calendars/ada/edited/";

// Half of what bare Beast does, where it sends as many bytes.
const Held kHalfOfHello{Held::Against::hello, 0.5};
const Held kCommits{Held::Against::commits, {}};

}  // namespace

void run_caldav(Bench& bench) {
  bench.report().heading("CalDAV, 1,000 events, SQLite");
  const auto server = bench.serve_sqlite();
  make_calendar(*server, kCalendar);
  fill_calendar(*server, kCalendar, kEvents);
  make_calendar(*server, kEdited);
  bench.measure(*server, {"PUT", {kCommits}, [&](std::size_t connection) {
                            return editor(*server, kEdited, connection, 16);
                          }});
  const auto all = calendar_reads(*server, kCalendar, kEvents);
  for (const Read& read : all) {
    bench.measure(*server, {read.name, {kHalfOfHello}, [&](std::size_t connection) {
                              return std::make_unique<Cycle>(read.requests, connection * 7, read.status,
                                                             read.marker);
                            }});
  }
}

}  // namespace timeshelf::bench
