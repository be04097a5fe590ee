#include "bench/scenarios/calendar_reads.hpp"

#include <fmt/format.h>

#include <random>
#include <stdexcept>

#include "bench/scenarios/calendar.hpp"

namespace timeshelf::bench {
namespace {

constexpr const char* kXml = "Content-Type: application/xml; charset=utf-8\r\n";
constexpr const char* kNamespaces = "xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"";
constexpr std::size_t kRequests = 1'000;  // different GETs

std::string propfind(const Site& site, const std::string& calendar, int depth) {
  return site.dav("PROPFIND", calendar, fmt::format("Depth: {}\r\n{}", depth, kXml),
                  fmt::format("<D:propfind {}><D:prop><D:getetag/><D:getcontenttype/><D:resourcetype/>"
                              "<D:displayname/><D:sync-token/></D:prop></D:propfind>",
                              kNamespaces));
}

std::string report(const Site& site, const std::string& calendar, const std::string& body) {
  return site.dav("REPORT", calendar, fmt::format("Depth: 1\r\n{}", kXml), body);
}

std::string sync(const Site& site, const std::string& calendar, const std::string& token) {
  return report(site, calendar,
                fmt::format("<D:sync-collection {}><D:sync-token>{}</D:sync-token><D:sync-level>1"
                            "</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>",
                            kNamespaces, token));
}

std::string multiget(const Site& site, const std::string& calendar, std::size_t events,
                     std::mt19937_64& random) {
  std::string hrefs;
  for (int i = 0; i < 50; ++i) {
    hrefs += "<D:href>" + event_href(calendar, random() % events) + "</D:href>";
  }
  return report(site, calendar,
                fmt::format("<C:calendar-multiget {}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
                            "{}</C:calendar-multiget>",
                            kNamespaces, hrefs));
}

// Of an answer to sync-collection, whatever prefix its elements have.
std::string token_in(const std::string& body) {
  constexpr std::string_view kElement = "sync-token>";
  const auto begin = body.find(kElement);
  const auto end = body.find("</", begin);
  if (begin == std::string::npos || end == std::string::npos) throw std::runtime_error("no sync-token");
  return body.substr(begin + kElement.size(), end - begin - kElement.size());
}

// The token of the calendar as it is, and then one change: what a phone that polls often enough is told.
std::string token_before_one_change(const Site& site, const std::string& calendar) {
  const std::string token = token_in(site.expect(207, sync(site, calendar, "")).body);
  const Answer changed = ask(site.port(), site.dav("PUT", event_href(calendar, 0),
                                                   "Content-Type: text/calendar\r\n", event_text(0, 1)));
  if (changed.status / 100 != 2) throw std::runtime_error("an event could not be changed: " + changed.body);
  return token;
}

Read get(const Site& site, const std::string& calendar, std::size_t events, std::mt19937_64& random) {
  Read read{"GET", {}, 200, "END:VCALENDAR"};
  for (std::size_t i = 0; i < kRequests; ++i) {
    read.requests.push_back(site.dav("GET", event_href(calendar, random() % events), "", ""));
  }
  return read;
}

Read unchanged(const Site& site, const std::string& calendar) {
  const std::string etag = site.expect(200, site.dav("GET", event_href(calendar, 1), "", "")).etag;
  return {"GET, If-None-Match (304)",
          {site.dav("GET", event_href(calendar, 1), "If-None-Match: " + etag + "\r\n", "")},
          304,
          ""};
}

}  // namespace

std::string month_query(const Site& site, const std::string& calendar, int year, int month) {
  return report(site, calendar,
                fmt::format("<C:calendar-query {0}><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter>"
                            "<C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\"><C:time-range "
                            "start=\"{1}{2:02}01T000000Z\" end=\"{1}{3:02}01T000000Z\"/></C:comp-filter>"
                            "</C:comp-filter></C:filter></C:calendar-query>",
                            kNamespaces, year, month, month + 1));
}

std::vector<Read> calendar_reads(const Site& site, const std::string& calendar, std::size_t events) {
  std::mt19937_64 random(4);
  const std::string token = token_before_one_change(site, calendar);
  const std::string last = event_href("", events - 1);
  Read months{"calendar-query, one month", {}, 207, "END:VCALENDAR"};
  for (int month = 1; month < 12; ++month) {
    months.requests.push_back(month_query(site, calendar, kYear, month));
  }
  Read multigets{"calendar-multiget of 50", {}, 207, "END:VCALENDAR"};
  for (int i = 0; i < 20; ++i) multigets.requests.push_back(multiget(site, calendar, events, random));
  return {get(site, calendar, events, random),
          unchanged(site, calendar),
          {"PROPFIND, depth 0", {propfind(site, calendar, 0)}, 207, "sync-token"},
          {"PROPFIND, depth 1", {propfind(site, calendar, 1)}, 207, last},
          multigets,
          months,
          {"sync-collection, initial", {sync(site, calendar, "")}, 207, last},
          {"sync-collection, one change", {sync(site, calendar, token)}, 207, event_href("", 0)}};
}

}  // namespace timeshelf::bench
