#include "ical/recurrence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "ical/rule.hpp"

namespace timeshelf::ical {
namespace {

using std::chrono::seconds;

constexpr std::chrono::hours kFloatingMargin{14};  // the widest offset from UTC

Instant to_utc(const Zone& zone, LocalSeconds local) {
  return Instant(zone.to_utc(local));
}

// How long a component lasts: exactly, or in days of the wall clock.
struct Span {
  Duration nominal;
  bool endless = false;  // a VTODO that was created and never completed
};

// A component's own start and how to get from a start to its end.
struct Timing {
  DateTime start;
  const Zone* zone = nullptr;
  Span span;
};

class Expander {
 public:
  Expander(const Component& calendar, const Zone& floating, const ExpansionBudget& budget)
      : calendar_(calendar), zones_(calendar), floating_(floating), budget_(budget), steps_(budget.steps) {}

  Result<std::vector<Occurrence>, ExpansionError> run(Instant from, Instant to);
  bool any(Instant from, Instant to);
  Result<Bounds, ExpansionError> bounds();
  Result<void, ExpansionError> check();

 private:
  struct Override {
    Instant replaces;
    DateTime recurrence_id;
    const Component* component;
    Timing timing;
    bool and_future;
  };

  const Zone& zone_for(const DateTime& value) const {
    if (value.form == DateTime::Form::utc) return utc_zone();
    const Zone* zone = value.form == DateTime::Form::zoned ? zones_.find(value.tzid) : nullptr;
    return zone ? *zone : floating_;
  }
  Instant instant(const DateTime& value) const { return to_instant(value, zones_, floating_); }

  std::optional<Timing> timing_of(const Component& component) const;
  std::optional<Timing> todo_timing(const Component& component) const;
  Span span_between(const DateTime& start, const DateTime& end) const;
  Instant end_of(const Timing& timing, LocalSeconds start) const;

  void sort_components();
  Result<void, ExpansionError> expand_master(const Component& master, Instant from, Instant to);
  void emit(const Component& component, const Timing& timing, LocalSeconds start,
            const DateTime& recurrence_id, bool recurring);
  std::set<Instant> excluded(const Component& master, const Timing& timing,
                             std::set<LocalSeconds>& days) const;
  Result<std::vector<Rule>, ExpansionError> rules_of(const Component& master, const Timing& timing) const;
  const Override* future_override(Instant original) const;

  const Component& calendar_;
  const Zones zones_;
  const Zone& floating_;
  const ExpansionBudget& budget_;
  std::size_t steps_;
  std::vector<const Component*> masters_;
  std::vector<Override> overrides_;  // in order of what they replace
  Instant from_{}, to_{};
  std::vector<Occurrence> found_;
};

Span Expander::span_between(const DateTime& start, const DateTime& end) const {
  if (start.is_date() && end.is_date()) {
    return {{std::chrono::floor<std::chrono::days>(end.local - start.local), seconds(0)}, false};
  }
  const auto exact = std::chrono::floor<seconds>(instant(end) - instant(start));
  return {{std::chrono::days(0), std::max(exact, seconds(0))}, false};
}

// RFC 4791 9.9, the table for VTODO.
std::optional<Timing> Expander::todo_timing(const Component& component) const {
  const auto value = [&](std::string_view name) {
    const Property* property = component.find(name);
    return property ? date_time_of(*property) : std::nullopt;
  };
  const auto due = value("DUE");
  if (const auto start = value("DTSTART")) {
    Timing timing{*start, &zone_for(*start), {}};
    if (due) timing.span = span_between(*start, *due);
    if (const auto duration = parse_duration(component.value("DURATION"))) timing.span = {*duration, false};
    return timing;
  }
  if (due) return Timing{*due, &zone_for(*due), {}};
  const auto created = value("CREATED");
  const auto completed = value("COMPLETED");
  if (created && completed) return Timing{*created, &zone_for(*created), span_between(*created, *completed)};
  if (completed) return Timing{*completed, &zone_for(*completed), {}};
  if (created) return Timing{*created, &zone_for(*created), {{}, true}};
  return std::nullopt;
}

std::optional<Timing> Expander::timing_of(const Component& component) const {
  if (component.name == "VTODO") return todo_timing(component);
  const Property* start_line = component.find("DTSTART");
  const auto start = start_line ? date_time_of(*start_line) : std::nullopt;
  if (!start) return std::nullopt;
  Timing timing{*start, &zone_for(*start), {}};
  const Property* end_line = component.find("DTEND");
  if (const auto end = end_line ? date_time_of(*end_line) : std::nullopt) {
    timing.span = span_between(*start, *end);
  } else if (const auto duration = parse_duration(component.value("DURATION"))) {
    timing.span = {*duration, false};
  } else if (start->is_date()) {
    timing.span = {{std::chrono::days(1), seconds(0)}, false};  // RFC 5545 3.6.1
  }
  return timing;
}

Instant Expander::end_of(const Timing& timing, LocalSeconds start) const {
  if (timing.span.endless) return Instant::max();
  const Instant end = to_utc(*timing.zone, start + timing.span.nominal.days) + timing.span.nominal.seconds;
  return std::max(end, to_utc(*timing.zone, start));
}

void Expander::sort_components() {
  for (const Component& component : calendar_.components) {
    if (component.name == "VTIMEZONE") continue;
    const Property* id = component.find("RECURRENCE-ID");
    const auto recurrence_id = id ? date_time_of(*id) : std::nullopt;
    if (!recurrence_id) {
      masters_.push_back(&component);
      continue;
    }
    if (auto timing = timing_of(component)) {
      overrides_.push_back({instant(*recurrence_id), *recurrence_id, &component, *timing,
                            equals_ignoring_case(id->parameter("RANGE"), "THISANDFUTURE")});
    }
  }
  std::sort(overrides_.begin(), overrides_.end(),
            [](const Override& a, const Override& b) { return a.replaces < b.replaces; });
}

void Expander::emit(const Component& component, const Timing& timing, LocalSeconds start,
                    const DateTime& recurrence_id, bool recurring) {
  const Instant begins = to_utc(*timing.zone, start);
  const Instant ends = end_of(timing, start);
  const bool overlaps = begins == ends ? begins >= from_ && begins < to_ : begins < to_ && ends > from_;
  if (overlaps) found_.push_back({begins, ends, recurrence_id, &component, recurring});
}

std::set<Instant> Expander::excluded(const Component& master, const Timing& timing,
                                     std::set<LocalSeconds>& days) const {
  std::set<Instant> instants;
  for (const Property& property : master.properties) {
    if (property.name() != "EXDATE") continue;
    for (const std::string_view value : split(property.value(), ',')) {
      const auto date = parse_date_time(value, property.parameter("TZID"));
      if (!date) continue;
      if (date->is_date() && !timing.start.is_date()) {
        days.insert(date->local);  // some clients exclude the whole day
      } else {
        instants.insert(instant(*date));
      }
    }
  }
  return instants;
}

Result<std::vector<Rule>, ExpansionError> Expander::rules_of(const Component& master,
                                                             const Timing& timing) const {
  std::vector<Rule> rules;
  for (const Property& property : master.properties) {
    if (property.name() != "RRULE") continue;
    auto rule = Rule::parse(property.value(), timing.start, *timing.zone);
    if (!rule) return rule.error();
    rules.push_back(std::move(*rule));
  }
  return rules;
}

const Expander::Override* Expander::future_override(Instant original) const {
  const Override* latest = nullptr;
  for (const Override& override : overrides_) {
    if (override.replaces > original) break;
    if (override.and_future) latest = &override;
  }
  return latest;
}

Result<void, ExpansionError> Expander::expand_master(const Component& master, Instant from, Instant to) {
  const auto timing = timing_of(master);
  if (!timing) {
    // RFC 4791 9.9: a task without any time is always on.
    if (master.name == "VTODO") found_.push_back({from, to, DateTime{}, &master, false});
    return {};
  }
  auto rules = rules_of(master, *timing);
  if (!rules) return rules.error();
  std::set<LocalSeconds> excluded_days;
  const auto exceptions = excluded(master, *timing, excluded_days);
  const bool recurring = !rules->empty() || master.find("RDATE") || !overrides_.empty();

  std::set<LocalSeconds> seen;
  bool too_many = false;
  const auto take = [&](LocalSeconds local, const Timing& own) {
    if (!seen.insert(local).second) return;
    const Instant original = to_utc(*own.zone, local);
    if (exceptions.contains(original) || excluded_days.contains(std::chrono::floor<std::chrono::days>(local)))
      return;
    DateTime id = own.start;
    id.local = local;
    for (const Override& override : overrides_) {
      if (override.replaces == original) return;  // written on its own
    }
    if (const Override* future = future_override(original)) {
      const auto shift =
          future->timing.start.local - own.zone->to_local(std::chrono::floor<seconds>(future->replaces));
      emit(*future->component, future->timing, local + shift, id, true);
    } else {
      emit(master, own, local, id, recurring);
    }
    too_many = found_.size() > budget_.occurrences;
  };

  take(timing->start.local, *timing);
  for (const Property& property : master.properties) {
    if (property.name() != "RDATE") continue;
    for (std::string_view value : split(property.value(), ',')) {
      const auto slash = value.find('/');
      const auto date = parse_date_time(value.substr(0, slash), property.parameter("TZID"));
      if (!date) continue;
      Timing own = *timing;
      own.start = *date;
      own.zone = &zone_for(*date);
      if (slash != std::string_view::npos) {
        const auto rest = value.substr(slash + 1);
        if (const auto end = parse_date_time(rest, property.parameter("TZID")))
          own.span = span_between(*date, *end);
        if (const auto duration = parse_duration(rest)) own.span = {*duration, false};
      }
      take(date->local, own);
    }
  }
  // A THISANDFUTURE override moves what comes after it: begin earlier and go on longer by as much, and by a
  // day for the offset between wall clock and UTC.
  seconds margin = std::chrono::hours(26);
  for (const Override& override : overrides_) {
    if (override.and_future)
      margin +=
          std::chrono::abs(instant(override.timing.start) - override.replaces).count() / 1000 * seconds(1);
  }
  const auto length =
      std::chrono::abs(timing->span.nominal.days) + std::chrono::abs(timing->span.nominal.seconds);
  const LocalSeconds first =
      from == Instant::min()
          ? LocalSeconds::min()
          : LocalSeconds(std::chrono::floor<seconds>(from).time_since_epoch()) - length - margin;
  for (const Rule& rule : *rules) {
    const bool within = rule.walk(first, steps_, [&](LocalSeconds local) {
      if (to != Instant::max() &&
          local > LocalSeconds(std::chrono::floor<seconds>(to).time_since_epoch()) + margin) {
        return false;
      }
      take(local, *timing);
      return !too_many;
    });
    if (!within || too_many) {
      ExpansionError error;
      error.code = ExpansionError::Code::over_budget;
      error.message = "The recurrence rule has too many occurrences in this range. Ask for a shorter one.";
      return error;
    }
  }
  return {};
}

Result<std::vector<Occurrence>, ExpansionError> Expander::run(Instant from, Instant to) {
  from_ = from;
  to_ = to;
  sort_components();
  for (const Component* master : masters_) {
    if (auto expanded = expand_master(*master, from, to); !expanded) return expanded.error();
  }
  for (const Override& override : overrides_) {
    emit(*override.component, override.timing, override.timing.start.local, override.recurrence_id, true);
  }
  std::stable_sort(found_.begin(), found_.end(),
                   [](const Occurrence& a, const Occurrence& b) { return a.start < b.start; });
  return std::move(found_);
}

bool Expander::any(Instant from, Instant to) {
  from_ = from;
  to_ = to;
  sort_components();
  for (const Override& override : overrides_) {
    emit(*override.component, override.timing, override.timing.start.local, override.recurrence_id, true);
  }
  for (const Component* master : masters_) {
    if (!found_.empty()) return true;
    // With a budget of no occurrences the walk ends at the first one, as an excess.
    if (!expand_master(*master, from, to) && found_.empty()) return false;
  }
  return !found_.empty();
}

Result<Bounds, ExpansionError> Expander::bounds() {
  sort_components();
  Bounds bounds;
  bool endless = false;
  std::size_t timed = 0;
  bool plain = true;
  const auto include = [&](Instant start, Instant end, bool fuzzy) {
    const auto margin = fuzzy ? kFloatingMargin : std::chrono::hours(0);
    plain = plain && !fuzzy;
    ++timed;
    bounds.start = std::min(bounds.start.value_or(Instant::max()), start - margin);
    if (end == Instant::max()) {
      endless = true;
    } else {
      bounds.end = std::max(bounds.end.value_or(Instant::min()), end + margin);
    }
  };
  const auto fuzzy = [&](const Timing& timing) {
    const auto form = timing.start.form;
    return form == DateTime::Form::date || form == DateTime::Form::floating ||
           (form == DateTime::Form::zoned && zones_.find(timing.start.tzid) == nullptr);
  };
  for (const Override& override : overrides_) {
    include(instant(override.timing.start), end_of(override.timing, override.timing.start.local),
            fuzzy(override.timing));
    if (override.and_future) endless = true;
  }
  for (const Component* master : masters_) {
    const auto timing = timing_of(*master);
    if (!timing) {
      if (master->name == "VTODO") include(Instant(std::chrono::milliseconds(0)), Instant::max(), true);
      continue;
    }
    include(instant(timing->start), end_of(*timing, timing->start.local), fuzzy(*timing));
    if (master->name != "VEVENT") plain = false;
    if (master->find("RDATE")) {
      // Rare; the whole object is asked.
      endless = true;
      plain = false;
      bounds.start = Instant(std::chrono::milliseconds(0));
    }
    auto rules = rules_of(*master, *timing);
    if (!rules) return rules.error();
    for (const Rule& rule : *rules) {
      plain = false;
      if (rule.endless()) {
        endless = true;
        continue;
      }
      LocalSeconds last = timing->start.local;
      if (rule.until()) last = std::max(last, *rule.until());
      if (rule.has_count()) {
        const bool within = rule.walk(LocalSeconds::min(), steps_, [&](LocalSeconds local) {
          last = std::max(last, local);
          return true;
        });
        if (!within) endless = true;  // so many that it makes no difference
      }
      include(to_utc(*timing->zone, last), end_of(*timing, last), fuzzy(*timing));
    }
  }
  if (endless) bounds.end.reset();
  bounds.exact = plain && timed == 1 && !endless;
  return bounds;
}

Result<void, ExpansionError> Expander::check() {
  sort_components();
  for (const Component* master : masters_) {
    const auto timing = timing_of(*master);
    if (!timing && !master->find("RRULE")) continue;
    if (!timing) {
      ExpansionError error;
      error.message = "RRULE needs a DTSTART that can be read.";
      return error;
    }
    if (auto rules = rules_of(*master, *timing); !rules) return rules.error();
  }
  return {};
}

}  // namespace

Result<std::vector<Occurrence>, ExpansionError> expand(const Component& calendar, Instant from, Instant to,
                                                       const Zone& floating, const ExpansionBudget& budget) {
  return Expander(calendar, floating, budget).run(from, to);
}

bool occurs_between(const Component& calendar, Instant from, Instant to, const Zone& floating,
                    const ExpansionBudget& budget) {
  const ExpansionBudget first_only{0, budget.steps};
  return Expander(calendar, floating, first_only).any(from, to);
}

Result<Bounds, ExpansionError> bounds_of(const Component& calendar, const ExpansionBudget& budget) {
  return Expander(calendar, utc_zone(), budget).bounds();
}

Result<void, ExpansionError> check_rules(const Component& calendar, const ExpansionBudget& budget) {
  return Expander(calendar, utc_zone(), budget).check();
}

}  // namespace timeshelf::ical
