#include "caldav/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::caldav {
namespace {

bool is_list_of_dates(std::string_view name) {
  static constexpr std::string_view kNames[] = {"DTSTART",       "DTEND",        "DUE",    "COMPLETED",
                                                "CREATED",       "RDATE",        "EXDATE", "DTSTAMP",
                                                "LAST-MODIFIED", "RECURRENCE-ID"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

std::optional<Precondition> check_dates(const ical::Component& component) {
  for (const ical::Property& property : component.properties) {
    if (!is_list_of_dates(property.name())) continue;
    for (const std::string_view value : split(property.value(), ',')) {
      const auto date = ical::parse_date_time(value.substr(0, value.find('/')), property.parameter("TZID"));
      if (!date) continue;
      if (auto beyond = beyond_dates(*date)) return beyond;
    }
  }
  return std::nullopt;
}

// As many as the object itself says: COUNT, RDATE, overrides.
std::size_t instances_in(const ical::Component& component) {
  std::size_t instances = component.find("RECURRENCE-ID") ? 1 : 0;
  for (const ical::Property& property : component.properties) {
    if (property.name() == "RDATE") instances += split(property.value(), ',').size();
    if (property.name() != "RRULE") continue;
    const std::string rule = to_upper(property.value());
    for (const std::string_view part : split(rule, ';')) {
      if (!part.starts_with("COUNT=")) continue;
      instances +=
          static_cast<std::size_t>(std::max<std::int64_t>(parse_whole(part.substr(6)).value_or(0), 0));
    }
  }
  return instances;
}

}  // namespace

std::optional<Precondition> beyond_dates(const ical::DateTime& value) {
  static const auto min = ical::parse_date_time(kMinDateTime)->local;
  static const auto max = ical::parse_date_time(kMaxDateTime)->local;
  if (value.local < min) {
    return failed(403, "C:min-date-time", fmt::format("Dates begin with {} here.", kMinDateTime));
  }
  if (value.local > max)
    return failed(403, "C:max-date-time", fmt::format("Dates end with {} here.", kMaxDateTime));
  return std::nullopt;
}

std::optional<Precondition> beyond_limits(const ical::Component& calendar) {
  std::size_t instances = 0;
  for (const ical::Component& component : calendar.components) {
    if (component.name == "VTIMEZONE") continue;  // zones begin in 1601, or whenever they like
    if (auto beyond = check_dates(component)) return beyond;
    instances += instances_in(component);
    const auto attendees = static_cast<std::size_t>(
        std::count_if(component.properties.begin(), component.properties.end(),
                      [](const ical::Property& property) { return property.name() == "ATTENDEE"; }));
    if (attendees > kMaxAttendees) {
      return failed(
          403, "C:max-attendees-per-instance",
          fmt::format("An occurrence has at most {} attendees; invite a group instead.", kMaxAttendees));
    }
  }
  if (instances <= kMaxInstances) return std::nullopt;
  return failed(
      403, "C:max-instances",
      fmt::format("At most {} occurrences are taken. Use UNTIL, or a rule without end.", kMaxInstances));
}

}  // namespace timeshelf::caldav
