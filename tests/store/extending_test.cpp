// More time for a hold, and what to do instead of what is sold out, on both databases.
#include "commerce/checkout/extending.hpp"
#include "commerce/slots/alternatives.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::NotExtended;
using Extended = Result<commerce::Hold, NotExtended>;

constexpr const char* kMugsLater =
    "DTSTART:20260408T170000Z\r\nDTEND:20260408T190000Z\r\nX-SHELF-STOCK;SKU=MUG:3\r\n";

class Extending : public ShopWorld {
 protected:
  Extended extend(const Id& id) {
    std::optional<Extended> result;
    write([&](store::Transaction& tx) {
      result = commerce::extend_hold(tx, shop_.id, id, 10min, clock_.now());
    });
    return *result;
  }
  std::optional<commerce::Hold> find(const Id& id) {
    std::optional<commerce::Hold> found;
    database().read([&](store::Transaction& tx) { found = engine_.find_hold(tx, shop_.id, id); });
    return found;
  }
  commerce::Alternatives instead_of(const commerce::Slot& slot) {
    commerce::Alternatives found;
    database().read(
        [&](store::Transaction& tx) { found = commerce::alternatives_to(tx, slot, clock_.now()); });
    return found;
  }
};
INSTANTIATE_TEST_SUITE_P(, Extending, BothDatabases, name_of_engine);

TEST_P(Extending, a_hold_lasts_as_long_again_from_when_more_time_is_asked_for) {
  ASSERT_TRUE(publish(kMugs));
  const auto held = hold("MUG", 1);
  clock_.advance(9min);
  const auto extended = extend(held->id);
  ASSERT_TRUE(extended);
  EXPECT_EQ(extended->expires_at, clock_.now() + 10min);
  EXPECT_EQ(extended->total, held->total);
  clock_.advance(2min);  // it would be over
  run_due();
  ASSERT_TRUE(find(held->id));
  EXPECT_TRUE(confirm(held->id));
  EXPECT_TRUE(check().empty());
}

TEST_P(Extending, in_all_it_lasts_three_times_as_long_and_no_longer) {
  ASSERT_TRUE(publish(kMugs));
  const auto held = hold("MUG", 1);
  const Instant limit = held->created_at + 30min;
  for (int i = 0; i < 3; ++i) {
    clock_.advance(9min);
    ASSERT_TRUE(extend(held->id)) << i;
  }
  EXPECT_EQ(find(held->id)->expires_at, limit);
  const auto refused = extend(held->id);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, NotExtended::Code::at_limit);
  EXPECT_EQ(find(held->id)->expires_at, limit);
}

TEST_P(Extending, what_has_run_out_or_was_never_held_gets_no_more_time) {
  ASSERT_TRUE(publish(kMugs));
  const auto held = hold("MUG", 3);
  clock_.advance(10min);  // nobody has tidied up yet
  EXPECT_EQ(extend(held->id).error().code, NotExtended::Code::run_out);
  ASSERT_TRUE(hold("MUG", 3)) << "somebody else has it by now";
  EXPECT_EQ(extend(held->id).error().code, NotExtended::Code::run_out);
  EXPECT_EQ(extend(Id::make(clock_.now(), random_)).error().code, NotExtended::Code::unknown);
}

TEST_P(Extending, a_booking_or_what_was_let_go_gets_no_more_time) {
  ASSERT_TRUE(publish(kMugs));
  const auto booked = hold("MUG", 1);
  ASSERT_TRUE(confirm(booked->id));
  EXPECT_EQ(extend(booked->id).error().code, NotExtended::Code::unknown);
  const auto released = hold("MUG", 1);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.release(tx, shop_.id, released->id)); });
  EXPECT_EQ(extend(released->id).error().code, NotExtended::Code::run_out);
}

TEST_P(Extending, instead_of_what_is_sold_out_there_is_what_may_come_back_and_what_sells_the_same) {
  ASSERT_TRUE(publish(kMugs));
  ASSERT_TRUE(publish(kMugsLater, "later"));
  const auto all = slots();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_FALSE(instead_of(all.front()).held_until);
  const auto first = hold("MUG", 2);
  clock_.advance(1min);
  ASSERT_TRUE(hold("MUG", 1));
  const auto found = instead_of(slots().front());
  EXPECT_EQ(found.held_until, first->expires_at);
  ASSERT_EQ(found.slots.size(), 1U);
  EXPECT_EQ(found.slots.front().id, all.back().id);
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(engine_.hold(tx, {shop_.id, {{all.back().id, "MUG", 3, "PICKUP"}}}));
  });
  EXPECT_TRUE(instead_of(slots().front()).slots.empty()) << "there is no room either";
}

TEST_P(Extending, dates_of_the_same_series_come_before_what_is_sooner) {
  ASSERT_TRUE(
      publish("DTSTART:20260310T170000Z\r\nDTEND:20260310T180000Z\r\n"
              "RRULE:FREQ=WEEKLY;COUNT=2\r\nX-SHELF-STOCK;SKU=MUG:1\r\n"));
  std::string other = event_text(
      "DTSTART:20260311T170000Z\r\nDTEND:20260311T180000Z\r\nX-SHELF-STOCK;SKU=MUG:1\r\n", "other");
  other.replace(other.find("Glaze evening"), 13, "Market");
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(engine_.publish(tx, shelf_, "other.ics", ical::parse(other)->calendars.front()));
  });
  const auto found = instead_of(slots().front());
  ASSERT_EQ(found.slots.size(), 2U);
  EXPECT_EQ(found.slots.front().starts_at, slots().back().starts_at);
}

TEST_P(Extending, the_nearest_date_comes_first_and_not_the_soonest) {
  ASSERT_TRUE(
      publish("DTSTART:20260401T170000Z\r\nDTEND:20260401T180000Z\r\n"
              "RRULE:FREQ=WEEKLY;COUNT=14\r\nX-SHELF-STOCK;SKU=MUG:1\r\n"));
  const auto all = slots();
  ASSERT_EQ(all.size(), 14U);
  const auto found = instead_of(all.at(11));
  ASSERT_EQ(found.slots.size(), 3U);
  std::set<Id> ids;
  for (const auto& slot : found.slots) ids.insert(slot.id);
  EXPECT_TRUE(ids.contains(all.at(10).id) && ids.contains(all.at(12).id));
}

}  // namespace
}  // namespace timeshelf::tests
