#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "bench/load/histogram.hpp"

namespace timeshelf::bench {
namespace {

using std::chrono::nanoseconds;

TEST(Histogram, answers_zero_when_nothing_was_recorded) {
  EXPECT_EQ(Histogram().percentile(0.5), nanoseconds(0));
}

TEST(Histogram, is_exact_below_128_nanoseconds) {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.record(nanoseconds(i));
  EXPECT_EQ(histogram.percentile(0.5), nanoseconds(50));
  EXPECT_EQ(histogram.percentile(0.99), nanoseconds(99));
  EXPECT_EQ(histogram.percentile(0.999), nanoseconds(100));
  EXPECT_EQ(histogram.percentile(0), nanoseconds(1));
}

TEST(Histogram, never_answers_more_than_was_recorded) {
  Histogram histogram;
  histogram.record(nanoseconds(1'000'003));
  EXPECT_EQ(histogram.percentile(1), nanoseconds(1'000'003));
}

TEST(Histogram, takes_negative_and_huge_durations) {
  Histogram histogram;
  histogram.record(nanoseconds(-5));
  histogram.record(nanoseconds::max());
  EXPECT_EQ(histogram.percentile(0.5), nanoseconds(0));
  EXPECT_EQ(histogram.percentile(1), nanoseconds::max());
}

TEST(Histogram, is_at_most_a_64th_above_the_true_percentile) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> durations(13, 2);  // around half a millisecond, with a long tail
  Histogram first, second;
  std::vector<std::int64_t> sorted;
  for (int i = 0; i < 20'000; ++i) {
    sorted.push_back(static_cast<std::int64_t>(durations(random)));
    (i % 2 == 0 ? first : second).record(nanoseconds(sorted.back()));
  }
  std::sort(sorted.begin(), sorted.end());
  first.add(second);
  ASSERT_EQ(first.count(), sorted.size());
  for (const double fraction : {0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(sorted.size())));
    const auto expected = static_cast<double>(sorted[rank - 1]);
    const auto answered = static_cast<double>(first.percentile(fraction).count());
    EXPECT_GE(answered, expected) << fraction;
    EXPECT_LE(answered, expected * (1 + 1.0 / 64)) << fraction;
  }
}

}  // namespace
}  // namespace timeshelf::bench
