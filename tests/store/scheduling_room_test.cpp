// Rooms and resources, which answer by themselves.
#include "tests/store/scheduling_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;

class SchedulingRoom : public SchedulingTest {
 protected:
  void SetUp() override {
    SchedulingTest::SetUp();
    if (IsSkipped()) return;
    database().write([&](store::Transaction& tx) {
      room_ = user(tx, ada_.shop, "kiln");
      settle(tx, room_, "ROOM");
    });
  }
  static constexpr const char* kRoom = "ATTENDEE;CUTYPE=ROOM;RSVP=TRUE:mailto:kiln@example.com\r\n";
  std::string book(const std::string& uid, const std::string& lines) {
    const auto answer = send("PUT", home(ada_) + "calendar/" + uid + ".ics",
                             meeting(lines, std::string(kPeople) + kRoom, uid));
    EXPECT_LT(answer.status, 300) << answer.body.view();
    return answers(ada_, "kiln", uid);
  }
  caldav::Principal room_;
};

TEST_P(SchedulingRoom, a_room_accepts_when_it_is_free_and_declines_when_it_is_taken) {
  EXPECT_EQ(book("a", "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\n"), "ACCEPTED")
      << "the answer stands in the organizer's copy with the answer to the PUT";
  EXPECT_EQ(answers(bob_, "kiln", "a"), "ACCEPTED") << "and in those of the others";
  EXPECT_EQ(answers(room_, "kiln", "a"), "ACCEPTED");
}

TEST_P(SchedulingRoom, collisions_are_declined_until_the_time_is_free_again) {
  EXPECT_EQ(book("a", "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\n"), "ACCEPTED");
  EXPECT_EQ(book("b", "DTSTART:20260310T103000Z\r\nDURATION:PT1H\r\n"), "DECLINED");
  EXPECT_EQ(book("c", "DTSTART:20260310T110000Z\r\nDURATION:PT1H\r\n"), "ACCEPTED")
      << "it begins where the other ends";
  EXPECT_EQ(book("a", "DTSTART:20260310T090000Z\r\nDURATION:PT1H\r\n"), "ACCEPTED")
      << "moved, its own time is no hindrance";
  EXPECT_EQ(send("DELETE", home(ada_) + "calendar/c.ics").status, 204);
  EXPECT_EQ(book("b", "DTSTART:20260310T103500Z\r\nDURATION:PT1H\r\n"), "ACCEPTED");
}

TEST_P(SchedulingRoom, of_a_series_only_what_collides_is_declined) {
  EXPECT_EQ(book("a", "DTSTART:20260312T100000Z\r\nDURATION:PT1H\r\n"), "ACCEPTED");
  EXPECT_EQ(book("s", "DTSTART:20260310T103000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=5\r\n"),
            "ACCEPTED DECLINED");
  EXPECT_THAT(copy_of(ada_, "s"), HasSubstr("RECURRENCE-ID:20260312T103000Z"));
  EXPECT_EQ(book("t", "DTSTART:20260312T100000Z\r\nDURATION:PT30M\r\nRRULE:FREQ=DAILY;COUNT=1\r\n"),
            "DECLINED");
}

INSTANTIATE_TEST_SUITE_P(Both, SchedulingRoom, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
