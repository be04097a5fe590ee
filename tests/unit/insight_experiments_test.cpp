// The arithmetic of experiments, against published and computed figures, and against chance itself.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <string>

#include "insight/experiments/assignment.hpp"
#include "insight/experiments/planning.hpp"
#include "insight/experiments/randomisation.hpp"
#include "insight/experiments/sample_ratio.hpp"
#include "insight/experiments/sequential.hpp"

namespace timeshelf::insight {
namespace {

TEST(Assignment, is_the_first_eight_bytes_of_a_salted_hash) {
  EXPECT_EQ(bucket_of("exp-earlybird-v1", "alice@example.com"), 8718);
  EXPECT_EQ(bucket_of("exp-earlybird-v1", "bob@example.com"), 6033);
  EXPECT_EQ(bucket_of("exp-earlybird-v1", "visitor-0001"), 9221);
}

TEST(Assignment, of_a_larger_share_adds_units_and_moves_none) {
  std::int64_t in_both = 0;
  for (int i = 0; i < 5'000; ++i) {
    const std::string unit = "visitor-" + std::to_string(i);
    const auto small = assign("salt", 3'000, {1, 1}, unit);
    const auto large = assign("salt", 8'000, {1, 1}, unit);
    if (!small) continue;
    ++in_both;
    EXPECT_EQ(small, large) << unit;
  }
  EXPECT_NEAR(static_cast<double>(in_both), 1'500, 100);
}

TEST(Assignment, splits_as_the_weights_say_and_alike_in_every_share) {
  for (const std::int64_t share : {1'000, 10'000}) {
    std::map<std::size_t, std::int64_t> counts;
    for (int i = 0; i < 40'000; ++i) {
      if (const auto variant = assign("another salt", share, {3, 1}, "visitor-" + std::to_string(i)))
        ++counts[*variant];
    }
    EXPECT_GT(sample_ratio({counts[0], counts[1]}, {3, 1}).p, 0.01) << share;
  }
}

TEST(Assignment, of_two_experiments_has_nothing_to_do_with_each_other) {
  std::array<std::int64_t, 4> counts{};
  for (int i = 0; i < 20'000; ++i) {
    const std::string unit = "visitor-" + std::to_string(i);
    ++counts[*assign("one", kBuckets, {1, 1}, unit) * 2 + *assign("two", kBuckets, {1, 1}, unit)];
  }
  EXPECT_GT(sample_ratio({counts.begin(), counts.end()}, {1, 1, 1, 1}).p, 0.01);
}

TEST(Assignment, knows_the_edges) {
  EXPECT_FALSE(assign("salt", 0, {1, 1}, "anybody"));
  EXPECT_FALSE(assign("salt", kBuckets, {}, "anybody"));
  EXPECT_FALSE(assign("salt", kBuckets, {0, 0}, "anybody"));
  EXPECT_EQ(assign("salt", kBuckets, {0, 1}, "anybody"), 1U);
  EXPECT_EQ(assign("salt", kBuckets, {1, 0}, "anybody"), 0U);
}

std::vector<std::size_t> deal_one_lot(std::string_view salt, const std::vector<std::int64_t>& weights,
                                      const std::vector<std::string_view>& units) {
  std::vector<LotUnit> lot;
  for (const std::string_view unit : units) lot.push_back({unit, 0});
  return deal(salt, weights, lot);
}

TEST(Dealing, gives_each_variant_its_part_whatever_the_order) {
  const auto dealt = deal_one_lot("salt", {1, 1}, {"a", "b", "c", "d", "e", "f", "g"});
  const auto first = std::count(dealt.begin(), dealt.end(), 0U);
  EXPECT_TRUE(first == 3 || first == 4);
  const auto turned = deal_one_lot("salt", {1, 1}, {"g", "f", "e", "d", "c", "b", "a"});
  for (std::size_t i = 0; i < dealt.size(); ++i) EXPECT_EQ(dealt[i], turned[dealt.size() - 1 - i]);
  EXPECT_NE(dealt, deal_one_lot("other", {1, 1}, {"a", "b", "c", "d", "e", "f", "g"}));
  const auto uneven = deal_one_lot("salt", {3, 1}, {"a", "b", "c", "d", "e", "f", "g", "h"});
  EXPECT_EQ(std::count(uneven.begin(), uneven.end(), 0U), 6);
}

// n of each, x = .10, y = .16, tau2 = 1e-4: computed from the closed form for equal arms.
TEST(MixtureRatio, is_the_closed_form_for_two_shares) {
  const auto ratio = [](double x, double y, double n) {
    return mixture_ratio(y - x, (x * (1 - x) + y * (1 - y)) / n, 1e-4);
  };
  EXPECT_NEAR(ratio(.10, .16, 100), 1.012499, 5e-7);
  EXPECT_NEAR(ratio(.10, .16, 500), 1.878049, 5e-7);
  EXPECT_NEAR(ratio(.10, .16, 1'000), 9.859264, 5e-7);
  EXPECT_NEAR(ratio(.10, .10, 1'000), .801784, 5e-7);
}

TEST(MixtureRatio, at_the_end_of_the_interval_is_one_over_alpha) {
  const double variance = variance_of_difference({900, 90}, {1'100, 150});
  const double half = half_width(variance, 9e-4, 0.05);
  EXPECT_NEAR(mixture_ratio(0.03, variance, 9e-4, 0.03 - half), 20, 1e-9);
  EXPECT_NEAR(mixture_ratio(0.03, variance, 9e-4, 0.03 + half), 20, 1e-9);
}

TEST(Comparison, says_nothing_while_there_is_next_to_nothing) {
  Comparison none(1e-3, 0.05);
  none.look({0, 0}, {0, 0});
  none.look({49, 30}, {1'000, 0});    // too few of one
  none.look({1'000, 0}, {1'000, 0});  // nobody did anything
  none.look({60, 60}, {60, 60});      // everybody did
  none.look({400, 2}, {400, 17});     // nineteen
  EXPECT_FALSE(none.speaks());
  EXPECT_EQ(none.p(), 1);
}

TEST(Comparison, is_as_sure_as_its_interval) {
  Comparison one(9e-4, 0.05);
  for (std::int64_t day = 1; day <= 60; ++day) {
    one.look({50 * day, 5 * day}, {50 * day, 8 * day});
    if (one.speaks()) {
      EXPECT_EQ(one.p() <= 0.05, one.interval()->low > 0) << day;
    }
  }
  EXPECT_LE(one.p(), 0.05);
  EXPECT_LT(one.interval()->low, 0.06);
  EXPECT_GT(one.interval()->high, 0.06);
  EXPECT_FALSE(one.drifted());
}

TEST(Comparison, is_never_certain_of_all_or_nothing) {
  Comparison one(25e-4, 0.05);
  one.look({60, 0}, {60, 60});
  EXPECT_LT(one.p(), 0.001);  // and a number
  EXPECT_GT(one.interval()->low, 0.8);
  EXPECT_GT(one.interval()->high, 1);
}

TEST(Comparison, notices_that_early_and_late_looks_contradict) {
  Comparison one(9e-4, 0.05);
  one.look({2'000, 200}, {2'000, 600});
  one.look({200'000, 60'000}, {200'000, 40'600});
  EXPECT_TRUE(one.drifted());
  EXPECT_LT(one.interval()->high, 0);  // as the last look has it
}

// Nothing differs, and somebody looks every day for two months and stops at the first alarm.
double false_alarms(double rate, int a_day, double effect, int experiments) {
  std::mt19937_64 dice(static_cast<std::uint64_t>(rate * 1'000) + static_cast<std::uint64_t>(a_day));
  std::binomial_distribution<std::int64_t> day(a_day, rate);
  int alarms = 0;
  for (int i = 0; i < experiments; ++i) {
    Comparison comparison(effect * effect, 0.05);
    Arm control, variant;
    for (int d = 0; d < 60; ++d) {
      control = {control.units + a_day, control.successes + day(dice)};
      variant = {variant.units + a_day, variant.successes + day(dice)};
      comparison.look(control, variant);
    }
    alarms += comparison.p() <= 0.05 ? 1 : 0;
  }
  return static_cast<double>(alarms) / experiments;
}

TEST(Peeking, finds_nothing_where_nothing_is_in_at_most_one_of_twenty) {
  for (const auto& [rate, a_day, effect] :
       {std::tuple(0.02, 20, 0.02), std::tuple(0.02, 200, 0.01), std::tuple(0.1, 5, 0.05),
        std::tuple(0.1, 100, 0.03), std::tuple(0.3, 40, 0.05), std::tuple(0.9, 40, 0.05)}) {
    const double share = false_alarms(rate, a_day, effect, 3'000);
    printf(
        "A/A: %4.0f %% book, %3d visitors a day and variant, looked at daily for 60 days: %.2f %% alarms\n",
        rate * 100, a_day, share * 100);
    EXPECT_LE(share, 0.05) << rate << " " << a_day;
  }
}

// The same with a test that is made for one look, to show that these figures can be missed.
TEST(Peeking, at_a_test_for_one_look_would_find_more) {
  std::mt19937_64 dice(1);
  std::binomial_distribution<std::int64_t> day(100, 0.1);
  int alarms = 0;
  for (int i = 0; i < 1'000; ++i) {
    Arm control, variant;
    bool alarm = false;
    for (int d = 0; d < 60; ++d) {
      control = {control.units + 100, control.successes + day(dice)};
      variant = {variant.units + 100, variant.successes + day(dice)};
      const double difference = variant.rate() - control.rate();
      alarm = alarm || difference * difference > 1.96 * 1.96 * variance_of_difference(control, variant);
    }
    alarms += alarm ? 1 : 0;
  }
  EXPECT_GT(alarms, 200);
}

TEST(Planning, counts_on_visitors_that_show_the_effect_four_times_of_five) {
  const double rate = 0.08, effect = 0.03;
  const std::int64_t needed = units_needed(rate, effect, 0.05);
  std::mt19937_64 dice(5);
  const std::int64_t looks = 40, a_look = needed / looks;
  std::binomial_distribution<std::int64_t> as_control(a_look, rate), as_variant(a_look, rate + effect);
  int seen = 0, right = 0;
  for (int i = 0; i < 1'000; ++i) {
    Comparison comparison(effect * effect, 0.05);
    Arm control, variant;
    for (int d = 0; d < looks; ++d) {
      control = {control.units + a_look, control.successes + as_control(dice)};
      variant = {variant.units + a_look, variant.successes + as_variant(dice)};
      comparison.look(control, variant);
    }
    seen += comparison.p() <= 0.05 ? 1 : 0;
    right += comparison.interval()->low <= effect && comparison.interval()->high >= effect ? 1 : 0;
  }
  printf("A/B: 8 against 11 of 100, %lld of each: seen in %.1f %%, true difference inside in %.1f %%\n",
         static_cast<long long>(needed), seen / 10.0, right / 10.0);
  EXPECT_GE(seen, 780);
  EXPECT_LE(seen, 950);  // it does not ask for far too many
  EXPECT_GE(right, 950);
}

TEST(Planning, asks_for_more_where_less_is_to_be_seen) {
  EXPECT_GT(units_needed(0.08, 0.01, 0.05), 8 * units_needed(0.08, 0.03, 0.05));
  EXPECT_GT(units_needed(0.08, 0.03, 0.01), units_needed(0.08, 0.03, 0.05));
  EXPECT_GE(units_needed(0, 0.9, 0.05), Comparison::kFewestUnits);
}

TEST(Dealing, is_even_in_every_lot_and_over_all_of_them) {
  const std::vector<LotUnit> units{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 2}, {"e", 2},
                                   {"f", 2}, {"g", 3}, {"h", 3}, {"i", 3}};
  for (const std::string_view salt : {"one", "two", "three", "four"}) {
    const auto dealt = deal(salt, {1, 1}, units);
    for (std::size_t lot = 0; lot < 3; ++lot) {
      const auto begin = dealt.begin() + static_cast<std::ptrdiff_t>(lot * 3);
      const auto first = std::count(begin, begin + 3, 0U);
      EXPECT_TRUE(first == 1 || first == 2) << salt << " " << lot;
    }
    EXPECT_EQ(std::count(dealt.begin(), dealt.end(), 0U), 5) << salt;
  }
}

TEST(SampleRatio, is_pearsons_chi_square) {
  EXPECT_NEAR(sample_ratio({5'000, 5'200}, {1, 1}).statistic, 3.9216, 5e-5);
  EXPECT_NEAR(sample_ratio({5'000, 5'200}, {1, 1}).p, .04767, 5e-6);
  EXPECT_NEAR(sample_ratio({10'000, 10'500}, {1, 1}).statistic, 12.195, 5e-4);
  EXPECT_NEAR(sample_ratio({10'000, 10'500}, {1, 1}).p, .000479, 5e-7);
  EXPECT_LT(sample_ratio({10'000, 10'500}, {1, 1}).p, kSampleRatioAlarm);
  EXPECT_NEAR(sample_ratio({300, 100}, {3, 1}).p, 1, 1e-12);
  EXPECT_EQ(sample_ratio({0, 0}, {1, 1}).p, 1);
}

std::vector<DealtUnit> one_lot(const std::vector<double>& control, const std::vector<double>& variant) {
  std::vector<DealtUnit> units;
  for (const double value : control) units.push_back({value, true, 0});
  for (const double value : variant) units.push_back({value, false, 0});
  return units;
}
double p_of(const std::vector<double>& control, const std::vector<double>& variant) {
  return randomisation_p(one_lot(control, variant));
}
double smallest_of(std::size_t control, std::size_t variant) {
  return smallest_p(one_lot(std::vector<double>(control), std::vector<double>(variant)));
}

TEST(Randomisation, counts_the_ways_to_deal) {
  // Twenty ways, and only two of them as far apart as all that sold best on one side.
  EXPECT_NEAR(p_of({1, 2, 3}, {4, 5, 6}), 0.1, 1e-12);
  EXPECT_NEAR(smallest_of(3, 3), 0.1, 1e-12);
  EXPECT_NEAR(smallest_of(4, 4), 2.0 / 70, 1e-12);
  EXPECT_NEAR(smallest_of(2, 3), 0.1, 1e-12);
  EXPECT_EQ(p_of({1, 1, 1}, {1, 1, 1}), 1);
  EXPECT_EQ(p_of({}, {1}), 1);
  EXPECT_EQ(smallest_of(0, 5), 1);
}

TEST(Randomisation, deals_anew_within_lots_alone) {
  // A dear event and a cheap one: in each the variant sold better, which all six in one lot would not show.
  std::vector<DealtUnit> units{{1, true, 1},   {2, true, 1},   {3, false, 1},   {4, false, 1},
                               {101, true, 2}, {102, true, 2}, {103, false, 2}, {104, false, 2}};
  EXPECT_NEAR(randomisation_p(units), 2.0 / 36, 1e-12);
  EXPECT_NEAR(smallest_p(units), 2.0 / 36, 1e-12);
  for (DealtUnit& unit : units) unit.lot = 0;
  EXPECT_GT(randomisation_p(units), 0.5);
  // A lot that lies on one side alone says nothing.
  EXPECT_EQ(randomisation_p({{1, true, 1}, {2, true, 1}, {3, false, 2}}), 1);
}

TEST(Randomisation, draws_where_there_are_too_many_ways) {
  std::vector<double> low, high, mixed, also;
  for (int i = 0; i < 15; ++i) {
    low.push_back(i);
    high.push_back(10 + i);
    mixed.push_back(2 * i);
    also.push_back(2 * i + 1);
  }
  EXPECT_LT(p_of(low, high), 0.001);
  EXPECT_GT(p_of(mixed, also), 0.5);
  EXPECT_EQ(p_of(low, high), p_of(low, high));
}

}  // namespace
}  // namespace timeshelf::insight
