#include "caldav/scheduling/attendee.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

using ical::Component;
using ical::Property;

// An attendee's own to write, or a program's note. RFC 6638 3.2.2.1 demands some of them and allows the
// others.
constexpr std::array kTheirs{
    "DTSTAMP",        "LAST-MODIFIED", "CREATED",      "SEQUENCE", "TRANSP", "PRIORITY",  "CATEGORIES",
    "CLASS",          "COLOR",         "COMMENT",      "CONTACT",  "ATTACH", "COMPLETED", "PERCENT-COMPLETE",
    "REQUEST-STATUS", "EXDATE",        "RECURRENCE-ID"};
// Compared by what they say together (times_of), or put back (restore).
constexpr std::array kElsewhere{"DTSTART", "DTEND",  "DURATION", "DUE",      "RRULE",
                                "RDATE",   "STATUS", "ATTENDEE", "ORGANIZER"};
constexpr std::array kOfReply{"UID",           "DTSTART",  "DTEND",     "DURATION", "DUE",     "SUMMARY",
                              "RECURRENCE-ID", "SEQUENCE", "ORGANIZER", "COMMENT",  "LOCATION"};

constexpr std::size_t kMostExcluded = 100;  // instances of one answer

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Values without escapes and blanks around them, so that an app that only rewrites a line changed nothing.
std::multimap<std::string, std::string> organizers_lines(const Component& part) {
  std::multimap<std::string, std::string> lines;
  for (const Property& line : part.properties) {
    const std::string& name = line.name();
    if (is_one_of(kTheirs, name) || is_one_of(kElsewhere, name) || name.starts_with("X-")) continue;
    std::string value(trim(ical::unescape_text(line.value())));
    std::erase(value, '\r');
    if (!value.empty()) lines.emplace(name, std::move(value));
  }
  return lines;
}

std::string sentence_for(std::string_view property) {
  return fmt::format(
      "{} belongs to the organizer of this event. Answer it, set alarms and categories; ask them for the "
      "rest.",
      property);
}

// The first property that the attendee changed and may not; "" if there is none.
std::string changed_line(const Component& before, const Component& after, const ical::Zones& zones_before,
                         const ical::Zones& zones_after) {
  if (times_of(before, zones_before) != times_of(after, zones_after)) return "DTSTART";
  const auto were = organizers_lines(before);
  const auto are = organizers_lines(after);
  if (were == are) return {};
  for (const auto& line : are) {
    if (were.count(line.first) != are.count(line.first)) return line.first;
    const auto [first, last] = were.equal_range(line.first);
    if (std::none_of(first, last, [&](const auto& known) { return known.second == line.second; }))
      return line.first;
  }
  return {};
}

// Many apps drop what they do not know: that is no change.
void put_back_dropped(const Component& before, Component& part) {
  const auto are = organizers_lines(part);
  const auto were = organizers_lines(before);
  for (const Property& line : before.properties) {
    if (!were.contains(line.name()) || are.contains(line.name())) continue;
    std::erase_if(part.properties, [&](const Property& empty) {
      return empty.name() == line.name() && trim(empty.value()).empty();
    });
    part.properties.push_back(line);
  }
}

// What others said, and the state of the whole, stays as the organizer wrote it.
void restore(const Component& before, Component& part, const Addresses& self) {
  std::vector<Property> lines;
  const Property* own = attendee_line(part, self);
  for (const Property& line : before.properties) {
    if (line.name() == "ATTENDEE") lines.push_back(self.contains(normalised(line.value())) ? *own : line);
  }
  // Untouched bytes where nothing is to be put back.
  std::vector<Property> sent;
  for (const Property& line : part.properties) {
    if (line.name() == "ATTENDEE") sent.push_back(line);
  }
  const auto text = [](const std::vector<Property>& all) { return ical::canonical(Component{"", all, {}}); };
  if (text(sent) != text(lines)) {
    part.remove("ATTENDEE");
    part.properties.insert(part.properties.end(), lines.begin(), lines.end());
  }
  if (before.name == "VEVENT" && before.value("STATUS") != part.value("STATUS")) {
    const Property* status = before.find("STATUS");
    status ? part.set(*status) : part.remove("STATUS");
  }
  const Property* organizer = before.find("ORGANIZER");
  if (organizer && text({*organizer}) != text({*part.find("ORGANIZER")})) part.set(*organizer);
}

NotTheirs not_theirs(std::string sentence) {
  NotTheirs error;
  error.message = std::move(sentence);
  return error;
}

struct Objects {
  const Component& before;
  Component& after;
  Parts old_parts;
  Parts new_parts;
  ical::Zones old_zones;
  ical::Zones new_zones;
  Series series;  ///< of the old object
};

// What a part of the new object is compared with: the same part, or for a new override the instance that the
// series makes there.
std::optional<Component> counterpart(Objects& objects, const Component& part) {
  const auto instance = instant_of(part, "RECURRENCE-ID", objects.new_zones);
  if (const Component* same = part_at(objects.before, objects.old_parts, instance)) return *same;
  const Component* master = part_at(objects.before, objects.old_parts, std::nullopt);
  if (!master || !instance || !objects.series.has(*instance)) return std::nullopt;
  return derived_instance(*master, *part.find("RECURRENCE-ID"), objects.old_zones);
}

Result<void, NotTheirs> check_and_restore(Objects& objects, const Addresses& self) {
  const Component* old_master = part_at(objects.before, objects.old_parts, std::nullopt);
  const Component* new_master = part_at(objects.after, objects.new_parts, std::nullopt);
  if (!old_master != !new_master) {
    return not_theirs(
        "An invitation to a series stays one, and one to an instance, too: only its organizer changes that.");
  }
  const auto excluded = new_master ? excluded_from(*new_master, objects.new_zones) : std::set<Instant>{};
  if (old_master) {
    for (const Instant instance : excluded_from(*old_master, objects.old_zones)) {
      if (!excluded.contains(instance)) return not_theirs(sentence_for("EXDATE"));
    }
  }
  for (const auto& [instance, index] : objects.old_parts.overrides) {
    if (objects.new_parts.overrides.contains(instance) || excluded.contains(instance)) continue;
    return not_theirs(
        "An instance of this series is missing. To decline it, set its PARTSTAT or exclude it with EXDATE.");
  }
  for (Component& part : objects.after.components) {
    if (!is_part(part)) continue;
    const auto before = counterpart(objects, part);
    if (!before) return not_theirs(sentence_for("RECURRENCE-ID"));
    if (normalised(before->value("ORGANIZER")) != normalised(part.value("ORGANIZER")))
      return not_theirs(sentence_for("ORGANIZER"));
    if (attendee_line(*before, self) && !attendee_line(part, self))
      return not_theirs("Your own ATTENDEE line is missing. To stay away, set its PARTSTAT to DECLINED.");
    const std::string changed = changed_line(*before, part, objects.old_zones, objects.new_zones);
    if (!changed.empty()) return not_theirs(sentence_for(changed));
    put_back_dropped(*before, part);
    restore(*before, part, self);
  }
  return {};
}

Component reply_part(const Component& part, const Addresses& self, std::string_view partstat) {
  Component reply{part.name, {}, {}};
  for (const Property& line : part.properties) {
    if (is_one_of(kOfReply, line.name())) reply.properties.push_back(line);
    const bool progress =
        line.name() == "PERCENT-COMPLETE" || line.name() == "COMPLETED" || line.name() == "STATUS";
    if (part.name == "VTODO" && progress) reply.properties.push_back(line);
  }
  if (Property* organizer = reply.find("ORGANIZER")) remove_schedule_parameters(*organizer);
  Property own = *attendee_line(part, self);
  remove_schedule_parameters(own);
  set_parameter(own, "RSVP", "");
  if (partstat_of(own) != partstat) set_parameter(own, "PARTSTAT", partstat);
  reply.properties.push_back(std::move(own));
  reply.properties.emplace_back("REQUEST-STATUS", "2.0;Success");
  return reply;
}

std::optional<Message> reply_of(const Component& object, std::vector<Component> parts, Instant now) {
  if (parts.empty()) return std::nullopt;
  Component calendar = frame_of(object);
  for (Component& part : parts) calendar.components.push_back(std::move(part));
  return message_of("REPLY", organizer_of(object), std::move(calendar), now);
}

// With an answer to a series all that stands apart from it, so that the organizer knows what it does not
// count for: what was excluded, too. Who excluded it is not known; an organizer overlooks an answer to an
// instance that there is not.
std::vector<Component> all_answers(const Component& object, const Addresses& self) {
  std::vector<Component> parts;
  const ical::Zones zones(object);
  for (const Component& part : object.components) {
    const Property* own = is_part(part) ? attendee_line(part, self) : nullptr;
    if (!own) continue;
    parts.push_back(reply_part(part, self, partstat_of(*own)));
    if (part.find("RECURRENCE-ID") || partstat_of(*own) == "DECLINED") continue;
    std::size_t excluded = 0;
    for (const Instant instance : excluded_from(part, zones)) {
      if (++excluded > kMostExcluded) break;
      const Component gone = derived_instance(part, recurrence_id_at(part, instance, zones), zones);
      parts.push_back(reply_part(gone, self, "DECLINED"));
    }
  }
  return parts;
}

bool is_progress(const Component& before, const Component& after) {
  return after.name == "VTODO" && (before.value("PERCENT-COMPLETE") != after.value("PERCENT-COMPLETE") ||
                                   before.value("STATUS") != after.value("STATUS"));
}

// The instances that they excluded now: declined, without a part of their own.
// False if there are more than one answer may tell.
bool add_excluded(Objects& objects, const Addresses& self, std::vector<Component>& parts) {
  const Component* old_master = part_at(objects.before, objects.old_parts, std::nullopt);
  const Component* new_master = part_at(objects.after, objects.new_parts, std::nullopt);
  if (!old_master || !new_master) return true;
  std::size_t told = 0;
  const auto were = excluded_from(*old_master, objects.old_zones);
  for (const Property& line : new_master->properties) {
    if (line.name() != "EXDATE") continue;
    for (const std::string_view value : split(line.value(), ',')) {
      const auto date = ical::parse_date_time(value, line.parameter("TZID"));
      if (!date) continue;
      const Instant instance = ical::to_instant(*date, objects.new_zones, ical::utc_zone());
      if (were.contains(instance)) continue;
      if (++told > kMostExcluded) return false;
      const Component* known = part_at(objects.before, objects.old_parts, instance);
      if (!known && !objects.series.has(instance)) continue;
      const Component part =
          known ? *known
                : derived_instance(*old_master, ical::date_time_property("RECURRENCE-ID", *date),
                                   objects.old_zones);
      const Property* own = attendee_line(part, self);
      if (own && partstat_of(*own) != "DECLINED") parts.push_back(reply_part(part, self, "DECLINED"));
    }
  }
  return true;
}

bool is_left_to_client(const Component& object) {
  return std::any_of(object.components.begin(), object.components.end(), [](const Component& part) {
    const Property* organizer = part.find("ORGANIZER");
    return is_part(part) && organizer && !is_scheduled_by_server(*organizer);
  });
}

}  // namespace

Result<AttendeeChange, NotTheirs> attendee_stores(const Component* before, Component sent,
                                                  const Addresses& self, Instant now) {
  // SCHEDULE-AGENT on ORGANIZER: the client itself talks with the organizer (RFC 6638 7.1).
  if (is_left_to_client(sent)) return AttendeeChange{std::move(sent), std::nullopt};
  bool forced = false;
  for (Component& part : sent.components) {
    Property* organizer = is_part(part) ? part.find("ORGANIZER") : nullptr;
    if (!organizer) continue;
    forced = forced || parameter_of(*organizer, "SCHEDULE-FORCE-SEND") == "REPLY";
    set_parameter(*organizer, "SCHEDULE-FORCE-SEND", "");
  }
  std::vector<Component> parts;
  if (!before) {
    for (const Component& part : sent.components) {
      const Property* own = is_part(part) ? attendee_line(part, self) : nullptr;
      if (own && (forced || partstat_of(*own) != "NEEDS-ACTION"))
        parts.push_back(reply_part(part, self, partstat_of(*own)));
    }
    auto reply = reply_of(sent, std::move(parts), now);
    return AttendeeChange{std::move(sent), std::move(reply)};
  }
  Objects objects{*before,           sent,           parts_of(*before), parts_of(sent), ical::Zones(*before),
                  ical::Zones(sent), Series(*before)};
  if (auto checked = check_and_restore(objects, self); !checked) return checked.error();
  bool series_answered = false;
  for (const Component& part : sent.components) {
    const Property* own = is_part(part) ? attendee_line(part, self) : nullptr;
    if (!own) continue;
    const auto known = counterpart(objects, part);
    const Property* said = known ? attendee_line(*known, self) : nullptr;
    const bool news = forced || !said || partstat_of(*said) != partstat_of(*own) || is_progress(*known, part);
    series_answered = series_answered || (news && !part.find("RECURRENCE-ID"));
    if (news) parts.push_back(reply_part(part, self, partstat_of(*own)));
  }
  if (series_answered) parts = all_answers(sent, self);
  if (!add_excluded(objects, self, parts)) {
    NotTheirs crowd;
    crowd.message =
        "More than 100 instances are excluded at once. Decline the series, or exclude them in parts.";
    return crowd;
  }
  auto reply = reply_of(sent, std::move(parts), now);
  return AttendeeChange{std::move(sent), std::move(reply)};
}

std::optional<Message> attendee_removes(const Component& before, const Addresses& self, Instant now) {
  if (is_left_to_client(before)) return std::nullopt;
  std::vector<Component> parts;
  for (const Component& part : before.components) {
    const Property* own = is_part(part) && !is_cancelled(part) ? attendee_line(part, self) : nullptr;
    if (own && partstat_of(*own) != "DECLINED") parts.push_back(reply_part(part, self, "DECLINED"));
  }
  return reply_of(before, std::move(parts), now);
}

AttendeeChange answer_with(Component invitation, const Addresses& self, std::string_view partstat,
                           const std::set<Instant>& declined, Instant now) {
  const ical::Zones zones(invitation);
  const Parts known = parts_of(invitation);
  std::vector<Component> made;
  if (known.master) {
    const Component& master = invitation.components[*known.master];
    for (const Instant instance : declined) {
      if (known.overrides.contains(instance)) continue;
      made.push_back(derived_instance(master, recurrence_id_at(master, instance, zones), zones));
    }
  }
  std::vector<Component> parts;
  invitation.components.insert(invitation.components.end(), made.begin(), made.end());
  for (Component& part : invitation.components) {
    Property* own = is_part(part) ? attendee_line(part, self) : nullptr;
    if (!own) continue;
    const auto instance = instant_of(part, "RECURRENCE-ID", zones);
    const bool declines = instance && declined.contains(*instance);
    set_parameter(*own, "PARTSTAT", declines ? "DECLINED" : partstat);
    set_parameter(*own, "RSVP", "");
    parts.push_back(reply_part(part, self, partstat_of(*own)));
  }
  auto reply = reply_of(invitation, std::move(parts), now);
  return {std::move(invitation), std::move(reply)};
}

void set_organizer_status(Component& object, std::string_view status) {
  for (Component& part : object.components) {
    Property* organizer = is_part(part) ? part.find("ORGANIZER") : nullptr;
    if (organizer) set_parameter(*organizer, "SCHEDULE-STATUS", status);
  }
}

}  // namespace timeshelf::caldav::scheduling
