// Calendar subscriptions: what the fetchers of Apple, Google and Outlook ask, of a calendar of 1,000 events.
#include "bench/scenarios/calendar.hpp"
#include "bench/scenarios/scenario.hpp"

namespace timeshelf::bench {
namespace {

constexpr const char* kFeed = "/feeds/ada-work.ics";
const Held kHalfOfHello{Held::Against::hello, 0.5};

}  // namespace

void run_feed(Bench& bench) {
  bench.report().heading("Feed, 1,000 events, SQLite");
  const auto server = bench.serve_sqlite();
  make_calendar(*server, kCalendar);
  fill_calendar(*server, kCalendar, kEvents);
  const std::string plain = request_text("GET", kFeed, "", "");
  const Answer known = server->expect(200, plain);
  const auto measure = [&](const char* name, const std::string& request, int status, const char* marker) {
    const std::vector<std::string> requests{request};
    bench.measure(*server, {name, {kHalfOfHello}, [&](std::size_t) {
                              return std::make_unique<Cycle>(requests, 0, status, marker);
                            }});
  };
  measure("feed", plain, 200, "END:VCALENDAR");
  measure("feed, gzip", request_text("GET", kFeed, "Accept-Encoding: gzip\r\n", ""), 200, "\x1f\x8b");
  measure("feed, If-None-Match (304)",
          request_text("GET", kFeed, "If-None-Match: " + known.etag + "\r\n", ""), 304, "");
}

}  // namespace timeshelf::bench
