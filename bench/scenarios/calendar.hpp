// What the calendars of the bench hold: the same events in every run.
#pragma once
#include <string>
#include <vector>

#include "bench/server.hpp"

namespace timeshelf::bench {

constexpr std::size_t kEvents = 1000;
constexpr const char* kCalendar = "/dav/calendars/ada/work/";

/// Of the event of that number: its address in `calendar`.
std::string event_href(const std::string& calendar, std::size_t number);
/// Of the year 2027. Nine of ten are single events, the tenth recurs weekly. An `edition` differs from the
/// others in its text.
std::string event_text(std::size_t number, std::size_t edition, int year = 2027);

/// Makes a calendar with an open feed ("/feeds/ada-<segment>.ics").
void make_calendar(const Server& server, const std::string& href);
/// Puts kEvents events into it.
void fill_calendar(const Server& server, const std::string& href);

/// A client that PUTs events of that calendar, each time with other bytes. Clients with the same `stride` and
/// different `first` never touch the same event.
std::unique_ptr<Client> editor(const Server& server, const std::string& href, std::size_t first,
                               std::size_t stride);

}  // namespace timeshelf::bench
