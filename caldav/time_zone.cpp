#include "caldav/time_zone.hpp"

#include <algorithm>

#include "ical/component.hpp"

namespace timeshelf::caldav {

Result<const ical::Zone*, ErrorBase> read_time_zone(std::string_view text) {
  constexpr std::string_view kWanted =
      "A time zone is a VCALENDAR with one VTIMEZONE, such as calendar apps send for Europe/Berlin.";
  const auto parsed = ical::parse(text, {}, ical::Leniency::repair);
  if (!parsed) return ErrorBase{std::string(kWanted) + " " + parsed.error().message};
  const auto& components = parsed->calendars.front().components;
  const auto is_zone = [](const ical::Component& component) { return component.name == "VTIMEZONE"; };
  const auto found = std::find_if(components.begin(), components.end(), is_zone);
  if (std::count_if(components.begin(), components.end(), is_zone) != 1 || found->value("TZID").empty()) {
    return ErrorBase{std::string(kWanted)};
  }
  const ical::Zone* zone = ical::find_zone(found->value("TZID"));
  return zone != nullptr ? zone : &ical::utc_zone();
}

}  // namespace timeshelf::caldav
