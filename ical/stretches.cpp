#include "ical/stretches.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ical/expander.hpp"

namespace timeshelf::ical {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::days kBeforeNow{35};
// Walls clocks jump, at most by a day (Samoa left one out), so instants may come that much later than the
// rule says.
constexpr std::chrono::hours kJump{26};
// As in the bounds of objects (recurrence.cpp).
constexpr std::chrono::hours kReaderMargin{16};
constexpr std::chrono::seconds kTaskMargin{1};

class Stretches {
 public:
  Stretches(const Component& calendar, Instant now, const ExpansionBudget& budget)
      : calendar_(calendar), now_(now), budget_(budget), expander_(calendar, utc_zone(), budget) {}

  std::vector<Stretch> find() {
    const auto bounds = bounds_of(calendar_, budget_);
    if (!bounds || !bounds->start) return {};
    const Stretch whole{*bounds->start, bounds->end.value_or(Instant::max()),
                        bounds->exact ? std::optional(milliseconds(0)) : std::nullopt};
    if (bounds->exact) return {whole};
    if (auto all = all_of_them()) return std::move(*all);
    if (auto window = around_now(whole)) return std::move(*window);
    return {whole};
  }

 private:
  const Timing* timing_for(const Component& component) {
    for (const auto& override : expander_.overrides()) {
      if (override.component == &component) return &override.timing;
    }
    master_timing_ = expander_.clockwork().timing_of(component);
    return master_timing_ ? &*master_timing_ : nullptr;
  }

  milliseconds margin_of(const Timing& timing) const {
    return (expander_.clockwork().depends_on_reader(timing) ? milliseconds(kReaderMargin) : milliseconds(0)) +
           (timing.presence != Presence::span ? milliseconds(kTaskMargin) : milliseconds(0));
  }

  // A range that shares twice the margin with the widened occurrence reaches over both of its ends, wherever
  // they are.
  Stretch single(const Occurrence& occurrence) {
    const Timing* timing = timing_for(*occurrence.component);
    if (!timing)
      return {occurrence.start, occurrence.end, milliseconds(0)};  // a task without times, a period
    const milliseconds margin = margin_of(*timing);
    const bool endless = occurrence.end == Instant::max();
    return {occurrence.start - margin, endless ? occurrence.end : occurrence.end + margin,
            margin.count() == 0 ? margin : 2 * margin + milliseconds(1)};
  }

  // Every occurrence, where they are few.
  std::optional<std::vector<Stretch>> all_of_them() {
    if (never_ends() || published()) return std::nullopt;
    std::vector<Stretch> all;
    const auto visited = expander_.visit(kBeginning, kEnd, [&](const Occurrence& occurrence) {
      all.push_back(single(occurrence));
      return all.size() <= kMostSingle;
    });
    if (!visited || all.size() > kMostSingle || all.empty()) return std::nullopt;
    return all;
  }

  bool never_ends() const {
    const auto& masters = expander_.masters();
    return std::any_of(masters.begin(), masters.end(), [&](const Component* master) {
      const auto timing = expander_.clockwork().timing_of(*master);
      if (!timing) return false;
      const auto rules = expander_.rules_of(*master, *timing);
      return !rules ||
             std::any_of(rules->begin(), rules->end(), [](const Rule& rule) { return rule.endless(); });
    });
  }

  // Periods may depend on the reader one by one; the object is asked.
  bool published() const {
    const auto& masters = expander_.masters();
    return std::any_of(masters.begin(), masters.end(),
                       [](const Component* master) { return master->name == "VFREEBUSY"; });
  }

  // One series by one rule: occurrences from five weeks ago on, and what goes on before and after them.
  std::optional<std::vector<Stretch>> around_now(const Stretch& whole) {
    const auto& overrides = expander_.overrides();
    const bool moves_future = std::any_of(overrides.begin(), overrides.end(),
                                          [](const auto& override) { return override.and_future; });
    if (expander_.masters().size() != 1 || moves_future || overrides.size() > kMostSingle)
      return std::nullopt;
    const Component& master = *expander_.masters().front();
    const auto timing = expander_.clockwork().timing_of(master);
    if (!timing || master.find("RDATE")) return std::nullopt;
    const auto rules = expander_.rules_of(master, *timing);
    if (!rules || rules->size() != 1) return std::nullopt;
    const Rule& rule = rules->front();

    std::vector<Stretch> found;
    found.reserve(overrides.size() + 3);
    for (const auto& override : overrides) {
      found.push_back(single({expander_.clockwork().start_of(override.timing, override.timing.start.local),
                              expander_.clockwork().end_of(override.timing, override.timing.start.local),
                              override.recurrence_id, override.component, true}));
    }
    const Instant end = whole.end == Instant::max() ? whole.end : whole.end - margin_of(*timing);
    const Instant first = expander_.clockwork().start_of(*timing, timing->start.local);
    const Instant begin = std::max(first, now_ - kBeforeNow);
    if (begin > first) found.push_back(stretch(rule, master, *timing, first, std::min(begin, end)));

    expander_.only([&](const Component& component) { return &component == &master; });
    std::size_t taken = 0;
    Instant last = begin;
    bool stopped = false;
    const auto visited = expander_.visit(begin, kEnd, [&](const Occurrence& occurrence) {
      found.push_back(single(occurrence));
      last = std::max(last, occurrence.start);
      stopped = ++taken == kMostSingle;
      return !stopped;
    });
    if (!visited) return std::nullopt;
    // A walk that ends by itself has reached the end of the series, unless it has none.
    if (stopped || rule.endless()) found.push_back(stretch(rule, master, *timing, last - kJump, end));
    return found;
  }

  // What RFC 5545 leaves out of the rule: EXDATE, and what overrides replace.
  std::vector<Instant> left_out(const Component& master) const {
    std::vector<Instant> instants;
    for (const auto& override : expander_.overrides()) instants.push_back(override.replaces);
    for (const Property& property : master.properties) {
      if (property.name() != "EXDATE") continue;
      for (const std::string_view value : split(property.value(), ',')) {
        const auto date = parse_date_time(value, property.parameter("TZID"));
        if (date) instants.push_back(expander_.clockwork().instant(*date));
      }
    }
    return instants;
  }

  // A stretch between two instants of an occurrence's start; a range is certain that shares the rule's
  // longest gap with it, once more for each occurrence that is left out there, what clocks and readers may
  // shift, and at the end of a series the length of its last occurrence.
  Stretch stretch(const Rule& rule, const Component& master, const Timing& timing, Instant from,
                  Instant to) const {
    const milliseconds margin = margin_of(timing);
    Stretch result{from - margin, to == Instant::max() ? to : to + margin, std::nullopt};
    const auto gap = rule.longest_gap();
    if (!gap) return result;
    const auto all = left_out(master);
    const auto near = std::count_if(all.begin(), all.end(), [&](Instant instant) {
      return instant >= from - kJump - kReaderMargin &&
             (to == Instant::max() || instant <= to + kJump + kReaderMargin);
    });
    const auto length = to == Instant::max() ? std::chrono::seconds(0)
                                             : std::chrono::abs(timing.nominal.days) +
                                                   std::chrono::abs(timing.nominal.seconds);
    result.sure = milliseconds(*gap * static_cast<int>(near + 1)) + milliseconds(length) +
                  2 * milliseconds(kJump) + 2 * margin + milliseconds(1);
    return result;
  }

  // The years that iCalendar can write, and a little more.
  static constexpr Instant kBeginning{std::chrono::hours(-24 * 366) * 2000};
  static constexpr Instant kEnd{std::chrono::hours(24 * 366) * 8100};

  const Component& calendar_;
  const Instant now_;
  const ExpansionBudget& budget_;
  Expander expander_;
  std::optional<Timing> master_timing_;
};

}  // namespace

std::vector<Stretch> stretches_of(const Component& calendar, Instant now, const ExpansionBudget& budget) {
  return Stretches(calendar, now, budget).find();
}

}  // namespace timeshelf::ical
