// What a calendar holds at most (RFC 4791 5.2.5 to 5.2.9): properties that say it, and the preconditions that
// keep it.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "caldav/precondition.hpp"
#include "ical/component.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::caldav {

/// The years that iCalendar can write, less a day at the beginning and a year at the end: told in UTC, and
/// with what lasts longer, they still have four digits.
inline constexpr std::string_view kMinDateTime = "00010102T000000Z";
inline constexpr std::string_view kMaxDateTime = "99981231T235959Z";
/// Occurrences of a rule with COUNT, and dates that are listed. Rules that end at a date, or never, are not
/// counted: any range of them is answered.
inline constexpr std::size_t kMaxInstances = 10'000;
inline constexpr std::size_t kMaxAttendees = 1'000;

/// C:min-date-time or C:max-date-time, if the value lies beyond.
std::optional<Precondition> beyond_dates(const ical::DateTime& value);
/// The limit that an object exceeds, if it does: its dates, instances or attendees.
std::optional<Precondition> beyond_limits(const ical::Component& calendar);

}  // namespace timeshelf::caldav
