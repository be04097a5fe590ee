#include "caldav/scheduling/merge.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

using ical::Component;
using ical::Property;

bool is_own_note(const Property& line, const Component& part) {
  const std::string& name = line.name();
  if (name == "CATEGORIES" || name == "COLOR" || name == "COMPLETED" || name == "PERCENT-COMPLETE")
    return true;
  return name.starts_with("X-") && !part.find(name);
}

// Older than what is there: it came late, by another way (RFC 5546 2.1.5).
bool is_older(const Component& message, const Component& existing) {
  return message.find("SEQUENCE") && sequence_of(message) < sequence_of(existing);
}

void keep_own(const Component& existing, Component& part, const Addresses& self) {
  for (const Component& child : existing.components) {
    if (child.name == "VALARM") part.components.push_back(child);
  }
  std::vector<Property> notes;
  for (const Property& line : existing.properties) {
    if (is_own_note(line, part) && !(part.find(line.name()) && !line.name().starts_with("X-")))
      notes.push_back(line);
  }
  part.properties.insert(part.properties.end(), notes.begin(), notes.end());
  // As transparent as they made it, as long as it is the meeting that they answered.
  const Property* own = attendee_line(part, self);
  const Property* transparency = existing.find("TRANSP");
  if (transparency && own && partstat_of(*own) != "NEEDS-ACTION") part.set(*transparency);
}

// For a new override of a series the series itself has the alarms.
const Component* source_of(const Component& existing, const Parts& parts, std::optional<Instant> instance) {
  if (const Component* same = part_at(existing, parts, instance)) return same;
  return part_at(existing, parts, std::nullopt);
}

void take_zones(Component& object, const Component& from) {
  for (const Component& zone : from.components) {
    if (is_part(zone)) continue;
    const bool known = std::any_of(
        object.components.begin(), object.components.end(),
        [&](const Component& c) { return c.name == "VTIMEZONE" && c.value("TZID") == zone.value("TZID"); });
    if (!known) object.components.insert(object.components.begin(), zone);
  }
}

void put_override(Component& object, Parts& parts, Instant instance, Component part) {
  const auto [at, fresh] = parts.overrides.try_emplace(instance, object.components.size());
  if (fresh) {
    object.components.push_back(std::move(part));
  } else {
    object.components[at->second] = std::move(part);
  }
}

void cancel(Component& part, const Component& message) {
  part.set(Property("STATUS", "CANCELLED"));
  if (const Property* sequence = message.find("SEQUENCE")) part.set(*sequence);
  if (const Property* stamp = message.find("DTSTAMP")) part.set(*stamp);
}

const Property* own_line_of_reply(const Component& part) {
  return part.find("ATTENDEE");
}

void take_answer(Property& line, const Property& said, const Component& message) {
  if (partstat_of(line) != partstat_of(said)) set_parameter(line, "PARTSTAT", partstat_of(said));
  if (partstat_of(said) != "NEEDS-ACTION") set_parameter(line, "RSVP", "");
  const auto status = message.value("REQUEST-STATUS");
  set_parameter(line, "SCHEDULE-STATUS", status.empty() ? "2.0" : status.substr(0, status.find(';')));
}

}  // namespace

std::optional<Component> merge_request(const Component* existing, const Component& message,
                                       const Addresses& self, Order order) {
  Component object = message;
  object.remove("METHOD");
  if (!existing) return object;
  const Parts known = parts_of(*existing);
  const Parts come = parts_of(message);
  const ical::Zones zones(message);
  const auto* first = come.master ? part_at(message, come, std::nullopt) : nullptr;
  const auto* same = first ? part_at(*existing, known, std::nullopt) : nullptr;
  const bool late = order == Order::unknown;
  if (same && late && is_older(*first, *same)) return std::nullopt;
  if (come.master) {
    for (Component& part : object.components) {
      if (!is_part(part)) continue;
      const Component* source = source_of(*existing, known, instant_of(part, "RECURRENCE-ID", zones));
      if (source) keep_own(*source, part, self);
    }
    return object;
  }
  Component merged = *existing;
  Parts parts = known;
  bool taken = false;
  for (const auto& [instance, index] : come.overrides) {
    Component part = object.components[index];
    const Component* override = part_at(*existing, known, instance);
    if (override && late && is_older(part, *override)) continue;
    if (const Component* source = source_of(*existing, known, instance)) keep_own(*source, part, self);
    put_override(merged, parts, instance, std::move(part));
    taken = true;
  }
  if (!taken) return std::nullopt;
  take_zones(merged, message);
  return merged;
}

std::optional<Component> merge_cancel(const Component& existing, const Component& message, Order order) {
  const Parts known = parts_of(existing);
  const Parts come = parts_of(message);
  Component object = existing;
  const Component* whole = part_at(message, come, std::nullopt);
  if (whole) {
    const Component* master = part_at(existing, known, std::nullopt);
    if (master && order == Order::unknown && is_older(*whole, *master)) return std::nullopt;
    for (Component& part : object.components) {
      if (is_part(part)) cancel(part, *whole);
    }
    return object;
  }
  std::set<std::size_t> gone;
  bool taken = false;
  for (const auto& [instance, index] : come.overrides) {
    const auto at = known.overrides.find(instance);
    if (!known.master) {
      if (at == known.overrides.end()) continue;
      cancel(object.components[at->second], message.components[index]);
    } else {
      if (at != known.overrides.end()) gone.insert(at->second);
      const auto id = ical::date_time_of(*message.components[index].find("RECURRENCE-ID"));
      object.components[*known.master].properties.push_back(ical::date_time_property("EXDATE", *id));
    }
    taken = true;
  }
  for (auto index = gone.rbegin(); index != gone.rend(); ++index)
    object.components.erase(object.components.begin() + static_cast<std::ptrdiff_t>(*index));
  if (!taken) return std::nullopt;
  take_zones(object, message);
  return object;
}

std::optional<Component> merge_add(const Component& existing, const Component& message) {
  const Parts known = parts_of(existing);
  if (!known.master) return std::nullopt;
  Component object = existing;
  bool taken = false;
  for (const Component& came : message.components) {
    const Property* start = is_part(came) ? came.find("DTSTART") : nullptr;
    const auto date = start ? ical::date_time_of(*start) : std::nullopt;
    if (!date || came.find("RECURRENCE-ID")) continue;
    const Instant instance = ical::to_instant(*date, ical::Zones(message), ical::utc_zone());
    if (known.overrides.contains(instance)) continue;
    Component& master = object.components[*known.master];
    if (is_older(came, master)) continue;
    master.properties.push_back(ical::date_time_property("RDATE", *date));
    if (const Property* sequence = came.find("SEQUENCE")) master.set(*sequence);
    Component part = came;
    for (const char* name : {"RRULE", "RDATE", "EXDATE"}) part.remove(name);
    part.set(ical::date_time_property("RECURRENCE-ID", *date));
    object.components.push_back(std::move(part));
    taken = true;
  }
  if (!taken) return std::nullopt;
  take_zones(object, message);
  return object;
}

std::optional<MergedReply> merge_reply(const Component& existing, const Component& message) {
  const ical::Zones zones(message);
  MergedReply merged{existing, {}};
  Parts parts = parts_of(existing);
  Series series(existing);
  const Parts come = parts_of(message);
  for (const Component& reply : message.components) {
    const Property* said = is_part(reply) ? own_line_of_reply(reply) : nullptr;
    if (!said) continue;
    const Addresses who{normalised(said->value())};
    const auto instance = instant_of(reply, "RECURRENCE-ID", zones);
    const Component* part = part_at(merged.object, parts, instance);
    const Component* master = part_at(merged.object, parts, std::nullopt);
    if (!part && instance && master && attendee_line(*master, who) && series.has(*instance)) {
      if (is_older(reply, *master)) continue;
      // An answer to one instance: it gets a part of its own, so that the series keeps its answer.
      Component made = derived_instance(*master, *reply.find("RECURRENCE-ID"), ical::Zones(merged.object));
      take_answer(*attendee_line(made, who), *said, reply);
      put_override(merged.object, parts, *instance, std::move(made));
      merged.attendee = *who.begin();
      continue;
    }
    if (!part || !attendee_line(*part, who) || is_older(reply, *part)) continue;
    Component& own = merged.object.components[instance ? parts.overrides.at(*instance) : *parts.master];
    const std::string before = partstat_of(*attendee_line(own, who));
    take_answer(*attendee_line(own, who), *said, reply);
    merged.attendee = *who.begin();
    if (instance) continue;
    // The whole series: also those of its instances that are written apart and were not answered for
    // themselves.
    for (const auto& [other, index] : parts.overrides) {
      Property* line = attendee_line(merged.object.components[index], who);
      if (!line || come.overrides.contains(other)) continue;
      const std::string known = partstat_of(*line);
      if (known == "NEEDS-ACTION" || known == before) take_answer(*line, *said, reply);
    }
  }
  if (merged.attendee.empty()) return std::nullopt;
  return merged;
}

Component with_answers(Component copy, const Component& organizers, const Addresses& who) {
  const Parts theirs = parts_of(organizers);
  const ical::Zones zones(copy);
  for (Component& part : copy.components) {
    Property* line = is_part(part) ? attendee_line(part, who) : nullptr;
    if (!line) continue;
    const Component* source = part_at(organizers, theirs, instant_of(part, "RECURRENCE-ID", zones));
    const Property* said = source ? attendee_line(*source, who) : nullptr;
    if (said && partstat_of(*said) != partstat_of(*line))
      set_parameter(*line, "PARTSTAT", partstat_of(*said));
  }
  return copy;
}

}  // namespace timeshelf::caldav::scheduling
