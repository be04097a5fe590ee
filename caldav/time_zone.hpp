// Time zones as clients name them: by value (C:calendar-timezone, C:timezone) and by reference (RFC 7809).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "caldav/precondition.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::caldav {

/// The zone of an iCalendar stream with exactly one VTIMEZONE (RFC 4791 5.2.2). A zone that this program does
/// not know by its TZID counts as UTC; what is no such stream is refused.
Result<const ical::Zone*, ErrorBase> read_time_zone(std::string_view text);

/// The zone of that name in the tz database, spelled as there; nothing for a Windows name or a path.
const ical::Zone* standard_zone(std::string_view tzid);

/// The TZID of the stored C:calendar-timezone, where it is a standard one.
std::optional<std::string> zone_id_of(std::string_view calendar_timezone);
/// The value of C:calendar-timezone for a standard zone: a VCALENDAR with its VTIMEZONE.
std::string calendar_timezone_of(const ical::Zone& zone);

/// Refuses a C:timezone or C:timezone-id in a report's body that cannot be read or is not known.
std::optional<Precondition> check_zones_in(const pugi::xml_node& root);

/// What the header CalDAV-Timezones wants (RFC 7809 3.1.2): F, objects without the VTIMEZONE of standard
/// zones; T, with one for each zone that they name. Without the header objects are served as they were
/// stored.
std::string with_zones(std::string_view header, std::string bytes);

}  // namespace timeshelf::caldav
