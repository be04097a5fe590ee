#include "ical/edit_event.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::ical {
namespace {

DateTime in_zone(Instant at, const Zone& zone) {
  const auto utc = std::chrono::floor<std::chrono::seconds>(at);
  return {DateTime::Form::zoned, zone.to_local(utc), zone.name()};
}
DateTime in_utc(Instant at) {
  const auto utc = std::chrono::floor<std::chrono::seconds>(at);
  return {DateTime::Form::utc, LocalSeconds(utc.time_since_epoch()), ""};
}

void bring_zone(Component& calendar, const Zone& zone, Instant from) {
  const bool known = std::any_of(
      calendar.components.begin(), calendar.components.end(),
      [&](const Component& c) { return c.name == "VTIMEZONE" && c.value("TZID") == zone.name(); });
  if (known) return;
  if (auto described = vtimezone_for(zone.name(), from))
    calendar.components.insert(calendar.components.begin(), std::move(*described));
}

// In the form of `like`; in `zone` where there is none.
DateTime written_like(Component& calendar, const std::optional<DateTime>& like, Instant at,
                      const Zone& zone) {
  if (like && like->form == DateTime::Form::utc) return in_utc(at);
  DateTime written = in_zone(at, zone);
  if (like && like->form == DateTime::Form::floating) {
    written.form = DateTime::Form::floating;
    written.tzid.clear();
  } else if (like && like->form == DateTime::Form::zoned) {
    written.tzid = like->tzid;
  } else {
    bring_zone(calendar, zone, at);
  }
  return written;
}

std::optional<DateTime> start_of(const Component& event) {
  const Property* line = event.find("DTSTART");
  return line ? date_time_of(*line) : std::nullopt;
}

bool is_override_of(const Component& component, Instant recurrence, const Zones& zones,
                    const Zone& floating) {
  const Property* line = component.find("RECURRENCE-ID");
  const auto at = component.name == "VEVENT" && line ? date_time_of(*line) : std::nullopt;
  return at && to_instant(*at, zones, floating) == recurrence;
}

Component override_of(Component& calendar, const Component& master, Instant recurrence, const Zone& zone) {
  Component own = master;
  for (const char* line : {"RRULE", "RDATE", "EXDATE", "EXRULE"}) own.remove(line);
  std::erase_if(own.properties, [](const Property& line) { return line.name().starts_with("X-SHELF-"); });
  const std::string description = unescape_text(own.value("DESCRIPTION"));
  const std::string story = without_shelf_lines(description);
  if (story != description) own.set(Property("DESCRIPTION", escape_text(story)));
  own.set(date_time_property("RECURRENCE-ID", written_like(calendar, start_of(master), recurrence, zone)));
  return own;
}

}  // namespace

Component* master_of(Component& calendar) {
  const auto found =
      std::find_if(calendar.components.begin(), calendar.components.end(),
                   [](const Component& c) { return c.name == "VEVENT" && !c.find("RECURRENCE-ID"); });
  return found == calendar.components.end() ? nullptr : &*found;
}

bool is_recurring(const Component& event) {
  return event.find("RRULE") || event.find("RDATE");
}

bool is_all_day(const Component& event) {
  const auto start = start_of(event);
  return start && start->is_date();
}

void set_times(Component& calendar, Component& event, Instant start, Instant end, const Zone& zone,
               bool rewritten) {
  const auto like = rewritten ? std::nullopt : start_of(event);
  // The zone's description is put in front, which moves the event: it is written into a copy.
  Component changed = event;
  const auto place = &event - calendar.components.data();
  const auto before = calendar.components.size();
  changed.set(date_time_property("DTSTART", written_like(calendar, like, start, zone)));
  changed.remove("DURATION");
  changed.set(date_time_property("DTEND", written_like(calendar, like, end, zone)));
  const auto added = static_cast<std::ptrdiff_t>(calendar.components.size() - before);
  calendar.components[static_cast<std::size_t>(place + added)] = std::move(changed);
}

void move_occurrence(Component& calendar, Instant recurrence, Instant start, Instant end, const Zone& zone,
                     Instant now) {
  const auto find = [&] {
    const Zones zones(calendar);
    return std::find_if(calendar.components.begin(), calendar.components.end(),
                        [&](const Component& c) { return is_override_of(c, recurrence, zones, zone); });
  };
  auto own = find();
  if (own == calendar.components.end()) {
    Component made = override_of(calendar, *master_of(calendar), recurrence, zone);
    calendar.components.push_back(std::move(made));
    own = calendar.components.end() - 1;
  }
  note_change(*own, now, true);
  set_times(calendar, *own, start, end, zone);
}

void note_change(Component& event, Instant now, bool rescheduled) {
  event.set(Property("DTSTAMP", to_ical_utc(now)));
  event.set(Property("LAST-MODIFIED", to_ical_utc(now)));
  if (!rescheduled) return;
  const auto sequence = parse_whole(event.value("SEQUENCE")).value_or(0);
  event.set(Property("SEQUENCE", std::to_string(sequence + 1)));
}

}  // namespace timeshelf::ical
