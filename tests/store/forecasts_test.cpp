// What is expected of a slot, from how the shop's slots were booked before.
#include <gmock/gmock.h>

#include "commerce/reports/drop_curve.hpp"
#include "tests/store/forecast_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Forecast;
using commerce::Likeness;
using commerce::Standstill;
using ::testing::IsEmpty;
using ::testing::SizeIs;

INSTANTIATE_TEST_SUITE_P(, ForecastWorld, BothDatabases, name_of_engine);

TEST_P(ForecastWorld, says_that_it_is_a_prior_where_the_shop_has_no_past) {
  evening(20, 30);
  const Forecast told = forecast(20);
  EXPECT_EQ(told.past.likeness, Likeness::none);
  EXPECT_EQ(told.learned.own, 0);
  EXPECT_THAT(told.past.slots, IsEmpty());
  EXPECT_NEAR(told.prior_mean, 18, 1e-9);
  EXPECT_LT(told.low, 5);
  EXPECT_GT(told.high, 30);  // anything is possible
  EXPECT_EQ(told.record.score.count(), 0);
}

TEST_P(ForecastWorld, learns_from_evenings_of_the_same_name_how_much_is_still_to_come) {
  past(6, 100, 10);
  evening(70, 100);
  at(64);  // six days before: usually half is there
  book_at(70, 10);
  settle();
  const Forecast told = forecast(70);
  EXPECT_EQ(told.past.likeness, Likeness::series);
  EXPECT_THAT(told.past.slots, SizeIs(6));
  EXPECT_GT(told.learned.own, 0.9);
  EXPECT_EQ(told.booked, 10);
  EXPECT_NEAR(told.mean, 20, 4);
  EXPECT_LE(told.low, told.middle);
  EXPECT_LE(told.middle, told.high);
  EXPECT_LT(told.sells_out, 0.01);
  EXPECT_FALSE(told.sells_out_at);
  EXPECT_NEAR(told.sell_through, 0.2, 0.04);
}

TEST_P(ForecastWorld, expects_to_sell_out_where_less_is_there_than_usually_goes) {
  past(6, 100, 10);
  evening(70, 13);
  at(64);
  book_at(70, 10);
  settle();
  const Forecast told = forecast(70);
  EXPECT_GT(told.sells_out, 0.9);
  ASSERT_TRUE(told.sells_out_at);
  EXPECT_GT(*told.sells_out_at, clock_.now());
  EXPECT_LT(*told.sells_out_at, day(70));
  EXPECT_GT(told.mean, 13);  // demand, not sales
}

TEST_P(ForecastWorld, takes_sold_out_evenings_for_no_less_than_they_were) {
  past(6, 10, 10);  // all gone ten days before, when usually half is
  for (const auto& each : forecast(20 + 7 * 5).past.slots) EXPECT_EQ(each.booked, 10);
  evening(80, 100);
  const Forecast told = forecast(80);
  ASSERT_THAT(told.past.slots, SizeIs(6));
  EXPECT_TRUE(told.past.slots[0].sold_out_at);
  EXPECT_GT(told.learned.belief.mean(), 15);
}

TEST_P(ForecastWorld, expects_nothing_more_of_what_cannot_be_booked_and_says_why) {
  evening(20, 30);
  evening(22, 30, "X-SHELF-PRICE;SKU=MUG;UNTIL=20260302T000000Z:22\r\n");
  at(3);
  EXPECT_EQ(forecast(22).standstill, Standstill::no_price);
  EXPECT_EQ(forecast(22).high, 0);
  EXPECT_EQ(forecast(22).sells_out, 0);
  evening(20, 30, "X-SHELF-PRICE;SKU=MUG:22\r\n", "STATUS:CANCELLED\r\n");
  EXPECT_EQ(forecast(20).standstill, Standstill::not_on_sale);
  EXPECT_EQ(forecast(20).high, 0);
}

TEST_P(ForecastWorld, shows_how_fast_it_is_booked) {
  evening(40, 100);
  at(20);
  book_at(40, 6);
  at(39);
  book_at(40, 4);
  clock_.advance(1h);
  settle();
  const auto velocity = forecast(40).velocity;
  EXPECT_NEAR(velocity[0].units, 10, 0.5);
  EXPECT_NEAR(velocity[1].units, 4, 0.5);
  EXPECT_NEAR(velocity[2].units, 4, 0.5);
  EXPECT_NEAR(velocity[1].per_day, 4.0 / 7, 0.1);
}

TEST_P(ForecastWorld, draws_its_course_against_the_past_and_the_plan) {
  past(6, 100, 10);
  evening(70, 100);
  at(64);
  book_at(70, 12);
  settle();
  std::optional<commerce::Curve> curve;
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.forecasts.plan(tx, shop_.id, slot_at(70), "MUG", 50, "clara"));
    EXPECT_FALSE(services_.forecasts.plan(tx, shop_.id, slot_at(70), "BOWL", 50, "clara"));
    curve = services_.forecasts.curve(tx, shop_.id, slot_at(70), "MUG");
  });
  ASSERT_TRUE(curve);
  ASSERT_THAT(curve->points, SizeIs(61));
  EXPECT_FALSE(curve->points.front().expected);
  const auto& week = curve->points[60 - 7];
  EXPECT_EQ(week.booked, 0);
  ASSERT_TRUE(week.usual);
  EXPECT_EQ(week.usual->middle, 10);
  const auto& end = curve->points.back();
  EXPECT_FALSE(end.booked);
  EXPECT_EQ(end.usual->middle, 20);
  ASSERT_TRUE(end.expected);
  EXPECT_NEAR(end.expected->middle, curve->forecast.mean, 0.5);
  EXPECT_NEAR(end.plan.value(), 50, 1e-9);
}

TEST_P(ForecastWorld, learns_from_evenings_that_were_gone_within_an_hour_of_their_opening) {
  // Opened a week before, ten mugs, gone at once; again and again.
  const auto opening = [](int offset) { return "X-SHELF-OPENS:" + to_ical_utc(day(offset - 7)) + "\r\n"; };
  for (const int offset : {20, 27, 34}) {
    at(offset - 8);
    evening(offset, 10, "X-SHELF-PRICE;SKU=MUG:22\r\n", opening(offset));
    at(offset - 7);
    book_at(offset, 10);
  }
  at(36);
  evening(50, 100, "X-SHELF-PRICE;SKU=MUG:22\r\n", opening(50));
  settle();
  const Forecast told = forecast(50);
  ASSERT_THAT(told.past.slots, SizeIs(3));
  EXPECT_TRUE(told.past.slots[0].sold_out_at);
  EXPECT_GT(told.learned.own, 0.5) << "they are not left out";
  EXPECT_GT(told.learned.doubt, 0.2);
  EXPECT_GE(told.middle, 10) << "as much as each of them sold, at least";
  EXPECT_LE(told.mean, 10 / insight::kRush * 1.2) << "and not a minute's sales thought on over a week";
}

TEST_P(ForecastWorld, knows_little_of_a_slot_that_was_made_yesterday_for_tomorrow) {
  past(6, 100, 10);
  at(67);
  evening(69, 30);
  at(68);
  book_at(69, 3);
  settle();
  std::optional<commerce::Curve> curve;
  write([&](store::Transaction& tx) { curve = services_.forecasts.curve(tx, shop_.id, slot_at(69), "MUG"); });
  ASSERT_TRUE(curve);
  const auto& points = curve->points;
  EXPECT_FALSE(points.at(60 - 10).booked) << "it was not there yet, which is not that nobody came";
  EXPECT_EQ(points.at(60 - 2).booked, 0);
  EXPECT_GE(curve->forecast.low, 3);
  EXPECT_NEAR(curve->forecast.velocity[0].per_day, 3, 0.3)
      << "in the one day that it was open, not in thirty";
}

TEST_P(ForecastWorld, draws_a_drop_in_all_its_slots_beside_the_drops_before_it) {
  const auto of_drop = [&](int offset, const std::string& drop) {
    evening(offset, 20, "X-SHELF-PRICE;SKU=MUG:22\r\n", "X-SHELF-DROP:" + drop + "\r\n");
  };
  of_drop(20, "spring");
  of_drop(22, "spring");
  of_drop(50, "summer");
  of_drop(52, "summer");
  at(15);
  book_at(20, 4);
  book_at(22, 3);
  at(21);
  book_at(22, 2);
  at(44);
  book_at(50, 5);
  book_at(52, 6);
  settle();
  std::optional<commerce::DropCurve> curve;
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.forecasts.plan(tx, shop_.id, slot_at(50), "MUG", 18, "clara"));
    curve = commerce::drop_curve(tx, services_.forecasts, shop_.id, "summer", clock_.now());
    EXPECT_FALSE(commerce::drop_curve(tx, services_.forecasts, shop_.id, "winter", clock_.now()));
  });
  ASSERT_TRUE(curve);
  EXPECT_EQ(curve->booked, 11);
  EXPECT_EQ(curve->there, 40);
  EXPECT_EQ(curve->planned, 1);
  EXPECT_EQ(curve->sold, 2);
  ASSERT_THAT(curve->past, SizeIs(1));
  EXPECT_EQ(curve->past[0].booked, 9);
  ASSERT_THAT(curve->points, SizeIs(63)) << "until its second slot begins, two days after the first";
  const auto days_before = [&](int days) { return curve->points.at(static_cast<std::size_t>(60 - days)); };
  EXPECT_EQ(days_before(7).booked, 0);
  EXPECT_EQ(days_before(5).booked, 11);
  EXPECT_FALSE(days_before(4).booked);
  EXPECT_EQ(days_before(5).usual->middle, 0);
  EXPECT_EQ(days_before(4).usual->middle, 7);
  EXPECT_EQ(days_before(-2).usual->middle, 9);
  EXPECT_FALSE(days_before(20).expected);
  const auto end = days_before(-2);
  ASSERT_TRUE(end.expected);
  EXPECT_GE(end.expected->low, 11);
  EXPECT_GT(end.expected->middle, end.expected->low);
  EXPECT_LE(end.expected->high, 40);
  EXPECT_NEAR(end.plan.value(), 18, 1e-9);
  // One that is over is held against those before it alone, and expects nothing.
  database().read([&](store::Transaction& tx) {
    curve = commerce::drop_curve(tx, services_.forecasts, shop_.id, "spring", clock_.now());
  });
  EXPECT_TRUE(curve->past.empty());
  EXPECT_EQ(curve->points.back().booked, 9);
}

TEST_P(ForecastWorld, tells_webhooks_where_it_says_something_else_than_the_day_before) {
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.webhooks.add(tx, shop_.id,
                                       {"https://receiver.example/", {"forecast.changed"}, true}, "ada"));
  });
  const auto told = [&] {
    std::vector<std::string> bodies;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT body FROM events WHERE kind = 'forecast.changed' ORDER BY id", {},
               [&](const store::Row& row) { bodies.push_back(row.string(0)); });
    });
    return bodies;
  };
  past(4, 100, 10);
  evening(70, 100);
  at(60);
  book_at(70, 1);
  settle();
  at(61);
  settle();
  const auto before = told().size();
  at(62);
  book_at(70, 30);
  settle();
  at(63);
  settle();
  const auto after = told();
  ASSERT_THAT(after, SizeIs(before + 1));
  EXPECT_THAT(after.back(), ::testing::HasSubstr("\"slot\":\"" + slot_at(70).string() + "\""));
  EXPECT_THAT(after.back(), ::testing::HasSubstr("\"middle_before\""));
  settle();
  EXPECT_THAT(told(), SizeIs(before + 1));  // once a day
}

TEST(ForecastLog, another_forecast_is_one_that_asks_for_another_decision) {
  using commerce::is_another_forecast;
  EXPECT_FALSE(is_another_forecast({20, 0.2}, 23, 0.3));
  EXPECT_TRUE(is_another_forecast({20, 0.2}, 24, 0.3));
  EXPECT_TRUE(is_another_forecast({20, 0.2}, 16, 0.3));
  EXPECT_FALSE(is_another_forecast({2, 0.2}, 3, 0.2));  // a unit is nothing
  EXPECT_TRUE(is_another_forecast({20, 0.4}, 20, 0.6));
}

TEST_P(ForecastWorld, notes_one_forecast_a_day_and_scores_it_when_the_slot_is_over) {
  past(4, 100, 10);
  evening(70, 100);
  at(60);
  book_at(70, 10);
  settle();
  at(61);
  settle();  // the day after the first booking was counted
  at(68);
  settle();
  book_at(70, 10);
  settle();
  at(70);
  clock_.advance(26h);
  evening(90, 10);
  settle();
  std::int64_t noted = 0;
  database().read([&](store::Transaction& tx) {
    noted = *tx.first("SELECT COUNT(*) FROM forecasts WHERE slot = $1 AND outcome = 20", {slot_at(70)},
                      [](const store::Row& row) { return row.integer(0); });
  });
  EXPECT_GE(noted, 2);
  const Forecast next = forecast(90);
  EXPECT_GE(next.record.slots, 1);
  EXPECT_GE(next.record.score.count(), 2);
  EXPECT_LT(next.record.score.wape(), 0.6);
}

}  // namespace
}  // namespace timeshelf::tests
