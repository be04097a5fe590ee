// Pickup windows of a slot, on both databases.
#include "tests/store/fulfilment_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Refusal;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PickupWindows : public FulfilmentWorld {};
INSTANTIATE_TEST_SUITE_P(, PickupWindows, BothDatabases, name_of_engine);

TEST_P(PickupWindows, a_pickup_window_takes_so_many_bookings_and_no_more) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M;CAPACITY=2:PICKUP\r\n")));
  const auto slot = slots().front();
  ASSERT_EQ(slot.windows.size(), 4U);
  EXPECT_EQ(slot.windows[0].left, 2);
  auto first = command("PICKUP");
  first.lines[0].window = slot.starts_at;
  ASSERT_TRUE(hold_of(first));
  ASSERT_TRUE(hold_of(first));
  const auto full = hold_of(first);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, Refusal::Code::sold_out);
  EXPECT_EQ(full.error().field, "lines[0].window");
  EXPECT_THAT(full.error().message, HasSubstr("11:00-11:30 is full"));  // Berlin time
  EXPECT_EQ(slots().front().windows[0].left, 0);
  const auto next = hold_of(command("PICKUP"));
  EXPECT_EQ(next->lines[0].window->begins, 30min) << "who names none gets the first with room";
  clock_.advance(11min);
  EXPECT_EQ(slots().front().windows[0].left, 2) << "holds that have run out free their window";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(PickupWindows, a_slot_whose_windows_are_full_is_sold_out_unless_there_is_another_way) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT2H;CAPACITY=1:PICKUP\r\n")));
  ASSERT_TRUE(hold_of(command("PICKUP")));
  EXPECT_EQ(slots().front().state, commerce::SlotState::sold_out);
  EXPECT_EQ(hold_of(command("")).error().code, Refusal::Code::sold_out);
  ASSERT_TRUE(
      publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT2H;CAPACITY=1:PICKUP\r\nX-SHELF-FULFILMENT:DIGITAL\r\n")));
  EXPECT_EQ(slots().front().state, commerce::SlotState::open);
  EXPECT_EQ(hold_of(command(""))->lines[0].fulfilment, "DIGITAL");
}

TEST_P(PickupWindows, lines_that_are_picked_up_together_take_one_place_of_a_window) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n")));
  auto two = command("PICKUP");
  two.lines.push_back(two.lines[0]);
  const auto held = hold_of(two);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->lines[1].window->begins, held->lines[0].window->begins);
  EXPECT_EQ(slots().front().windows[0].left, 0);
  EXPECT_EQ(slots().front().windows[1].left, 1);
}

TEST_P(PickupWindows, a_window_that_the_slot_does_not_have_is_refused) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M:PICKUP\r\nX-SHELF-FULFILMENT:DIGITAL\r\n")));
  auto wrong = command("PICKUP");
  wrong.lines[0].window = slots().front().starts_at + 10min;
  EXPECT_EQ(hold_of(wrong).error().code, Refusal::Code::unknown_window);
  EXPECT_EQ(hold_of(wrong).error().field, "lines[0].window");
  wrong.lines[0].fulfilment = "DIGITAL";
  EXPECT_EQ(hold_of(wrong).error().code, Refusal::Code::unknown_window);
}

TEST_P(PickupWindows, windows_outside_of_the_slot_are_refused_as_property_and_told_as_line) {
  const auto refused = publish(mugs("X-SHELF-FULFILMENT;WINDOW=1600-1630:PICKUP\r\n"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Refusal::Code::terms_invalid);
  ASSERT_TRUE(publish(kTimes + "DESCRIPTION:#shelf\\nstock MUG 3\\nprice MUG 20\\nwindows 16:00-16:30\r\n"));
  EXPECT_EQ(slots().front().state, commerce::SlotState::problem);
  EXPECT_THAT(slots().front().reason, HasSubstr("16:00-16:30 is not inside the slot"));
  ASSERT_TRUE(publish(kTimes +
                      "DESCRIPTION:#shelf\\nstock MUG 3\\nprice MUG 20\\nwindows 11:00-11:30 for 2\\, "
                      "12:00-12:30\r\n"));
  const auto slot = slots().front();
  ASSERT_EQ(slot.windows.size(), 2U);
  EXPECT_EQ(slot.windows[0].capacity, 2);
  EXPECT_EQ(slot.windows[1].begins, 1h);
  EXPECT_FALSE(slot.windows[1].capacity);
}

TEST_P(PickupWindows, a_slot_that_moves_takes_its_windows_along_and_booked_ones_are_kept) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M;CAPACITY=2:PICKUP\r\n")));
  auto wanted = command("PICKUP");
  wanted.lines[0].window = slots().front().starts_at + 30min;
  booked(wanted);
  std::string moved = mugs("X-SHELF-FULFILMENT;WINDOW=PT30M;CAPACITY=2:PICKUP\r\n");
  moved.replace(moved.find("0320T1"), 6, "0321T1");
  moved.replace(moved.find("0320T1"), 6, "0321T1");
  ASSERT_TRUE(publish(moved));
  const auto lines = list();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(to_ical_utc(lines[0].line.starts_at + lines[0].line.window->begins), "20260321T103000Z");
  const auto other = publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H:PICKUP\r\n"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Refusal::Code::below_sold);
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M;CAPACITY=1:PICKUP\r\n")));
  EXPECT_EQ(slots().front().windows[1].left, 0);
  EXPECT_EQ(publish(mugs("X-SHELF-FULFILMENT:PICKUP\r\n")).error().code, Refusal::Code::below_sold);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(PickupWindows, ways_that_are_written_anew_without_windows_have_none) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M:PICKUP\r\n")));
  ASSERT_TRUE(publish(mugs("")));
  EXPECT_EQ(slots().front().windows.size(), 4U) << "what is left unsaid stays";
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:PICKUP\r\n")));
  EXPECT_THAT(slots().front().windows, IsEmpty());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(PickupWindows, cancelling_frees_the_window) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n")));
  const auto booking = booked(command("PICKUP"));
  EXPECT_EQ(slots().front().windows[0].left, 0);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
  EXPECT_EQ(slots().front().windows[0].left, 1);
  EXPECT_THAT(check(), IsEmpty());
}

}  // namespace
}  // namespace timeshelf::tests
