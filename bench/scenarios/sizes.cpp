// One month of calendars that differ in how many years they hold: a thousand events a year, so that the
// answers are alike.
#include <fmt/format.h>

#include <algorithm>

#include "bench/scenarios/calendar.hpp"
#include "bench/scenarios/scenario.hpp"

namespace timeshelf::bench {
namespace {

constexpr std::size_t kEventsInAYear = 1'000;
constexpr int kYear = 2027;  // the one that is asked about, in the middle
constexpr double kGoal = 1 / 1.5;
constexpr int kRounds = 6;
constexpr const char* kSize = "/dav/calendars/ada/size-{}/";

struct Calendar {
  std::size_t events;
  std::string href;
  std::vector<std::string> months;  // requests
};

// 0 is the year that is asked about, then the one after it, the one before it, and so on.
int year_of(std::size_t number) {
  const int away = static_cast<int>(number / kEventsInAYear + 1) / 2;
  return number / kEventsInAYear % 2 == 0 ? kYear - away : kYear + away;
}

std::string month_of(const Server& server, const std::string& href, int month) {
  return server.dav(
      "REPORT", href, "Depth: 1\r\nContent-Type: application/xml\r\n",
      fmt::format("<C:calendar-query xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop>"
                  "<D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name=\"VCALENDAR\">"
                  "<C:comp-filter name=\"VEVENT\"><C:time-range start=\"{0}{1:02}01T000000Z\" "
                  "end=\"{0}{2:02}01T000000Z\"/></C:comp-filter></C:comp-filter></C:filter>"
                  "</C:calendar-query>",
                  kYear, month, month + 1));
}

// Puts every event, sixteen at a time.
class Filler final : public Client {
 public:
  Filler(const Server& server, const Calendar& calendar, std::size_t& next)
      : server_(server), calendar_(calendar), next_(next) {}

  std::string_view request() override {
    const std::size_t number = std::min(next_++, calendar_.events - 1);
    request_ = server_.dav("PUT", event_href(calendar_.href, number), "Content-Type: text/calendar\r\n",
                           event_text(number, 0, year_of(number)));
    return request_;
  }
  Verdict judge(const Answer& answer) override {
    return answer.status == 201 || answer.status == 204 ? Verdict::done : Verdict::wrong;
  }

 private:
  const Server& server_;
  const Calendar& calendar_;
  std::size_t& next_;
  std::string request_;
};

Calendar make(const Server& server, std::size_t events) {
  Calendar calendar{events, fmt::format(fmt::runtime(kSize), events), {}};
  make_calendar(server, calendar.href);
  std::size_t next = 0;
  while (next < events) {
    Clients clients;
    for (int i = 0; i < 16; ++i) clients.push_back(std::make_unique<Filler>(server, calendar, next));
    (void)run_closed_loop(server.port(), clients, {});
  }
  for (int month = 1; month < 12; ++month) calendar.months.push_back(month_of(server, calendar.href, month));
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
