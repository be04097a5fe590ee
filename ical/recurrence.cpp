#include "ical/recurrence.hpp"

#include <algorithm>

#include "ical/expander.hpp"

namespace timeshelf::ical {
namespace {

constexpr std::chrono::hours kReaderMargin{16};  // the widest offset from UTC: Manila before 1845
// RFC 4791 9.9 counts a task that ends exactly where a range begins, or is due where it ends.
constexpr std::chrono::seconds kTaskMargin{1};

// Before the first year that iCalendar can write.
constexpr Instant kBeginning{std::chrono::hours(-24 * 366) * 2000};

// Gathers the bounds of an object's parts.
class BoundsOf {
 public:
  explicit BoundsOf(Expander& expander) : expander_(expander), clockwork_(expander.clockwork()) {}

  Result<Bounds, ExpansionError> find() {
    for (const auto& override : expander_.overrides()) {
      include(override.timing, override.timing.start.local);
      endless_ = endless_ || override.and_future;
      plain_ = false;
    }
    for (const Component* master : expander_.masters()) {
      if (auto included = include_master(*master); !included) return included.error();
    }
    if (endless_) bounds_.end.reset();
    bounds_.exact = plain_ && timed_ == 1 && !endless_;
    return bounds_;
  }

 private:
  void include(const Timing& timing, LocalSeconds start) {
    const Instant end = clockwork_.end_of(timing, start);
    const bool fuzzy = clockwork_.depends_on_reader(timing);
    const bool task = timing.presence != Presence::span;
    const Instant::duration margin = (fuzzy ? Instant::duration(kReaderMargin) : Instant::duration(0)) +
                                     (task ? Instant::duration(kTaskMargin) : Instant::duration(0));
    plain_ = plain_ && margin.count() == 0;
    ++timed_;
    bounds_.start =
        std::min(bounds_.start.value_or(Instant::max()), clockwork_.start_of(timing, start) - margin);
    if (end == Instant::max()) {
      endless_ = true;
    } else {
      bounds_.end = std::max(bounds_.end.value_or(Instant::min()), end + margin);
    }
  }

  void include_always() {
    bounds_.start = std::min(bounds_.start.value_or(Instant::max()), kBeginning);
    endless_ = true;
    plain_ = false;
  }

  Result<void, ExpansionError> include_master(const Component& master) {
    const auto timing = clockwork_.timing_of(master);
    if (!timing) {
      for (const Timing& period : expander_.periods_of(master)) {
        if (master.name == "VFREEBUSY") include(period, period.start.local);
      }
      if (master.name == "VTODO") include_always();
      plain_ = false;
      return {};
    }
    include(*timing, timing->start.local);
    if (master.find("RDATE")) include_always();  // rare; the whole object is asked
    auto rules = expander_.rules_of(master, *timing);
    if (!rules) return rules.error();
    for (const Rule& rule : *rules) include_rule(rule, *timing);
    return {};
  }

  void include_rule(const Rule& rule, const Timing& timing) {
    plain_ = false;
    if (rule.endless()) {
      endless_ = true;
      return;
    }
    LocalSeconds last = timing.start.local;
    if (rule.until()) last = std::max(last, *rule.until());
    if (rule.has_count()) {
      const bool within = rule.walk(LocalSeconds::min(), expander_.steps(), [&](LocalSeconds local) {
        last = std::max(last, local);
        return true;
      });
      if (!within) endless_ = true;  // so many that it makes no difference
    }
    include(timing, last);
  }

  Expander& expander_;
  const Clockwork& clockwork_;
  Bounds bounds_;
  bool endless_ = false;
  bool plain_ = true;
  std::size_t timed_ = 0;
};

}  // namespace

Result<std::vector<Occurrence>, ExpansionError> expand(const Component& calendar, Instant from, Instant to,
                                                       const Zone& floating, const ExpansionBudget& budget) {
  std::vector<Occurrence> found;
  const auto visited =
      Expander(calendar, floating, budget).visit(from, to, [&](const Occurrence& occurrence) {
        found.push_back(occurrence);
        return true;
      });
  if (!visited) return visited.error();
  std::stable_sort(found.begin(), found.end(),
                   [](const Occurrence& a, const Occurrence& b) { return a.start < b.start; });
  return found;
}

Result<void, ExpansionError> each_occurrence(const Component& calendar, Instant from, Instant to,
                                             const Zone& floating, FunctionRef<bool(const Component&)> wanted,
                                             FunctionRef<bool(const Occurrence&)> visit,
                                             const ExpansionBudget& budget) {
  Expander expander(calendar, floating, budget);
  expander.only(wanted);
  return expander.visit(from, to, visit);
}

bool occurs_between(const Component& calendar, Instant from, Instant to, const Zone& floating,
                    FunctionRef<bool(const Component&)> wanted, const ExpansionBudget& budget) {
  bool found = false;
  (void)each_occurrence(
      calendar, from, to, floating, wanted,
      [&](const Occurrence&) {
        found = true;
        return false;
      },
      budget);
  return found;
}

bool occurs_between(const Component& calendar, Instant from, Instant to, const Zone& floating,
                    const ExpansionBudget& budget) {
  return occurs_between(
      calendar, from, to, floating, [](const Component&) { return true; }, budget);
}

Result<Bounds, ExpansionError> bounds_of(const Component& calendar, const ExpansionBudget& budget) {
  Expander expander(calendar, utc_zone(), budget);
  return BoundsOf(expander).find();
}

Result<void, ExpansionError> check_rules(const Component& calendar, const ExpansionBudget& budget) {
  const Expander expander(calendar, utc_zone(), budget);
  for (const Component* master : expander.masters()) {
    const auto timing = expander.clockwork().timing_of(*master);
    if (!timing && !master->find("RRULE")) continue;
    if (!timing) {
      ExpansionError error;
      error.message = "RRULE needs a DTSTART that can be read.";
      return error;
    }
    if (auto rules = expander.rules_of(*master, *timing); !rules) return rules.error();
  }
  return {};
}

}  // namespace timeshelf::ical
