// Inbox, outbox and the properties of scheduling (RFC 6638 2, 9).
#include "tests/store/scheduling_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class SchedulingPlaces : public SchedulingTest {
 protected:
  std::string ask(const std::string& path, const std::string& names, const std::string& depth = "0") {
    return body(send("PROPFIND", path,
                     "<d:propfind xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:caldav'><d:prop>" + names +
                         "</d:prop></d:propfind>",
                     {{"Depth", depth}}));
  }
  std::string set(const std::string& path, const std::string& property) {
    return body(
        send("PROPPATCH", path,
             "<D:propertyupdate xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:set><D:prop>" +
                 property + "</D:prop></D:set></D:propertyupdate>"));
  }
};

// RFC 6638 2: dav-header
// RFC 6638 2.4.1: calendar-user-address-set
// RFC 6638 2.4.2: calendar-user-type
TEST_P(SchedulingPlaces, a_principal_leads_to_inbox_and_outbox) {
  const std::string answer = ask("/dav/principals/ada/",
                                 "<c:schedule-inbox-URL/><c:schedule-outbox-URL/><c:calendar-user-type/>"
                                 "<c:calendar-user-address-set/>");
  EXPECT_THAT(answer, HasSubstr("<C:schedule-inbox-URL><D:href>/dav/calendars/ada/inbox/</D:href>"));
  EXPECT_THAT(answer, HasSubstr("<C:schedule-outbox-URL><D:href>/dav/calendars/ada/outbox/</D:href>"));
  EXPECT_THAT(answer, HasSubstr("<C:calendar-user-type>INDIVIDUAL<"));
  EXPECT_THAT(answer, HasSubstr("mailto:ada@example.com"));
  EXPECT_THAT(std::string(send("OPTIONS", "/dav/").headers.get("DAV")), HasSubstr("calendar-auto-schedule"));
  const std::string listed = ask("/dav/calendars/ada/", "<d:resourcetype/>", "1");
  EXPECT_THAT(listed, HasSubstr("<D:collection/><C:schedule-inbox/></D:resourcetype>"));
  EXPECT_THAT(listed, HasSubstr("<D:collection/><C:schedule-outbox/></D:resourcetype>"));
}

// RFC 6638 2.2: inbox
TEST_P(SchedulingPlaces, an_inbox_answers_reports_and_is_emptied_by_its_owner_alone) {
  by(bob_, "PUT", meeting_path(bob_),
     meeting(kOnce, "ORGANIZER:mailto:bob@example.com\r\nATTENDEE:mailto:ada@example.com\r\n"));
  const std::string all =
      body(send("REPORT", "/dav/calendars/ada/inbox/",
                "<sync-collection xmlns='DAV:'><sync-token/><sync-level>1</sync-level><prop><getetag/>"
                "</prop></sync-collection>"));
  const auto at = all.find("/dav/calendars/ada/inbox/0");
  ASSERT_NE(at, std::string::npos) << all;
  const std::string item = all.substr(at, all.find('<', at) - at);
  EXPECT_THAT(body(send("GET", item)), HasSubstr("METHOD:REQUEST"));
  const std::string query =
      "<C:calendar-query xmlns:C='urn:ietf:params:xml:ns:caldav' "
      "xmlns:D='DAV:'><D:prop><D:getetag/></D:prop><C:filter>"
      "<C:comp-filter name='VCALENDAR'><C:comp-filter name='VEVENT'><C:time-range start='20260310T000000Z' "
      "end='20260311T000000Z'/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>";
  EXPECT_THAT(body(send("REPORT", "/dav/calendars/ada/inbox/", query, {{"Depth", "1"}})), HasSubstr(item));
  EXPECT_EQ(by(bob_, "GET", item).status, 403);
  EXPECT_EQ(send("PUT", "/dav/calendars/ada/inbox/x.ics", meeting()).status, 403);
  EXPECT_EQ(send("MOVE", item, "", {{"Destination", "/dav/calendars/ada/cal/x.ics"}}).status, 403);
  EXPECT_EQ(send("MKCOL", "/dav/calendars/ada/inbox/x/").status, 403);
  EXPECT_EQ(send("DELETE", "/dav/calendars/ada/inbox/").status, 403);
  EXPECT_EQ(send("DELETE", "/dav/calendars/ada/outbox/").status, 403);
  EXPECT_EQ(send("DELETE", item).status, 204);
  EXPECT_EQ(send("GET", item).status, 404);
}

// RFC 6638 4.3: default-calendar
// RFC 6638 9.2: schedule-default-calendar-URL
TEST_P(SchedulingPlaces, invitations_go_where_their_user_wants_them) {
  const std::string box = "/dav/calendars/ada/inbox/";
  EXPECT_THAT(ask(box, "<c:schedule-default-calendar-URL/>"),
              HasSubstr("/dav/calendars/ada/calendar/</D:href>"));
  const auto wanted = [](const std::string& path) {
    return "<C:schedule-default-calendar-URL><D:href>" + path + "</D:href></C:schedule-default-calendar-URL>";
  };
  for (const char* bad : {"/dav/calendars/ada/nowhere/", "/dav/calendars/bob/calendar/",
                          "/dav/calendars/ada/inbox/", "http://elsewhere/", ""})
    EXPECT_THAT(set(box, wanted(bad)), HasSubstr("valid-schedule-default-calendar-URL")) << bad;
  EXPECT_THAT(set(box, wanted("http://localhost/dav/calendars/ada/cal/")), HasSubstr("200 OK"));
  EXPECT_THAT(ask(box, "<c:schedule-default-calendar-URL/>"), HasSubstr("/dav/calendars/ada/cal/</D:href>"));
  by(bob_, "PUT", meeting_path(bob_),
     meeting(kOnce, "ORGANIZER:mailto:bob@example.com\r\nATTENDEE:mailto:ada@example.com\r\n"));
  EXPECT_EQ(path_of(ada_).find("/dav/calendars/ada/cal/"), 0U);
  send("DELETE", "/dav/calendars/ada/cal/");
  EXPECT_THAT(ask(box, "<c:schedule-default-calendar-URL/>"), HasSubstr("/dav/calendars/ada/calendar/"))
      << "one that is gone takes nothing";
}

// RFC 6638 9.1: schedule-calendar-transp
TEST_P(SchedulingPlaces, properties_of_scheduling_take_what_they_are_for) {
  const std::string calendar = "/dav/calendars/ada/cal/", box = "/dav/calendars/ada/inbox/";
  EXPECT_THAT(ask(calendar, "<c:schedule-calendar-transp/>"), HasSubstr("<C:opaque/>"));
  EXPECT_THAT(set(calendar, "<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp>"),
              HasSubstr("200 OK"));
  EXPECT_THAT(ask(calendar, "<c:schedule-calendar-transp/>"), HasSubstr("<C:transparent/>"));
  EXPECT_THAT(set(calendar, "<C:schedule-calendar-transp>yes</C:schedule-calendar-transp>"),
              HasSubstr("409"));
  EXPECT_THAT(set(box, "<C:calendar-availability>nonsense</C:calendar-availability>"),
              HasSubstr("valid-calendar-data"));
  EXPECT_THAT(set(calendar, "<C:schedule-tag>x</C:schedule-tag>"),
              HasSubstr("cannot-modify-protected-property"));
}

// RFC 6638 6: privileges
TEST_P(SchedulingPlaces, privileges_of_inbox_and_outbox_are_named) {
  const std::string names = "<d:current-user-privilege-set/>";
  EXPECT_THAT(ask("/dav/calendars/ada/inbox/", names), HasSubstr("<C:schedule-deliver-invite/>"));
  EXPECT_THAT(ask("/dav/calendars/ada/outbox/", names), HasSubstr("<C:schedule-send-freebusy/>"));
  EXPECT_THAT(ask("/dav/calendars/ada/cal/", names), Not(HasSubstr("schedule-")));
}

// Who invites is not to learn who has an account of somebody else's shop.
TEST_P(SchedulingPlaces, people_of_another_shop_are_invited_as_if_by_mail) {
  const auto zoe = add_stranger();
  const std::string people =
      "ORGANIZER:mailto:ada@example.com\r\n"
      "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:zoe@example.com\r\n"
      "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:eve@elsewhere.example\r\n"
      "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:/dav/principals/zoe/\r\n"
      "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:/dav/principals/nobody/\r\n";
  invite(meeting(kOnce, people));
  EXPECT_EQ(status_of("mailto:zoe@example.com"), status_of("mailto:eve@elsewhere.example"));
  EXPECT_EQ(status_of("/dav/principals/zoe/"), status_of("/dav/principals/nobody/"));
  EXPECT_THAT(outpost_.sent, ElementsAre("REQUEST mailto:eve@elsewhere.example"))
      << "Zoe has it without mail";
  EXPECT_THAT(inbox(zoe), ElementsAre("REQUEST"));
  EXPECT_EQ(by(zoe, "PUT", path_of(zoe), answered(copy_of(zoe), "zoe", "ACCEPTED")).status, 204);
  EXPECT_EQ(answers(ada_, "zoe"), "ACCEPTED");
  EXPECT_THAT(copy_of(zoe), HasSubstr("ORGANIZER;SCHEDULE-STATUS=1.1"));
}

INSTANTIATE_TEST_SUITE_P(Both, SchedulingPlaces, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
