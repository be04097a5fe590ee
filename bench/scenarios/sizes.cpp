// One month of calendars that differ in how many years they hold: a thousand events a year, so that the
// answers are alike.
#include <fmt/format.h>

#include "bench/scenarios/calendar.hpp"
#include "bench/scenarios/calendar_reads.hpp"
#include "bench/scenarios/scenario.hpp"

namespace timeshelf::bench {
namespace {

constexpr double kGoal = 1 / 1.5;
constexpr int kRounds = 6;
constexpr const char* kSize = "/dav/calendars/ada/size-{}/";

struct Calendar {
  std::size_t events;
  std::string href;
  std::vector<std::string> months;  // requests
};

Calendar make(const Server& server, std::size_t events) {
  Calendar calendar{events, fmt::format(fmt::runtime(kSize), events), {}};
  make_calendar(server, calendar.href);
  fill_calendar(server, calendar.href, events);
  for (int month = 1; month < 12; ++month)
    calendar.months.push_back(month_query(server, calendar.href, kYear, month));
  return calendar;
}

}  // namespace

void run_sizes(Bench& bench) {
  bench.report().heading("Calendars of several sizes, SQLite; one month, of 1,000 events a year");
  const auto server = bench.serve_sqlite();
  std::vector<Calendar> calendars;
  for (const std::size_t events : bench.options().calendars) calendars.push_back(make(*server, events));
  for (const std::size_t connections : {std::size_t{1}, std::size_t{16}}) {
    std::vector<Tally> tallies(calendars.size());
    for (int round = 0; round < kRounds; ++round) {
      for (std::size_t i = 0; i < calendars.size(); ++i) {
        Clients clients;
        for (std::size_t connection = 0; connection < connections; ++connection) {
          clients.push_back(
              std::make_unique<Cycle>(calendars[i].months, connection * 7, 207, "END:VCALENDAR"));
        }
        ClosedLoop loop;
        loop.measured = bench.options().measured / kRounds;
        tallies[i].add(run_closed_loop(server->port(), clients, loop));
      }
    }
    for (std::size_t i = 0; i < calendars.size(); ++i) {
      Row row = row_of(fmt::format("one month of {} events", calendars[i].events), connections, tallies[i]);
      if (i > 0) {
        row.against = fmt::format("of {} events", calendars[0].events);
        row.limit = tallies[0].per_second();
        row.goal = kGoal;
      }
      bench.report().add(row);
    }
  }
}

}  // namespace timeshelf::bench
