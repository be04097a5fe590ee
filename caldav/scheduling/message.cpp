#include "caldav/scheduling/message.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

using ical::Component;
using ical::Property;

// Lines that programs write about an object, not about the meeting.
constexpr std::array kNotes{"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "REQUEST-STATUS", "EXDATE"};
// What of a part names it in a CANCEL.
constexpr std::array kOfCancel{"UID",     "DTSTART",  "DTEND",     "DURATION",      "DUE",
                               "SUMMARY", "LOCATION", "ORGANIZER", "RECURRENCE-ID", "SEQUENCE"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// For the eyes of others: alarms are the organizer's own.
Component travelling(Component part) {
  std::erase_if(part.components, [](const Component& child) { return child.name == "VALARM"; });
  std::erase_if(part.properties, [](const Property& line) {
    return line.name() == "REQUEST-STATUS" || line.name().starts_with("X-MOZ-");
  });
  for (Property& line : part.properties) {
    if (line.name() == "ATTENDEE" || line.name() == "ORGANIZER") remove_schedule_parameters(line);
  }
  return part;
}

void exclude(Component& master, const Property& recurrence_id) {
  if (const auto id = ical::date_time_of(recurrence_id)) {
    master.properties.push_back(ical::date_time_property("EXDATE", *id));
  }
}

// An attendee's answer is news to the others, but no other meeting.
std::string meaning_of_line(const Property& line) {
  if (line.name() == "ATTENDEE") {
    const std::string role = parameter_of(line, "ROLE");
    return "ATTENDEE " + normalised(line.value()) + " " + (role == "REQ-PARTICIPANT" ? "" : role) + "\n";
  }
  if (line.name() == "ORGANIZER") return "ORGANIZER " + normalised(line.value()) + "\n";
  return ical::canonical(Component{"", {line}, {}});
}

}  // namespace

std::optional<Component> invitation_for(const Component& object, const Addresses& who) {
  const Parts parts = parts_of(object);
  const Component* master = part_at(object, parts, std::nullopt);
  if (master && is_cancelled(*master)) return std::nullopt;
  Component invitation = frame_of(object);
  std::optional<std::size_t> own_master;
  if (master && attendee_line(*master, who)) {
    own_master = invitation.components.size();
    invitation.components.push_back(travelling(*master));
  }
  bool invited = own_master.has_value();
  for (const auto& [instance, index] : parts.overrides) {
    const Component& override = object.components[index];
    if (attendee_line(override, who) && !is_cancelled(override)) {
      invitation.components.push_back(travelling(override));
      invited = true;
    } else if (own_master) {
      exclude(invitation.components[*own_master], *override.find("RECURRENCE-ID"));
    }
  }
  if (!invited) return std::nullopt;
  return invitation;
}

Component without(Component invitation, const std::set<Instant>& instances) {
  const Parts parts = parts_of(invitation);
  if (parts.master) {
    for (const Instant instance : instances) {
      ical::DateTime date{ical::DateTime::Form::utc, {}, {}};
      date.local = ical::LocalSeconds(std::chrono::floor<std::chrono::seconds>(instance).time_since_epoch());
      invitation.components[*parts.master].properties.push_back(ical::date_time_property("EXDATE", date));
    }
  }
  std::set<std::size_t> gone;
  for (const auto& [instance, index] : parts.overrides) {
    if (instances.contains(instance)) gone.insert(index);
  }
  for (auto index = gone.rbegin(); index != gone.rend(); ++index) {
    invitation.components.erase(invitation.components.begin() + static_cast<std::ptrdiff_t>(*index));
  }
  return invitation;
}

std::string meaning_of(const Component& invitation) {
  const ical::Zones zones(invitation);
  std::vector<std::string> parts;
  for (const Component& part : invitation.components) {
    if (!is_part(part)) continue;
    std::vector<std::string> lines;
    for (const Property& line : part.properties) {
      if (!is_one_of(kNotes, line.name()) && !line.value().empty()) lines.push_back(meaning_of_line(line));
    }
    for (const Instant instant : excluded_from(part, zones)) {
      lines.push_back("EXDATE " + std::to_string(to_millis(instant)) + "\n");
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line;
    parts.push_back(std::move(text));
  }
  std::sort(parts.begin(), parts.end());
  std::string text;
  for (const std::string& part : parts) text += part + "\n";
  return text;
}

Message message_of(std::string method, std::string recipient, Component calendar, Instant now) {
  calendar.set(Property("METHOD", method));
  for (Component& part : calendar.components) {
    if (is_part(part)) part.set(Property("DTSTAMP", to_ical_utc(now)));
  }
  return {std::move(method), std::move(recipient), std::move(calendar)};
}

Message cancellation(const Component& invitation, const std::optional<std::set<Instant>>& instances,
                     const Addresses& who, std::int64_t sequence, Instant now) {
  Component calendar = frame_of(invitation);
  const ical::Zones zones(invitation);
  const Parts parts = parts_of(invitation);
  const auto add = [&](const Component& part) {
    Component cancelled{part.name, {}, {}};
    for (const Property& line : part.properties) {
      if (is_one_of(kOfCancel, line.name())) cancelled.properties.push_back(line);
    }
    if (const Property* line = attendee_line(part, who)) cancelled.properties.push_back(*line);
    cancelled.set(Property("SEQUENCE", std::to_string(std::max(sequence_of(part), sequence))));
    cancelled.set(Property("STATUS", "CANCELLED"));
    calendar.components.push_back(std::move(cancelled));
  };
  const Component* master = part_at(invitation, parts, std::nullopt);
  if (!instances && master) add(*master);
  if (!instances && !master) {
    for (const auto& [instance, index] : parts.overrides) add(invitation.components[index]);
  }
  for (const Instant instance : instances.value_or(std::set<Instant>{})) {
    if (const Component* override = part_at(invitation, parts, instance)) {
      add(*override);
    } else if (master) {
      add(derived_instance(*master, recurrence_id_at(*master, instance, zones), zones));
    }
  }
  return message_of("CANCEL", *who.begin(), std::move(calendar), now);
}

}  // namespace timeshelf::caldav::scheduling
