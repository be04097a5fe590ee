// The simulation itself: the same seed is the same run, and a run of each kind of database holds.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/simulation/run.hpp"
#include "tests/store/postgres_cluster.hpp"

namespace timeshelf::simulation {
namespace {

TEST(Simulation, does_the_same_for_the_same_seed) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Result first = run({.seed = seed});
    EXPECT_EQ(first.violation, "") << "seed " << seed;
    EXPECT_EQ(first.steps, Options{}.steps);
    EXPECT_EQ(run({.seed = seed}).hash, first.hash) << "seed " << seed;
    EXPECT_NE(run({.seed = seed + 100}).hash, first.hash);
  }
}

TEST(Simulation, leaves_out_single_steps_without_changing_what_others_throw) {
  const Result whole = run({.seed = 3, .steps = 10});
  const Result part = run({.seed = 3, .steps = 10, .skipped = {10}});
  EXPECT_EQ(part.steps, whole.steps - 1);
  // How it all ends follows from every step, also from the one that is missing.
  const auto end = std::find_if(part.trace.begin(), part.trace.end(), [](const std::string& line) {
    return line.find("the end") != std::string::npos;
  });
  ASSERT_LE(end - part.trace.begin(), std::ssize(whole.trace));
  EXPECT_TRUE(std::equal(part.trace.begin(), end, whole.trace.begin()));
}

TEST(Simulation, holds_on_postgres_too) {
  auto& cluster = tests::PostgresCluster::instance();
  if (!cluster.missing().empty()) GTEST_SKIP() << cluster.missing();
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Result result = run({.seed = seed, .skipped = {}, .disk = "postgres"});
    EXPECT_EQ(result.violation, "") << "seed " << seed;
    EXPECT_EQ(result.hash, run({.seed = seed}).hash) << "both databases do the same, seed " << seed;
  }
}

}  // namespace
}  // namespace timeshelf::simulation
