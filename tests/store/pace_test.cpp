// How bookings are counted by days before their slot, behind the sales.
#include "commerce/forecasts/pace.hpp"

#include <gmock/gmock.h>

#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PaceWorld : public VenueWorld {
 protected:
  void SetUp() override {
    VenueWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(mugs_on(20, 30), "one"));
    ASSERT_TRUE(publish(mugs_on(25, 30), "two"));
  }
  static std::string mugs_on(int day, int units) {
    return "DTSTART:202603" + std::to_string(day) + "T100000Z\r\nDTEND:202603" + std::to_string(day) +
           "T120000Z\r\nX-SHELF-STOCK;SKU=MUG:" + std::to_string(units) + "\r\nX-SHELF-PRICE;SKU=MUG:22\r\n";
  }
  /// March of 2026, at noon.
  void on(unsigned day) {
    clock_.set(sys_days(std::chrono::year{2026} / std::chrono::March / static_cast<int>(day)) + 12h);
  }
  /// What the minute after a rush brings.
  void settle() {
    for (int i = 0; i < 4; ++i) {
      run_due();
      clock_.advance(11s);
    }
    run_due();
  }
  /// "days before: came - went", the farthest first.
  std::vector<std::string> pace(std::size_t slot) {
    std::vector<std::string> told;
    const Id id = slots().at(slot).id;
    database().read([&](store::Transaction& tx) {
      const auto by_sku = commerce::load_pace(tx, shop_.id, id);
      if (!by_sku.contains("MUG")) return;
      for (const auto& day : by_sku.at("MUG"))
        told.push_back(std::to_string(day.days_before) + ": " + std::to_string(day.came) + " - " +
                       std::to_string(day.went));
    });
    return told;
  }
  std::int64_t debts(std::string_view topic) {
    std::int64_t count = 0;
    database().read([&](store::Transaction& tx) {
      count = *tx.first("SELECT COUNT(*) FROM outbox WHERE topic = $1", {topic},
                        [](const store::Row& row) { return row.integer(0); });
    });
    return count;
  }
};
INSTANTIATE_TEST_SUITE_P(, PaceWorld, BothDatabases, name_of_engine);

TEST_P(PaceWorld, counts_bookings_on_the_day_that_they_were_made_and_cancelled_units_on_theirs) {
  on(10);
  book(0, 2);
  const auto gone = book(0, 3, "b@example.com");
  on(14);
  book(0, 1, "c@example.com");
  settle();
  EXPECT_THAT(pace(0), ElementsAre("9: 5 - 0", "5: 1 - 0"));
  on(16);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, gone.id)); });
  settle();
  EXPECT_THAT(pace(0), ElementsAre("9: 5 - 0", "5: 1 - 0", "3: 0 - 3"));
  EXPECT_THAT(pace(1), IsEmpty());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(PaceWorld, counts_what_was_moved_where_it_is_when_it_was_moved) {
  on(10);
  const auto booking = book(0, 2);
  book(1, 1, "b@example.com");
  settle();
  on(18);
  write([&](store::Transaction& tx) {
    commerce::MoveCommand command{shop_.id, booking.id, slots().at(1).id};
    command.by.customer = false;
    command.total = 4400;
    const auto moved = services_.changes.move(tx, command);
    ASSERT_TRUE(moved) << moved.error().message;
  });
  settle();
  EXPECT_THAT(pace(0), ElementsAre("9: 2 - 0", "1: 0 - 2"));
  EXPECT_THAT(pace(1), ElementsAre("14: 1 - 0", "6: 2 - 0"));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(PaceWorld, counts_a_slot_that_moves_from_where_it_is_now) {
  on(10);
  book(0, 2);
  settle();
  ASSERT_TRUE(publish(mugs_on(22, 30), "one"));
  settle();
  EXPECT_THAT(pace(0), ElementsAre("11: 2 - 0"));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(PaceWorld, reads_only_what_is_new_and_owes_nothing_when_nothing_is) {
  on(10);
  for (int i = 0; i < 7; ++i) book(0, 1, "x" + std::to_string(i) + "@example.com");
  clock_.advance(1min);
  const auto count = [&] {
    std::size_t counted = 0;
    write([&](store::Transaction& tx) { counted = commerce::count_pace(tx, shop_.id, clock_.now(), 3); });
    return counted;
  };
  EXPECT_EQ(count(), 3);
  EXPECT_EQ(count(), 3);
  EXPECT_EQ(debts("pace"), 1);  // there is more
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(count(), 0);
  settle();
  EXPECT_EQ(debts("pace"), 0);
  EXPECT_THAT(pace(0), ElementsAre("9: 7 - 0"));
}

TEST_P(PaceWorld, leaves_the_last_seconds_to_ids_that_are_still_being_written) {
  on(10);
  book(0, 1);
  std::size_t counted = 1;
  write([&](store::Transaction& tx) { counted = commerce::count_pace(tx, shop_.id, clock_.now()); });
  EXPECT_EQ(counted, 0);
  EXPECT_EQ(debts("pace"), 1);
  settle();
  EXPECT_THAT(pace(0), ElementsAre("9: 1 - 0"));
}

TEST_P(PaceWorld, is_found_out_by_the_check_and_mended_by_a_recount) {
  on(10);
  book(0, 2);
  settle();
  write([](store::Transaction& tx) { tx.execute("UPDATE pace SET came = 5", {}); });
  EXPECT_THAT(check(), SizeIs(1));
  write([&](store::Transaction& tx) { commerce::recount_pace(tx, shop_.id, clock_.now()); });
  settle();
  EXPECT_THAT(check(), IsEmpty());
  EXPECT_THAT(pace(0), ElementsAre("9: 2 - 0"));
}

}  // namespace
}  // namespace timeshelf::tests
