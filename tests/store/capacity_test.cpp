// Slots shrink and close when the stock of their venue falls, latest first, and open again when it returns.
#include <gmock/gmock.h>

#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Capacity : public VenueWorld {};

TEST_P(Capacity, shrinks_the_latest_slot_first_and_gives_back_exactly) {
  tell(Kind::delivery, 20);
  publish(at_kiln(20, 8), "a");
  publish(at_kiln(21, 8), "b");
  EXPECT_THAT(remaining(), ElementsAre(8, 8));
  tell(Kind::waste, 9, "W-1");
  EXPECT_THAT(remaining(), ElementsAre(8, 3));
  tell(Kind::waste, 5);
  EXPECT_THAT(remaining(), ElementsAre(6, 0));
  EXPECT_EQ(slots()[1].state, commerce::SlotState::problem);
  tell(Kind::delivery, 14);
  EXPECT_THAT(remaining(), ElementsAre(8, 8));
  EXPECT_EQ(slots()[1].state, commerce::SlotState::open);
  EXPECT_EQ(level(kiln_)->on_hand, 4);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Capacity, never_takes_what_is_sold_or_held) {
  tell(Kind::delivery, 16);
  publish(at_kiln(20, 8), "a");
  publish(at_kiln(21, 8), "b");
  book(1, 5);
  ASSERT_TRUE(hold("MUG", 2));
  tell(Kind::count, 8);
  EXPECT_THAT(remaining(), ElementsAre(1, 0));
  tell(Kind::count, 7);
  EXPECT_THAT(remaining(), ElementsAre(0, 0));
  EXPECT_EQ(level(kiln_)->promised, 7);
  EXPECT_EQ(level(kiln_)->missing, 0);
}

TEST_P(Capacity, closes_below_the_threshold_and_opens_at_it) {
  tell(Kind::delivery, 10);
  publish(at_kiln(20, 4), "a");
  publish(at_kiln(21, 4, "X-SHELF-THRESHOLD;SKU=MUG:6\r\n"), "b");
  EXPECT_THAT(remaining(), ElementsAre(4, 4));
  tell(Kind::waste, 1);
  EXPECT_THAT(remaining(), ElementsAre(4, 0));
  EXPECT_EQ(slots()[1].state, commerce::SlotState::problem);
  EXPECT_EQ(slots()[1].reason,
            "It opens again when at least 6 MUG are at Kiln Street 12; 5 are left there for it.");
  tell(Kind::delivery, 1);
  EXPECT_THAT(remaining(), ElementsAre(4, 4));
}

TEST_P(Capacity, what_is_sold_and_comes_back_counts_for_a_threshold) {
  tell(Kind::delivery, 10);
  publish(at_kiln(20, 4), "a");
  publish(at_kiln(21, 4, "X-SHELF-THRESHOLD;SKU=MUG:6\r\n"), "b");
  const auto booking = book(1, 1);
  run_due();
  EXPECT_THAT(remaining(), ElementsAre(4, 0));  // 5 are left for it
  EXPECT_EQ(audit("capacity.closed").at(0).facts.at("cause"), "bookings");
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
  run_due();
  EXPECT_THAT(remaining(), ElementsAre(4, 4));

  const Id slot = slots()[1].id;
  Instant runs_out;
  write([&](store::Transaction& tx) {
    runs_out = engine_.hold(tx, {shop_.id, {{slot, "MUG", 2, "PICKUP"}}}).value().expires_at;
  });
  run_due();
  EXPECT_THAT(remaining(), ElementsAre(4, 0));
  clock_.set(runs_out);
  run_due();
  EXPECT_THAT(remaining(), ElementsAre(4, 4));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Capacity, records_each_step_with_its_cause_and_only_once) {
  tell(Kind::delivery, 10);
  publish(at_kiln(20, 8));
  const auto before = audit("capacity.").size();
  tell(Kind::waste, 5, "W-1");
  auto steps = audit("capacity.");
  ASSERT_EQ(steps.size(), before + 1);
  EXPECT_EQ(steps.front().action, "capacity.shrunk");
  EXPECT_EQ(steps.front().facts.at("cause"), "waste W-1");
  EXPECT_EQ(steps.front().facts.at("from"), 8);
  EXPECT_EQ(steps.front().facts.at("to"), 5);
  const auto revision = slots()[0].revision;
  write([&](store::Transaction& tx) { services_.stock.share_out(tx, shop_.id, {kiln_.id, "MUG"}); });
  EXPECT_EQ(audit("capacity.").size(), before + 1);
  EXPECT_EQ(slots()[0].revision, revision);
}

TEST_P(Capacity, many_changes_share_out_once) {
  publish(at_kiln(20, 8));
  write([&](store::Transaction& tx) {
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(services_.stock.tell(tx, statement(Kind::delivery, 1)));
  });
  run_due();
  EXPECT_THAT(remaining(), ElementsAre(5));
  EXPECT_EQ(audit("capacity.opened").size() + audit("capacity.grew").size(), 1U);
}

TEST_P(Capacity, a_slot_that_is_over_or_off_gives_back_what_it_did_not_sell) {
  tell(Kind::delivery, 10);
  publish(at_kiln(20, 8), "a");
  publish(at_kiln(21, 8), "b");
  EXPECT_THAT(remaining(), ElementsAre(8, 2));
  ASSERT_TRUE(publish(at_kiln(20, 8, "STATUS:CANCELLED\r\n"), "a"));
  EXPECT_THAT(remaining(), ElementsAre(0, 8));
  EXPECT_EQ(audit("capacity.grew").front().facts.at("cause"), "another slot is over or off sale");
  clock_.set(from_millis(1'774'094'400'000));  // 21 March, 12:00 UTC
  run_due();
  EXPECT_EQ(level(kiln_)->on_hand, 10);
  EXPECT_EQ(level(kiln_)->in_slots, 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Capacity, a_series_takes_its_share_in_order) {
  tell(Kind::delivery, 7);
  ASSERT_TRUE(publish(at_kiln(20, 3, "RRULE:FREQ=DAILY;COUNT=4\r\n")));
  EXPECT_THAT(remaining(), ElementsAre(3, 3, 1, 0));
  EXPECT_THAT(check(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Both, Capacity, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
