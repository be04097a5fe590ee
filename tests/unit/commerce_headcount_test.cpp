// Gatherings that are too many people at once.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "commerce/core/headcount.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using namespace timeshelf::commerce;

std::vector<Gathering> gatherings(std::initializer_list<std::array<int, 3>> all) {
  SeededRandom random(1);
  std::vector<Gathering> made;
  for (const auto& [from, to, seats] : all)
    made.push_back({Id::make(from_millis(1), random), from_millis(from), from_millis(to), seats});
  return made;
}

TEST(Overcrowding, needs_people_at_the_same_moment) {
  const auto all = gatherings({{0, 10, 6}, {10, 20, 6}, {5, 12, 5}});
  EXPECT_TRUE(overcrowded(all, 11).empty());
  EXPECT_EQ(overcrowded(all, 10).size(), 3U);
  EXPECT_EQ(overcrowded(all, 10).at(all[2].slot), (std::set<Id>{all[0].slot, all[1].slot}));
  EXPECT_EQ(overcrowded(all, 10).at(all[0].slot), std::set<Id>{all[2].slot});
}

TEST(Overcrowding, may_be_one_alone) {
  const auto all = gatherings({{0, 10, 30}, {20, 30, 5}});
  const auto found = overcrowded(all, 24);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found.at(all[0].slot).empty());
}

RC_GTEST_PROP(Overcrowding, is_what_a_look_at_every_moment_finds, ()) {
  SeededRandom random(1);
  std::vector<Gathering> all;
  const auto count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) {
    const int from = *rc::gen::inRange(0, 12);
    all.push_back({Id::make(from_millis(1), random), from_millis(from),
                   from_millis(from + *rc::gen::inRange(0, 6)), *rc::gen::inRange(0, 9)});
  }
  const auto headcount = *rc::gen::inRange(1, 20);
  std::set<Id> expected;
  for (int moment = 0; moment < 20; ++moment) {
    std::set<Id> present;
    std::int64_t people = 0;
    for (const Gathering& each : all) {
      if (each.starts_at > from_millis(moment) || each.ends_at <= from_millis(moment) || each.seats == 0)
        continue;
      present.insert(each.slot);
      people += each.seats;
    }
    if (people > headcount) expected.merge(present);
  }
  std::set<Id> found;
  for (const auto& [slot, others] : overcrowded(all, headcount)) found.insert(slot);
  RC_ASSERT(found == expected);
}

}  // namespace
}  // namespace timeshelf::tests
