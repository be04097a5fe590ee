#include "ical/timing.hpp"

#include <algorithm>

namespace timeshelf::ical {
namespace {

using std::chrono::seconds;

std::optional<DateTime> value_of(const Component& component, std::string_view name) {
  const Property* property = component.find(name);
  return property ? date_time_of(*property) : std::nullopt;
}

}  // namespace

bool overlaps(Presence presence, Instant start, Instant end, Instant from, Instant to) {
  switch (presence) {
    case Presence::span:
      return start == end ? start >= from && start < to : start < to && end > from;
    case Presence::task:
      return from <= end && (to > start || to >= end);
    case Presence::task_until_due:
      return (from < end || from <= start) && (to > start || to >= end);
    case Presence::due:
      return from < end && to >= end;
    case Presence::worked_on:
      return (from <= start || from <= end) && (to >= start || to >= end);
    case Presence::completed:
      return from <= end && to >= end;
    case Presence::open:
      return to > start;
    case Presence::busy:
      return from <= end && to > start;
  }
  return false;
}

const Zone& Clockwork::zone_for(const DateTime& value) const {
  if (value.form == DateTime::Form::utc) return utc_zone();
  const Zone* zone = value.form == DateTime::Form::zoned ? zones_.find(value.tzid) : nullptr;
  return zone ? *zone : floating_;
}

Duration Clockwork::between(const DateTime& start, const DateTime& end) const {
  if (start.is_date() && end.is_date()) {
    return {std::chrono::floor<std::chrono::days>(end.local - start.local), seconds(0)};
  }
  const auto exact = std::chrono::floor<seconds>(instant(end) - instant(start));
  return {std::chrono::days(0), std::max(exact, seconds(0))};
}

// RFC 4791 9.9, the table for VTODO.
std::optional<Timing> Clockwork::task(const Component& component) const {
  const auto timing = [&](const DateTime& start, Presence presence, Duration nominal = {}) {
    return Timing{start, &zone_for(start), nominal, presence};
  };
  const auto due = value_of(component, "DUE");
  if (const auto start = value_of(component, "DTSTART")) {
    if (due) return timing(*start, Presence::task_until_due, between(*start, *due));
    if (const auto duration = parse_duration(component.value("DURATION")))
      return timing(*start, Presence::task, *duration);
    return timing(*start, Presence::span);
  }
  if (due) return timing(*due, Presence::due);
  const auto created = value_of(component, "CREATED");
  const auto completed = value_of(component, "COMPLETED");
  if (created && completed) return timing(*created, Presence::worked_on, between(*created, *completed));
  if (completed) return timing(*completed, Presence::completed);
  if (created) return timing(*created, Presence::open);
  return std::nullopt;
}

std::optional<Timing> Clockwork::timing_of(const Component& component) const {
  if (component.name == "VTODO") return task(component);
  const auto start = value_of(component, "DTSTART");
  if (!start) return std::nullopt;
  Timing timing{*start, &zone_for(*start), {}, Presence::span};
  const auto end = value_of(component, "DTEND");
  if (component.name == "VFREEBUSY") {
    if (!end) return std::nullopt;
    timing.presence = Presence::busy;
  }
  if (end) {
    timing.nominal = between(*start, *end);
  } else if (const auto duration = parse_duration(component.value("DURATION"))) {
    timing.nominal = *duration;
  } else if (start->is_date()) {
    timing.nominal = {std::chrono::days(1), seconds(0)};  // RFC 5545 3.6.1
  }
  return timing;
}

std::optional<Timing> Clockwork::period(std::string_view value, std::string_view tzid) const {
  const auto slash = value.find('/');
  const auto start = parse_date_time(value.substr(0, slash), tzid);
  if (!start || slash == std::string_view::npos) return std::nullopt;
  Timing timing{*start, &zone_for(*start), {}, Presence::span};
  const auto rest = value.substr(slash + 1);
  if (const auto end = parse_date_time(rest, tzid)) {
    timing.nominal = between(*start, *end);
  } else if (const auto duration = parse_duration(rest)) {
    timing.nominal = *duration;
  }
  return timing;
}

std::optional<Timing> Clockwork::period_or_start(std::string_view value, std::string_view tzid,
                                                 const Timing& like) const {
  if (value.find('/') != std::string_view::npos) return period(value, tzid);
  const auto start = parse_date_time(value, tzid);
  if (!start) return std::nullopt;
  Timing timing = like;
  timing.start = *start;
  timing.zone = &zone_for(*start);
  return timing;
}

Instant Clockwork::start_of(const Timing& timing, LocalSeconds start) const {
  return Instant(timing.zone->to_utc(start));
}

Instant Clockwork::end_of(const Timing& timing, LocalSeconds start) const {
  if (timing.presence == Presence::open) return Instant::max();
  const Instant begins = start_of(timing, start);
  return std::max(begins, Instant(timing.zone->to_utc(start + timing.nominal.days)) + timing.nominal.seconds);
}

bool Clockwork::depends_on_reader(const Timing& timing) const {
  const auto form = timing.start.form;
  return form == DateTime::Form::date || form == DateTime::Form::floating ||
         (form == DateTime::Form::zoned && !knows(timing.start.tzid));
}

}  // namespace timeshelf::ical
