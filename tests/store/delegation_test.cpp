// Delegates (Apple's caldav-proxy), on both databases.
#include <gmock/gmock.h>

#include "caldav/scheduling/directory.hpp"
#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kCal = "/dav/calendars/ada/cal/";
const std::string kRead = "/dav/principals/ada/calendar-proxy-read/";
const std::string kWrite = "/dav/principals/ada/calendar-proxy-write/";

class Delegation : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  static std::string href(const std::string& address) { return "<D:href>" + address + "</D:href>"; }
  static std::string user(const std::string& name) { return href("/dav/principals/" + name + "/"); }
  std::string find(const caldav::Principal& who, const std::string& path, const std::string& names,
                   const std::string& depth = "0") {
    return body(send_as(who, "PROPFIND", path,
                        "<D:propfind xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' "
                        "xmlns:S='http://calendarserver.org/ns/'><D:prop>" +
                            names + "</D:prop></D:propfind>",
                        {{"Depth", depth}}));
  }
  std::string set(const caldav::Principal& who, const std::string& group, const std::string& members) {
    return body(send_as(who, "PROPPATCH", group,
                        "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop><D:group-member-set>" + members +
                            "</D:group-member-set></D:prop></D:set></D:propertyupdate>"));
  }
  void SetUp() override {
    DavTest::SetUp();
    if (IsSkipped()) return;
    database().write([&](store::Transaction& tx) { cleo_ = DavTest::user(tx, ada_.shop, "cleo"); });
  }
  caldav::Principal cleo_;
};

TEST_P(Delegation, is_told_in_the_dav_header_of_every_answer) {
  EXPECT_THAT(std::string(send("OPTIONS", "/dav/").headers.get("DAV")), HasSubstr("calendar-proxy"));
  const auto found = send("PROPFIND", "/dav/principals/ada/", "", {{"Depth", "0"}});
  EXPECT_THAT(std::string(found.headers.get("DAV")), HasSubstr("calendar-proxy")) << "macOS looks there";
}

TEST_P(Delegation, a_reading_delegate_reads_the_whole_home) {
  put("1.ics", event("1"));
  EXPECT_EQ(send_as(bob_, "GET", kCal + "1.ics").status, 403);
  EXPECT_THAT(set(ada_, kRead, user("bob")), HasSubstr("200 OK"));
  EXPECT_EQ(body(send_as(bob_, "GET", kCal + "1.ics")), event("1"));
  EXPECT_EQ(send("MKCALENDAR", "/dav/calendars/ada/later/").status, 201);
  EXPECT_THAT(find(bob_, "/dav/calendars/ada/", "<D:resourcetype/>", "1"),
              HasSubstr("/dav/calendars/ada/later/"));
  EXPECT_EQ(send_as(bob_, "PUT", kCal + "2.ics", event("2")).status, 403);
  EXPECT_EQ(send_as(cleo_, "GET", kCal + "1.ics").status, 403);
}

TEST_P(Delegation, a_writing_delegate_writes_and_makes_calendars_but_does_not_own) {
  EXPECT_THAT(set(ada_, kWrite, user("bob")), HasSubstr("200 OK"));
  EXPECT_EQ(send_as(bob_, "PUT", kCal + "2.ics", event("2")).status, 201);
  EXPECT_EQ(send_as(bob_, "MKCALENDAR", "/dav/calendars/ada/new/").status, 201);
  EXPECT_EQ(send_as(bob_, "DELETE", "/dav/calendars/ada/new/").status, 204);
  EXPECT_THAT(find(bob_, kCal, "<D:current-user-privilege-set/>"), HasSubstr("<D:write/>"));
  EXPECT_EQ(send_as(bob_, "ACL", kCal, "<acl xmlns='DAV:'/>").status, 403);
  EXPECT_EQ(send_as(bob_, "POST", kCal, "<publish-calendar xmlns='http://calendarserver.org/ns/'/>").status,
            403);
}

TEST_P(Delegation, groups_are_principals_whose_members_their_user_sets) {
  EXPECT_THAT(set(ada_, kRead, user("bob") + user("cleo")), HasSubstr("200 OK"));
  const auto group = find(ada_, kRead, "<D:resourcetype/><D:group-member-set/><C:calendar-home-set/>");
  EXPECT_THAT(group, HasSubstr("<D:principal/><S:calendar-proxy-read/>"));
  EXPECT_THAT(group,
              HasSubstr("<D:group-member-set>" + user("bob") + user("cleo") + "</D:group-member-set>"));
  EXPECT_THAT(group, HasSubstr("<C:calendar-home-set/></D:prop><D:status>HTTP/1.1 404"));
  EXPECT_THAT(find(bob_, kRead, "<D:group-member-set/>"), HasSubstr("404"))
      << "Cleo is none of Bob's concern";
  const auto below = find(ada_, "/dav/principals/ada/", "<D:resourcetype/>", "1");
  EXPECT_THAT(below, HasSubstr(href(kRead)));
  EXPECT_THAT(below, HasSubstr(href(kWrite)));
  EXPECT_EQ(send("PROPFIND", "/dav/principals/ada/calendar-proxy/", "", {{"Depth", "0"}}).status, 404);
  EXPECT_EQ(send("PROPFIND", kRead + "x/", "", {{"Depth", "0"}}).status, 404);
}

TEST_P(Delegation, who_changes_group_keeps_only_its_rights_and_who_leaves_has_none) {
  put("1.ics", event("1"));
  set(ada_, kWrite, user("bob"));
  set(ada_, kRead, user("bob"));
  EXPECT_THAT(find(ada_, kWrite, "<D:group-member-set/>"), HasSubstr("<D:group-member-set></D:group-member"));
  EXPECT_EQ(send_as(bob_, "PUT", kCal + "1.ics", event("1")).status, 403);
  EXPECT_EQ(send_as(bob_, "GET", kCal + "1.ics").status, 200);
  set(ada_, kWrite, user("bob"));
  set(ada_, kRead, "");
  EXPECT_EQ(send_as(bob_, "PUT", kCal + "1.ics", event("1")).status, 204) << "that was the other group";
  set(ada_, kWrite, "");
  EXPECT_EQ(send_as(bob_, "GET", kCal + "1.ics").status, 403);
}

TEST_P(Delegation, who_had_all_rights_and_may_only_read_now_cannot_get_them_back) {
  const auto all_to_bob =
      "<D:acl xmlns:D='DAV:'><D:ace><D:principal>" + user("bob") +
      "</D:principal><D:grant><D:privilege><D:all/></D:privilege></D:grant></D:ace></D:acl>";
  ASSERT_EQ(send("ACL", "/dav/calendars/ada/", all_to_bob).status, 200);
  EXPECT_THAT(find(ada_, kWrite, "<D:group-member-set/>"), HasSubstr(user("bob")));
  set(ada_, kWrite, user("bob"));
  EXPECT_EQ(send_as(bob_, "ACL", "/dav/calendars/ada/", all_to_bob).status, 200) << "he stays what he is";
  set(ada_, kRead, user("bob"));
  EXPECT_EQ(send_as(bob_, "ACL", "/dav/calendars/ada/", all_to_bob).status, 403);
}

TEST_P(Delegation, one_list_of_rights_is_behind_the_groups_and_the_acl) {
  set(ada_, kWrite, user("bob"));
  EXPECT_THAT(find(ada_, "/dav/calendars/ada/", "<D:acl/>"),
              HasSubstr(user("bob") + "</D:principal><D:grant><D:privilege><D:read/></D:privilege>"
                                      "<D:privilege><D:write/></D:privilege>"));
  const auto granted =
      send("ACL", "/dav/calendars/ada/",
           "<D:acl xmlns:D='DAV:'><D:ace><D:principal>" + user("cleo") +
               "</D:principal><D:grant><D:privilege><D:read/></D:privilege></D:grant></D:ace>"
               "<D:ace><D:principal><D:authenticated/></D:principal><D:grant><D:privilege>"
               "<D:read-acl/></D:privilege></D:grant></D:ace></D:acl>");
  ASSERT_EQ(granted.status, 200) << body(granted);
  EXPECT_THAT(find(ada_, kRead, "<D:group-member-set/>"), HasSubstr(user("cleo")));
  EXPECT_THAT(find(ada_, kWrite, "<D:group-member-set/>"), Not(HasSubstr("bob")));
  set(ada_, kRead, "");
  EXPECT_THAT(find(ada_, "/dav/calendars/ada/", "<D:acl/>"), HasSubstr("<D:authenticated/>"))
      << "everybody is no member";
}

TEST_P(Delegation, a_role_can_be_a_delegate) {
  bob_.role = store::Role::staff;
  set(ada_, kRead, href("/dav/principals/role%3Astaff/"));
  EXPECT_THAT(find(ada_, kRead, "<D:group-member-set/>"), HasSubstr("role%3Astaff"));
  EXPECT_THAT(find(bob_, "/dav/principals/bob/", "<S:calendar-proxy-read-for/>"), HasSubstr(user("ada")));
  EXPECT_EQ(send_as(bob_, "PROPFIND", kCal, "", {{"Depth", "0"}}).status, 207);
}

TEST_P(Delegation, only_users_and_groups_of_the_shop_become_delegates) {
  for (const auto* address :
       {"/dav/principals/nobody/", "mailto:bob@example.com", "/dav/principals/ada/",
        "/dav/principals/bob/calendar-proxy-read/", "http://elsewhere/dav/principals/bob/"}) {
    const auto refused = set(ada_, kRead, user("cleo") + href(address));
    EXPECT_THAT(refused, HasSubstr("<D:recognized-principal/>")) << address;
    EXPECT_THAT(refused, HasSubstr("403")) << address;
  }
  EXPECT_THAT(find(ada_, kRead, "<D:group-member-set/>"), Not(HasSubstr("cleo"))) << "all or nothing";
  std::string many;
  for (int i = 0; i < 101; ++i) many += user("bob");
  EXPECT_THAT(set(ada_, kRead, many), HasSubstr("<D:limited-number-of-aces/>"));
  EXPECT_THAT(set(bob_, kRead, user("bob")), HasSubstr("<D:need-privileges/>"));
  EXPECT_EQ(send_as(bob_, "PROPFIND", kCal, "", {{"Depth", "0"}}).status, 403);
  EXPECT_THAT(set(ada_, "/dav/principals/ada/", user("bob")), HasSubstr("cannot-modify-protected-property"));
  EXPECT_THAT(set(ada_, "/dav/principals/role%3Astaff/", user("bob")),
              HasSubstr("cannot-modify-protected-property"));
}

// CLIENTS 1.1: what macOS asks of its own principal.
// CalendarServer proxy: calendar-proxy
TEST_P(Delegation, macos_expands_whose_delegate_one_is) {
  set(ada_, kWrite, user("bob"));
  set(cleo_, "/dav/principals/cleo/calendar-proxy-read/", user("bob"));
  const auto expanded =
      body(send_as(bob_, "REPORT", "/dav/principals/bob/",
                   "<A:expand-property xmlns:A='DAV:'>"
                   "<A:property name='calendar-proxy-read-for' namespace='http://calendarserver.org/ns/'>"
                   "<A:property name='calendar-user-address-set' namespace='urn:ietf:params:xml:ns:caldav'/>"
                   "<A:property name='email-address-set' namespace='http://calendarserver.org/ns/'/>"
                   "<A:property name='displayname' namespace='DAV:'/></A:property>"
                   "<A:property name='calendar-proxy-write-for' namespace='http://calendarserver.org/ns/'>"
                   "<A:property name='calendar-user-address-set' namespace='urn:ietf:params:xml:ns:caldav'/>"
                   "<A:property name='email-address-set' namespace='http://calendarserver.org/ns/'/>"
                   "<A:property name='displayname' namespace='DAV:'/></A:property></A:expand-property>",
                   {{"Depth", "0"}}));
  EXPECT_THAT(expanded, HasSubstr("<S:calendar-proxy-read-for><D:response>" + user("cleo")));
  EXPECT_THAT(expanded, HasSubstr("<S:calendar-proxy-write-for><D:response>" + user("ada")));
  EXPECT_THAT(expanded, HasSubstr("<D:href>mailto:ada@example.com</D:href>"));
  EXPECT_THAT(expanded, HasSubstr("<D:displayname>cleo</D:displayname>"));
}

// CLIENTS 1.4: DAVx5 follows group-membership and the proxy properties to principals, and those to homes.
TEST_P(Delegation, davx5_comes_from_the_own_principal_to_the_calendars_of_others) {
  set(ada_, kRead, user("bob"));
  const auto self = find(bob_, "/dav/principals/bob/",
                         "<D:displayname/><D:group-membership/><D:resourcetype/><C:calendar-home-set/>"
                         "<S:calendar-proxy-read-for/><S:calendar-proxy-write-for/>");
  EXPECT_THAT(self, HasSubstr("<S:calendar-proxy-read-for>" + user("ada") + "</S:calendar-proxy-read-for>"));
  EXPECT_THAT(self, HasSubstr("<S:calendar-proxy-write-for></S:calendar-proxy-write-for>"));
  EXPECT_THAT(self, HasSubstr(href(kRead) + "</D:group-membership>"));
  EXPECT_THAT(find(bob_, kRead, "<D:displayname/>"), HasSubstr("ada (may read)"));
  EXPECT_THAT(find(bob_, "/dav/principals/ada/", "<C:calendar-home-set/>"), HasSubstr("/dav/calendars/ada/"));
  const auto home =
      find(bob_, "/dav/calendars/ada/", "<D:current-user-privilege-set/><D:owner/><D:resourcetype/>", "1");
  EXPECT_THAT(home, HasSubstr(href(kCal)));
  EXPECT_THAT(home, Not(HasSubstr("<D:write-content/>"))) << "kept as read-only";
}

TEST_P(Delegation, a_reader_finds_those_who_delegated_to_them_and_nobody_else) {
  bob_.role = store::Role::reader;
  EXPECT_EQ(send_as(bob_, "PROPFIND", "/dav/principals/ada/", "", {{"Depth", "0"}}).status, 404);
  set(ada_, kRead, user("bob"));
  EXPECT_THAT(find(bob_, "/dav/principals/ada/", "<C:calendar-home-set/>"), HasSubstr("/dav/calendars/ada/"));
  EXPECT_EQ(send_as(bob_, "PROPFIND", "/dav/principals/cleo/", "", {{"Depth", "0"}}).status, 404);
  EXPECT_THAT(find(bob_, "/dav/principals/", "<D:displayname/>", "1"), Not(HasSubstr("cleo")));
}

TEST_P(Delegation, a_writing_delegate_asks_in_the_outbox_of_whom_they_act_for) {
  database().write([&](store::Transaction& tx) {
    caldav::scheduling::make_inbox_and_outbox(tx, *store::find_user(tx, "ada"), clock_.now(), random_);
  });
  const auto ask = [&](const std::string& organizer) {
    return send_as(
        bob_, "POST", "/dav/calendars/ada/outbox/",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VFREEBUSY\r\nUID:f\r\n"
        "DTSTAMP:20260301T000000Z\r\nDTSTART:20260310T000000Z\r\nDTEND:20260311T000000Z\r\nORGANIZER:" +
            organizer + "\r\nATTENDEE:mailto:cleo@example.com\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n",
        {{"Content-Type", "text/calendar"}});
  };
  EXPECT_EQ(ask("mailto:ada@example.com").status, 403);
  set(ada_, kRead, user("bob"));
  EXPECT_THAT(body(ask("mailto:ada@example.com")), HasSubstr("<C:valid-organizer/>")) << "who only reads";
  set(ada_, kWrite, user("bob"));
  EXPECT_THAT(body(ask("mailto:ada@example.com")), HasSubstr("2.0;Success"));
  EXPECT_THAT(body(ask("mailto:bob@example.com")), HasSubstr("<C:valid-organizer/>"));
}

TEST_P(Delegation, whose_delegate_somebody_is_only_they_are_told) {
  set(ada_, kRead, user("bob"));
  EXPECT_THAT(find(cleo_, "/dav/principals/bob/", "<S:calendar-proxy-read-for/><D:group-membership/>"),
              Not(HasSubstr("ada")));
}

INSTANTIATE_TEST_SUITE_P(Both, Delegation, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
