#include "server/demo/sketch.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "ical/component.hpp"
#include "ical/date_time.hpp"
#include "server/demo/catalog.hpp"

namespace timeshelf::server::demo {
namespace {

using ical::Component;
using ical::Property;

// "X-SHELF-STOCK;SKU=MUG-BLUE" and its value as a line.
Property shelf_line(std::string_view name, std::string_view value) {
  const auto parts = split(name, ';');
  std::vector<ical::Parameter> parameters;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto equals = parts[i].find('=');
    parameters.push_back(
        {std::string(parts[i].substr(0, equals)), {std::string(parts[i].substr(equals + 1))}});
  }
  return Property(std::string(parts[0]), std::string(value), std::move(parameters));
}

// Whether there is nothing to carry home whose picture could stand for the slot.
bool sells_seats_alone(const Sketch& sketch) {
  return sketch.lines.find("stock") == std::string::npos &&
         std::none_of(sketch.shelf.begin(), sketch.shelf.end(), [](const auto& line) {
           return line.first.starts_with("X-SHELF-STOCK") || line.first.starts_with("X-SHELF-PREORDER");
         });
}

ical::LocalSeconds start_of(const Sketch& sketch, Instant today) {
  const ical::Zone& zone = *ical::find_zone(kTimeZone);
  const auto midnight =
      date::floor<date::days>(zone.to_local(std::chrono::floor<std::chrono::seconds>(today)));
  return midnight + date::days(sketch.day) + sketch.at;
}

}  // namespace

std::pair<Instant, Instant> times_of(const Sketch& sketch, Instant today) {
  const Instant start = ical::find_zone(kTimeZone)->to_utc(start_of(sketch, today));
  return {start, start + sketch.lasts};
}

std::string uid_of(const Sketch& sketch) {
  return fmt::format("{}@demo.timeshelf", sketch.segment);
}

DemoEvent draw(const Sketch& sketch, Instant today, Instant written, std::string_view workshop_image) {
  const ical::LocalSeconds start = start_of(sketch, today);
  const auto local = [](ical::LocalSeconds at) {
    return ical::DateTime{ical::DateTime::Form::zoned, at, std::string(kTimeZone)};
  };

  Component event{"VEVENT", {}, {}};
  event.properties.emplace_back("UID", uid_of(sketch));
  event.properties.emplace_back("DTSTAMP", to_ical_utc(written));
  event.properties.push_back(date_time_property("DTSTART", local(start)));
  event.properties.push_back(date_time_property("DTEND", local(start + sketch.lasts)));
  if (!sketch.rule.empty()) event.properties.emplace_back("RRULE", sketch.rule);
  event.properties.emplace_back("SUMMARY", ical::escape_text(sketch.summary));
  event.properties.emplace_back(
      "LOCATION",
      ical::escape_text(sketch.place.empty() ? fmt::format("{}, {}", kVenue, kVenueAddress) : sketch.place));
  std::string description = sketch.story;
  if (!sketch.lines.empty()) description += "\n\n" + sketch.lines;
  event.properties.emplace_back("DESCRIPTION", ical::escape_text(description));
  if (!workshop_image.empty() && sells_seats_alone(sketch)) {
    event.properties.push_back(
        Property("IMAGE", std::string(workshop_image), {{"VALUE", {"URI"}}}));  // RFC 7986 5.10
  }
  for (const auto& [name, value] : sketch.shelf) event.properties.push_back(shelf_line(name, value));

  Component calendar{"VCALENDAR", {}, {}};
  calendar.properties.emplace_back("VERSION", "2.0");
  calendar.properties.emplace_back("PRODID", "-//Timeshelf//Demo//EN");
  if (auto described = ical::vtimezone_for(kTimeZone, written))
    calendar.components.push_back(std::move(*described));
  calendar.components.push_back(std::move(event));
  return {sketch.segment + ".ics", ical::serialize(calendar)};
}

}  // namespace timeshelf::server::demo
