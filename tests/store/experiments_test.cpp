// Experiments as their rows tell them: windows after a visit, guard rails, uneven visitors, salts that go.
#include "commerce/experiments/experiments.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "commerce/experiments/experiment_results.hpp"
#include "commerce/experiments/experiment_rows.hpp"
#include "commerce/experiments/experiment_sentence.hpp"
#include "commerce/experiments/exposures.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::Experiment;
using commerce::Exposure;
using commerce::Verdict;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Experiments : public ShopWorld {
 protected:
  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:500\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
    write([&](store::Transaction& tx) {
      commerce::ExperimentPlan plan{
          "Titles", commerce::ExperimentKind::words, slots().front().id, {{"A"}, {"B", 1, "Candles"}}};
      plan.effect = 1'000;
      const auto draft = service_.draft(tx, shop_, plan, "ada");
      ASSERT_TRUE(draft) << draft.error().message;
      experiment_ = service_.start(tx, shop_, draft->id, "ada").value();
    });
  }

  Exposure exposure(const std::string& unit, std::int64_t variant) const {
    return {experiment_.id, unit, variant};
  }
  void see(const std::string& unit, std::int64_t variant) {
    write([&](store::Transaction& tx) {
      commerce::note_exposures(tx, shop_.id, {exposure(unit, variant)}, clock_.now());
    });
  }
  Id hold_as(const std::string& unit, std::int64_t variant) {
    const Id id = hold("MUG", 1).value().id;
    write([&](store::Transaction& tx) { commerce::note_hold(tx, shop_.id, id, {exposure(unit, variant)}); });
    return id;
  }
  commerce::ExperimentResults results() {
    commerce::ExperimentResults found;
    database().read([&](store::Transaction& tx) {
      found =
          commerce::results_of(tx, *commerce::load_experiment(tx, shop_.id, experiment_.id), clock_.now());
    });
    return found;
  }
  /// `each` visitors of both variants, of whom so many book.
  void sell(int each, int as_it_is, int differently) {
    for (int i = 0; i < each; ++i) {
      for (const std::int64_t variant : {0, 1}) {
        const std::string unit = fmt::format("{}-{}", variant, i);
        see(unit, variant);
        if (i >= (variant == 0 ? as_it_is : differently)) continue;
        ASSERT_TRUE(confirm(hold_as(unit, variant), unit + "@example.com"));
      }
    }
  }

  commerce::Experiments service_{clock_, random_};
  Experiment experiment_;
};
INSTANTIATE_TEST_SUITE_P(, Experiments, BothDatabases, name_of_engine);

TEST_P(Experiments, count_each_visitor_once_whatever_comes_again) {
  see("ada", 1);
  clock_.advance(1h);
  see("ada", 1);
  see("ada", 0);  // a cookie that somebody changed
  ASSERT_TRUE(confirm(hold_as("ada", 1)));
  ASSERT_TRUE(confirm(hold_as("ada", 1), "b@example.com"));
  const auto found = results();
  EXPECT_EQ(found.variants[1].visitors, 1);
  EXPECT_EQ(found.variants[1].held, 1);
  EXPECT_EQ(found.variants[1].booked, 1);
  EXPECT_EQ(found.variants[1].guards.bookings, 2);
  EXPECT_EQ(found.variants[0].visitors, 0);
}

TEST_P(Experiments, count_what_is_booked_within_the_window_after_the_visit) {
  const Id before = hold_as("early", 0);
  clock_.advance(1s);
  see("early", 0);  // held before it was seen
  ASSERT_TRUE(confirm(before));
  see("late", 0);
  see("in time", 0);
  clock_.advance(24h * 7 - 1min);
  const Id in_time = hold_as("in time", 0);
  const Id slow = hold_as("late", 0);
  ASSERT_TRUE(confirm(in_time, "c@example.com"));
  clock_.advance(2min);
  ASSERT_TRUE(confirm(slow, "d@example.com"));  // booked when its week was over
  const auto found = results();
  EXPECT_EQ(found.variants[0].visitors, 3);
  EXPECT_EQ(found.variants[0].held, 2);
  EXPECT_EQ(found.variants[0].booked, 1);
}

TEST_P(Experiments, say_what_differs_and_that_it_may_be_chance) {
  EXPECT_EQ(results().verdict, Verdict::no_visitors);
  sell(20, 1, 2);
  EXPECT_EQ(results().verdict, Verdict::too_few);
}

TEST_P(Experiments, find_a_large_difference_and_what_got_worse_with_it) {
  sell(90, 22, 60);
  auto found = results();
  ASSERT_EQ(found.verdict, Verdict::better);
  EXPECT_EQ(found.decided, 1U);
  EXPECT_THAT(commerce::sentence_of(experiment_, found), HasSubstr("B: 42.2 more of 100 visitors"));
  EXPECT_TRUE(found.variants[1].alarms.empty());
  // Nearly all of those who booked the other way cancel.
  write([&](store::Transaction& tx) {
    tx.execute(
        "UPDATE bookings SET state = 'cancelled' WHERE shop = $1 AND email LIKE '1-%' AND email <> "
        "'1-0@example.com'",
        {shop_.id});
  });
  found = results();
  EXPECT_EQ(found.variants[1].guards.cancelled, 59);
  // Fewer than fifty bookings of the other say nothing yet.
  EXPECT_TRUE(found.variants[1].alarms.empty());
}

TEST_P(Experiments, warn_of_what_gets_worse) {
  sell(70, 60, 62);
  write([&](store::Transaction& tx) {
    tx.execute("UPDATE bookings SET state = 'cancelled' WHERE shop = $1 AND email LIKE '1-%'", {shop_.id});
  });
  EXPECT_THAT(results().variants[1].alarms, ElementsAre("cancelled"));
}

TEST_P(Experiments, disbelieve_figures_of_uneven_visitors) {
  sell(60, 20, 40);
  EXPECT_EQ(results().verdict, Verdict::better);
  for (int i = 0; i < 200; ++i) see(fmt::format("robot {}", i), 0);
  const auto found = results();
  EXPECT_LT(found.sample.p, 0.001);
  EXPECT_EQ(found.verdict, Verdict::sample_ratio);
  EXPECT_FALSE(found.decided);
}

TEST_P(Experiments, write_down_nothing_that_is_seen_after_their_end) {
  see("ada", 0);
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(service_.end(tx, shop_, experiment_.id, std::nullopt, "ada"));
  });
  see("bea", 0);
  EXPECT_EQ(results().variants[0].visitors, 1);
}

TEST_P(Experiments, throw_their_salt_away_a_month_after_the_end) {
  const auto salt = [&] {
    std::string found;
    database().read([&](store::Transaction& tx) {
      found = commerce::load_experiment(tx, shop_.id, experiment_.id)->salt;
    });
    return found;
  };
  const auto work = commerce::throwing_salts_away(clock_);
  const auto next = [&] {
    std::optional<Instant> at;
    database().read([&](store::Transaction& tx) { at = work.next(tx); });
    return at;
  };
  EXPECT_EQ(salt().size(), 22U);
  EXPECT_FALSE(next());
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(service_.end(tx, shop_, experiment_.id, std::nullopt, "ada"));
  });
  EXPECT_EQ(next(), clock_.now() + 24h * 31);
  write([&](store::Transaction& tx) { EXPECT_EQ(work.run(tx, 10), 0U); });
  EXPECT_EQ(salt().size(), 22U);
  clock_.advance(24h * 31);
  write([&](store::Transaction& tx) { EXPECT_EQ(work.run(tx, 10), 1U); });
  EXPECT_EQ(salt(), "");
  EXPECT_FALSE(next());
}

TEST_P(Experiments, are_removed_with_all_that_was_learned) {
  see("ada", 0);
  hold_as("ada", 0);
  write([&](store::Transaction& tx) {
    EXPECT_FALSE(service_.remove(tx, shop_, experiment_.id, "ada"));
    ASSERT_TRUE(service_.end(tx, shop_, experiment_.id, std::nullopt, "ada"));
    ASSERT_TRUE(service_.remove(tx, shop_, experiment_.id, "ada"));
    for (const char* table : {"exposures", "experiment_holds", "experiment_variants", "experiments"}) {
      tx.query(fmt::format("SELECT COUNT(*) FROM {}", table), {},
               [&](const store::Row& row) { EXPECT_EQ(row.integer(0), 0) << table; });
    }
  });
}

// An address elsewhere was taken for the shop's own if its path looked like it.
TEST_P(Experiments, show_the_shops_own_pictures_alone) {
  std::string picture;
  write(
      [&](store::Transaction& tx) { picture = engine_.put_media(tx, shop_.id, "image/svg+xml", "<svg/>"); });
  const auto field = [&](const std::string& image) {
    commerce::ExperimentPlan plan{
        "Pictures", commerce::ExperimentKind::picture, slots().front().id, {{"A"}, {"B"}}};
    plan.variants[1].image = image;
    std::string refused = "none";
    write([&](store::Transaction& tx) {
      const auto draft = service_.draft(tx, shop_, plan, "ada");
      if (!draft) refused = draft.error().field;
    });
    return refused;
  };
  EXPECT_EQ(field("/media/studio/" + picture), "none");
  for (const std::string elsewhere : {"https://evil.example/media/studio/", "//evil.example/media/studio/",
                                      "/media/other/", "/x/media/studio/"})
    EXPECT_EQ(field(elsewhere + picture), "variants[1].image") << elsewhere;
  EXPECT_EQ(field("/media/studio/none"), "variants[1].image");
}

TEST_P(Experiments, say_it_in_the_language_of_who_reads) {
  EXPECT_EQ(commerce::sentence_of(experiment_, results(), "de"),
            "Noch hat es niemand gesehen, darum gibt es nichts zu sagen.");
  sell(90, 22, 60);
  EXPECT_THAT(commerce::sentence_of(experiment_, results(), "de"),
              HasSubstr("B: Von 100, die es sehen, buchen 42,2 mehr als bei A, zwischen "));
  EXPECT_THAT(commerce::sentence_of(experiment_, results(), "es"),
              HasSubstr("B: de cada 100 visitantes reservan 42,2 más que con A, entre "));
}

// Only that the sums were others was said, and not which ladder had won.
TEST(LadderSentence, says_which_takes_in_more_and_how_much_for_each_slot) {
  Experiment experiment;
  experiment.variants = {{"Open booking"}, {"Early bird"}};
  commerce::LadderResults results;
  results.over = {2, 4};
  results.takings = {20'000, 52'200};
  results.p_of_takings = {1, 0.02};
  EXPECT_EQ(
      commerce::sentence_of(experiment, results),
      "A slot with Early bird takes in 30.50 EUR more, on average, than one with Open booking: other ways to "
      "deal the ladders would show as much once in 50.");
  EXPECT_THAT(commerce::sentence_of(experiment, results, "de"),
              HasSubstr("Early bird nimmt im Mittel 30,50 EUR mehr ein als einer mit Open booking"));
  EXPECT_THAT(commerce::sentence_of(experiment, results, "es"),
              HasSubstr("Early bird ingresa de media 30,50 EUR más que una con Open booking"));
  results.takings[1] = 38'000;
  EXPECT_THAT(commerce::sentence_of(experiment, results), HasSubstr("takes in 5.00 EUR less, on average"));
}

TEST(ExperimentOdds, are_told_to_two_digits) {
  EXPECT_EQ(commerce::odds_of(0.02), "once in 50");
  EXPECT_EQ(commerce::odds_of(0.00312), "once in 320");
  EXPECT_EQ(commerce::odds_of(0.00001), "less than once in 10,000");
  EXPECT_EQ(commerce::odds_of(0.02, "de"), "einmal in 50 Fällen");
  EXPECT_EQ(commerce::odds_of(0.00001, "es"), "menos de una vez en 10.000");
}

}  // namespace
}  // namespace timeshelf::tests
