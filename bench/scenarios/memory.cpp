// What the server keeps in memory: many calendars in use, and many clients that wait.
#include <fmt/format.h>

#include <algorithm>

#include "bench/scenarios/calendar.hpp"
#include "bench/scenarios/calendar_reads.hpp"
#include "bench/scenarios/scenario.hpp"

namespace timeshelf::bench {
namespace {

constexpr std::size_t kCalendars = 100;
constexpr std::size_t kIdle = 10'000;
constexpr double kMostInUse = 150e6, kMostIdle = 400e6;  // bytes, as the project's goals say

void report(Bench& bench, const Server& server, std::string what, std::size_t connections, double goal) {
  Row row;
  row.op = std::move(what);
  row.connections = connections;
  row.resident_bytes = server.usage().resident_bytes;
  row.resident_goal = goal;
  bench.report().add(row);
}

// Every calendar is listed, synced and looked at, as by phones that come home.
void use(const Server& server, const std::vector<std::string>& calendars) {
  for (const std::string& calendar : calendars) {
    for (const Read& read : calendar_reads(server, calendar, kEvents)) {
      const std::size_t some = std::min<std::size_t>(read.requests.size(), 20);
      for (std::size_t i = 0; i < some; ++i) server.expect(read.status, read.requests[i]);
    }
  }
}

}  // namespace

void run_memory(Bench& bench) {
  bench.report().heading("Memory, SQLite");
  const auto server = bench.serve_sqlite();
  std::vector<std::string> calendars;
  for (std::size_t i = 0; i < kCalendars; ++i) {
    calendars.push_back(fmt::format("/dav/calendars/ada/many{}/", i));
    make_calendar(*server, calendars.back());
    fill_calendar(*server, calendars.back(), kEvents);
  }
  use(*server, calendars);
  report(bench, *server, fmt::format("{} calendars of {} events, used", kCalendars, kEvents), 1, kMostInUse);
  const IdleConnections idle(server->port(), kIdle,
                             server->dav("PROPFIND", calendars[0], "Depth: 0\r\n", ""));
  report(bench, *server, "idle connections", idle.size(), kMostIdle);
}

}  // namespace timeshelf::bench
