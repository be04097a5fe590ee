// POST to an outbox (RFC 6638 5): who is free when.
#include "tests/store/scheduling_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SchedulingFreeBusy : public SchedulingTest {
 protected:
  static std::string question(const std::string& attendees, const std::string& more = "") {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nMETHOD:REQUEST\r\nBEGIN:VFREEBUSY\r\nUID:q\r\n"
           "DTSTAMP:20260301T000000Z\r\nDTSTART:20260310T000000Z\r\nDTEND:20260311T000000Z\r\n"
           "ORGANIZER:mailto:ada@example.com\r\n" +
           attendees + more + "END:VFREEBUSY\r\nEND:VCALENDAR\r\n";
  }
  static std::string asks(const std::string& who) { return "ATTENDEE:mailto:" + who + "@example.com\r\n"; }
  http::Response ask(const std::string& text, const std::string& path = "/dav/calendars/ada/outbox/") {
    return send("POST", path, text, {{"Content-Type", "text/calendar; charset=utf-8"}});
  }
  /// The FREEBUSY lines of Bob.
  std::string busy(const std::string& more = "") {
    const auto answer = ask(question(asks("bob"), more));
    EXPECT_EQ(answer.status, 200) << answer.body.view();
    std::string lines;
    const std::string text = replaced(replaced(body(answer), "&#13;", ""), "\n ", "");
    for (auto at = text.find("FREEBUSY;"); at != std::string::npos; at = text.find("FREEBUSY;", at + 1))
      lines += text.substr(at + 9, text.find('\n', at) - at - 9) + " ";
    return lines;
  }
  void bob_has(const std::string& name, const std::string& lines, const std::string& calendar = "calendar") {
    const auto answer = by(bob_, "PUT", home(bob_) + calendar + "/" + name + ".ics", event(name, lines));
    ASSERT_LT(answer.status, 300) << answer.body.view();
  }
  std::string set(const caldav::Principal& who, const std::string& path, const std::string& property) {
    return body(
        by(who, "PROPPATCH", home(who) + path,
           "<D:propertyupdate xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:set><D:prop>" +
               property + "</D:prop></D:set></D:propertyupdate>"));
  }
};

// RFC 5546 3.3: freebusy
// CalendarServer mask: x-calendarserver-mask-uid
TEST_P(SchedulingFreeBusy, events_make_busy_and_what_is_transparent_cancelled_or_declined_does_not) {
  bob_has("a", "DTSTART:20260310T080000Z\r\nDTEND:20260310T090000Z\r\n");
  bob_has("b", "DTSTART:20260310T083000Z\r\nDTEND:20260310T093000Z\r\nSTATUS:TENTATIVE\r\n");
  bob_has("c", "DTSTART:20260310T100000Z\r\nDTEND:20260310T110000Z\r\nTRANSP:TRANSPARENT\r\n");
  bob_has("d", "DTSTART:20260310T110000Z\r\nDTEND:20260310T120000Z\r\nSTATUS:CANCELLED\r\n");
  bob_has("e", "DTSTART:20260301T130000Z\r\nDTEND:20260301T140000Z\r\nRRULE:FREQ=DAILY\r\n");
  bob_has("f", "DTSTART:20260312T130000Z\r\nDTEND:20260312T140000Z\r\n");
  EXPECT_EQ(
      busy(),
      "FBTYPE=BUSY:20260310T080000Z/20260310T090000Z FBTYPE=BUSY-TENTATIVE:20260310T090000Z/20260310T093000Z "
      "FBTYPE=BUSY:20260310T130000Z/20260310T140000Z ");
  EXPECT_EQ(busy("X-CALENDARSERVER-MASK-UID:a\r\n").find("T080000Z"), std::string::npos)
      << "what is planned itself";
  invite(meeting("DTSTART:20260310T180000Z\r\nDURATION:PT1H\r\n"));
  EXPECT_THAT(busy(), HasSubstr("FBTYPE=BUSY-TENTATIVE:20260310T180000Z"));
  by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "ACCEPTED"));
  EXPECT_THAT(busy(), HasSubstr("FBTYPE=BUSY:20260310T180000Z"));
  by(bob_, "PUT", path_of(bob_), answered(copy_of(bob_), "bob", "DECLINED"));
  EXPECT_THAT(busy(), Not(HasSubstr("T180000Z")));
}

// RFC 6638 9.1: schedule-calendar-transp
// RFC 7953 7.2.4: calendar-availability
// RFC 7953 5: busy-unavailable
TEST_P(SchedulingFreeBusy, a_transparent_calendar_says_nothing_and_availability_bounds_the_day) {
  bob_has("a", "DTSTART:20260310T100000Z\r\nDTEND:20260310T110000Z\r\n");
  EXPECT_THAT(
      set(bob_, "calendar/", "<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp>"),
      HasSubstr("200"));
  EXPECT_EQ(busy(), "");
  EXPECT_THAT(set(bob_, "inbox/",
                  "<C:calendar-availability>BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:"
                  "VAVAILABILITY\r\nUID:a\r\n"
                  "DTSTAMP:20260301T000000Z\r\nBEGIN:AVAILABLE\r\nUID:b\r\nDTSTAMP:20260301T000000Z\r\n"
                  "DTSTART;TZID=Europe/Berlin:20260302T090000\r\nDTEND;TZID=Europe/Berlin:20260302T170000\r\n"
                  "RRULE:FREQ=DAILY\r\nEND:AVAILABLE\r\nEND:VAVAILABILITY\r\nEND:VCALENDAR\r\n</"
                  "C:calendar-availability>"),
              HasSubstr("200"));
  EXPECT_EQ(busy(),
            "FBTYPE=BUSY-UNAVAILABLE:20260310T000000Z/20260310T080000Z "
            "FBTYPE=BUSY-UNAVAILABLE:20260310T160000Z/20260311T000000Z ");
}

// CalendarServer availability: calendar-availability
TEST_P(SchedulingFreeBusy, the_name_that_apple_gives_to_availability_is_heard_too) {
  const std::string never =
      "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VAVAILABILITY\nUID:a\nDTSTAMP:20260301T000000Z\n"
      "END:VAVAILABILITY\nEND:VCALENDAR\n";
  const auto named = [](const std::string& value) {
    return "<S:calendar-availability xmlns:S='http://calendarserver.org/ns/'>" + value +
           "</S:calendar-availability>";
  };
  EXPECT_THAT(set(bob_, "inbox/", named("nonsense")), HasSubstr("<C:valid-calendar-data/>"));
  EXPECT_EQ(busy(), "");
  EXPECT_THAT(set(bob_, "inbox/", named(never)), HasSubstr("200"));
  EXPECT_EQ(busy(), "FBTYPE=BUSY-UNAVAILABLE:20260310T000000Z/20260311T000000Z ");
}

// RFC 6638 5.1: busy-time
// RFC 6638 2.1: outbox
TEST_P(SchedulingFreeBusy, each_recipient_has_an_answer_and_strangers_are_none) {
  add_stranger();
  const std::string answer =
      body(ask(question(asks("bob") + asks("zoe") + asks("nobody") + "ATTENDEE:/dav/principals/cyd/\r\n")));
  EXPECT_THAT(answer,
              HasSubstr("mailto:bob@example.com</D:href></C:recipient><C:request-status>2.0;Success<"));
  EXPECT_THAT(answer, HasSubstr("/dav/principals/cyd/</D:href></C:recipient><C:request-status>2.0;Success<"));
  EXPECT_THAT(answer, HasSubstr("mailto:nobody@example.com</D:href></C:recipient><C:request-status>3.7;"));
  EXPECT_THAT(answer, HasSubstr("mailto:zoe@example.com</D:href></C:recipient><C:request-status>3.7;"))
      << "another shop's people are strangers";
  EXPECT_THAT(answer, HasSubstr("METHOD:REPLY"));
}

TEST_P(SchedulingFreeBusy, what_is_no_question_is_refused_with_its_precondition) {
  struct Wrong {
    std::string text, element;
  };
  const std::string good = question(asks("bob"));
  const std::vector<Wrong> table = {
      {"nonsense", "valid-calendar-data"},
      {meeting(), "valid-scheduling-message"},
      {replaced(good, "METHOD:REQUEST\r\n", ""), "valid-scheduling-message"},
      {question(""), "valid-scheduling-message"},
      {replaced(good, "DTEND:20260311", "DTEND:20260309"), "valid-scheduling-message"},
      {replaced(good, "DTEND:20260311", "DTEND:20360311"), "valid-scheduling-message"},
      {replaced(good, "UID:q\r\n", ""), "valid-scheduling-message"},
      {replaced(good, "ORGANIZER:mailto:ada", "ORGANIZER:mailto:bob"), "valid-organizer"},
  };
  for (const Wrong& row : table) {
    const auto answer = ask(row.text);
    EXPECT_EQ(answer.status, 403) << row.text;
    EXPECT_THAT(body(answer), HasSubstr("<C:" + row.element)) << row.text;
  }
  EXPECT_THAT(body(send("POST", "/dav/calendars/ada/outbox/", good, {{"Content-Type", "text/plain"}})),
              HasSubstr("supported-calendar-data"));
  EXPECT_THAT(body(ask(good, "/dav/calendars/ada/inbox/")), HasSubstr("supported-collection"));
  EXPECT_EQ(ask(good, "/dav/calendars/ada/nowhere/").status, 404);
  EXPECT_THAT(body(ask(good, "/dav/calendars/bob/outbox/")), HasSubstr("need-privileges"));
}

INSTANTIATE_TEST_SUITE_P(Both, SchedulingFreeBusy, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
