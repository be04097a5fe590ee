// The arithmetic of forecasts against published figures, and against simulated arrivals with known truth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "insight/forecast/belief.hpp"
#include "insight/forecast/demand.hpp"
#include "insight/forecast/newsvendor.hpp"
#include "insight/forecast/profile.hpp"
#include "insight/forecast/rivals.hpp"
#include "insight/forecast/score.hpp"
#include "insight/forecast/triangle.hpp"
#include "insight/forecast/updated.hpp"

namespace timeshelf::insight {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

// Taylor and Ashe 1983, as in Mack 1993: cumulative payments by year of origin and development.
const Triangle& taylor_ashe() {
  static const Triangle triangle{
      {357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463},
      {352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085},
      {290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315},
      {310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268},
      {443160, 1136350, 2128333, 2897821, 3402672, 3873311},
      {396132, 1333217, 2180715, 2985752, 3691712},
      {440832, 1288463, 2419861, 3483130},
      {359480, 1421128, 2864498},
      {376686, 1363294},
      {344014}};
  return triangle;
}

TEST(ChainLadder, reproduces_the_published_link_ratios_of_taylor_and_ashe) {
  const std::vector<double> published{3.4906, 1.7473, 1.4574, 1.1739, 1.1038, 1.0863, 1.0539, 1.0766, 1.0177};
  EXPECT_THAT(link_ratios(taylor_ashe()), testing::Pointwise(DoubleNear(5e-5), published));
}

TEST(ChainLadder, reproduces_the_published_outstanding_amounts) {
  const std::vector<double> published{0,       94634,   469511,  709638,  984889,
                                      1419459, 2177641, 3920301, 4278972, 4625811};
  const auto left = outstanding(taylor_ashe(), link_ratios(taylor_ashe()));
  EXPECT_THAT(left, testing::Pointwise(DoubleNear(0.5), published));
  double total = 0;
  for (const double row : left) total += row;
  EXPECT_NEAR(total, 18'680'856, 0.5);
}

TEST(ChainLadder, knows_columns_that_hold_nothing) {
  EXPECT_THAT(link_ratios({{0, 2, 4}, {0, 2}}), ElementsAre(1, 2));
  EXPECT_TRUE(link_ratios({}).empty());
}

// Multiplicative pickup is the chain ladder: the same triangle, read as bookings by days before.
TEST(Forecast, with_an_empty_belief_is_the_chain_ladder) {
  const auto ratios = link_ratios(taylor_ashe());
  const auto left = outstanding(taylor_ashe(), ratios);
  for (std::size_t row = 1; row < taylor_ashe().size(); ++row) {
    double growth = 1;
    for (std::size_t at = taylor_ashe()[row].size(); at <= ratios.size(); ++at) growth *= ratios[at - 1];
    const double exposure = 1 / growth;
    const Belief belief = Belief{1e-9, 1e-9}.after(taylor_ashe()[row].back(), exposure);
    EXPECT_NEAR(Remaining(belief, 1 - exposure).mean(), left[row], 1);
  }
}

TEST(Forecast, with_a_belief_that_is_sure_is_additive_pickup) {
  const double mean = 40;
  const Belief sure = Belief{mean * 1e9, 1e9}.after(3, 0.6);
  EXPECT_NEAR(Remaining(sure, 0.4).mean(), mean * 0.4, 1e-6);
}

TEST(GammaPoisson, agrees_with_the_vector) {
  const Belief belief = Belief{2, 0.2}.after(12, 0.6);
  EXPECT_DOUBLE_EQ(belief.shape, 14);
  EXPECT_DOUBLE_EQ(belief.rate, 0.8);
  const Remaining remaining(belief, 0.4);
  EXPECT_NEAR(remaining.mean(), 7.0, 1e-9);
  EXPECT_NEAR(remaining.variance(), 10.5, 1e-9);
  std::vector<std::int64_t> quantiles;
  for (const double probability : {0.1, 0.5, 0.8, 0.9, 0.95})
    quantiles.push_back(remaining.quantile(probability));
  EXPECT_THAT(quantiles, ElementsAre(3, 7, 10, 11, 13));
  EXPECT_NEAR(remaining.at_least(10), 0.206429, 5e-7);
}

TEST(GammaPoisson, expects_up_to_what_there_is_as_the_sum_of_its_probabilities_says) {
  const Remaining remaining(Belief{14, 0.8}, 0.4);
  double expected = 0;
  for (std::int64_t units = 1; units <= 6; ++units) expected += remaining.at_least(units);
  EXPECT_NEAR(remaining.expected_up_to(6), expected, 1e-9);
  EXPECT_NEAR(remaining.expected_up_to(1'000), remaining.mean(), 1e-6);
  EXPECT_EQ(remaining.expected_up_to(0), 0);
}

TEST(GammaPoisson, expects_nothing_more_when_the_slot_begins) {
  const Remaining remaining(Belief{14, 0.8}, 0);
  EXPECT_EQ(remaining.mean(), 0);
  EXPECT_EQ(remaining.quantile(0.9), 0);
  EXPECT_EQ(remaining.at_least(1), 0);
  EXPECT_EQ(remaining.at_least(0), 1);
}

TEST(Newsvendor, agrees_with_the_vectors_for_poisson_demand) {
  EXPECT_EQ(poisson_quantity(10, 0.8), 13);
  EXPECT_EQ(poisson_quantity(20, 0.9), 26);
  EXPECT_EQ(poisson_quantity(50, 0.75), 55);
  EXPECT_EQ(poisson_quantity(7, 2.0 / 3), 8);
}

TEST(Newsvendor, agrees_with_the_vectors_for_normal_demand) {
  const auto ratio = [](std::int64_t too_few, std::int64_t too_many) {
    return *critical_ratio({.price = too_few + too_many, .cost = too_many});
  };
  EXPECT_NEAR(normal_quantity(100, 20, ratio(6, 4)), 105.0669, 5e-5);
  EXPECT_NEAR(normal_quantity(100, 20, ratio(30, 10)), 113.4898, 5e-5);
  EXPECT_NEAR(normal_quantity(100, 20, ratio(1, 1)), 100, 1e-9);
}

const Remaining& seven() {
  static const Remaining demand(Belief{14, 0.8}, 0.4);
  return demand;
}

TEST(Newsvendor, orders_nothing_that_costs_more_than_it_brings) {
  EXPECT_FALSE(critical_ratio({.price = 500, .cost = 600}));
  const Quantity quantity = order_quantity(seven(), 0, {.unit = {.price = 500, .cost = 600}});
  EXPECT_EQ(quantity.units, 0);
  EXPECT_EQ(quantity.bound, Bound::earns_nothing);
}

TEST(Newsvendor, counts_what_is_there_and_on_its_way) {
  const OrderTerms terms{.unit = {.price = 1000, .cost = 200}};
  EXPECT_EQ(order_quantity(seven(), 0, terms).units, 10);
  EXPECT_EQ(order_quantity(seven(), 4, terms).units, 6);
  const Quantity enough = order_quantity(seven(), 10, terms);
  EXPECT_EQ(enough.units, 0);
  EXPECT_EQ(enough.bound, Bound::enough);
}

TEST(Newsvendor, rounds_to_the_number_of_packs_that_earns_more) {
  const OrderTerms cheap{.unit = {.price = 1000, .cost = 100}, .pack = 8};
  const OrderTerms dear{.unit = {.price = 1000, .cost = 600}, .pack = 8};
  EXPECT_EQ(order_quantity(seven(), 0, cheap).units, 16);  // 11 wanted
  EXPECT_EQ(order_quantity(seven(), 0, dear).units, 8);    // 6 wanted: one pack earns more than none
}

TEST(Newsvendor, stays_within_room_and_budget_in_whole_packs) {
  OrderTerms terms{.unit = {.price = 1000, .cost = 200}, .pack = 3};
  terms.room = 8;
  EXPECT_EQ(order_quantity(seven(), 0, terms).units, 6);
  EXPECT_EQ(order_quantity(seven(), 0, terms).bound, Bound::room);
  terms.budget = 1000;
  EXPECT_EQ(order_quantity(seven(), 0, terms).units, 3);
  EXPECT_EQ(order_quantity(seven(), 0, terms).bound, Bound::budget);
}

TEST(Newsvendor, leaves_out_a_smallest_order_that_is_more_than_the_risk_is_worth) {
  OrderTerms terms{.unit = {.price = 1000, .cost = 600}};
  terms.least = 9;
  EXPECT_EQ(order_quantity(seven(), 0, terms).units, 9);
  terms.least = 40;
  const Quantity quantity = order_quantity(seven(), 0, terms);
  EXPECT_EQ(quantity.units, 0);
  EXPECT_EQ(quantity.bound, Bound::least_order);
}

TEST(Newsvendor, ends_where_one_too_many_costs_nothing) {
  const Quantity quantity =
      order_quantity(seven(), 0, {.unit = {.price = 1000, .cost = 200, .salvage = 200}});
  EXPECT_GT(quantity.units, 13);
  EXPECT_LT(quantity.units, 40);
}

TEST(Profile, pools_neighbours_that_are_out_of_order) {
  EXPECT_THAT(pooled_upwards({1, 3, 2, 4}), ElementsAre(1, 2.5, 2.5, 4));
  EXPECT_THAT(pooled_upwards({3, 2, 1}), ElementsAre(2, 2, 2));
  EXPECT_TRUE(pooled_upwards({}).empty());
}

// So many units with so many days left, by steps that were given.
Course course_of(std::initializer_list<std::pair<int, double>> increments, double closed = 0,
                 double opened = kHorizon) {
  Course course{std::vector<double>(kHorizon + 1, 0), opened, closed};
  for (const auto& [day, units] : increments) {
    for (int at = 0; at <= day; ++at) course.booked[static_cast<std::size_t>(at)] += units;
  }
  return course;
}

TEST(Profile, without_a_past_is_the_prior) {
  for (int day = 0; day <= kHorizon; ++day)
    EXPECT_NEAR(Profile::from({}).share(day), Profile::prior().share(day), 1e-9);
}

TEST(Profile, follows_the_past_and_never_falls) {
  const std::vector<Course> past(40, course_of({{20, 30}, {5, 10}, {2, -4}, {1, 4}}));
  const Profile profile = Profile::from(past);
  EXPECT_NEAR(profile.share(10), 0.75, 0.02);
  EXPECT_NEAR(profile.share(21), 0, 0.02);
  for (int day = 0; day < kHorizon; ++day) EXPECT_GE(profile.share(day), profile.share(day + 1));
  EXPECT_EQ(profile.share(0), 1);
  EXPECT_NEAR(profile.share(profile.days_before(0.5)), 0.5, 1e-6);
}

TEST(Profile, does_not_take_sold_out_for_nobody_came) {
  std::vector<Course> past(20, course_of({{20, 10}, {10, 10}, {1, 20}}));
  const double honest = Profile::from(past).share(10);
  // As many again that were full after half: what came of them later is not known.
  past.insert(past.end(), 20, course_of({{20, 10}, {10, 10}}, 10));
  EXPECT_NEAR(Profile::from(past).share(10), honest, 0.02);
}

TEST(Learning, says_nothing_of_its_own_without_a_past) {
  const Learned learned = learn({}, Profile::prior(), 12);
  EXPECT_EQ(learned.own, 0);
  EXPECT_NEAR(learned.belief.mean(), 12, 1e-9);
  EXPECT_EQ(learned.belief.shape, 1);
}

TEST(Learning, lets_the_past_outweigh_the_prior) {
  const std::vector<Course> past(10, course_of({{20, 10}, {3, 20}}));
  const Learned learned = learn(past, Profile::from(past), 500);
  EXPECT_GT(learned.own, 0.95);
  EXPECT_NEAR(learned.belief.mean(), (300 + 250) / 10.5, 0.5);
}

TEST(Learning, trusts_a_slots_own_bookings_as_far_as_the_profile_is_known) {
  const Evidence told{30, 0.5};
  const Learned young{{2, 0.1}, 0, 0, 1};
  const Learned old{{2, 0.1}, 1, 50, 0.3};
  EXPECT_NEAR(updated(young, told).mean(), (2 + 15) / (0.1 + 0.25), 1e-9);
  EXPECT_NEAR(updated(old, told).mean(), young.belief.after(30, 0.5).mean(), 0.5);
  EXPECT_LT(updated(young, told).shape, updated(old, told).shape);
}

TEST(Learning, counts_who_waits_where_they_came_faster_than_bookings) {
  const Profile profile = Profile::prior();
  Course course = course_of({{20, 30}}, 10);
  const Evidence booked = evidence_of(course, profile);
  EXPECT_EQ(booked.units, 30);
  EXPECT_NEAR(booked.exposure, profile.share(10) - profile.share(kHorizon), 1e-9);
  course.joined = 1;  // hardly anybody bothers to wait: that says nothing of how many would have come
  EXPECT_EQ(evidence_of(course, profile).units, 30);
  course.joined = 200;
  EXPECT_EQ(evidence_of(course, profile).units, 230);
  EXPECT_NEAR(evidence_of(course, profile).exposure, 1 - profile.share(kHorizon), 1e-9);
}

// Opened a week before, gone within a minute.
Course gone_at_once(double units, double opened = 7) {
  return course_of({{static_cast<int>(opened) - 1, units}}, opened - 1.0 / 1440, opened);
}

TEST(SoldOutAtOnce, counts_as_a_part_of_its_time_and_not_as_a_minute) {
  const Profile profile = Profile::prior();
  const double whole = 1 - profile.share(7);
  const Evidence told = evidence_of(gone_at_once(20), profile);
  EXPECT_EQ(told.units, 20);
  EXPECT_NEAR(told.exposure, kRush * whole, 1e-9);
  EXPECT_NEAR(told.unseen, (1 - kRush) * whole, 1e-9);
  EXPECT_NEAR(told.reach(), 1 / kRush, 1e-9);
}

TEST(SoldOutAtOnce, has_all_its_time_still_to_come_a_minute_later) {
  const Profile profile = Profile::prior();
  Course course = gone_at_once(20);
  course.until = course.closed - 1.0 / 1440;  // that is now
  const Evidence told = evidence_of(course, profile);
  EXPECT_NEAR(told.exposure + told.unseen, 1 - profile.share(7), 1e-9);
  course.joined = 5;
  EXPECT_EQ(evidence_of(course, profile).units, 25);
  EXPECT_NEAR(evidence_of(course, profile).unseen, told.unseen, 1e-3);
}

TEST(SoldOutAtOnce, was_asked_for_more_than_it_sold_and_not_for_infinitely_much) {
  const std::vector<Course> past(8, gone_at_once(20));
  const Profile profile = Profile::from(past);
  const Learned learned = learn(past, profile, 12);
  const double whole = profile.exposure(course_of({}, 0, 7));
  EXPECT_GT(learned.own, 0.9);
  EXPECT_GT(learned.belief.mean() * whole, 40);
  EXPECT_LT(learned.belief.mean() * whole, 20 / kRush);
  EXPECT_GT(learned.doubt, 0.5);
  const Remaining next(learned.belief, whole);
  EXPECT_GE(next.quantile(0.5), 20) << "half of all such slots are asked for as much as the last ones sold";
}

TEST(SoldOutAtOnce, leaves_doubt_that_slots_which_could_be_booked_to_the_end_take_away) {
  std::vector<Course> past(8, gone_at_once(20));
  const double doubt = learn(past, Profile::from(past), 12).doubt;
  past.insert(past.end(), 8, course_of({{6, 20}, {3, 20}, {1, 20}}, 0, 7));
  EXPECT_LT(learn(past, Profile::from(past), 12).doubt, doubt / 3);
}

TEST(SoldOutAtOnce, says_less_of_a_slot_than_as_many_units_over_time) {
  const Learned learned{{4, 0.1}, 1, 8, 0.3, 0};
  const Evidence at_once{40, 0.15, 0.85};
  EXPECT_LT(updated(learned, at_once).shape, updated(learned, {40, 0.15, 0}).shape / 2);
}

TEST(SoldOutAtOnce, does_not_think_a_rush_at_the_opening_further) {
  const Profile profile = Profile::prior();
  // 30 days before; 90 in the first day, and one on each of the next ten.
  Course rush = course_of({{29, 90}}, 19, 30);
  for (int day = 28; day > 18; --day) {
    for (int at = 0; at <= day; ++at) rush.booked[static_cast<std::size_t>(at)] += 1;
  }
  const Evidence told = evidence_of(rush, profile);
  const double all = told.units / told.exposure * (told.exposure + told.unseen);
  const double pace = 10 / (profile.share(19) - profile.share(29));
  EXPECT_NEAR(all, 90 + pace * (1 - profile.share(29)), 1);
  EXPECT_LT(all, told.units / profile.exposure(rush) * (1 - profile.share(30)) / 2);
}

TEST(SoldOutAtOnce, is_at_least_what_was_sold_and_is_waited_for) {
  const Profile profile = Profile::prior();
  for (const double joined : {0.0, 5.0, 100.0, 1000.0}) {
    Course course = gone_at_once(20);
    course.joined = joined;
    const Evidence told = evidence_of(course, profile);
    EXPECT_GE(told.units * told.reach(), 20 + joined);
  }
}

// Arrivals with known truth: a rate of its own for each slot, spread over time as the profile says.
class Truth {
 public:
  explicit Truth(unsigned seed) : random_(seed) {}

  /// Full courses; `seats`: what there is to be booked.
  Course draw(double shape, double mean, double seats = 1e9) {
    const double rate = std::gamma_distribution<double>(shape, mean / shape)(random_);
    Course course{std::vector<double>(kHorizon + 1, 0), kHorizon, 0};
    double units = 0;
    for (int day = kHorizon; day >= 0; --day) {
      const double share =
          day == kHorizon ? profile_.share(day) : profile_.share(day) - profile_.share(day + 1);
      if (share > 0 && course.closed == 0) {
        const int arrivals = std::poisson_distribution<int>(rate * share)(random_);
        const double missing = seats - units;
        units = std::min(seats, units + arrivals);
        if (arrivals >= missing)
          course.closed = day + 1 - when_came(arrivals, static_cast<std::size_t>(missing));
      }
      course.booked[static_cast<std::size_t>(day)] = units;
    }
    return course;
  }
  const Profile& profile() const { return profile_; }

 private:
  // At which part of the day the n-th of so many came.
  double when_came(int arrivals, std::size_t nth) {
    std::vector<double> times;
    for (int i = 0; i < arrivals; ++i) times.push_back(std::uniform_real_distribution<double>()(random_));
    std::sort(times.begin(), times.end());
    return times.at(nth - 1);
  }

  std::mt19937 random_;
  Profile profile_ = Profile::prior();
};

TEST(Calibration, holds_in_the_80_percent_range_with_known_rate_and_profile) {
  Truth truth(42);
  Score score;
  for (int i = 0; i < 2'000; ++i) {
    const Course course = truth.draw(6, 400);
    const double booked = course.booked[5];
    const double exposure = truth.profile().share(5);
    const Remaining remaining(Belief{6, 6.0 / 400}.after(booked, exposure), 1 - exposure);
    score.add({.mean = booked + remaining.mean(),
               .low = booked + static_cast<double>(remaining.quantile(0.1)),
               .middle = booked + static_cast<double>(remaining.quantile(0.5)),
               .high = booked + static_cast<double>(remaining.quantile(0.9)),
               .outcome = course.units()});
  }
  EXPECT_EQ(score.count(), 2'000);
  EXPECT_GE(score.coverage(), 0.78);
  EXPECT_LE(score.coverage(), 0.82);
}

TEST(Calibration, sold_out_slots_bias_nothing) {
  Truth truth(7);
  double censored = 0;
  double naive = 0;
  constexpr int kShops = 200;
  for (int shop = 0; shop < kShops; ++shop) {
    std::vector<Course> past;
    double cut = 0;
    for (int i = 0; i < 20; ++i) {
      past.push_back(truth.draw(8, 60, 50));
      cut += past.back().units();
    }
    censored += learn(past, truth.profile(), 60).belief.mean() / kShops;
    naive += cut / 20 / kShops;
  }
  EXPECT_NEAR(censored, 60, 2.5);
  EXPECT_LT(naive, 50);
}

// A tenth of what is asked for: nothing of the last weeks is ever seen.
TEST(Calibration, holds_its_range_where_there_is_far_too_little) {
  Truth truth(11);
  Score score;
  double sold = 0;
  constexpr int kShops = 400;
  for (int shop = 0; shop < kShops; ++shop) {
    std::vector<Course> past;
    for (int i = 0; i < 8; ++i) past.push_back(truth.draw(8, 200, 20));
    const Profile profile = Profile::from(past);
    const Learned learned = learn(past, profile, 12);
    const Remaining next(learned.belief, 1);
    score.add({.mean = next.mean(),
               .low = static_cast<double>(next.quantile(0.1)),
               .middle = static_cast<double>(next.quantile(0.5)),
               .high = static_cast<double>(next.quantile(0.9)),
               .outcome = truth.draw(8, 200).units()});
    sold += past.back().units();
  }
  EXPECT_GE(score.coverage(), 0.75);
  EXPECT_LT(score.wape(), 0.5) << "as much as the last one sold is off by " << 1 - sold / kShops / 200;
}

TEST(Score, adds_up_what_was_missed) {
  Score score;
  score.add(
      {.mean = 10, .low = 5, .middle = 9, .high = 15, .sells_out = 0.75, .outcome = 12, .sold_out = true});
  score.add(
      {.mean = 10, .low = 5, .middle = 9, .high = 15, .sells_out = 0.25, .outcome = 20, .sold_out = false});
  EXPECT_DOUBLE_EQ(score.mae(), 6);
  EXPECT_DOUBLE_EQ(score.wape(), 12.0 / 32);
  EXPECT_DOUBLE_EQ(score.coverage(), 0.5);
  EXPECT_DOUBLE_EQ(score.brier(), 0.0625);
  EXPECT_DOUBLE_EQ(pinball_loss(0.9, 15, 20), 4.5);
  EXPECT_DOUBLE_EQ(pinball_loss(0.9, 15, 12), 0.1 * 3);
}

TEST(Rivals, forecast_as_their_names_say) {
  const std::vector<Course> past{course_of({{10, 10}, {1, 10}}), course_of({{10, 20}, {1, 10}})};
  EXPECT_EQ(last_value(past), 30);
  EXPECT_NEAR(linear_trend(past), 40, 1e-9);
  EXPECT_EQ(additive_pickup(past, 12, 5), 22);
  EXPECT_NEAR(multiplicative_pickup(past, 12, 5), 20, 1e-9);
  EXPECT_EQ(multiplicative_pickup({}, 12, 5), 12);
  EXPECT_EQ(last_value({}), 0);
}

}  // namespace
}  // namespace timeshelf::insight
