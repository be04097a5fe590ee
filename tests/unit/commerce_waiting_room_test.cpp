// The waiting room's rules: the draw, the order, the rate, and that tricks gain nothing.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "commerce/core/waiting_room.hpp"

namespace timeshelf::tests {
namespace {

using namespace commerce;
using namespace std::chrono_literals;

const Instant kOpening = from_millis(1'772'366'400'000);

WaitingRoom room(std::int64_t early, std::int64_t late, std::uint64_t seed = 7) {
  WaitingRoom made;
  made.drop = "glaze";
  made.seed = seed;
  for (std::int64_t i = 0; i < early; ++i) take_place(made);
  open_room(made, kOpening);
  for (std::int64_t i = 0; i < late; ++i) take_place(made);
  return made;
}

RC_GTEST_PROP(TheLine, everybody_has_one_turn_and_those_who_came_early_have_the_first_ones, ()) {
  const auto early = *rc::gen::inRange<std::int64_t>(0, 300);
  const auto late = *rc::gen::inRange<std::int64_t>(0, 100);
  const WaitingRoom line = room(early, late, *rc::gen::arbitrary<std::uint64_t>());
  std::set<std::int64_t> turns;
  for (std::int64_t place = 0; place < line.places; ++place) {
    const std::int64_t turn = *turn_of(line, place);
    RC_ASSERT(turns.insert(turn).second);
    RC_ASSERT((place < early) == (turn < early));
    if (place >= early) RC_ASSERT(turn == place);  // in order of arrival
  }
  RC_ASSERT(static_cast<std::int64_t>(turns.size()) == early + late);
  if (!turns.empty()) RC_ASSERT(*turns.rbegin() == early + late - 1);
}

// A script that is there a tenth of a second before the opening, or days before, has the chances of anybody.
TEST(TheLine, being_first_or_last_before_the_opening_gains_nothing) {
  constexpr std::int64_t kPeople = 100;
  constexpr std::uint64_t kDraws = 4'000;
  for (const std::int64_t place : {std::int64_t{0}, kPeople / 2, kPeople - 1}) {
    double sum = 0;
    int first_ten = 0;
    for (std::uint64_t seed = 0; seed < kDraws; ++seed) {
      const std::int64_t turn = *turn_of(room(kPeople, 0, seed), place);
      sum += static_cast<double>(turn);
      if (turn < 10) ++first_ten;
    }
    // Mean 49.5 with a deviation of 0.46; a tenth of the draws among the first ten, give or take 19.
    EXPECT_NEAR(sum / kDraws, 49.5, 2.5) << place;
    EXPECT_NEAR(first_ten, 400, 100) << place;
  }
}

TEST(TheLine, nobody_has_a_turn_before_the_draw_or_without_a_place) {
  WaitingRoom line;
  const std::int64_t place = take_place(line);
  EXPECT_FALSE(turn_of(line, place));
  EXPECT_FALSE(people_ahead(line, place));
  EXPECT_FALSE(is_in(line, place));
  open_room(line, kOpening);
  EXPECT_TRUE(turn_of(line, place));
  EXPECT_FALSE(turn_of(line, place + 1));
  EXPECT_FALSE(turn_of(line, -1));
}

RC_GTEST_PROP(TheLine, lets_in_no_more_than_the_rate_and_never_anybody_out, ()) {
  const auto per_minute = *rc::gen::inRange<std::int64_t>(1, 6'000);
  WaitingRoom line = room(*rc::gen::inRange<std::int64_t>(0, 2'000), 0);
  Instant now = kOpening;
  std::int64_t before = 0;
  const auto steps =
      *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 20'000));
  for (const std::int64_t millis : steps) {
    now += std::chrono::milliseconds(millis);
    const auto waiting = *rc::gen::inRange<std::int64_t>(0, 5'000);
    step_room(line, per_minute, waiting, now);
    if (*rc::gen::arbitrary<bool>()) take_place(line);
    RC_ASSERT(line.let_in >= before);
    before = line.let_in;
    const std::int64_t passed = (now - kOpening).count();
    RC_ASSERT(line.people_in() <= passed * per_minute / 60'000);
    RC_ASSERT(line.people_in() <= line.places + std::max<std::int64_t>(per_minute / 60, 1));
  }
}

TEST(TheLine, is_as_fast_as_the_rate_while_people_stand_in_it) {
  WaitingRoom line = room(1'000, 0);
  for (int second = 1; second <= 60; ++second)
    step_room(line, 120, 0, kOpening + std::chrono::seconds(second));
  EXPECT_EQ(line.people_in(), 120);
}

TEST(TheLine, slows_down_while_much_waits_at_the_till) {
  WaitingRoom line = room(1'000, 0);
  step_room(line, 600, kBusyTill, kOpening + 1s);
  EXPECT_EQ(line.people_in(), 10);
  step_room(line, 600, kBusyTill * 10, kOpening + 2s);
  EXPECT_EQ(line.people_in(), 11);
}

TEST(TheLine, saves_nothing_up_while_nobody_is_there) {
  WaitingRoom line = room(0, 0);
  step_room(line, 120, 0, kOpening + 1h);
  EXPECT_EQ(line.people_in(), 2);  // a second's worth
  for (int i = 0; i < 10; ++i) take_place(line);
  EXPECT_TRUE(is_in(line, 1));
  EXPECT_FALSE(is_in(line, 2));
}

// Ten windows with one place are one place: what they see and may do depends on its number alone.
TEST(TheLine, asking_again_moves_nobody) {
  WaitingRoom line = room(50, 50);
  step_room(line, 60, 0, kOpening + 10s);
  const auto ahead = people_ahead(line, 70);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(people_ahead(line, 70), ahead);
  EXPECT_EQ(ahead, 60);
  EXPECT_EQ(expected_wait(line, 70, 60), 62s);
}

TEST(APlace, is_good_for_a_few_holds_some_minutes_and_one_customer) {
  const WaitingRoom line = [] {
    WaitingRoom made = room(0, 1);
    step_room(made, 60, 0, kOpening + 1s);
    return made;
  }();
  const auto code = [&](const PlaceUse& use, const std::string& email, Instant now) {
    const auto refused = refuse_hold(line, use, email, now);
    return refused ? std::optional(refused->code) : std::nullopt;
  };
  EXPECT_EQ(refuse_hold(line, std::nullopt, "", kOpening)->code, Refusal::Code::place_needed);
  PlaceUse use;
  for (int i = 0; i < kMostHoldsOfPlace; ++i) {
    EXPECT_FALSE(code(use, "ada@example.com", kOpening));
    EXPECT_EQ(code(use, "", kOpening + kPlaceLasts),
              i == 0 ? std::nullopt : std::optional(Refusal::Code::place_used_up));
    use_place(use, "ada@example.com", kOpening);
  }
  EXPECT_EQ(code(use, "ada@example.com", kOpening), Refusal::Code::place_used_up);
  PlaceUse hers;
  use_place(hers, "ada@example.com", kOpening);
  EXPECT_EQ(code(hers, "eve@example.com", kOpening), Refusal::Code::place_used_up);
  EXPECT_TRUE(refuse_customer(hers, "eve@example.com"));
  EXPECT_FALSE(refuse_customer(hers, "ada@example.com"));
}

}  // namespace
}  // namespace timeshelf::tests
