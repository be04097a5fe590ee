// How a drop went: what was offered, sold, given back, handed over, missed and waited for, and for how much.
#include "commerce/reports/drop_report.hpp"

#include <gmock/gmock.h>

#include "commerce/reports/page_views.hpp"
#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::LineState;
using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DropReports : public VenueWorld {
 protected:
  void SetUp() override {
    VenueWorld::SetUp();
    if (IsSkipped()) return;
    // 18 until a week before the first, then 22.
    ASSERT_TRUE(
        publish("DTSTART:20260320T100000Z\r\nDTEND:20260320T120000Z\r\nX-SHELF-STOCK;SKU=MUG:6\r\n"
                "X-SHELF-PRICE;SKU=MUG;TIER=early;UNTIL=-P7D:18\r\nX-SHELF-PRICE;SKU=MUG:22\r\nX-SHELF-DROP:"
                "spring\r\n"
                "X-SHELF-STAFFING:1 PER 10\r\n",
                "first"));
    ASSERT_TRUE(
        publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\nX-SHELF-SEATS:4\r\n"
                "X-SHELF-PRICE:25\r\nX-SHELF-DROP:spring\r\n",
                "second"));
    ASSERT_TRUE(publish(kMugs, "other"));
    for (const auto& slot : slots())
      (slot.uid == "first" ? first_ : slot.uid == "second" ? second_ : other_) = slot.id;
  }
  commerce::Booking take(const Id& slot, std::string sku, std::int64_t quantity,
                         std::string email = "a@example.com") {
    std::optional<commerce::Booking> booked;
    write([&](store::Transaction& tx) {
      const auto held = engine_.hold(tx, {shop_.id, {{slot, std::move(sku), quantity}}});
      booked = engine_.confirm(tx, {shop_.id, held.value().id, "Ada", std::move(email)}).value();
    });
    return *booked;
  }
  void cancel(const commerce::Booking& booking, std::vector<commerce::UnitsOfLine> lines = {}) {
    write([&](store::Transaction& tx) {
      commerce::CancelCommand command{shop_.id, booking.id};
      command.lines = std::move(lines);
      ASSERT_TRUE(services_.changes.cancel(tx, command));
    });
  }
  void hand_over(const commerce::Booking& booking, std::int64_t units) {
    write([&](store::Transaction& tx) {
      commerce::FulfilmentStep step;
      step.shop = shop_.id;
      step.booking = booking.code;
      step.line = booking.lines.front().position;
      step.units = units;
      step.actor = "sam";
      ASSERT_TRUE(services_.fulfilment.advance(tx, step));
    });
  }
  std::optional<commerce::DropReport> report(const std::string& drop = "spring") {
    std::optional<commerce::DropReport> found;
    database().read(
        [&](store::Transaction& tx) { found = commerce::report_drop(tx, shop_.id, drop, clock_.now()); });
    return found;
  }

  Id first_, second_, other_;
};

TEST_P(DropReports, a_drop_that_nobody_saw_is_all_left) {
  const auto report = this->report();
  ASSERT_TRUE(report);
  EXPECT_THAT(report->slots, ElementsAre(Field(&commerce::SlotOutcome::slot, first_),
                                         Field(&commerce::SlotOutcome::slot, second_)));
  ASSERT_THAT(report->skus, SizeIs(2));
  EXPECT_EQ(report->skus[1].sku, "SEAT");
  EXPECT_EQ(report->skus[1].left(), 4);
  EXPECT_EQ(report->skus[0].name, "Mug");
  EXPECT_EQ(report->skus[0].left(), 6);
  EXPECT_THAT(report->steps, IsEmpty());
  EXPECT_EQ(report->funnel.holds, 0);
}

TEST_P(DropReports, there_is_none_of_a_drop_that_there_is_not) {
  EXPECT_FALSE(report("autumn"));
  EXPECT_FALSE(report(""));  // slots without a drop are none
}

TEST_P(DropReports, revenue_is_what_is_still_sold_at_the_step_it_was_sold) {
  const auto early = take(first_, "MUG", 3);
  cancel(early, {{early.lines[0].position, 1}});
  clock_.advance(hours(24 * 14));
  take(first_, "MUG", 2, "b@example.com");
  cancel(take(second_, "", 2, "c@example.com"));
  const auto report = this->report();
  ASSERT_THAT(report->steps, SizeIs(2));
  EXPECT_EQ(report->steps[0].tier, "early");
  EXPECT_EQ(report->steps[0].units, 2);
  EXPECT_EQ(report->steps[0].revenue.text(), "36.00 EUR");
  EXPECT_EQ(report->steps[1].revenue.text(), "44.00 EUR");
  EXPECT_EQ(report->skus[0].sold, 4);
  EXPECT_EQ(report->skus[1].sold, 0);
  EXPECT_EQ(report->funnel.bookings, 3);
  EXPECT_EQ(report->funnel.cancelled, 1);
}

TEST_P(DropReports, the_funnel_goes_from_looking_to_having) {
  const auto today = std::chrono::floor<std::chrono::days>(clock_.now());
  for (int i = 0; i < 2; ++i)
    write([&](store::Transaction& tx) { commerce::add_page_views(tx, {{{shop_.id, first_, today}, 20}}); });
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.hold(tx, {shop_.id, {{first_, "MUG", 1}}})); });
  clock_.advance(hours(1));
  run_due();  // it runs out
  const auto came = take(first_, "MUG", 2);
  take(first_, "MUG", 1, "missed@example.com");
  clock_.set(from_millis(1'774'001'100'000));  // the slot has begun
  hand_over(came, 1);
  clock_.advance(hours(24 * 2));
  run_due();
  const auto funnel = report()->funnel;
  EXPECT_EQ(funnel.views, 40);
  EXPECT_EQ(funnel.holds, 3);
  EXPECT_EQ(funnel.expired, 1);
  EXPECT_EQ(funnel.bookings, 2);
  EXPECT_EQ(funnel.handed_over, 1);
  EXPECT_EQ(funnel.missed, 1);
  EXPECT_EQ(report()->skus[0].missed, 2);  // one that was not handed over, one of who did not come
}

TEST_P(DropReports, a_booking_of_two_slots_is_one_in_the_funnel) {
  write([&](store::Transaction& tx) {
    const auto held = engine_.hold(tx, {shop_.id, {{first_, "MUG", 1}, {second_, "", 1}}});
    ASSERT_TRUE(engine_.confirm(tx, {shop_.id, held.value().id, "Ada", "a@example.com"}));
  });
  const auto report = this->report();
  EXPECT_EQ(report->funnel.bookings, 1);
  EXPECT_EQ(report->slots[0].bookings + report->slots[1].bookings, 2);
}

TEST_P(DropReports, who_waits_in_vain_is_counted_in_units) {
  take(second_, "", 4);
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.waiting.join(tx, {shop_.id, second_, "", 2, "Ben", "ben@example.com"}));
  });
  const auto report = this->report();
  EXPECT_EQ(report->waiting.joined, 1);
  EXPECT_EQ(report->skus[1].waited_for, 2);
}

TEST_P(DropReports, staff_and_money_are_of_the_drop_alone) {
  const auto booking = take(first_, "MUG", 1);
  const auto elsewhere = take(other_, "MUG", 1, "b@example.com");
  run_due();
  clock_.advance(std::chrono::seconds(2));
  run_due();
  write([&](store::Transaction& tx) {
    for (const auto& [id, tender] : {std::pair(booking.id, "cash"), std::pair(elsewhere.id, "card")}) {
      commerce::ReceiptCommand paid{shop_.id, id};
      paid.tender = tender;
      paid.actor = "sam";
      ASSERT_TRUE(services_.receipts.write_down(tx, paid));
    }
  });
  const auto report = this->report();
  EXPECT_EQ(report->staff.shifts, 1);
  EXPECT_EQ(report->staff.uncovered, 1);
  EXPECT_EQ(report->staff.worked.count(), 0);
  ASSERT_THAT(report->takings, SizeIs(1));
  EXPECT_EQ(report->takings[0].taken.text(), "18.00 EUR");
}

// It counted the hours of shifts that lay days ahead.
TEST_P(DropReports, hours_are_worked_once_a_shift_has_ended) {
  take(first_, "MUG", 1);
  run_due();
  clock_.advance(std::chrono::seconds(2));
  run_due();
  write([&](store::Transaction& tx) {
    ASSERT_EQ(
        tx.execute("UPDATE shifts SET person = 'sam' WHERE shop = $1 AND slot = $2", {shop_.id, first_}), 1);
  });
  EXPECT_EQ(report()->staff.shifts, 1);
  EXPECT_EQ(report()->staff.uncovered, 0);
  EXPECT_EQ(report()->staff.worked_shifts, 0);
  EXPECT_EQ(report()->staff.worked.count(), 0);
  clock_.set(from_millis(1'774'001'100'000));  // it runs
  EXPECT_EQ(report()->staff.worked.count(), 0);
  EXPECT_FALSE(report()->handed_over_per_hour());
  clock_.advance(hours(24));
  EXPECT_EQ(report()->staff.worked_shifts, 1);
  EXPECT_GE(report()->staff.worked, hours(2));
  EXPECT_TRUE(report()->handed_over_per_hour());
}

// Drafts that were put under its name made a drop that was over one that ran, and lessened what it sold
// through.
TEST_P(DropReports, drafts_are_no_part_of_how_a_drop_went) {
  take(first_, "MUG", 3);
  const std::string draft =
      "DTSTART:20270320T100000Z\r\nDTEND:20270320T120000Z\r\nX-SHELF-STOCK;SKU=MUG:50\r\nX-SHELF-SEATS:9\r\n"
      "X-SHELF-PRICE;SKU=MUG:20\r\nX-SHELF-PRICE:25\r\nX-SHELF-STATE:OFF\r\nX-SHELF-DROP:";
  ASSERT_TRUE(publish(draft + "spring\r\n", "draft"));
  ASSERT_TRUE(publish(draft + "summer\r\n", "alone"));
  const auto report = this->report();
  EXPECT_THAT(report->slots, SizeIs(2));
  EXPECT_EQ(report->skus[0].offered, 6);
  EXPECT_EQ(report->skus[1].offered, 4);
  std::vector<commerce::DropSpan> drops;
  database().read([&](store::Transaction& tx) {
    drops = commerce::list_drops(tx, shop_.id, clock_.now() + hours(24 * 500), 10);
  });
  ASSERT_THAT(drops, SizeIs(2));
  EXPECT_EQ(drops[0].drop, "summer");
  EXPECT_TRUE(drops[0].draft);
  EXPECT_EQ(to_rfc3339(drops[1].last), "2026-03-21T12:00:00Z");
  EXPECT_EQ(drops[1].slots, 2);
  EXPECT_FALSE(drops[1].draft);
  const auto alone = this->report("summer");  // there is nothing else to tell of
  ASSERT_THAT(alone->slots, SizeIs(1));
  EXPECT_THAT(alone->skus, IsEmpty());
}

TEST_P(DropReports, what_was_sold_before_a_slot_went_off_sale_was_offered) {
  take(second_, "", 1);
  ASSERT_TRUE(
      publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\nX-SHELF-SEATS:4\r\nX-SHELF-PRICE:25\r\n"
              "X-SHELF-STATE:OFF\r\nX-SHELF-DROP:spring\r\n",
              "second"));
  EXPECT_EQ(report()->skus[1].offered, 4);
}

TEST_P(DropReports, drops_are_listed_the_latest_first) {
  std::vector<commerce::DropSpan> drops;
  database().read([&](store::Transaction& tx) {
    drops = commerce::list_drops(tx, shop_.id, clock_.now() + hours(24 * 365), 10);
  });
  ASSERT_THAT(drops, SizeIs(1));
  EXPECT_EQ(drops[0].drop, "spring");
  EXPECT_EQ(drops[0].slots, 2);
  EXPECT_EQ(to_rfc3339(drops[0].last), "2026-03-21T12:00:00Z");
}

INSTANTIATE_TEST_SUITE_P(Both, DropReports, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
