// A time zone as clients send it: C:calendar-timezone, C:timezone.
#pragma once
#include <string_view>

#include "base/result.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::caldav {

/// The zone of an iCalendar stream with exactly one VTIMEZONE (RFC 4791 5.2.2). A zone that this program does
/// not know by its TZID counts as UTC; what is no such stream is refused.
Result<const ical::Zone*, ErrorBase> read_time_zone(std::string_view text);

}  // namespace timeshelf::caldav
