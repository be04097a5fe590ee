#include "caldav/scheduling/organizer.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

using ical::Component;
using ical::Property;

// UNTIL or COUNT that only ends a series earlier takes instances away and moves none (RFC 6638 3.2.8).
bool only_ends_earlier(const Component& before, const Component& after, const ical::Zones& zones_before,
                       const ical::Zones& zones_after) {
  const auto bare = [](Component part) {
    std::string until;
    if (Property* rule = part.find("RRULE")) {
      std::string kept;
      for (const std::string_view piece : split(rule->value(), ';')) {
        if (to_upper(piece).starts_with("UNTIL=")) {
          until = piece.substr(6);
        } else {
          kept.append(kept.empty() ? "" : ";").append(piece);
        }
      }
      rule->set_value(kept);
    }
    return std::pair(part, until);
  };
  const auto [old_part, old_until] = bare(before);
  const auto [new_part, new_until] = bare(after);
  if (new_until.empty() || times_of(old_part, zones_before) != times_of(new_part, zones_after)) return false;
  return old_until.empty() || new_until <= old_until;
}

// Whether instances that stood take place at another time, or new ones appear.
bool is_rescheduled(const Component& before, const Component& after, const ical::Zones& zones_before,
                    const ical::Zones& zones_after) {
  if (times_of(before, zones_before) != times_of(after, zones_after) &&
      !only_ends_earlier(before, after, zones_before, zones_after)) {
    return true;
  }
  const auto excluded = excluded_from(after, zones_after);
  const auto were = excluded_from(before, zones_before);
  return std::any_of(were.begin(), were.end(),
                     [&](Instant instance) { return !excluded.contains(instance); });  // reinstated
}

void reset_answers(Component& part, const Addresses& self) {
  for (Property& line : part.properties) {
    if (line.name() != "ATTENDEE" || self.contains(normalised(line.value()))) continue;
    if (!is_scheduled_by_server(line)) continue;
    if (partstat_of(line) != "NEEDS-ACTION") set_parameter(line, "PARTSTAT", "NEEDS-ACTION");
    if (parameter_of(line, "RSVP") != "TRUE") set_parameter(line, "RSVP", "TRUE");
  }
}

// The server's own notes come from what is stored, not from the client.
void carry_over(const Component* before, Component& part, bool answers, const Addresses& self) {
  for (Property& line : part.properties) {
    if (line.name() != "ATTENDEE") continue;
    const Addresses who{normalised(line.value())};
    const Property* known = before ? attendee_line(*before, who) : nullptr;
    set_parameter(line, "SCHEDULE-FORCE-SEND", "");
    set_parameter(line, "SCHEDULE-STATUS", known ? known->parameter("SCHEDULE-STATUS") : "");
    if (known && answers && !self.contains(*who.begin()))
      set_parameter(line, "PARTSTAT", known->parameter("PARTSTAT"));
  }
}

void bring_in_order(const Component* before, Component& object, const Addresses& self, bool keep_answers) {
  const ical::Zones zones(object);
  const Parts old_parts = before ? parts_of(*before) : Parts{};
  const auto old_zones = before ? std::optional<ical::Zones>(*before) : std::nullopt;
  std::optional<Series> series;
  if (before) series.emplace(*before);
  const Component* old_master = before ? part_at(*before, old_parts, std::nullopt) : nullptr;
  for (Component& part : object.components) {
    if (!is_part(part)) continue;
    const auto instance = instant_of(part, "RECURRENCE-ID", zones);
    const Component* same = before ? part_at(*before, old_parts, instance) : nullptr;
    std::optional<Component> derived;
    const bool fresh = !same && instance && old_master && !series->has(*instance);
    if (!same && instance && old_master && !fresh) {
      derived = derived_instance(*old_master, *part.find("RECURRENCE-ID"), *old_zones);
      same = &*derived;
    }
    carry_over(same, part, keep_answers, self);
    if (fresh) reset_answers(part, self);  // the series moved, and this instance with it
    if (!same) continue;
    const bool rescheduled = is_rescheduled(*same, part, *old_zones, zones);
    if (rescheduled) reset_answers(part, self);
    // It never falls, also where a client forgot it (RFC 5545 3.8.7.4).
    const std::int64_t least = sequence_of(*same) + (rescheduled ? 1 : 0);
    if (sequence_of(part) < least) part.set(Property("SEQUENCE", std::to_string(least)));
  }
}

std::int64_t highest_sequence(const Component& object) {
  std::int64_t highest = 0;
  for (const Component& part : object.components) highest = std::max(highest, sequence_of(part));
  return highest;
}

// What the series excludes for this attendee now and did not before; overrides that vanished, too.
std::set<Instant> taken_out(const Component& before, const Component& after) {
  const Parts old_parts = parts_of(before);
  const Parts new_parts = parts_of(after);
  std::set<Instant> gone;
  if (old_parts.master && new_parts.master) {
    const auto were = excluded_from(*part_at(before, old_parts, std::nullopt), ical::Zones(before));
    for (const Instant instance :
         excluded_from(*part_at(after, new_parts, std::nullopt), ical::Zones(after))) {
      if (!were.contains(instance) && !new_parts.overrides.contains(instance)) gone.insert(instance);
    }
  } else if (!old_parts.master) {
    for (const auto& [instance, index] : old_parts.overrides) {
      if (!new_parts.overrides.contains(instance) && !new_parts.master) gone.insert(instance);
    }
  }
  return gone;
}

// RFC 6638 3.2.8: an organizer may ask anew without another change.
bool asks_again(const Component& before, const Component& after, const Addresses& who) {
  const Parts old_parts = parts_of(before);
  const ical::Zones zones(after);
  return std::any_of(after.components.begin(), after.components.end(), [&](const Component& part) {
    const Property* line = is_part(part) ? attendee_line(part, who) : nullptr;
    if (!line || partstat_of(*line) != "NEEDS-ACTION") return false;
    const Component* same = part_at(before, old_parts, instant_of(part, "RECURRENCE-ID", zones));
    const Property* said = same ? attendee_line(*same, who) : nullptr;
    return said && partstat_of(*said) != "NEEDS-ACTION";
  });
}

struct Views {
  std::optional<Component> before;
  std::optional<Component> after;
};

void add_messages(std::vector<Message>& messages, const Views& views, const std::string& recipient,
                  bool forced, std::int64_t sequence, Instant now) {
  const Addresses who{recipient};
  if (views.before && !views.after) {
    messages.push_back(cancellation(*views.before, std::nullopt, who, sequence, now));
    return;
  }
  if (!views.after) return;
  if (!views.before) {
    messages.push_back(message_of("REQUEST", recipient, *views.after, now));
    return;
  }
  const bool series_lost = parts_of(*views.before).master && !parts_of(*views.after).master;
  const auto gone = series_lost ? std::set<Instant>{} : taken_out(*views.before, *views.after);
  if (series_lost) messages.push_back(cancellation(*views.before, std::nullopt, who, sequence, now));
  if (!gone.empty()) messages.push_back(cancellation(*views.before, gone, who, sequence, now));
  if (forced || asks_again(*views.before, *views.after, who) ||
      meaning_of(without(*views.before, gone)) != meaning_of(*views.after)) {
    messages.push_back(message_of("REQUEST", recipient, *views.after, now));
  }
}

// Whether the server sends what an attendee is to hear (SCHEDULE-AGENT). To whom it begins to, the meeting is
// new, and who it ceases to write to is uninvited (RFC 6638 3.2.1.2).
struct Served {
  bool before = false;
  bool after = false;
};

}  // namespace

OrganizerChange organizer_stores(const Component* before, Component sent, const Addresses& self,
                                 bool keep_answers, Instant now) {
  Addresses recipients = attendees_of(sent);
  if (before) recipients.merge(attendees_of(*before));
  std::set<std::string> forced;
  std::map<std::string, Served> served;
  for (const std::string& recipient : recipients) {
    const Property* line = any_attendee_line(sent, {recipient});
    const Property* known = before ? any_attendee_line(*before, {recipient}) : nullptr;
    const Served of_it{known && is_scheduled_by_server(*known), line && is_scheduled_by_server(*line)};
    if ((of_it.before || of_it.after) && !self.contains(recipient)) served[recipient] = of_it;
    if (line && parameter_of(*line, "SCHEDULE-FORCE-SEND") == "REQUEST") forced.insert(recipient);
  }
  bring_in_order(before, sent, self, keep_answers);
  OrganizerChange change{std::move(sent), {}};
  const std::int64_t sequence = highest_sequence(change.object);
  for (const auto& [recipient, of_it] : served) {
    const Views views{before && of_it.before ? invitation_for(*before, {recipient}) : std::nullopt,
                      of_it.after ? invitation_for(change.object, {recipient}) : std::nullopt};
    add_messages(change.messages, views, recipient, forced.contains(recipient), sequence, now);
  }
  return change;
}

std::vector<Message> organizer_removes(const Component& before, const Addresses& self, Instant now) {
  std::vector<Message> messages;
  for (const std::string& recipient : attendees_of(before)) {
    const Property* line = any_attendee_line(before, {recipient});
    if (self.contains(recipient) || !is_scheduled_by_server(*line)) continue;
    add_messages(messages, {invitation_for(before, {recipient}), std::nullopt}, recipient, false,
                 highest_sequence(before) + 1, now);
  }
  return messages;
}

void set_schedule_status(Component& object, const Addresses& recipient, std::string_view status) {
  for (Component& part : object.components) {
    if (!is_part(part)) continue;
    if (Property* line = attendee_line(part, recipient)) set_parameter(*line, "SCHEDULE-STATUS", status);
  }
}

}  // namespace timeshelf::caldav::scheduling
