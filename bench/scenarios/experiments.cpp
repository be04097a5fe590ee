// Experiments without a difference, looked at every day: how many are called one all the same; and with one,
// how many show it. Nothing of Timeshelf's server runs for it.
#include <fmt/format.h>

#include <random>

#include "bench/scenarios/scenario.hpp"
#include "insight/experiments/planning.hpp"
#include "insight/experiments/sequential.hpp"

namespace timeshelf::bench {
namespace {

using insight::Arm;
using insight::Comparison;

constexpr double kAlpha = 0.05;
constexpr int kExperiments = 10'000;

struct Outcome {
  double daily = 0;   ///< share of experiments that were called a difference at any of the looks
  double single = 0;  ///< the same by a test for one look that is asked every day
  double inside = 0;  ///< share whose interval held the true difference at every look
};

Outcome simulate(double rate, double difference, int a_day, int days, double effect) {
  std::mt19937_64 dice(static_cast<std::uint64_t>(rate * 10'000) * 1'000 + static_cast<std::uint64_t>(a_day));
  std::binomial_distribution<std::int64_t> of_control(a_day, rate), of_variant(a_day, rate + difference);
  Outcome outcome;
  for (int i = 0; i < kExperiments; ++i) {
    Comparison comparison(effect * effect, kAlpha);
    Arm control, variant;
    bool single = false, inside = true;
    for (int day = 0; day < days; ++day) {
      control = {control.units + a_day, control.successes + of_control(dice)};
      variant = {variant.units + a_day, variant.successes + of_variant(dice)};
      comparison.look(control, variant);
      const double apart = variant.rate() - control.rate();
      const double variance = insight::variance_of_difference(control, variant);
      single = single || (comparison.speaks() && apart * apart > 1.96 * 1.96 * variance);
      const auto interval = comparison.interval();
      inside = inside && (!interval || (interval->low <= difference && difference <= interval->high));
    }
    outcome.daily += comparison.p() <= kAlpha ? 1 : 0;
    outcome.single += single ? 1 : 0;
    outcome.inside += inside ? 1 : 0;
  }
  return {outcome.daily / kExperiments, outcome.single / kExperiments, outcome.inside / kExperiments};
}

void print(double rate, double difference, int a_day, int days, double effect) {
  const Outcome outcome = simulate(rate, difference, a_day, days, effect);
  fmt::print("{:>6.1f} {:>11.1f} {:>8} {:>6} {:>9.1f} {:>10.2f} {:>10.2f} {:>10.2f}\n", rate * 100,
             difference * 100, a_day, days, effect * 100, outcome.daily * 100, outcome.single * 100,
             outcome.inside * 100);
}

}  // namespace

void run_experiments(Bench&) {
  fmt::print("Experiments, 10,000 of each row, looked at every day; shares of 100\n");
  fmt::print("{:>6} {:>11} {:>8} {:>6} {:>9} {:>10} {:>10} {:>10}\n", "book", "difference", "a day", "days",
             "hoped for", "called", "naively", "inside");
  for (const double rate : {0.01, 0.03, 0.1, 0.3, 0.6}) {
    for (const int a_day : {10, 50, 200}) print(rate, 0, a_day, 60, 0.03);
  }
  for (const double effect : {0.02, 0.03, 0.05, 0.1}) {
    const auto needed = insight::units_needed(0.08, effect, kAlpha);
    constexpr int kDays = 40;
    print(0.08, effect, static_cast<int>(needed / kDays), kDays, effect);
  }
}

}  // namespace timeshelf::bench
