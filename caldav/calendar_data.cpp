#include "caldav/calendar_data.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::size_t kLargestExpansion = 64 << 20;  // bytes, of one object

ComponentSelection read_selection(const pugi::xml_node& comp) {
  ComponentSelection selection{to_upper(comp.attribute("name").value()), true, {}, true, {}};
  for (const pugi::xml_node below : xml::children(comp)) {
    if (xml::is(below, xml::kCalDav, "prop")) {
      selection.all_properties = false;
      selection.properties.emplace_back(to_upper(below.attribute("name").value()),
                                        std::string_view(below.attribute("novalue").value()) == "yes");
    } else if (xml::is(below, xml::kCalDav, "comp")) {
      selection.all_components = false;
      selection.components.push_back(read_selection(below));
    }
  }
  // An element that names only components wants none of the properties beside them, and the other way round.
  if (xml::child(comp, xml::kCalDav, "allprop")) selection.all_properties = true;
  if (xml::child(comp, xml::kCalDav, "allcomp")) selection.all_components = true;
  return selection;
}

ical::Component select(const ComponentSelection& selection, const ical::Component& component) {
  ical::Component result{component.name, {}, {}};
  for (const ical::Property& property : component.properties) {
    const auto wanted = std::find_if(selection.properties.begin(), selection.properties.end(),
                                     [&](const auto& entry) { return entry.first == property.name(); });
    if (!selection.all_properties && wanted == selection.properties.end()) continue;
    result.properties.push_back(property);
    if (wanted != selection.properties.end() && wanted->second) result.properties.back().set_value("");
  }
  for (const ical::Component& child : component.components) {
    if (selection.all_components) {
      result.components.push_back(child);
      continue;
    }
    for (const ComponentSelection& wanted : selection.components) {
      if (wanted.name == child.name) result.components.push_back(select(wanted, child));
    }
  }
  return result;
}

void set_utc(ical::Component& component, std::string name, Instant at, bool date) {
  const ical::DateTime value{
      date ? ical::DateTime::Form::date : ical::DateTime::Form::utc,
      ical::LocalSeconds(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch()),
      {}};
  component.set(ical::date_time_property(std::move(name), value));
}

// About as much as it takes in memory.
std::size_t size_of(const ical::Component& component) {
  std::size_t bytes = 0;
  for (const ical::Property& property : component.properties) bytes += property.bytes().size();
  for (const ical::Component& below : component.components) bytes += size_of(below);
  return bytes;
}

// One component for each occurrence, in UTC, without rules or VTIMEZONE (RFC 4791 9.6.5).
ical::Component expand(const ical::Component& calendar, const TimeRange& range, const ical::Zone& floating) {
  ical::Component result{calendar.name, calendar.properties, {}};
  const auto occurrences = ical::expand(calendar, range.from, range.to, floating);
  if (!occurrences) return result;  // more than the budget: nothing rather than a part that looks whole
  std::size_t bytes = 0;
  const ical::Zones zones(calendar);
  for (const ical::Occurrence& occurrence : *occurrences) {
    bytes += size_of(*occurrence.component);
    if (bytes > kLargestExpansion) return {calendar.name, calendar.properties, {}};
    ical::Component instance = *occurrence.component;
    for (const auto* rule : {"RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"}) instance.remove(rule);
    const bool date = occurrence.recurrence_id.is_date();
    if (!date) {
      set_utc(instance, "DTSTART", occurrence.start, false);
      if (instance.find("DTEND")) set_utc(instance, "DTEND", occurrence.end, false);
      if (instance.find("DUE")) set_utc(instance, "DUE", occurrence.end, false);
    } else {
      const auto shift = occurrence.recurrence_id.local;
      const auto start = ical::date_time_of(*occurrence.component->find("DTSTART"));
      const auto end_line = occurrence.component->find("DTEND");
      const auto end = end_line ? ical::date_time_of(*end_line) : std::nullopt;
      if (occurrence.component->find("RRULE") && start) {
        instance.set(ical::date_time_property("DTSTART", occurrence.recurrence_id));
        if (end) {
          auto moved = *end;
          moved.local += shift - start->local;
          instance.set(ical::date_time_property("DTEND", moved));
        }
      }
    }
    if (occurrence.recurring) {
      if (date) {
        instance.set(ical::date_time_property("RECURRENCE-ID", occurrence.recurrence_id));
      } else {
        set_utc(instance, "RECURRENCE-ID", ical::to_instant(occurrence.recurrence_id, zones, floating),
                false);
      }
    }
    result.components.push_back(std::move(instance));
  }
  return result;
}

// The master, and of the overrides those that matter in the range (RFC 4791 9.6.6).
ical::Component limit(const ical::Component& calendar, const TimeRange& range, const ical::Zone& floating) {
  ical::Component result{calendar.name, calendar.properties, {}};
  for (const ical::Component& component : calendar.components) {
    const auto* id = component.find("RECURRENCE-ID");
    if (id) {
      ical::Component alone{calendar.name, {}, {}};
      for (const ical::Component& zone : calendar.components) {
        if (zone.name == "VTIMEZONE") alone.components.push_back(zone);
      }
      alone.components.push_back(component);
      const auto replaced = ical::date_time_of(*id);
      const ical::Zones zones(calendar);
      const Instant at = replaced ? ical::to_instant(*replaced, zones, floating) : Instant::min();
      const bool concerns =
          (at >= range.from && at < range.to) || ical::occurs_between(alone, range.from, range.to, floating);
      if (!concerns) continue;
    }
    result.components.push_back(component);
  }
  return result;
}

}  // namespace

Result<CalendarDataRequest, Precondition> read_calendar_data(const pugi::xml_node& element) {
  CalendarDataRequest request;
  const std::string_view type = element.attribute("content-type").as_string("text/calendar");
  const std::string_view version = element.attribute("version").as_string("2.0");
  if (type != "text/calendar" || version != "2.0") {
    return failed(403, "C:supported-calendar-data", "Objects are served as text/calendar, version 2.0.");
  }
  for (const pugi::xml_node below : xml::children(element)) {
    if (xml::is(below, xml::kCalDav, "comp")) {
      request.selection = read_selection(below);
    } else if (xml::is(below, xml::kCalDav, "expand") ||
               xml::is(below, xml::kCalDav, "limit-recurrence-set")) {
      const auto range = read_range(below, false);
      if (!range) return range.error();
      (xml::is(below, xml::kCalDav, "expand") ? request.expand : request.limit_recurrence) = *range;
    }
  }
  return request;
}

std::string shape(const CalendarDataRequest& request, std::string bytes, const ical::Zone& floating) {
  if (request.verbatim()) return bytes;
  ical::Limits limits;
  limits.bytes = limits.line_bytes = bytes.size();
  auto parsed = ical::parse(bytes, limits, ical::Leniency::repair);
  if (!parsed) return bytes;
  ical::Component calendar = std::move(parsed->calendars.front());
  if (request.expand) calendar = expand(calendar, *request.expand, floating);
  if (request.limit_recurrence) calendar = limit(calendar, *request.limit_recurrence, floating);
  if (request.selection) calendar = select(*request.selection, calendar);
  return ical::serialize(calendar);
}

}  // namespace timeshelf::caldav
