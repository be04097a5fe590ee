#include "ical/expander.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::ical {
namespace {

using std::chrono::seconds;

LocalSeconds local_of(Instant instant) {
  return LocalSeconds(std::chrono::floor<seconds>(instant).time_since_epoch());
}

}  // namespace

Expander::Expander(const Component& calendar, const Zone& floating, const ExpansionBudget& budget)
    : calendar_(calendar), clockwork_(calendar, floating), budget_(budget), steps_(budget.steps) {
  for (const Component& component : calendar_.components) {
    if (component.name == "VTIMEZONE") continue;
    const Property* id = component.find("RECURRENCE-ID");
    const auto recurrence_id = id ? date_time_of(*id) : std::nullopt;
    if (!recurrence_id) {
      masters_.push_back(&component);
      continue;
    }
    if (auto timing = clockwork_.timing_of(component)) {
      overrides_.push_back({clockwork_.instant(*recurrence_id), *recurrence_id, &component, *timing,
                            equals_ignoring_case(id->parameter("RANGE"), "THISANDFUTURE")});
    }
  }
  master_wanted_.assign(masters_.size(), true);
  std::sort(overrides_.begin(), overrides_.end(),
            [](const Override& a, const Override& b) { return a.replaces < b.replaces; });
}

void Expander::only(Wanted wanted) {
  for (std::size_t i = 0; i < masters_.size(); ++i) master_wanted_[i] = wanted(*masters_[i]);
  for (Override& override : overrides_) override.wanted = wanted(*override.component);
}

Result<void, ExpansionError> Expander::visit(Instant from, Instant to, Visit visit) {
  Window window{from, to, visit};
  stopped_ = false;
  given_ = 0;
  for (const Override& override : overrides_) {
    if (!override.wanted || stopped_) continue;
    emit(*override.component, override.timing, override.timing.start.local, override.recurrence_id, true,
         window);
  }
  for (std::size_t i = 0; i < masters_.size() && !stopped_; ++i) {
    if (auto visited = visit_master(*masters_[i], master_wanted_[i], window); !visited)
      return visited.error();
  }
  return {};
}

Result<void, ExpansionError> Expander::visit_master(const Component& master, bool wanted, Window& window) {
  if (const auto timing = clockwork_.timing_of(master)) return visit_series(master, wanted, *timing, window);
  if (!wanted) return {};
  if (master.name == "VTODO") {
    // RFC 4791 9.9: a task without any time is always on.
    stopped_ = !window.visit({window.from, window.to, DateTime{}, &master, false});
  } else if (master.name == "VFREEBUSY") {
    for (const Timing& timing : periods_of(master)) {
      if (!stopped_) emit(master, timing, timing.start.local, timing.start, false, window);
    }
  }
  return {};
}

Result<void, ExpansionError> Expander::visit_series(const Component& master, bool wanted,
                                                    const Timing& timing, Window& window) {
  auto rules = rules_of(master, timing);
  if (!rules) return rules.error();
  const bool shifted = std::any_of(overrides_.begin(), overrides_.end(), [](const Override& override) {
    return override.and_future && override.wanted;
  });
  if (!wanted && !shifted) return {};
  const Exceptions exceptions = exceptions_of(master, timing);
  const bool recurring = !rules->empty() || master.find("RDATE") || !overrides_.empty();

  std::set<LocalSeconds> seen;
  const auto take = [&](LocalSeconds local, const Timing& own) {
    if (!seen.insert(local).second) return;
    const Instant original = clockwork_.start_of(own, local);
    if (exceptions.instants.contains(original) ||
        exceptions.days.contains(std::chrono::floor<std::chrono::days>(local)) || is_replaced(original))
      return;
    DateTime id = own.start;
    id.local = local;
    if (const Override* future = future_override(original)) {
      if (!future->wanted) return;
      const auto shift =
          future->timing.start.local - own.zone->to_local(std::chrono::floor<seconds>(future->replaces));
      emit(*future->component, future->timing, local + shift, id, true, window);
    } else if (wanted) {
      emit(master, own, local, id, recurring, window);
    }
  };

  take(timing.start.local, timing);
  for (const Property& property : master.properties) {
    if (property.name() != "RDATE") continue;
    for (const std::string_view value : split(property.value(), ',')) {
      const auto own = clockwork_.period_or_start(value, property.parameter("TZID"), timing);
      if (own && !stopped_) take(own->start.local, *own);
    }
  }
  return walk(*rules, timing, window, [&](LocalSeconds local) { take(local, timing); });
}

Result<void, ExpansionError> Expander::walk(const std::vector<Rule>& rules, const Timing& timing,
                                            const Window& window, FunctionRef<void(LocalSeconds)> take) {
  // A THISANDFUTURE override moves what comes after it: begin earlier and go on longer by as much, and by a
  // day for the offset between wall clock and UTC.
  seconds margin = std::chrono::hours(26);
  for (const Override& override : overrides_) {
    if (!override.and_future) continue;
    const auto moved = std::chrono::abs(clockwork_.instant(override.timing.start) - override.replaces);
    margin += std::chrono::ceil<seconds>(moved) + std::chrono::abs(override.timing.nominal.days) +
              std::chrono::abs(override.timing.nominal.seconds);
  }
  const auto length = std::chrono::abs(timing.nominal.days) + std::chrono::abs(timing.nominal.seconds);
  const LocalSeconds first =
      window.from == Instant::min() ? LocalSeconds::min() : local_of(window.from) - length - margin;
  for (const Rule& rule : rules) {
    if (stopped_) return {};
    const bool within = rule.walk(first, steps_, [&](LocalSeconds local) {
      if (window.to != Instant::max() && local > local_of(window.to) + margin) return false;
      take(local);
      return !stopped_ && given_ <= budget_.occurrences;
    });
    if (!within || given_ > budget_.occurrences) {
      ExpansionError error;
      error.code = ExpansionError::Code::over_budget;
      error.message = "The recurrence rule has too many occurrences in this range. Ask for a shorter one.";
      return error;
    }
  }
  return {};
}

void Expander::emit(const Component& component, const Timing& timing, LocalSeconds start,
                    const DateTime& recurrence_id, bool recurring, Window& window) {
  const Instant begins = clockwork_.start_of(timing, start);
  const Instant ends = clockwork_.end_of(timing, start);
  if (stopped_ || !overlaps(timing.presence, begins, ends, window.from, window.to)) return;
  ++given_;
  stopped_ = !window.visit({begins, ends, recurrence_id, &component, recurring});
}

Expander::Exceptions Expander::exceptions_of(const Component& master, const Timing& timing) const {
  Exceptions exceptions;
  for (const Property& property : master.properties) {
    if (property.name() != "EXDATE") continue;
    for (const std::string_view value : split(property.value(), ',')) {
      const auto date = parse_date_time(value, property.parameter("TZID"));
      if (!date) continue;
      if (date->is_date() && !timing.start.is_date()) {
        exceptions.days.insert(date->local);
      } else {
        exceptions.instants.insert(clockwork_.instant(*date));
      }
    }
  }
  return exceptions;
}

std::vector<Timing> Expander::periods_of(const Component& component) const {
  std::vector<Timing> periods;
  for (const Property& property : component.properties) {
    if (property.name() != "FREEBUSY") continue;
    for (const std::string_view value : split(property.value(), ',')) {
      if (auto period = clockwork_.period(value, property.parameter("TZID"))) periods.push_back(*period);
    }
  }
  return periods;
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

// Written on its own.
bool Expander::is_replaced(Instant original) const {
  const auto found =
      std::lower_bound(overrides_.begin(), overrides_.end(), original,
                       [](const Override& override, Instant at) { return override.replaces < at; });
  return found != overrides_.end() && found->replaces == original;
}

}  // namespace timeshelf::ical
