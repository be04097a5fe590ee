// What the calendars of the bench hold: the same events in every run.
#pragma once
#include <string>
#include <vector>

#include "bench/server.hpp"

namespace timeshelf::bench {

constexpr std::size_t kEvents = 1000;
constexpr std::size_t kEventsInAYear = 1000;
constexpr int kYear = 2027;  ///< the one that is asked about, in the middle
constexpr const char* kCalendar = "/dav/calendars/ada/work/";

/// Of the event of that number: its address in `calendar`.
std::string event_href(const std::string& calendar, std::size_t number);
/// The first thousand are of kYear, the next of the year after it, then of the one before it, and so on. Nine
/// of ten are single events, the tenth recurs weekly. An `edition` differs from the others in its text;
/// events of another calendar have another `uid` in front, because a meeting lies in one.
std::string event_text(std::size_t number, std::size_t edition, std::string_view uid = "event");

/// Makes a calendar with an open feed ("/feeds/ada-<segment>.ics").
void make_calendar(const Server& server, const std::string& href);
/// Puts the events 0 to `events` - 1 into it, sixteen at a time. Throws std::runtime_error if one is refused.
void fill_calendar(const Site& site, const std::string& href, std::size_t events);

/// A client that PUTs events of that calendar, each time with other bytes. Clients with the same `stride` and
/// different `first` never touch the same event.
std::unique_ptr<Client> editor(const Site& site, const std::string& href, std::size_t first,
                               std::size_t stride);

}  // namespace timeshelf::bench
