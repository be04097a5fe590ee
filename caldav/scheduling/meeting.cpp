#include "caldav/scheduling/meeting.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

using ical::Component;
using ical::Property;

constexpr std::array kScheduleParameters{"SCHEDULE-AGENT", "SCHEDULE-STATUS", "SCHEDULE-FORCE-SEND"};

Instant read(const ical::DateTime& value, const ical::Zones& zones) {
  return ical::to_instant(value, zones, ical::utc_zone());
}

std::optional<ical::DateTime> date_of(const Component& part, std::string_view property) {
  const Property* line = part.find(property);
  return line ? ical::date_time_of(*line) : std::nullopt;
}

// FREQ first or last: the same rule.
std::string sorted_rule(std::string_view rule) {
  const std::string upper = to_upper(trim(rule));
  auto pieces = split(upper, ';');
  std::sort(pieces.begin(), pieces.end());
  std::string text;
  for (const std::string_view piece : pieces) {
    if (piece == "INTERVAL=1") continue;
    text.append(piece).append(";");
  }
  return text;
}

// The wall clock of `value` where `like` is written.
ical::LocalSeconds local_in_zone_of(const ical::DateTime& like, const ical::DateTime& value,
                                    const ical::Zones& zones) {
  const ical::Zone* zone =
      like.tzid == value.tzid && like.form == value.form ? nullptr : zones.find(like.tzid);
  if (like.form == ical::DateTime::Form::zoned && zone) {
    return zone->to_local(std::chrono::floor<std::chrono::seconds>(read(value, zones)));
  }
  return value.local;
}

void add_dates(const Property& line, const ical::Zones& zones, std::set<Instant>& dates) {
  for (const std::string_view value : split(line.value(), ',')) {
    const auto date = ical::parse_date_time(value.substr(0, value.find('/')), line.parameter("TZID"));
    if (date) dates.insert(read(*date, zones));
  }
}

}  // namespace

std::string normalised(std::string_view address) {
  address = trim(address);
  if (equals_ignoring_case(address.substr(0, 7), "mailto:")) {
    return "mailto:" + to_lower(trim(address.substr(7)));
  }
  while (address.size() > 1 && address.back() == '/') address.remove_suffix(1);
  return std::string(address);
}

bool is_part(const Component& component) {
  return component.name != "VTIMEZONE";
}

Parts parts_of(const Component& calendar) {
  const ical::Zones zones(calendar);
  Parts parts;
  for (std::size_t i = 0; i < calendar.components.size(); ++i) {
    const Component& part = calendar.components[i];
    if (!is_part(part)) continue;
    if (const auto id = date_of(part, "RECURRENCE-ID")) {
      parts.overrides.emplace(read(*id, zones), i);
    } else if (!parts.master) {
      parts.master = i;
    }
  }
  return parts;
}

const Component* part_at(const Component& calendar, const Parts& parts, std::optional<Instant> instance) {
  if (!instance) return parts.master ? &calendar.components[*parts.master] : nullptr;
  const auto at = parts.overrides.find(*instance);
  return at == parts.overrides.end() ? nullptr : &calendar.components[at->second];
}

std::string organizer_of(const Component& calendar) {
  for (const Component& part : calendar.components) {
    if (!is_part(part)) continue;
    if (const Property* line = part.find("ORGANIZER")) return normalised(line->value());
  }
  return {};
}

bool has_one_organizer(const Component& calendar) {
  const std::string organizer = organizer_of(calendar);
  return std::all_of(calendar.components.begin(), calendar.components.end(), [&](const Component& part) {
    return !is_part(part) || normalised(part.value("ORGANIZER")) == organizer;
  });
}

Addresses attendees_of(const Component& calendar) {
  Addresses attendees;
  for (const Component& part : calendar.components) {
    if (!is_part(part)) continue;
    for (const Property& line : part.properties) {
      if (line.name() == "ATTENDEE" && !trim(line.value()).empty())
        attendees.insert(normalised(line.value()));
    }
  }
  return attendees;
}

const Property* attendee_line(const Component& part, const Addresses& who) {
  const auto at = std::find_if(part.properties.begin(), part.properties.end(), [&](const Property& line) {
    return line.name() == "ATTENDEE" && who.contains(normalised(line.value()));
  });
  return at == part.properties.end() ? nullptr : &*at;
}

Property* attendee_line(Component& part, const Addresses& who) {
  return const_cast<Property*>(attendee_line(std::as_const(part), who));
}

const Property* any_attendee_line(const Component& calendar, const Addresses& who) {
  for (const Component& part : calendar.components) {
    if (!is_part(part)) continue;
    if (const Property* line = attendee_line(part, who)) return line;
  }
  return nullptr;
}

std::string parameter_of(const Property& line, std::string_view name) {
  return to_upper(line.parameter(name));
}

std::string partstat_of(const Property& line) {
  const std::string said = parameter_of(line, "PARTSTAT");
  return said.empty() ? "NEEDS-ACTION" : said;
}

void set_parameter(Property& line, std::string_view name, std::string_view value) {
  if (line.parameter(name) == value) return;  // also where there is none to remove
  auto parameters = line.parameters();
  const auto at = std::find_if(parameters.begin(), parameters.end(),
                               [&](const ical::Parameter& parameter) { return parameter.name == name; });
  if (value.empty()) {
    parameters.erase(at);
  } else if (at == parameters.end()) {
    parameters.push_back({std::string(name), {std::string(value)}});
  } else {
    at->values = {std::string(value)};
  }
  line = Property(line.name(), line.value(), std::move(parameters));
}

void remove_schedule_parameters(Property& line) {
  for (const char* name : kScheduleParameters) set_parameter(line, name, "");
}

bool is_scheduled_by_server(const Property& line) {
  const std::string agent = parameter_of(line, "SCHEDULE-AGENT");
  return agent.empty() || agent == "SERVER";
}

std::int64_t sequence_of(const Component& part) {
  return parse_whole(trim(part.value("SEQUENCE"))).value_or(0);
}

bool is_cancelled(const Component& part) {
  return equals_ignoring_case(part.value("STATUS"), "CANCELLED");
}

std::set<Instant> excluded_from(const Component& master, const ical::Zones& zones) {
  std::set<Instant> excluded;
  for (const Property& line : master.properties) {
    if (line.name() == "EXDATE") add_dates(line, zones, excluded);
  }
  return excluded;
}

std::optional<Instant> instant_of(const Component& part, std::string_view property,
                                  const ical::Zones& zones) {
  const auto date = date_of(part, property);
  return date ? std::optional(read(*date, zones)) : std::nullopt;
}

std::int64_t length_of(const Component& part, const ical::Zones& zones) {
  const auto start = date_of(part, "DTSTART");
  if (!start) return 0;
  const auto begins = read(*start, zones);
  for (const char* end : {"DTEND", "DUE"}) {
    if (const auto ends = instant_of(part, end, zones)) return (*ends - begins).count();
  }
  if (const auto duration = ical::parse_duration(part.value("DURATION"))) {
    return (read(ical::add(*start, *duration), zones) - begins).count();
  }
  return start->is_date() && part.name == "VEVENT" ? 86'400'000 : 0;
}

std::string times_of(const Component& part, const ical::Zones& zones) {
  const auto start = date_of(part, "DTSTART");
  const auto begins = instant_of(part, start ? "DTSTART" : "DUE", zones);
  std::string text = begins ? std::to_string(to_millis(*begins)) : "";
  if (start) {
    // All day and floating are other meetings than a fixed instant; the name of a zone is not.
    text += start->is_date() ? "d" : start->form == ical::DateTime::Form::floating ? "f" : "";
    text += "+" + std::to_string(length_of(part, zones));
  }
  std::vector<std::string> rules;
  std::set<Instant> dates;
  for (const Property& line : part.properties) {
    if (line.name() == "RRULE" || line.name() == "EXRULE") rules.push_back(sorted_rule(line.value()));
    if (line.name() == "RDATE") add_dates(line, zones, dates);
  }
  std::sort(rules.begin(), rules.end());
  for (const std::string& rule : rules) text += " " + rule;
  for (const Instant date : dates) text += " " + std::to_string(to_millis(date));
  return text;
}

Series::Series(const Component& calendar) : series_{calendar.name, {}, {}} {
  for (const Component& part : calendar.components) {
    if (!part.find("RECURRENCE-ID")) series_.components.push_back(part);
  }
  const ical::Zones zones(series_);
  for (Component& part : series_.components) {
    if (is_part(part) && part.name == "VEVENT" && length_of(part, zones) == 0) {
      part.remove("DTEND");
      part.set(Property("DURATION", "PT1S"));  // so that it overlaps a span
    }
  }
}

bool Series::has(Instant instance) {
  if (instance < from_ || instance >= to_) look_at(instance);
  return instances_.contains(instance);
}

// A year at once, since instances are asked for in order; a dense rule one by one.
void Series::look_at(Instant instance) {
  instances_.clear();
  from_ = instance;
  to_ = instance + std::chrono::days(400);
  if (++looked_ > kMostLooks) return;
  auto found = ical::expand(series_, from_, to_, ical::utc_zone());
  if (!found) {
    to_ = from_ + std::chrono::milliseconds(1);
    found = ical::expand(series_, from_, to_, ical::utc_zone());
  }
  if (!found) return;
  const ical::Zones zones(series_);
  for (const ical::Occurrence& occurrence : *found) {
    if (occurrence.recurring) instances_.insert(read(occurrence.recurrence_id, zones));
  }
}

Component derived_instance(const Component& master, const Property& as_written, const ical::Zones& zones) {
  Component part = master;
  for (const char* name : {"RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"}) part.remove(name);
  auto id = ical::date_time_of(as_written);
  const auto start = date_of(master, "DTSTART");
  if (!id || !start) return part;
  part.set(ical::date_time_property("RECURRENCE-ID", *id));
  const auto shift = local_in_zone_of(*start, *id, zones) - start->local;
  for (const char* name : {"DTSTART", "DTEND", "DUE"}) {
    auto date = date_of(master, name);
    if (!date) continue;
    date->local += shift;
    part.set(ical::date_time_property(name, *date));
  }
  return part;
}

Property recurrence_id_at(const Component& master, Instant instance, const ical::Zones& zones) {
  ical::DateTime id = date_of(master, "DTSTART").value_or(ical::DateTime{});
  const auto at = std::chrono::floor<std::chrono::seconds>(instance);
  const ical::Zone* zone = id.form == ical::DateTime::Form::zoned ? zones.find(id.tzid) : nullptr;
  id.local = zone ? zone->to_local(at) : ical::LocalSeconds(at.time_since_epoch());
  return ical::date_time_property("RECURRENCE-ID", id);
}

Component frame_of(const Component& calendar) {
  Component frame{"VCALENDAR", {}, {}};
  frame.properties.emplace_back("VERSION", "2.0");
  frame.properties.emplace_back("PRODID", "-//Timeshelf//Timeshelf//EN");
  if (const Property* scale = calendar.find("CALSCALE")) frame.properties.push_back(*scale);
  for (const Component& zone : calendar.components) {
    if (!is_part(zone)) frame.components.push_back(zone);
  }
  return frame;
}

}  // namespace timeshelf::caldav::scheduling
