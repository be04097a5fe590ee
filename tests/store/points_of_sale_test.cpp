// Tills of other makers: what they tell, what they are told, and what becomes of either when a till is
// changed.
#include <gmock/gmock.h>

#include "commerce/pos/pos_changes.hpp"
#include "commerce/pos/pos_messages.hpp"
#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::ChangeOutcome;
using commerce::DueChange;
using commerce::TillMessage;
using Said = commerce::TillStatementKind;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PointOfSaleTest : public VenueWorld {
 protected:
  void SetUp() override {
    VenueWorld::SetUp();
    if (IsSkipped()) return;
    terms_ = {"square", "Counter", kiln_.id.string(), "L1", "https://till.example", "token", "key"};
    till_ = add(terms_);
  }

  Id add(const commerce::TillTerms& terms) {
    Id id;
    write([&](store::Transaction& tx) {
      id = tills_.add(tx, shop_.id, terms, "clara").value().till.id;
      ASSERT_TRUE(tills_.set_items(tx, shop_.id, id, {{"MUG", "VAR"}}, "clara"));
    });
    return id;
  }
  void change() {
    write([&](store::Transaction& tx) { ASSERT_TRUE(tills_.change(tx, shop_.id, till_, terms_, "clara")); });
  }
  /// As a till was left behind by a version that ended nothing.
  void set(const std::string& what) {
    write([&](store::Transaction& tx) { tx.execute("UPDATE tills SET " + what, {}); });
  }

  void take_in(const Id& id, const std::vector<commerce::TillStatement>& said) {
    write([&](store::Transaction& tx) {
      ASSERT_TRUE(messages_.take_in(tx, tills_.find(tx, shop_.id, id).value(), said));
    });
  }
  void apply() {
    const commerce::DueWork work = messages_.applying();
    for (std::size_t done = 1; done > 0;) {
      write([&](store::Transaction& tx) { done = work.run(tx, 25); });
    }
    run_due();
  }
  /// The till says so, and is heard.
  TillMessage hear(const std::string& id, Said kind, std::int64_t units, Instant at) {
    take_in(till_, {{id, kind, "VAR", units, at}});
    apply();
    return message(id);
  }
  TillMessage hear(const std::string& id, std::int64_t figure) {
    return hear(id, Said::figure, figure, clock_.now());
  }
  TillMessage message(const std::string& id) {
    TillMessage found;
    database().read([&](store::Transaction& tx) {
      for (auto& each : messages_.list(tx, shop_.id, till_, 100)) {
        if (each.said.id == id) found = each;
      }
    });
    return found;
  }
  commerce::KnownFigure known() {
    commerce::KnownFigure known;
    database().read([&](store::Transaction& tx) { known = tills_.items(tx, shop_.id, till_).front().known; });
    return known;
  }

  /// Somebody here counts.
  void count(std::int64_t units) {
    ASSERT_TRUE(tell(Kind::count, units));
    clock_.advance(seconds(1));  // what a till says of the same moment may be seen by it
  }
  void put_down() {
    write([&](store::Transaction& tx) { changes_.put_down(tx); });
  }
  std::vector<DueChange> take() {
    std::vector<DueChange> taken;
    write([&](store::Transaction& tx) { taken = changes_.take(tx, {}); });
    return taken;
  }
  void note(const DueChange& due, ChangeOutcome::Fate fate = ChangeOutcome::Fate::done) {
    write([&](store::Transaction& tx) { changes_.note(tx, due, {fate, "", {}}); });
  }
  /// Tells the till how things are, as often as there is something to tell.
  void agree() {
    for (put_down();;) {
      const auto taken = take();
      if (taken.empty()) return;
      for (const DueChange& due : taken) note(due);
    }
  }
  std::optional<Instant> next_change() {
    std::optional<Instant> next;
    database().read([&](store::Transaction& tx) { next = changes_.next(tx); });
    return next;
  }
  std::vector<commerce::TillChange> changes() {
    std::vector<commerce::TillChange> all;
    database().read([&](store::Transaction& tx) { all = changes_.list(tx, shop_.id, till_, 100); });
    return all;
  }
  std::optional<Instant> next_forgetting() {
    std::optional<Instant> next;
    write([&](store::Transaction& tx) {
      messages_.forgetting().run(tx, 100);
      next = messages_.forgetting().next(tx);
    });
    return next;
  }
  std::int64_t there_at(const commerce::Venue& venue) {
    return level(venue).value_or(commerce::StockLevel{}).there();
  }

  commerce::PointsOfSale tills_{clock_, random_};
  commerce::TillChanges changes_{clock_, random_};
  commerce::TillMessages messages_{services_.stock, clock_};
  commerce::TillTerms terms_;
  Id till_;
};

TEST_P(PointOfSaleTest, without_an_address_nothing_is_due_and_figures_are_heard) {
  count(10);
  put_down();
  ASSERT_TRUE(next_change());
  terms_.api = "";
  change();
  EXPECT_FALSE(next_change()) << "a change that nobody sends is due for ever";
  ASSERT_THAT(changes(), SizeIs(1));
  EXPECT_EQ(changes().front().state, "failed");
  EXPECT_EQ(hear("f1", 10).state, "ignored");
}

TEST_P(PointOfSaleTest, what_was_left_waiting_without_an_address_is_not_due_either) {
  count(10);
  put_down();
  ASSERT_THAT(take(), SizeIs(1));
  set("api = ''");
  clock_.advance(hours(1));
  EXPECT_FALSE(next_change());
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(hear("f1", 9).state, "ignored") << "nobody knows whether the change arrived: nothing is invented";
  EXPECT_EQ(there(), 10);
  EXPECT_EQ(known().units, 9);
}

TEST_P(PointOfSaleTest, a_change_on_its_way_when_the_till_is_switched_off_leaves_nothing_known) {
  count(10);
  agree();
  tell(Kind::waste, 2);
  put_down();
  const auto due = take();
  ASSERT_THAT(due, SizeIs(1));
  take_in(till_, {{"f1", Said::figure, "VAR", 7, clock_.now()}});
  terms_.active = false;
  change();
  note(due.front());
  EXPECT_FALSE(next_change());
  EXPECT_FALSE(known().units) << "it may hold the change or not";
  apply();
  EXPECT_EQ(message("f1").state, "refused");
  EXPECT_THAT(message("f1").sentence, HasSubstr("switched off"));
  EXPECT_EQ(there(), 8);
}

TEST_P(PointOfSaleTest, what_waits_for_ever_is_not_what_is_forgotten_next) {
  count(10);
  put_down();
  ASSERT_THAT(take(), SizeIs(1));
  take_in(till_, {{"f1", Said::figure, "VAR", 7, clock_.now()}});
  clock_.advance(hours(24 * 32));
  const auto next = next_forgetting();
  EXPECT_TRUE(!next || *next > clock_.now()) << "the jobs would look again at once, and for ever";
  set("active = 0");
  apply();
  EXPECT_EQ(message("f1").state, "refused");
  ASSERT_TRUE(next_forgetting() == std::nullopt) << "and is gone with the others of its age";
}

TEST_P(PointOfSaleTest, at_another_venue_nothing_is_agreed_yet) {
  count(10);
  auto elsewhere = statement(Kind::count, 4);
  elsewhere.venue = depot_.id;
  tell(elsewhere);
  agree();
  ASSERT_EQ(known().units, 10);
  clock_.advance(seconds(1));
  terms_.venue = depot_.id.string();
  change();
  EXPECT_FALSE(known().units);
  EXPECT_EQ(hear("f1", 12).state, "ignored") << "the first figure at this venue is no delivery";
  EXPECT_EQ(there_at(depot_), 4);
  EXPECT_EQ(there_at(kiln_), 10);
}

TEST_P(PointOfSaleTest, changes_and_figures_of_one_place_are_not_those_of_another) {
  count(10);
  agree();
  tell(Kind::waste, 2);
  put_down();
  const auto due = take();
  ASSERT_THAT(due, SizeIs(1));
  take_in(till_, {{"f1", Said::figure, "VAR", 9, clock_.now()}});
  clock_.advance(seconds(1));
  terms_.location = "L2";
  change();
  clock_.advance(minutes(2));
  EXPECT_THAT(take(), IsEmpty()) << "it would be sent to the other place under the same key";
  note(due.front());
  EXPECT_FALSE(known().units || known().at);
  apply();
  EXPECT_EQ(message("f1").state, "refused");
  EXPECT_EQ(there(), 8);
  put_down();
  const auto anew = take();
  ASSERT_THAT(anew, SizeIs(1));
  EXPECT_TRUE(anew.front().change.change.sets);
  EXPECT_EQ(anew.front().change.change.units, 8);
  EXPECT_NE(anew.front().change.id, due.front().change.id);
}

TEST_P(PointOfSaleTest, is_tried_every_minute_because_its_own_figures_wait) {
  count(10);
  put_down();
  for (int tries = 1; tries < 8; ++tries) {
    const auto due = take();
    ASSERT_THAT(due, SizeIs(1)) << tries;
    note(due.front(), ChangeOutcome::Fate::again);
    ASSERT_TRUE(next_change());
    EXPECT_LE(*next_change() - clock_.now(), minutes(1)) << tries;
    clock_.advance(minutes(1));
  }
}

TEST_P(PointOfSaleTest, two_figures_of_one_instant_are_both_heard) {
  count(10);
  agree();
  const Instant at = clock_.now();
  EXPECT_EQ(hear("f1", Said::figure, 9, at).state, "applied");
  EXPECT_EQ(hear("f2", Said::figure, 8, at).state, "applied");
  EXPECT_EQ(there(), 8);
  EXPECT_EQ(hear("f3", Said::figure, 8, at).state, "ignored") << "an echo";
  EXPECT_EQ(hear("f4", Said::figure, 7, at - std::chrono::milliseconds(1)).state, "ignored") << "late";
  EXPECT_EQ(there(), 8);
  EXPECT_EQ(known().units, 8);
}

TEST_P(PointOfSaleTest, the_same_figure_of_the_same_instant_under_another_id_undoes_no_change) {
  count(10);
  agree();
  const Instant at = clock_.now();
  EXPECT_EQ(hear("f1", Said::figure, 9, at).state, "applied");
  tell(Kind::delivery, 5);
  agree();
  ASSERT_EQ(known().units, 14);
  EXPECT_EQ(hear("f1-again", Said::figure, 9, at).state, "ignored");
  EXPECT_EQ(there(), 14);
  EXPECT_EQ(known().units, 14);
}

TEST_P(PointOfSaleTest, what_is_refused_is_not_agreed) {
  count(10);
  agree();
  hear("f0", 10);
  const auto before = known();
  EXPECT_EQ(hear("f1", 5'000'000).state, "refused");
  EXPECT_EQ(known().units, before.units);
  const auto ahead = hear("f2", Said::figure, 9, clock_.now() + minutes(6));
  EXPECT_EQ(ahead.state, "refused");
  EXPECT_THAT(ahead.sentence, HasSubstr("not happened yet"));
  EXPECT_EQ(known().units, before.units) << "the sale would be undone in the till";
  EXPECT_EQ(known().at, before.at) << "and figures of right clocks be late";
  clock_.advance(seconds(1));
  EXPECT_EQ(hear("f3", 8).state, "applied");
  EXPECT_EQ(there(), 8) << "the next figure says all of it";
}

TEST_P(PointOfSaleTest, a_fast_clock_and_a_stocktake_swallow_no_sale_of_others) {
  count(10);
  EXPECT_EQ(hear("s1", Said::adjust, -1, clock_.now() + minutes(4)).state, "applied");
  clock_.advance(seconds(1));
  count(20);
  clock_.advance(seconds(1));
  auto sold = statement(Kind::sale, 3, "right-clock");
  sold.occurred_at = clock_.now();
  tell(sold);
  EXPECT_EQ(there(), 17);
}

TEST_P(PointOfSaleTest, what_a_fast_clock_says_at_once_stays_in_its_order) {
  count(10);
  clock_.advance(seconds(1));
  const Instant ahead = clock_.now() + minutes(2);
  take_in(till_, {{"d", Said::adjust, "VAR", -1, ahead},
                  {"c", Said::count, "VAR", 7, ahead + seconds(1)},
                  {"b", Said::adjust, "VAR", -2, ahead + seconds(2)},
                  {"a", Said::count, "VAR", 4, ahead + seconds(3)},
                  {"z", Said::adjust, "VAR", 3, ahead + seconds(4)}});
  apply();
  EXPECT_EQ(there(), 4 + 3);
  EXPECT_THAT(message("c").sentence, IsEmpty());
}

TEST_P(PointOfSaleTest, what_fails_is_put_off_and_not_what_waits_before_it) {
  count(10);
  put_down();
  ASSERT_THAT(take(), SizeIs(1));
  take_in(till_, {{"held", Said::figure, "VAR", 9, clock_.now()}});
  clock_.advance(seconds(1));
  take_in(till_, {{"fails", Said::adjust, "VAR", -1, clock_.now()},
                  {"good", Said::adjust, "VAR", -2, clock_.now() + seconds(1)}});
  write([&](store::Transaction& tx) { messages_.applying().put_off(tx); });
  EXPECT_EQ(message("held").state, "waiting");
  EXPECT_EQ(message("fails").state, "refused");
  EXPECT_EQ(message("good").state, "waiting");
}

INSTANTIATE_TEST_SUITE_P(, PointOfSaleTest, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
