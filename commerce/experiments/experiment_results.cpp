#include "commerce/experiments/experiment_results.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "commerce/experiments/slot_ladders.hpp"
#include "insight/experiments/randomisation.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {
namespace {

using insight::Arm;
using std::chrono::days;

// Visitors and bookings of each variant by the day of the experiment.
using ByDay = std::map<std::int64_t, std::vector<Arm>>;

std::int64_t day_of(const Experiment& experiment, Instant at) {
  return std::chrono::floor<days>(at - *experiment.started_at).count();
}

Arm& arm_at(ByDay& by_day, const Experiment& experiment, Instant at, std::int64_t variant) {
  auto& arms = by_day[day_of(experiment, at)];
  arms.resize(experiment.variants.size());
  return arms.at(static_cast<std::size_t>(variant));
}

void count_visitors(store::Transaction& transaction, const Experiment& experiment, ExperimentResults& results,
                    ByDay& by_day) {
  transaction.query(
      "SELECT variant, MIN(seen_at), COUNT(*) FROM exposures WHERE shop = $1 AND experiment = $2 "
      "GROUP BY variant, (seen_at - $3) / 86400000",
      {experiment.shop, experiment.id, *experiment.started_at}, [&](const store::Row& row) {
        arm_at(by_day, experiment, row.instant(1), row.integer(0)).units += row.integer(2);
        results.variants.at(static_cast<std::size_t>(row.integer(0))).visitors += row.integer(2);
      });
}

// Each visitor counts once, by the first booking within the window after the visit.
void count_bookings(store::Transaction& transaction, const Experiment& experiment, ExperimentResults& results,
                    ByDay& by_day) {
  transaction.query(
      "SELECT e.variant, MIN(CASE WHEN b.created_at < e.seen_at + $3 THEN b.created_at END) "
      "FROM exposures e JOIN experiment_holds h ON h.shop = e.shop AND h.experiment = e.experiment AND "
      "h.unit = e.unit JOIN holds o ON o.shop = h.shop AND o.id = h.hold "
      "LEFT JOIN bookings b ON b.shop = h.shop AND b.hold = h.hold WHERE e.shop = $1 AND e.experiment = $2 "
      "AND o.created_at >= e.seen_at AND o.created_at < e.seen_at + $3 GROUP BY e.unit, e.variant",
      {experiment.shop, experiment.id, experiment.window().count()}, [&](const store::Row& row) {
        VariantFigures& figures = results.variants.at(static_cast<std::size_t>(row.integer(0)));
        ++figures.held;
        if (row.is_null(1)) return;
        ++figures.booked;
        ++arm_at(by_day, experiment, row.instant(1), row.integer(0)).successes;
      });
}

void read_guards(store::Transaction& transaction, const Experiment& experiment, ExperimentResults& results) {
  transaction.query(
      "SELECT e.variant, COUNT(*), CAST(SUM(CASE WHEN b.state = 'cancelled' THEN 1 ELSE 0 END) AS BIGINT), "
      "CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM money m WHERE m.shop = b.shop AND m.booking = b.id "
      "AND m.kind = 'refund') THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN EXISTS (SELECT 1 "
      "FROM lines l WHERE l.shop = b.shop AND l.hold = b.hold "
      "AND l.state = 'missed') THEN 1 ELSE 0 END) AS BIGINT) FROM exposures e "
      "JOIN experiment_holds h ON h.shop = e.shop AND h.experiment = e.experiment AND h.unit = e.unit "
      "JOIN bookings b ON b.shop = h.shop AND b.hold = h.hold WHERE e.shop = $1 AND e.experiment = $2 "
      "AND b.created_at >= e.seen_at AND b.created_at < e.seen_at + $3 GROUP BY e.variant",
      {experiment.shop, experiment.id, experiment.window().count()}, [&](const store::Row& row) {
        results.variants.at(static_cast<std::size_t>(row.integer(0))).guards = {
            row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
      });
}

// What of a variant's guard rails is worse than the control's, by the same test.
std::vector<std::string> alarms_of(const GuardRails& control, const GuardRails& variant, double alpha) {
  constexpr double kEffect = 0.05;  // of 100 bookings, five
  std::vector<std::string> alarms;
  const auto look = [&](const char* name, std::int64_t of_control, std::int64_t of_variant) {
    insight::Comparison comparison(kEffect * kEffect, alpha);
    comparison.look({control.bookings, of_control}, {variant.bookings, of_variant});
    if (comparison.p() <= alpha && comparison.interval()->low > 0) alarms.emplace_back(name);
  };
  look("cancelled", control.cancelled, variant.cancelled);
  look("refunded", control.refunded, variant.refunded);
  look("missed", control.missed, variant.missed);
  return alarms;
}

// Looked at at the end of every day, whether somebody did or not.
void replay(const Experiment& experiment, const ByDay& by_day, Instant now, ExperimentResults& results) {
  const auto rivals = static_cast<double>(experiment.variants.size() - 1);
  const double effect = static_cast<double>(experiment.effect) / 10'000;
  std::vector<insight::Comparison> comparisons(
      experiment.variants.size(), insight::Comparison(effect * effect, kExperimentAlpha / rivals));
  std::vector<Arm> arms(experiment.variants.size());
  for (const auto& [day, more] : by_day) {
    for (std::size_t i = 0; i < arms.size(); ++i)
      arms[i] = {arms[i].units + more[i].units, arms[i].successes + more[i].successes};
    const Instant at = std::min(*experiment.started_at + days(day + 1), now);
    for (std::size_t i = 1; i < arms.size(); ++i) {
      comparisons[i].look(arms[0], arms[i]);
      // All variants together are wrong as seldom as one alone would be.
      results.variants[i].looks.push_back(
          {at, std::min(1.0, comparisons[i].p() * rivals), comparisons[i].interval()});
      results.variants[i].drifted = comparisons[i].drifted();
    }
  }
}

bool differs(const VariantFigures& figures) {
  return !figures.looks.empty() && figures.looks.back().interval &&
         figures.looks.back().p <= kExperimentAlpha;
}

void judge(ExperimentResults& results) {
  std::int64_t visitors = 0;
  bool speaks = false;
  for (std::size_t i = 0; i < results.variants.size(); ++i) {
    const VariantFigures& figures = results.variants[i];
    visitors += figures.visitors;
    speaks = speaks || (!figures.looks.empty() && figures.looks.back().interval);
    if (!differs(figures)) continue;
    const auto& interval = *figures.looks.back().interval;
    const bool better = interval.low + interval.high > 0;
    const auto share = [&](std::size_t of) {
      return Arm{results.variants[of].visitors, results.variants[of].booked}.rate();
    };
    if (better && (results.verdict != Verdict::better || share(i) > share(*results.decided))) {
      results.verdict = Verdict::better;
      results.decided = i;
    } else if (!better && !results.decided) {
      results.verdict = Verdict::worse;
      results.decided = i;
    }
  }
  if (visitors > 0 && results.sample.p < insight::kSampleRatioAlarm) {
    results.verdict = Verdict::sample_ratio;
    results.decided.reset();
  } else if (!results.decided) {
    results.verdict = visitors == 0 ? Verdict::no_visitors : speaks ? Verdict::undecided : Verdict::too_few;
  }
}

// Slots with the control's ladder and those with this one's, which may have to be over.
std::vector<insight::DealtUnit> beside_control(const std::vector<SlotFigures>& slots, std::int64_t variant,
                                               std::int64_t SlotFigures::*member, bool only_over) {
  std::vector<insight::DealtUnit> units;
  for (const SlotFigures& slot : slots) {
    if ((slot.variant == 0 || slot.variant == variant) && (slot.over || !only_over))
      units.push_back({static_cast<double>(slot.*member), slot.variant == 0, slot.lot});
  }
  return units;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  static constexpr std::string_view kNames[] = {"no-visitors", "sample-ratio", "too-few",
                                                "undecided",   "better",       "worse"};
  return kNames[static_cast<int>(verdict)];
}

ExperimentResults results_of(store::Transaction& transaction, const Experiment& experiment, Instant now) {
  ExperimentResults results;
  results.variants.resize(experiment.variants.size());
  if (!experiment.started_at) return results;
  ByDay by_day;
  count_visitors(transaction, experiment, results, by_day);
  count_bookings(transaction, experiment, results, by_day);
  read_guards(transaction, experiment, results);
  std::vector<std::int64_t> visitors;
  for (const VariantFigures& figures : results.variants) visitors.push_back(figures.visitors);
  results.sample = insight::sample_ratio(visitors, experiment.weights());
  replay(experiment, by_day, now, results);
  const double alpha = kExperimentAlpha / static_cast<double>(experiment.variants.size() - 1);
  for (std::size_t i = 1; i < results.variants.size(); ++i)
    results.variants[i].alarms = alarms_of(results.variants[0].guards, results.variants[i].guards, alpha);
  judge(results);
  return results;
}

Money LadderResults::more_per_slot(std::size_t variant) const {
  const auto mean = [&](std::size_t of) {
    return over[of] == 0 ? 0.0 : static_cast<double>(takings[of]) / static_cast<double>(over[of]);
  };
  return {std::llround(mean(variant) - mean(0)), currency};
}

LadderResults ladder_results_of(store::Transaction& transaction, const Experiment& experiment, Instant now) {
  LadderResults results;
  if (const auto shop = store::find_shop(transaction, experiment.shop))
    results.currency = Currency::parse(shop->currency).value_or(results.currency);
  std::vector<std::string> events;
  transaction.query(
      "SELECT s.id, d.variant, s.starts_at, s.ends_at, COALESCE((SELECT CAST(SUM(l.quantity - l.gone) AS "
      "BIGINT) FROM lines l JOIN bookings b ON b.shop = l.shop AND b.hold = l.hold AND b.state = 'confirmed' "
      "WHERE l.shop = s.shop AND l.slot = s.id), 0), COALESCE((SELECT CAST(SUM((l.quantity - l.gone) * "
      "l.minor) AS BIGINT) FROM lines l JOIN bookings b ON b.shop = l.shop AND b.hold = l.hold "
      "AND b.state = 'confirmed' WHERE l.shop = s.shop AND l.slot = s.id), 0), s.summary, s.shelf, s.uid "
      "FROM experiment_slots d JOIN slots s ON s.shop = d.shop AND s.id = d.slot WHERE d.shop = $1 "
      "AND d.experiment = $2 ORDER BY s.starts_at, s.id",
      {experiment.shop, experiment.id}, [&](const store::Row& row) {
        results.slots.push_back({row.id(0), row.string(6), row.integer(1), 0, row.instant(2),
                                 row.instant(3) <= now, row.integer(4), row.integer(5)});
        events.push_back(event_of(row.id(7), row.text(8)));
      });
  const auto lots = lots_of(events, experiment.variants.size());
  for (std::size_t i = 0; i < lots.size(); ++i) results.slots[i].lot = lots[i];
  for (std::size_t i = 0; i < experiment.variants.size(); ++i) {
    const auto variant = static_cast<std::int64_t>(i);
    const auto p = [&](std::int64_t SlotFigures::*member) {
      const auto rivals = static_cast<double>(experiment.variants.size() - 1);
      return i == 0 ? 1.0
                    : std::min(1.0, rivals * insight::randomisation_p(
                                                 beside_control(results.slots, variant, member, true)));
    };
    results.over.push_back(0);
    results.takings.push_back(0);
    for (const SlotFigures& slot : results.slots) {
      if (slot.variant != variant || !slot.over) continue;
      ++results.over.back();
      results.takings.back() += slot.minor;
    }
    results.p_of_takings.push_back(p(&SlotFigures::minor));
    results.p_of_units.push_back(p(&SlotFigures::units));
    if (i > 0)
      results.smallest_p =
          std::min(results.smallest_p,
                   insight::smallest_p(beside_control(results.slots, variant, &SlotFigures::minor, false)));
  }
  return results;
}

}  // namespace timeshelf::commerce
