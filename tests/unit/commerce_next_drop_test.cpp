// What is proposed for the next drop, and why.
#include "commerce/core/next_drop.hpp"

#include <gmock/gmock.h>

namespace timeshelf::commerce {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

Money euros(std::int64_t cents) {
  return {cents, *Currency::parse("EUR")};
}
constexpr sys_days kUsual = std::chrono::year{2026} / 3 / 20;

LineOutlook line() {
  return {"MUG", "Mug", 24, 20, 0, {}, euros(2200), euros(2600), 14, 26, 8, 22, euros(700), 0};
}
std::vector<DayOutlook> free_days() {
  return {{kUsual - days(1), 2, 1, false}, {kUsual, 2, 1, false}, {kUsual + days(1), 2, 1, false}};
}
ProposedLine only_line(const LineOutlook& outlook) {
  const auto drop = propose_drop({{Id{}, "First pick", days(0), {outlook}}}, free_days(), kUsual, days(42));
  return drop->slots.at(0).lines.at(0);
}
std::vector<ReasonKind> kinds(const std::vector<Reason>& reasons) {
  std::vector<ReasonKind> all;
  for (const auto& reason : reasons) all.push_back(reason.kind);
  return all;
}

TEST(NextDrop, offers_what_is_worth_having_at_the_same_prices) {
  const auto proposed = only_line(line());
  EXPECT_EQ(proposed.units, 22);
  EXPECT_EQ(proposed.first_price, euros(2200));
  EXPECT_EQ(proposed.last_price, euros(2600));
  EXPECT_THAT(kinds(proposed.reasons),
              ElementsAre(ReasonKind::expected, ReasonKind::judged, ReasonKind::margin));
}

TEST(NextDrop, says_how_right_such_forecasts_were) {
  LineOutlook judged = line();
  judged.judged = 40;
  judged.held = 83;
  const auto reasons = only_line(judged).reasons;
  const auto said = std::find_if(reasons.begin(), reasons.end(),
                                 [](const Reason& reason) { return reason.kind == ReasonKind::judged; });
  ASSERT_NE(said, reasons.end());
  EXPECT_EQ(said->units, 83);
  EXPECT_EQ(said->of, 40);
}

TEST(NextDrop, is_dearer_in_the_end_where_it_was_sold_out_early) {
  LineOutlook early = line();
  early.sold = 24;
  early.sold_out_days = 5;
  EXPECT_EQ(only_line(early).last_price, euros(2700));
  early.waited_for = 6;
  const auto proposed = only_line(early);
  EXPECT_EQ(proposed.last_price, euros(2900));
  EXPECT_EQ(proposed.first_price, euros(2200));
  EXPECT_THAT(kinds(proposed.reasons),
              IsSupersetOf({ReasonKind::sold_out, ReasonKind::waited, ReasonKind::dearer}));
  early.sold_out_days = 1;  // as good as planned
  EXPECT_EQ(only_line(early).last_price, euros(2600));
}

TEST(NextDrop, begins_lower_where_much_was_left) {
  LineOutlook slow = line();
  slow.sold = 12;
  const auto proposed = only_line(slow);
  EXPECT_EQ(proposed.first_price, euros(2000));
  EXPECT_EQ(proposed.last_price, euros(2600));
  EXPECT_THAT(kinds(proposed.reasons), IsSupersetOf({ReasonKind::left, ReasonKind::cheaper}));
}

TEST(NextDrop, keeps_a_single_price_single) {
  LineOutlook slow = line();
  slow.first_price = slow.last_price = euros(3400);
  slow.sold = 10;
  EXPECT_EQ(only_line(slow).first_price, euros(3100));
  EXPECT_EQ(only_line(slow).last_price, euros(3100));
  slow.sold = 24;
  slow.sold_out_days = 6;
  EXPECT_EQ(only_line(slow).first_price, euros(3600));
  EXPECT_EQ(only_line(slow).last_price, euros(3600));
}

TEST(NextDrop, keeps_free_what_is_free) {
  LineOutlook free = line();
  free.first_price = free.last_price = euros(0);
  free.sold_out_days = 9;
  EXPECT_EQ(only_line(free).last_price, euros(0));
  free.sold_out_days.reset();
  free.sold = 0;
  EXPECT_EQ(only_line(free).first_price, euros(0));
}

TEST(NextDrop, prices_of_any_currency_are_round) {
  LineOutlook slow = line();
  slow.sold = 0;
  slow.first_price = slow.last_price = {1230, *Currency::parse("JPY")};
  EXPECT_EQ(only_line(slow).first_price.minor, 1107);
  slow.first_price = slow.last_price = {330, *Currency::parse("EUR")};
  EXPECT_EQ(only_line(slow).first_price, euros(300));
}

TEST(NextDrop, says_how_little_it_knows) {
  LineOutlook young = line();
  young.past_slots = 1;
  young.cost.reset();
  EXPECT_THAT(kinds(only_line(young).reasons), ElementsAre(ReasonKind::expected, ReasonKind::little_past,
                                                           ReasonKind::judged, ReasonKind::no_margin));
}

TEST(NextDrop, leaves_out_what_is_not_worth_having) {
  LineOutlook none = line();
  none.worth_having = 0;
  const auto drop =
      propose_drop({{Id{}, "First pick", days(0), {none}}, {Id{}, "Second", days(2), {line(), none}}},
                   free_days(), kUsual, days(42));
  ASSERT_EQ(drop->slots.size(), 1U);
  EXPECT_EQ(drop->slots[0].lines.size(), 1U);
  EXPECT_EQ(drop->slots[0].day, kUsual + days(2));
}

TEST(NextDrop, is_on_the_nearest_day_with_enough_people) {
  auto around = free_days();
  around[1].people = 0;
  const auto drop = propose_drop({}, around, kUsual, days(42));
  EXPECT_EQ(drop->day, kUsual - days(1));
  EXPECT_THAT(kinds(drop->reasons), ElementsAre(ReasonKind::usual_gap, ReasonKind::people_free));
  EXPECT_EQ(drop->reasons[0].units, 41);
  EXPECT_THAT(drop->slots, IsEmpty());
}

TEST(NextDrop, takes_the_day_that_lacks_least_where_nobody_has_time) {
  auto around = free_days();
  for (auto& day : around) {
    day.needed = 4;
    day.people = 1;
  }
  around[2].people = 3;
  const auto drop = propose_drop({}, around, kUsual, days(42));
  EXPECT_EQ(drop->day, kUsual + days(1));
  EXPECT_EQ(drop->reasons[1].kind, ReasonKind::people_lacking);
}

TEST(NextDrop, is_not_proposed_where_every_day_is_taken) {
  auto around = free_days();
  for (auto& day : around) day.taken = true;
  EXPECT_FALSE(propose_drop({}, around, kUsual, days(42)));
  around[2].taken = false;
  EXPECT_EQ(propose_drop({}, around, kUsual, days(42))->day, kUsual + days(1));
}

}  // namespace
}  // namespace timeshelf::commerce
