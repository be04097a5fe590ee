#include "ical/object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "ical/date_time.hpp"
#include "ical/recurrence.hpp"
#include "ical/stream_lines.hpp"

namespace timeshelf::ical {
namespace {

ParseError refuse(std::string sentence) {
  ParseError error;
  error.message = std::move(sentence);
  return error;
}

std::optional<std::string> unreadable_date(const Component& component) {
  for (const std::string_view name : {"DTSTART", "DTEND", "DUE", "RECURRENCE-ID"}) {
    const Property* property = component.find(name);
    if (property && !date_time_of(*property)) {
      return fmt::format("{}:{} is not a date or date-time (RFC 5545 3.3.4, 3.3.5).", name,
                         property->value().substr(0, 40));
    }
  }
  return std::nullopt;
}

bool has_uid_by_rule(std::string_view component) {
  return component == "VEVENT" || component == "VTODO" || component == "VJOURNAL" || component == "VFREEBUSY";
}

void collect_tzids(const Component& component, std::set<std::string>& tzids) {
  for (const Property& property : component.properties) {
    if (const auto tzid = property.parameter("TZID"); !tzid.empty()) tzids.emplace(tzid);
  }
  for (const Component& child : component.components) collect_tzids(child, tzids);
}

std::string digest_uid(const Component& component) {
  return base64url_encode(sha256(canonical(component)).substr(0, 16)) + "@timeshelf.import";
}

// Lines that every object repeats; the others are about the stream as a whole.
bool belongs_to_stream_alone(const Property& line) {
  return line.name() == "METHOD";
}

}  // namespace

Result<ObjectSummary, ParseError> summarize_object(const Component& calendar) {
  if (calendar.find("METHOD"))
    return refuse("A stored calendar object has no METHOD (RFC 4791 4.1). Remove it.");
  ObjectSummary summary;
  std::set<std::string> instances;
  for (const Component& component : calendar.components) {
    if (component.name == "VTIMEZONE") continue;
    const std::string uid(trim(component.value("UID")));
    if (uid.empty()) return refuse(fmt::format("{} has no UID. Give it one.", component.name));
    if (summary.component.empty()) {
      summary = {uid, component.name};
    } else if (uid != summary.uid) {
      return refuse("An object holds one UID (RFC 4791 4.1); this one has two. PUT each on its own.");
    } else if (component.name != summary.component) {
      return refuse("An object holds one type of component (RFC 4791 4.1); this one has two.");
    }
    if (auto sentence = unreadable_date(component)) return refuse(std::move(*sentence));
    if (!instances.insert(std::string(component.value("RECURRENCE-ID"))).second) {
      return refuse("Two components have the same RECURRENCE-ID. Each instance is described once.");
    }
  }
  if (summary.component.empty()) return refuse("There is no component besides VTIMEZONE.");
  if (auto checked = check_rules(calendar); !checked) return refuse(checked.error().message);
  return summary;
}

SplitStream split(const Parsed& stream) {
  SplitStream result;
  std::set<std::string> lines_seen;
  std::map<std::pair<std::string, std::string>, std::size_t> by_uid;
  for (const Component& calendar : stream.calendars) {
    Component frame{"VCALENDAR", {}, {}};
    for (const Property& line : calendar.properties) {
      if (lines_seen.insert(line.bytes()).second && line.name() != "VERSION" && line.name() != "PRODID") {
        result.calendar_lines.push_back(line);
      }
      if (!belongs_to_stream_alone(line)) frame.properties.push_back(line);
    }
    std::map<std::string, std::vector<const Component*>> zones;
    for (const Component& component : calendar.components) {
      if (component.name == "VTIMEZONE") zones[std::string(component.value("TZID"))].push_back(&component);
    }
    std::set<std::string> used;
    const std::size_t first = result.objects.size();
    for (const Component& component : calendar.components) {
      if (component.name == "VTIMEZONE") continue;
      Component own = component;
      std::string uid(trim(own.value("UID")));
      if (uid.empty()) {
        uid = digest_uid(own);
        if (has_uid_by_rule(own.name)) own.set(Property("UID", uid));
      }
      const auto [at, fresh] = by_uid.try_emplace({uid, own.name}, result.objects.size());
      if (fresh) result.objects.push_back({uid, own.name, frame});
      result.objects[at->second].calendar.components.push_back(std::move(own));
    }
    // Each object brings the zones that it names.
    for (std::size_t i = 0; i < result.objects.size(); ++i) {
      SplitObject& object = result.objects[i];
      std::set<std::string> tzids;
      for (const Component& component : object.calendar.components) {
        if (component.name != "VTIMEZONE") collect_tzids(component, tzids);
      }
      std::vector<Component> brought;
      for (const std::string& tzid : tzids) {
        const bool present =
            std::any_of(object.calendar.components.begin(), object.calendar.components.end(),
                        [&](const Component& c) { return c.name == "VTIMEZONE" && c.value("TZID") == tzid; });
        const auto found = zones.find(tzid);
        if (present || found == zones.end()) continue;
        if (i >= first || found->second.size() == 1) {
          for (const Component* zone : found->second) brought.push_back(*zone);
          used.insert(tzid);
        }
      }
      object.calendar.components.insert(object.calendar.components.begin(), brought.begin(), brought.end());
    }
    for (const auto& [tzid, components] : zones) {
      if (used.contains(tzid)) continue;
      for (const Component* zone : components) {
        SplitObject lone{digest_uid(*zone), "VTIMEZONE", frame};
        lone.calendar.components.push_back(*zone);
        result.objects.push_back(std::move(lone));
      }
    }
  }
  return result;
}

StreamWriter::StreamWriter(std::vector<Property> calendar_lines) : lines_(std::move(calendar_lines)) {}

namespace {

// What is written into a stream has CRLF line ends, whatever its producer used (CLIENTS break on bare LF).
}  // namespace

void StreamWriter::add(std::string_view object) {
  Limits limits;
  limits.bytes = object.size();
  limits.line_bytes = object.size();
  const auto parsed = parse(object, limits, Leniency::repair);
  if (!parsed) return;  // never stored: every object was parsed before it came into the store
  for (const Component& calendar : parsed->calendars) add(calendar);
}

void StreamWriter::add(const Component& calendar) {
  for (const Component& component : calendar.components) {
    std::string bytes = serialize(component);
    if (component.name != "VTIMEZONE") {
      append_with_crlf(components_, bytes);
      continue;
    }
    const bool known =
        std::any_of(zones_.begin(), zones_.end(), [&](const auto& zone) { return zone.second == bytes; });
    if (!known) zones_.emplace_back(std::string(component.value("TZID")), std::move(bytes));
  }
}

std::string StreamWriter::finish() {
  std::string text = stream_opening(lines_);
  for (const auto& [tzid, bytes] : zones_) append_with_crlf(text, bytes);
  text += components_;
  return text + "END:VCALENDAR\r\n";
}

}  // namespace timeshelf::ical
