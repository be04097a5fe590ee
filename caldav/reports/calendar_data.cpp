#include "caldav/reports/calendar_data.hpp"

#include <algorithm>

#include <set>

#include "base/text.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::size_t kLargestExpansion = 64 << 20;  // bytes, of one object

// What is named is wanted, and nothing beside it; an element that names nothing wants all (RFC 4791 9.6.1,
// and the VTIMEZONE of its example in 7.8.1).
ComponentSelection read_selection(const pugi::xml_node& comp) {
  ComponentSelection selection{to_upper(comp.attribute("name").value()), false, {}, false, {}};
  const auto below = xml::children(comp);
  selection.all_properties = below.empty() || xml::child(comp, xml::kCalDav, "allprop");
  selection.all_components = below.empty() || xml::child(comp, xml::kCalDav, "allcomp");
  for (const pugi::xml_node& element : below) {
    if (xml::is(element, xml::kCalDav, "prop")) {
      selection.properties.emplace_back(to_upper(element.attribute("name").value()),
                                        std::string_view(element.attribute("novalue").value()) == "yes");
    } else if (xml::is(element, xml::kCalDav, "comp")) {
      selection.components.push_back(read_selection(element));
    }
  }
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

// About as much as it takes in memory.
std::size_t size_of(const ical::Component& component) {
  std::size_t bytes = 0;
  for (const ical::Property& property : component.properties) bytes += property.bytes().size();
  for (const ical::Component& below : component.components) bytes += size_of(below);
  return bytes;
}

// A calendar without its components.
ical::Component frame_of(const ical::Component& calendar) {
  return {calendar.name, calendar.properties, {}};
}

// RFC 4791 9.6.5: what refers to a zone is told in UTC; dates and floating times stay what they are.
ical::DateTime told(ical::DateTime::Form form, Instant at, const ical::Zone& floating) {
  using Form = ical::DateTime::Form;
  const auto utc = std::chrono::floor<std::chrono::seconds>(at);
  if (form == Form::date) return {form, std::chrono::floor<std::chrono::days>(floating.to_local(utc)), {}};
  if (form == Form::floating) return {form, floating.to_local(utc), {}};
  return {Form::utc, ical::LocalSeconds(utc.time_since_epoch()), {}};
}

// Puts another instant into a line that is there.
void retell(ical::Component& instance, const char* name, Instant at, const ical::Zone& floating) {
  const ical::Property* line = instance.find(name);
  const auto before = line ? ical::date_time_of(*line) : std::nullopt;
  if (before) instance.set(ical::date_time_property(name, told(before->form, at, floating)));
}

ical::Component instance_of(const ical::Occurrence& occurrence, const ical::Zones& zones,
                            const ical::Zone& floating) {
  ical::Component instance = *occurrence.component;
  for (const auto* rule : {"RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"}) instance.remove(rule);
  retell(instance, "DTSTART", occurrence.start, floating);
  retell(instance, "DTEND", occurrence.end, floating);
  retell(instance, "DUE", occurrence.end, floating);
  if (!occurrence.recurring) return instance;
  const Instant original = ical::to_instant(occurrence.recurrence_id, zones, floating);
  instance.set(
      ical::date_time_property("RECURRENCE-ID", told(occurrence.recurrence_id.form, original, floating)));
  return instance;
}

// One component for each occurrence, in UTC, without rules or VTIMEZONE (RFC 4791 9.6.5).
ical::Component expand(const ical::Component& calendar, const TimeRange& range, const ical::Zone& floating) {
  ical::Component result = frame_of(calendar);
  const auto occurrences = ical::expand(calendar, range.from, range.to, floating);
  if (!occurrences) return result;  // more than the budget: nothing rather than a part that looks whole
  std::size_t bytes = 0;
  const ical::Zones zones(calendar);
  for (const ical::Occurrence& occurrence : *occurrences) {
    bytes += size_of(*occurrence.component);
    if (bytes > kLargestExpansion) return frame_of(calendar);
    result.components.push_back(instance_of(occurrence, zones, floating));
  }
  return result;
}

// The master, and of the overrides those that matter in the range (RFC 4791 9.6.6).
ical::Component limit(const ical::Component& calendar, const TimeRange& range, const ical::Zone& floating) {
  ical::Component result = frame_of(calendar);
  const ical::Zones zones(calendar);
  std::set<const ical::Component*> in_range;
  const auto walked = ical::each_occurrence(
      calendar, range.from, range.to, floating,
      [](const ical::Component& candidate) { return candidate.find("RECURRENCE-ID") != nullptr; },
      [&](const ical::Occurrence& occurrence) {
        in_range.insert(occurrence.component);
        return true;
      });
  for (const ical::Component& component : calendar.components) {
    if (const auto* id = component.find("RECURRENCE-ID")) {
      const auto replaced = ical::date_time_of(*id);
      const Instant at = replaced ? ical::to_instant(*replaced, zones, floating) : Instant::min();
      const bool concerns = (at >= range.from && at < range.to) || in_range.contains(&component);
      if (walked && !concerns) continue;
    }
    result.components.push_back(component);
  }
  return result;
}

// Of a VFREEBUSY only the periods that overlap the range (RFC 4791 9.6.7).
ical::Component limit_busy(const ical::Component& calendar, const TimeRange& range,
                           const ical::Zone& floating) {
  ical::Component result = calendar;
  for (ical::Component& component : result.components) {
    if (component.name != "VFREEBUSY") continue;
    std::vector<ical::Property> kept;
    for (ical::Property& property : component.properties) {
      if (property.name() != "FREEBUSY") {
        kept.push_back(std::move(property));
        continue;
      }
      std::string periods;
      for (const std::string_view period : split(property.value(), ',')) {
        ical::Component alone{"VFREEBUSY", {}, {}};
        alone.properties.emplace_back("FREEBUSY", std::string(period), property.parameters());
        const ical::Component around{calendar.name, {}, {std::move(alone)}};
        if (!ical::occurs_between(around, range.from, range.to, floating)) continue;
        periods.append(periods.empty() ? "" : ",").append(period);
      }
      if (periods.empty()) continue;
      if (periods != property.value()) property.set_value(std::move(periods));
      kept.push_back(std::move(property));
    }
    component.properties = std::move(kept);
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
    if (xml::is(below, xml::kCalDav, "comp")) request.selection = read_selection(below);
    for (auto& [name, into] :
         {std::pair<std::string_view, std::optional<TimeRange>*>{"expand", &request.expand},
          {"limit-recurrence-set", &request.limit_recurrence},
          {"limit-freebusy-set", &request.limit_busy}}) {
      if (!xml::is(below, xml::kCalDav, name)) continue;
      const auto range = read_range(below, false);
      if (!range) return range.error();
      *into = *range;
    }
  }
  if (request.expand && request.limit_recurrence) {
    return failed(400, "", "Ask for expand or for limit-recurrence-set, not for both.");
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
  if (request.limit_busy) calendar = limit_busy(calendar, *request.limit_busy, floating);
  if (request.selection) calendar = select(*request.selection, calendar);
  return ical::serialize(calendar);
}

}  // namespace timeshelf::caldav
