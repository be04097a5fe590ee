// No more people at a venue than it takes.
#include <gmock/gmock.h>

#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::SlotState;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Headcount : public VenueWorld {
 protected:
  void SetUp() override {
    VenueWorld::SetUp();
    if (!IsSkipped()) take(20);
  }
  void take(std::int64_t people) {
    kiln_.headcount = people;
    write([&](store::Transaction& tx) { engine_.put_venue(tx, kiln_); });
    run_due();
  }
  auto put(const std::string& name, int hour, int seats, const std::string& more = "",
           const std::string& place = "Kiln Street 12") {
    const std::string day = "DTSTART:20260320T", end = "DTEND:20260320T";
    return publish(day + std::to_string(hour) + "0000Z\r\n" + end + std::to_string(hour + 2) +
                       "0000Z\r\nSUMMARY:" + name + "\r\nLOCATION:" + place +
                       "\r\nX-SHELF-SEATS:" + std::to_string(seats) + "\r\nX-SHELF-PRICE:25\r\n" + more,
                   name);
  }
  commerce::Slot slot(const std::string& uid) {
    for (auto& each : slots()) {
      if (each.uid == uid) return each;
    }
    throw std::logic_error("no slot " + uid);
  }
};

TEST_P(Headcount, two_that_are_too_many_together_are_not_on_sale_and_name_each_other) {
  ASSERT_TRUE(put("wheel", 10, 12));
  EXPECT_EQ(slot("wheel").state, SlotState::open);
  ASSERT_TRUE(put("glaze", 11, 9));
  const std::string first = slot("wheel").uid;
  EXPECT_EQ(slot("wheel").state, SlotState::problem);
  EXPECT_EQ(slot("glaze").state, SlotState::problem);
  EXPECT_THAT(slot("wheel").reason, AllOf(HasSubstr("9 seats"), HasSubstr("Kiln Street 12 takes 20 people")));
  EXPECT_THAT(slot("glaze").reason, HasSubstr("12 seats"));
}

TEST_P(Headcount, a_slot_that_leaves_its_venue_for_none_is_on_sale_again) {
  put("wheel", 10, 21);
  ASSERT_EQ(slot("wheel").state, SlotState::problem);
  put("wheel", 10, 21, "", "the yard behind the house");
  EXPECT_EQ(slot("wheel").state, SlotState::open) << slot("wheel").reason;
}

TEST_P(Headcount, heals_when_one_moves_shrinks_or_is_called_off) {
  put("wheel", 10, 12);
  for (const auto& way : {0, 1, 2, 3}) {
    put("glaze", 11, 9);
    ASSERT_EQ(slot("wheel").state, SlotState::problem) << way;
    if (way == 0) put("glaze", 12, 9);
    if (way == 1) put("glaze", 11, 8);
    if (way == 2) put("glaze", 11, 9, "STATUS:CANCELLED\r\n");
    if (way == 3) put("glaze", 11, 9, "", "Depot");
    EXPECT_EQ(slot("wheel").state, SlotState::open) << way;
    EXPECT_EQ(slot("wheel").reason, "") << way;
  }
  put("glaze", 11, 9);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.withdraw(tx, shelf_, "glaze.ics")); });
  EXPECT_EQ(slot("wheel").state, SlotState::open);
}

TEST_P(Headcount, heals_when_the_venue_takes_more) {
  put("wheel", 10, 12);
  put("glaze", 11, 9);
  take(21);
  EXPECT_EQ(slot("wheel").state, SlotState::open);
  EXPECT_EQ(slot("glaze").state, SlotState::open);
  take(0);  // unknown
  EXPECT_EQ(slot("glaze").state, SlotState::open);
}

TEST_P(Headcount, back_to_back_slots_are_no_crowd) {
  put("wheel", 10, 20);
  put("glaze", 12, 20);
  EXPECT_EQ(slot("wheel").state, SlotState::open);
  EXPECT_EQ(slot("glaze").state, SlotState::open);
}

TEST_P(Headcount, terms_that_cannot_be_read_are_told_first_and_outlive_the_crowd) {
  put("wheel", 10, 12);
  put("glaze", 11, 9, "DESCRIPTION:#shelf\\nseats many\r\n");
  EXPECT_THAT(slot("glaze").reason, HasSubstr("seats many"));
  EXPECT_EQ(slot("wheel").state, SlotState::problem);
  take(40);
  EXPECT_EQ(slot("wheel").state, SlotState::open);
  EXPECT_THAT(slot("glaze").reason, HasSubstr("seats many"));
}

INSTANTIATE_TEST_SUITE_P(Both, Headcount, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
