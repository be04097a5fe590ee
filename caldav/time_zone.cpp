#include "caldav/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "ical/component.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav {
namespace {

bool is_zone(const ical::Component& component) {
  return component.name == "VTIMEZONE";
}

struct Named {
  std::string tzid;
};

// The TZID of a stream with exactly one VTIMEZONE; the error says why it is none.
Result<Named, ErrorBase> tzid_in(std::string_view text) {
  constexpr std::string_view kWanted =
      "A time zone is a VCALENDAR with one VTIMEZONE, such as calendar apps send for Europe/Berlin.";
  const auto parsed = ical::parse(text, {}, ical::Leniency::repair);
  if (!parsed) return ErrorBase{std::string(kWanted) + " " + parsed.error().message};
  const auto& components = parsed->calendars.front().components;
  const auto found = std::find_if(components.begin(), components.end(), is_zone);
  if (std::count_if(components.begin(), components.end(), is_zone) != 1 || found->value("TZID").empty()) {
    return ErrorBase{std::string(kWanted)};
  }
  return Named{std::string(found->value("TZID"))};
}

void collect_tzids(const ical::Component& component, std::set<std::string>& into) {
  for (const ical::Property& property : component.properties) {
    const auto tzid = property.parameter("TZID");
    if (!tzid.empty()) into.emplace(tzid);
  }
  for (const ical::Component& below : component.components) collect_tzids(below, into);
}

void add_zones(ical::Component& calendar) {
  std::set<std::string> missing;
  for (const ical::Component& component : calendar.components) {
    if (!is_zone(component)) collect_tzids(component, missing);
  }
  for (const ical::Component& component : calendar.components) {
    if (is_zone(component)) missing.erase(std::string(component.value("TZID")));
  }
  const auto bounds = ical::bounds_of(calendar);
  const Instant from = bounds && bounds->start ? *bounds->start : Instant();
  for (const std::string& tzid : missing) {
    const ical::Zone* zone = ical::find_zone(tzid);
    auto described = zone ? ical::vtimezone_for(zone->name(), from) : std::nullopt;
    if (!described) continue;
    described->set({"TZID", tzid});
    calendar.components.insert(calendar.components.begin(), std::move(*described));
  }
}

}  // namespace

Result<const ical::Zone*, ErrorBase> read_time_zone(std::string_view text) {
  const auto tzid = tzid_in(text);
  if (!tzid) return tzid.error();
  const ical::Zone* zone = ical::find_zone(tzid->tzid);
  return zone != nullptr ? zone : &ical::utc_zone();
}

const ical::Zone* standard_zone(std::string_view tzid) {
  const ical::Zone* zone = ical::find_zone(tzid);
  return zone && zone->name() == tzid ? zone : nullptr;
}

std::optional<std::string> zone_id_of(std::string_view calendar_timezone) {
  const auto tzid = tzid_in(calendar_timezone);
  const ical::Zone* zone = tzid ? ical::find_zone(tzid->tzid) : nullptr;
  return zone ? std::optional(zone->name()) : std::nullopt;
}

std::string calendar_timezone_of(const ical::Zone& zone) {
  ical::Component calendar{"VCALENDAR", {}, {}};
  calendar.properties.emplace_back("VERSION", "2.0");
  calendar.properties.emplace_back("PRODID", "-//Timeshelf//Timeshelf//EN");
  if (auto described = ical::vtimezone_for(zone.name(), Instant())) {
    calendar.components.push_back(std::move(*described));
  }
  return ical::serialize(calendar);
}

std::optional<Precondition> check_zones_in(const pugi::xml_node& root) {
  if (const auto value = xml::child(root, xml::kCalDav, "timezone")) {
    if (const auto read = read_time_zone(xml::text_of(value)); !read)
      return failed(403, "C:valid-calendar-data", read.error().message);
  }
  if (const auto reference = xml::child(root, xml::kCalDav, "timezone-id")) {
    const std::string tzid(trim(xml::text_of(reference)));
    if (!standard_zone(tzid)) {
      return failed(
          403, "C:valid-timezone",
          fmt::format("The time zone '{}' is not known here. Use an IANA name such as Europe/Berlin.", tzid));
    }
  }
  return std::nullopt;
}

std::string with_zones(std::string_view header, std::string bytes) {
  header = trim(header);
  const bool leave_out = equals_ignoring_case(header, "F"), add = equals_ignoring_case(header, "T");
  const bool concerned = leave_out ? bytes.find("VTIMEZONE") != std::string::npos
                                   : add && bytes.find("TZID") != std::string::npos;
  if (!concerned) return bytes;
  ical::Limits limits;
  limits.bytes = limits.line_bytes = bytes.size();
  auto parsed = ical::parse(bytes, limits, ical::Leniency::repair);
  if (!parsed) return bytes;
  ical::Component& calendar = parsed->calendars.front();
  if (leave_out) {
    std::erase_if(calendar.components, [](const ical::Component& component) {
      return is_zone(component) && standard_zone(component.value("TZID"));
    });
  } else {
    add_zones(calendar);
  }
  return ical::serialize(calendar);
}

}  // namespace timeshelf::caldav
