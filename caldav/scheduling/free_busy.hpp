// When somebody is busy: their calendars and their availability (RFC 6638 5, RFC 7953).
#pragma once
#include <string_view>
#include <vector>

#include "caldav/scheduling/directory.hpp"

namespace timeshelf::caldav::scheduling {

/// FBTYPE (RFC 5545 3.2.9), the stronger later.
enum class Busy { tentative, unavailable, busy };

struct Period {
  Instant start;
  Instant end;
  Busy kind = Busy::busy;
  bool operator==(const Period&) const = default;
};
struct Span {
  Instant from;
  Instant to;
};

/// In order, none overlaps another; within the span. Counts events that are not transparent, cancelled or
/// declined by their user, in calendars that are not (schedule-calendar-transp), but for those of `but_uid`.
std::vector<Period> busy_periods(store::Transaction&, const CalendarUser&, Span, std::string_view but_uid);

// Pure.
/// The strongest of what overlaps, neighbours of one kind joined.
std::vector<Period> flattened(const std::vector<Period>& periods);
/// What a VAVAILABILITY object leaves unavailable (RFC 7953 4): a higher PRIORITY (1 is the highest) decides
/// over a lower one.
std::vector<Period> unavailable_periods(const ical::Component& calendar, Span, const ical::Zone& floating);

/// VFREEBUSY of a METHOD:REPLY: FREEBUSY lines, in UTC.
void write_periods(ical::Component& freebusy, const std::vector<Period>&);

}  // namespace timeshelf::caldav::scheduling
