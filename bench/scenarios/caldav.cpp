// Calendar apps: what they ask most, of a calendar of 1,000 events.
#include <fmt/format.h>

#include <random>
#include <stdexcept>

#include "bench/scenarios/calendar.hpp"
#include "bench/scenarios/scenario.hpp"

namespace timeshelf::bench {
namespace {

constexpr const char* kXml = "Content-Type: application/xml; charset=utf-8\r\n";
constexpr const char* kNamespaces = "xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"";
constexpr const char* kEdited = "/dav/calendars/ada/edited/";

// Half of what bare Beast does, where it sends as many bytes.
const Held kHalfOfHello{Held::Against::hello, 0.5};
const Held kCommits{Held::Against::commits, {}};

/// A read: requests to go through, and what a right answer looks like.
struct Read {
  std::string name;
  std::vector<std::string> requests;
  int status = 207;
  std::string marker;  // in the body of a right answer
};

std::string propfind(const Server& server, int depth) {
  return server.dav("PROPFIND", kCalendar, fmt::format("Depth: {}\r\n{}", depth, kXml),
                    fmt::format("<D:propfind {}><D:prop><D:getetag/><D:getcontenttype/><D:resourcetype/>"
                                "<D:displayname/><D:sync-token/></D:prop></D:propfind>",
                                kNamespaces));
}

std::string report(const Server& server, const std::string& body) {
  return server.dav("REPORT", kCalendar, fmt::format("Depth: 1\r\n{}", kXml), body);
}

std::string sync(const Server& server, const std::string& token) {
  return report(server, fmt::format("<D:sync-collection {}><D:sync-token>{}</D:sync-token><D:sync-level>1"
                                    "</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>",
                                    kNamespaces, token));
}

std::string month_query(const Server& server, int month) {
  return report(server,
                fmt::format("<C:calendar-query {}><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter>"
                            "<C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\"><C:time-range "
                            "start=\"2027{:02}01T000000Z\" end=\"2027{:02}01T000000Z\"/></C:comp-filter>"
                            "</C:comp-filter></C:filter></C:calendar-query>",
                            kNamespaces, month, month + 1));
}

std::string multiget(const Server& server, std::mt19937_64& random) {
  std::string hrefs;
  for (int i = 0; i < 50; ++i) {
    hrefs += "<D:href>" + event_href(kCalendar, random() % kEvents) + "</D:href>";
  }
  return report(server, fmt::format("<C:calendar-multiget {}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
                                    "{}</C:calendar-multiget>",
                                    kNamespaces, hrefs));
}

// The token of the calendar as it is, and then one change: what a phone that polls often enough is told.
std::string token_before_one_change(const Server& server) {
  const Answer all = server.expect(207, sync(server, ""));
  const auto begin = all.body.find("<D:sync-token>");
  const auto end = all.body.find("</D:sync-token>");
  if (begin == std::string::npos || end == std::string::npos) throw std::runtime_error("no sync-token");
  server.expect(
      204, server.dav("PUT", event_href(kCalendar, 0), "Content-Type: text/calendar\r\n", event_text(0, 1)));
  return all.body.substr(begin + 14, end - begin - 14);
}

std::vector<Read> reads(const Server& server) {
  std::mt19937_64 random(4);
  const std::string token = token_before_one_change(server);
  const std::string etag = server.expect(200, server.dav("GET", event_href(kCalendar, 1), "", "")).etag;
  Read get{"GET", {}, 200, "END:VCALENDAR"};
  for (std::size_t i = 0; i < kEvents; ++i) {
    get.requests.push_back(server.dav("GET", event_href(kCalendar, random() % kEvents), "", ""));
  }
  Read query{"calendar-query, one month", {}, 207, "END:VCALENDAR"};
  for (int month = 1; month < 12; ++month) query.requests.push_back(month_query(server, month));
  Read gets{"calendar-multiget of 50", {}, 207, "END:VCALENDAR"};
  for (int i = 0; i < 20; ++i) gets.requests.push_back(multiget(server, random));
  return {
      get,
      {"GET, If-None-Match (304)",
       {server.dav("GET", event_href(kCalendar, 1), "If-None-Match: " + etag + "\r\n", "")},
       304,
       ""},
      {"PROPFIND, depth 0", {propfind(server, 0)}, 207, "sync-token"},
      {"PROPFIND, depth 1", {propfind(server, 1)}, 207, "event-0999.ics"},
      gets,
      query,
      {"sync-collection, initial", {sync(server, "")}, 207, "event-0999.ics"},
      {"sync-collection, one change", {sync(server, token)}, 207, "event-0000.ics"},
  };
}

}  // namespace

void run_caldav(Bench& bench) {
  bench.report().heading("CalDAV, 1,000 events, SQLite");
  const auto server = bench.serve_sqlite();
  make_calendar(*server, kCalendar);
  fill_calendar(*server, kCalendar);
  make_calendar(*server, kEdited);
  bench.measure(*server, {"PUT", {kCommits}, [&](std::size_t connection) {
                            return editor(*server, kEdited, connection, 16);
                          }});
  const auto all = reads(*server);
  for (const Read& read : all) {
    bench.measure(*server, {read.name, {kHalfOfHello}, [&](std::size_t connection) {
                              return std::make_unique<Cycle>(read.requests, connection * 7, read.status,
                                                             read.marker);
                            }});
  }
}

}  // namespace timeshelf::bench
