// The next drop, proposed from a shop's own past.
#include "commerce/reports/next_drop.hpp"

#include <gmock/gmock.h>

#include "ical/date_time.hpp"
#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::NothingToPropose;
using commerce::ReasonKind;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;
using ::testing::Contains;
using ::testing::SizeIs;

class NextDrops : public VenueWorld {
 protected:
  static std::string slot_on(int day, std::int64_t mugs, const std::string& more = "") {
    return at_kiln(day, mugs, "X-SHELF-DROP:march-" + std::to_string(day) + "\r\n" + more);
  }
  void sell(const std::string& name, std::int64_t units) {
    for (std::int64_t i = 0; i < units; ++i) {
      write([&](store::Transaction& tx) {
        const auto held = engine_.hold(tx, {shop_.id, {{id_of(name), "MUG", 1}}});
        ASSERT_TRUE(
            engine_.confirm(tx, {shop_.id, held.value().id, "Ada", std::to_string(i) + "@example.com"}));
      });
    }
  }
  Id id_of(const std::string& name) {
    for (const auto& slot : slots())
      if (slot.uid == name) return slot.id;
    return {};
  }
  void be_at_day(int day) {
    clock_.set(sys_days(std::chrono::year{2026} / 3 / day) + hours(20));
    for (int i = 0; i < 3;
         ++i) {  // what is owed owes something itself: how bookings came in is counted a little later
      run_due();
      clock_.advance(std::chrono::minutes(1));
    }
  }
  commerce::NextDropAnswer propose(const commerce::WishesBySku& wishes = {}) {
    commerce::NextDropAnswer answer;
    database().read([&](store::Transaction& tx) {
      answer = commerce::propose_next_drop(tx, engine_, shop_, wishes, clock_.now());
    });
    return answer;
  }
  static const commerce::ProposedLine& line_of(const commerce::NextDropAnswer& answer) {
    return answer.drop->proposed.slots.at(0).lines.at(0);
  }
  static bool says(const commerce::NextDropAnswer& answer, ReasonKind kind) {
    for (const auto& reason : line_of(answer).reasons)
      if (reason.kind == kind) return true;
    return false;
  }
};

TEST_P(NextDrops, is_not_proposed_before_one_is_over) {
  EXPECT_EQ(propose().why, NothingToPropose::no_drop_is_over);
  ASSERT_TRUE(publish(slot_on(10, 6)));
  EXPECT_EQ(propose().why, NothingToPropose::no_drop_is_over);
  EXPECT_FALSE(propose().drop);
}

TEST_P(NextDrops, keeps_weekday_and_gap_of_those_before) {
  ASSERT_TRUE(publish(slot_on(4, 6), "first"));
  ASSERT_TRUE(publish(slot_on(18, 6), "second"));
  sell("first", 4);
  sell("second", 4);
  be_at_day(18);
  const auto answer = propose();
  ASSERT_TRUE(answer.drop);
  EXPECT_EQ(answer.drop->after, "march-18");
  // Two weeks on would be too soon to publish it: the next such weekday for which there is time.
  EXPECT_EQ(answer.drop->proposed.day, sys_days(std::chrono::year{2026} / 4 / 8));
  EXPECT_EQ(std::chrono::weekday(answer.drop->proposed.day), std::chrono::Wednesday);
}

TEST_P(NextDrops, asks_for_more_where_people_went_without) {
  ASSERT_TRUE(publish(slot_on(11, 4), "first"));
  sell("first", 4);
  write([&](store::Transaction& tx) {
    for (int i = 0; i < 5; ++i)
      ASSERT_TRUE(services_.waiting.join(
          tx, {shop_.id, id_of("first"), "MUG", 2, "Ben", "ben" + std::to_string(i) + "@example.com"}));
  });
  be_at_day(11);
  const auto answer = propose({{"MUG", 3}});
  ASSERT_TRUE(answer.drop);
  EXPECT_GT(line_of(answer).units, 4);
  EXPECT_TRUE(says(answer, ReasonKind::sold_out));
  EXPECT_TRUE(says(answer, ReasonKind::waited));
  EXPECT_TRUE(says(answer, ReasonKind::wished));
  EXPECT_GT(line_of(answer).last_price.minor, 2200);
}

TEST_P(NextDrops, asks_for_less_where_much_was_left) {
  ASSERT_TRUE(publish(slot_on(11, 40), "first"));
  sell("first", 5);
  be_at_day(11);
  const auto answer = propose();
  ASSERT_TRUE(answer.drop);
  EXPECT_LT(line_of(answer).units, 40);
  EXPECT_TRUE(says(answer, ReasonKind::left));
  EXPECT_LT(line_of(answer).first_price.minor, 2200);
}

TEST_P(NextDrops, avoids_days_on_which_the_place_is_taken) {
  ASSERT_TRUE(publish(slot_on(4, 6), "first"));
  sell("first", 4);
  be_at_day(4);
  const auto usual = propose().drop->proposed.day;
  const auto date = to_ical_utc(Instant(usual)).substr(0, 8);
  ASSERT_TRUE(
      publish("DTSTART:" + date + "T100000Z\r\nDTEND:" + date +
                  "T120000Z\r\nLOCATION:Kiln Street 12\\, Berlin\r\nX-SHELF-SEATS:4\r\nX-SHELF-PRICE:5\r\n",
              "other"));
  const auto day = propose().drop->proposed.day;
  EXPECT_NE(day, usual);
  EXPECT_LE(day - usual, days(1));
}

// A draft under the name of a drop that was over made that one run on, and the next was modelled on another.
TEST_P(NextDrops, is_modelled_on_what_was_on_sale_whatever_is_drafted) {
  ASSERT_TRUE(publish(slot_on(4, 6), "first"));
  ASSERT_TRUE(publish(slot_on(18, 6), "second"));
  sell("second", 4);
  ASSERT_TRUE(publish(at_kiln(30, 9, "X-SHELF-STATE:OFF\r\nX-SHELF-DROP:march-18\r\n"), "draft"));
  ASSERT_TRUE(publish(at_kiln(17, 9, "X-SHELF-STATE:OFF\r\nX-SHELF-DROP:never\r\n"), "never"));
  be_at_day(18);
  const auto answer = propose();
  ASSERT_TRUE(answer.drop);
  EXPECT_EQ(answer.drop->after, "march-18");
  EXPECT_THAT(answer.drop->proposed.slots, SizeIs(1));
}

TEST_P(NextDrops, have_names_of_their_own) {
  const auto is_drop = [&](const std::string& name) {
    bool found = false;
    database().read([&](store::Transaction& tx) { found = commerce::is_drop(tx, shop_.id, name); });
    return found;
  };
  ASSERT_TRUE(publish(slot_on(4, 6), "first"));
  ASSERT_TRUE(publish(slot_on(18, 6, "X-SHELF-STATE:OFF\r\n"), "draft"));
  EXPECT_TRUE(is_drop("march-4"));
  EXPECT_FALSE(is_drop("april"));
  EXPECT_FALSE(is_drop(""));
  EXPECT_FALSE(is_drop("march-18")) << "no event is stored here, as where a draft was deleted";
}

TEST_P(NextDrops, writes_nothing) {
  ASSERT_TRUE(publish(slot_on(4, 6), "first"));
  sell("first", 4);
  be_at_day(4);
  const auto before = slots().size();
  propose();
  EXPECT_EQ(slots().size(), before);
}

INSTANTIATE_TEST_SUITE_P(Both, NextDrops, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
