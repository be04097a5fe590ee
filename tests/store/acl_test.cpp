// Access control (RFC 3744), on both databases.
#include <gmock/gmock.h>

#include "store/grants.hpp"
#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kCal = "/dav/calendars/ada/cal/";
const std::string kBob = "<D:href>/dav/principals/bob/</D:href>";

class Acl : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  static std::string ace(const std::string& principal, const std::string& privileges) {
    std::string text = "<D:ace><D:principal>" + principal + "</D:principal><D:grant>";
    for (const auto name : split(privileges, ' ')) {
      const std::string prefix = name == "read-free-busy" ? "C:" : "D:";
      text += "<D:privilege><" + prefix + std::string(name) + "/></D:privilege>";
    }
    return text + "</D:grant></D:ace>";
  }
  http::Response set(const std::string& aces, const std::string& path = kCal) {
    return send("ACL", path,
                "<D:acl xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'>" + aces + "</D:acl>");
  }
  void grant(const std::string& privileges, const std::string& path = kCal) {
    EXPECT_EQ(set(ace(kBob, privileges), path).status, 200);
  }
  http::Response bob(const std::string& method, const std::string& path, const std::string& text = "",
                     const Headers& headers = {}) {
    return send_as(bob_, method, path, text, headers);
  }
  static std::string named(const std::string& names) {
    return "<propfind xmlns='DAV:'><prop>" + names + "</prop></propfind>";
  }
  std::string property(const caldav::Principal& who, const std::string& path, const std::string& name) {
    return body(send_as(who, "PROPFIND", path, named("<" + name + "/>"), {{"Depth", "0"}}));
  }
  std::string report(const caldav::Principal& who, const std::string& path, const std::string& text) {
    return body(send_as(who, "REPORT", path, text, {{"Depth", "0"}}));
  }
};

// RFC 3744 B: privileges-of-methods
// RFC 3744 7.1.1: need-privileges
TEST_P(Acl, who_was_granted_to_read_reads_and_no_more) {
  put("1.ics", event("1"));
  const std::string hidden = body(bob("GET", kCal + "1.ics"));
  EXPECT_EQ(hidden, body(bob("GET", "/dav/calendars/ada/none/1.ics"))) << "whether it exists is not told";
  EXPECT_EQ(hidden, body(bob("PUT", kCal + "1.ics", event("1"))));
  grant("read");
  EXPECT_EQ(body(bob("GET", kCal + "1.ics")), event("1"));
  EXPECT_EQ(bob("GET", kCal + "none.ics").status, 404);
  EXPECT_THAT(body(bob("PROPFIND", kCal, named("<getetag/>"), {{"Depth", "1"}})), HasSubstr(kCal + "1.ics"));
  const auto refused = bob("PUT", kCal + "1.ics", event("1"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(body(refused), HasSubstr("<D:need-privileges><D:resource><D:href>" + kCal +
                                       "1.ics</D:href><D:privilege><D:write-content/></D:privilege>"));
  EXPECT_THAT(body(bob("PUT", kCal + "2.ics", event("2"))), HasSubstr("<D:bind/>"));
  EXPECT_THAT(body(bob("DELETE", kCal + "1.ics")), HasSubstr("<D:unbind/>"));
  EXPECT_THAT(body(bob("DELETE", kCal)),
              HasSubstr("<D:href>/dav/calendars/ada/</D:href><D:privilege><D:unbind/>"));
  EXPECT_THAT(body(bob("PROPPATCH", kCal,
                       "<propertyupdate xmlns='DAV:'><set><prop><displayname>x</displayname>"
                       "</prop></set></propertyupdate>")),
              HasSubstr("<D:write-properties/>"));
  EXPECT_THAT(body(bob("ACL", kCal, "<acl xmlns='DAV:'/>")), HasSubstr("<D:write-acl/>"));
  EXPECT_EQ(
      bob("LOCK", kCal + "1.ics",
          "<lockinfo xmlns='DAV:'><lockscope><shared/></lockscope><locktype><write/></locktype></lockinfo>")
          .status,
      403);
  EXPECT_EQ(bob("PROPFIND", "/dav/calendars/ada/", "", {{"Depth", "1"}}).status, 403) << "not the home";
  EXPECT_EQ(set("").status, 200);
  EXPECT_EQ(body(bob("GET", kCal + "1.ics")), hidden) << "taken back";
}

// RFC 3744 B: privileges-of-methods
TEST_P(Acl, each_privilege_allows_what_it_says) {
  put("1.ics", event("1"));
  grant("read bind");
  EXPECT_EQ(bob("PUT", kCal + "2.ics", event("2")).status, 201);
  EXPECT_EQ(bob("PUT", kCal + "2.ics", event("2")).status, 403);
  EXPECT_EQ(bob("DELETE", kCal + "2.ics").status, 403);
  grant("read write-content");
  EXPECT_EQ(bob("PUT", kCal + "2.ics", event("2")).status, 204);
  EXPECT_EQ(bob("PUT", kCal + "3.ics", event("3")).status, 403);
  grant("unbind");
  EXPECT_EQ(bob("DELETE", kCal + "2.ics").status, 204);
  EXPECT_EQ(bob("GET", kCal + "1.ics").status, 403) << "may remove, not read";
  grant("write");
  EXPECT_EQ(bob("MOVE", kCal + "1.ics", "", {{"Destination", kCal + "4.ics"}}).status, 403)
      << "a copy would show it";
  grant("all");
  EXPECT_EQ(bob("MOVE", kCal + "1.ics", "", {{"Destination", kCal + "4.ics"}}).status, 201);
  EXPECT_EQ(bob("ACL", kCal, "<acl xmlns='DAV:'/>").status, 200) << "write-acl is part of all";
  EXPECT_EQ(bob("GET", kCal + "4.ics").status, 403) << "and cut off the branch that he sat on";
}

// RFC 4791 6.1.1: read-free-busy
TEST_P(Acl, free_busy_shows_when_and_not_what) {
  put("1.ics", event("1", "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nSUMMARY:Secret\r\n"));
  grant("read-free-busy");
  const auto asked = bob("REPORT", kCal,
                         "<C:free-busy-query xmlns:C='urn:ietf:params:xml:ns:caldav'><C:time-range "
                         "start='20260310T000000Z' end='20260311T000000Z'/></C:free-busy-query>");
  EXPECT_EQ(asked.status, 200) << body(asked);
  EXPECT_THAT(body(asked), HasSubstr("FREEBUSY"));
  EXPECT_EQ(bob("GET", kCal + "1.ics").status, 403);
  EXPECT_EQ(bob("REPORT", kCal,
                "<sync-collection xmlns='DAV:'><sync-token/><sync-level>1</sync-level><prop/>"
                "</sync-collection>")
                .status,
            403);
  EXPECT_THAT(body(bob("PROPFIND", kCal, named("<acl/>"), {{"Depth", "0"}})), HasSubstr("<D:read/>"));
}

// RFC 3744 5.5: acl
// RFC 3744 5.7: inherited-acl-set
TEST_P(Acl, rights_are_inherited_from_the_collection_above) {
  put("1.ics", event("1"));
  grant("read read-acl", "/dav/calendars/ada/");
  EXPECT_EQ(bob("GET", kCal + "1.ics").status, 200);
  const auto home = body(bob("PROPFIND", "/dav/calendars/ada/", named("<resourcetype/>"), {{"Depth", "1"}}));
  EXPECT_THAT(home, HasSubstr("<D:href>" + kCal + "</D:href>"));
  const auto list = property(bob_, kCal + "1.ics", "acl");
  EXPECT_THAT(list,
              HasSubstr(kBob + "</D:principal><D:grant><D:privilege><D:read/></D:privilege><D:privilege>"
                               "<D:read-acl/></D:privilege></D:grant><D:inherited><D:href>"
                               "/dav/calendars/ada/</D:href></D:inherited>"));
  EXPECT_THAT(property(ada_, kCal, "inherited-acl-set"),
              HasSubstr("<D:href>/dav/calendars/ada/</D:href></D:inh"));
  EXPECT_EQ(bob("GET", "/dav/calendars/ada/none/1.ics").status, 404) << "the home may be seen";
}

// RFC 3744 6: evaluation
TEST_P(Acl, groups_and_everybody_of_the_shop) {
  put("1.ics", event("1"));
  bob_.role = store::Role::staff;
  EXPECT_EQ(set(ace("<D:href>/dav/principals/role%3Amanager/</D:href>", "read")).status, 200);
  EXPECT_EQ(bob("GET", kCal + "1.ics").status, 403);
  EXPECT_EQ(set(ace("<D:href>/dav/principals/role%3Astaff/</D:href>", "read")).status, 200);
  EXPECT_EQ(bob("GET", kCal + "1.ics").status, 200);
  EXPECT_EQ(set(ace("<D:authenticated/>", "read")).status, 200);
  EXPECT_EQ(bob("GET", kCal + "1.ics").status, 200);
  caldav::Principal stranger = bob_;
  stranger.shop = Id::make(clock_.now(), random_);
  EXPECT_EQ(send_as(stranger, "GET", kCal + "1.ics").status, 403) << "of another shop";
}

// RFC 3744 5.5: acl
TEST_P(Acl, the_list_shows_owner_sharers_and_grants) {
  share_with_bob(store::Access::write);
  EXPECT_EQ(
      set(ace("<D:authenticated/>", "read-free-busy") + ace("<D:property><D:owner/></D:property>", "read"))
          .status,
      200);
  const auto list = property(ada_, kCal, "acl");
  EXPECT_THAT(list, HasSubstr("<D:ace><D:principal><D:property><D:owner/></D:property></D:principal><D:grant>"
                              "<D:privilege><D:all/></D:privilege></D:grant><D:protected/></D:ace>"));
  EXPECT_THAT(list,
              HasSubstr(kBob + "</D:principal><D:grant><D:privilege><D:read/></D:privilege><D:privilege>"
                               "<D:write/></D:privilege>"));
  EXPECT_THAT(list, HasSubstr("<D:authenticated/></D:principal><D:grant><D:privilege><C:read-free-busy/>"));
  EXPECT_THAT(property(bob_, "/dav/calendars/bob/shared/", "owner"), HasSubstr("/dav/principals/ada/"));
  EXPECT_THAT(property(bob_, "/dav/calendars/bob/shared/", "acl"), HasSubstr("404 Not Found"))
      << "no read-acl";
  const auto mine = property(bob_, "/dav/calendars/bob/shared/", "current-user-privilege-set");
  EXPECT_THAT(mine, HasSubstr("<D:bind/>"));
  EXPECT_THAT(mine, Not(HasSubstr("<D:write-acl/>")));
  EXPECT_THAT(property(ada_, kCal, "supported-privilege-set"), HasSubstr("<C:read-free-busy/>"));
  EXPECT_THAT(property(ada_, kCal, "acl-restrictions"), HasSubstr("<D:grant-only/>"));
  EXPECT_EQ(set(list.substr(list.find("<D:ace>"), list.rfind("</D:acl>") - list.find("<D:ace>"))).status, 200)
      << "a client may send back what it read";
  EXPECT_EQ(property(ada_, kCal, "acl"), list);
}

// RFC 3744 8.1: acl-method
TEST_P(Acl, what_cannot_be_granted_is_refused_with_its_precondition) {
  const auto refused = [&](const std::string& aces) {
    const auto answer = set(aces);
    EXPECT_EQ(answer.status, 403) << aces;
    return body(answer);
  };
  EXPECT_THAT(refused("<D:ace><D:principal>" + kBob +
                      "</D:principal><D:deny><D:privilege><D:read/></D:privilege>"
                      "</D:deny></D:ace>"),
              HasSubstr("<D:grant-only/>"));
  EXPECT_THAT(
      refused("<D:ace><D:invert><D:principal>" + kBob + "</D:principal></D:invert><D:grant/></D:ace>"),
      HasSubstr("<D:no-invert/>"));
  EXPECT_THAT(refused(ace("<D:href>/dav/principals/nobody/</D:href>", "read")),
              HasSubstr("<D:recognized-principal/>"));
  EXPECT_THAT(refused(ace("<D:href>http://elsewhere/bob</D:href>", "read")),
              HasSubstr("<D:recognized-principal/>"));
  EXPECT_THAT(refused(ace("<D:all/>", "read")), HasSubstr("<D:allowed-principal/>"));
  EXPECT_THAT(refused(ace("<D:unauthenticated/>", "read")), HasSubstr("<D:allowed-principal/>"));
  EXPECT_THAT(refused(ace(kBob, "read fly")), HasSubstr("<D:not-supported-privilege/>"));
  EXPECT_EQ(bob("GET", kCal).status, 403) << "nothing of a refused list is kept";
  put("1.ics", event("1"));
  EXPECT_EQ(set(ace(kBob, "read"), kCal + "1.ics").status, 403);
  EXPECT_EQ(set(ace(kBob, "read"), "/dav/calendars/ada/none/").status, 404);
  EXPECT_EQ(send("ACL", kCal, "<propfind xmlns='DAV:'/>").status, 400);
  EXPECT_EQ(send("ACL", kCal, "<acl").status, 400);
}

// RFC 3744 9.2: acl-principal-prop-set
// RFC 3744 9.3: principal-match
// RFC 3744 9.4: principal-property-search
// RFC 3744 4: principals
// CalendarServer principals: calendarserver-principal-search
TEST_P(Acl, principals_are_found_by_who_may_see_them) {
  const std::string wanted = "<D:prop><D:displayname/><C:calendar-user-address-set/></D:prop>";
  const std::string spaces =
      " xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:S='http://calendarserver.org/ns/'>";
  const auto search = [&](const std::string& property, const std::string& text) {
    return report(ada_, "/dav/principals/",
                  "<D:principal-property-search" + spaces + "<D:property-search><D:prop>" + property +
                      "</D:prop><D:match>" + text + "</D:match></D:property-search>" + wanted +
                      "</D:principal-property-search>");
  };
  EXPECT_THAT(search("<D:displayname/>", "BO"), HasSubstr("mailto:bob@example.com"));
  EXPECT_THAT(search("<D:displayname/>", "BO"), Not(HasSubstr("/dav/principals/ada/")));
  EXPECT_THAT(search("<C:calendar-user-address-set/>", "bob@"), HasSubstr("/dav/principals/bob/"));
  EXPECT_THAT(search("<D:displayname/>", "nobody"), Not(HasSubstr("<D:response>")));
  EXPECT_THAT(search("<D:displayname/><S:email-address-set/>", "example"), Not(HasSubstr("<D:response>")))
      << "both have to";
  const auto typed =
      report(ada_, "/dav/principals/",
             "<S:calendarserver-principal-search context='attendee'" + spaces +
                 "<S:search-token>bob</S:search-token><S:search-token>example</S:search-token>" + wanted +
                 "</S:calendarserver-principal-search>");
  EXPECT_THAT(typed, HasSubstr("/dav/principals/bob/"));
  EXPECT_THAT(property(ada_, "/dav/principals/", "supported-report-set"),
              HasSubstr("<S:calendarserver-principal-search/>"));
  const auto groups = property(ada_, "/dav/principals/role%3Aowner/", "group-member-set");
  EXPECT_THAT(groups,
              HasSubstr("<D:href>/dav/principals/ada/</D:href><D:href>/dav/principals/bob/</D:href>"));
  EXPECT_THAT(property(ada_, "/dav/principals/bob/", "group-membership"), HasSubstr("role%3Aowner"));
  const auto self = report(ada_, "/dav/principals/",
                           "<D:principal-match" + spaces + "<D:self/>" + wanted + "</D:principal-match>");
  EXPECT_THAT(self, HasSubstr("/dav/principals/ada/"));
  EXPECT_THAT(self, HasSubstr("/dav/principals/role%3Aowner/"));
  EXPECT_THAT(self, Not(HasSubstr("/dav/principals/bob/")));
  EXPECT_THAT(
      report(ada_, "/dav/calendars/ada/",
             "<D:principal-match" + spaces + "<D:principal-property><D:owner/></D:principal-property>" +
                 wanted + "</D:principal-match>"),
      HasSubstr(kCal));
  grant("read");
  EXPECT_THAT(
      report(ada_, kCal, "<D:acl-principal-prop-set" + spaces + wanted + "</D:acl-principal-prop-set>"),
      HasSubstr("mailto:bob@example.com"));
  ada_.role = store::Role::reader;
  EXPECT_THAT(search("<D:displayname/>", "bo"), Not(HasSubstr("bob"))) << "a reader may be a customer";
  EXPECT_EQ(send("PROPFIND", "/dav/principals/bob/", "", {{"Depth", "0"}}).status, 404);
  EXPECT_THAT(body(send("PROPFIND", "/dav/principals/", named("<displayname/>"), {{"Depth", "1"}})),
              Not(HasSubstr("bob")));
}

// RFC 3253 3.8: expand-property
// RFC 3744 5.1: owner
TEST_P(Acl, expanding_a_property_follows_its_hrefs) {
  share_with_bob(store::Access::read);
  const auto expanded =
      report(bob_, "/dav/calendars/bob/shared/",
             "<D:expand-property xmlns:D='DAV:'><D:property name='owner'><D:property "
             "name='displayname'/></D:property><D:property name='resourcetype'/></D:expand-property>");
  EXPECT_THAT(expanded, HasSubstr("<D:owner><D:response><D:href>/dav/principals/ada/</D:href>"));
  EXPECT_THAT(expanded, HasSubstr("<D:displayname>ada</D:displayname>"));
}

TEST_P(Acl, a_live_calendar_is_coloured_by_its_owner_and_written_by_nobody) {
  database().write([&](store::Transaction& tx) {
    store::Collection live;
    live.shop = ada_.shop;
    live.id = Id::make(clock_.now(), random_);
    live.kind = store::CollectionKind::live;
    store::insert_collection(tx, live);
    store::bind(tx, ada_.shop, ada_.home, "live", live.id, store::Access::owner);
    store::bind(tx, bob_.shop, bob_.home, "live", live.id, store::Access::read);
  });
  const std::string path = "/dav/calendars/ada/live/";
  const std::string colour =
      "<propertyupdate xmlns='DAV:'><set><prop><calendar-color "
      "xmlns='http://apple.com/ns/ical/'>#FF2968FF</calendar-color>"
      "</prop></set></propertyupdate>";
  EXPECT_EQ(send("PROPPATCH", path, colour).status, 207);
  EXPECT_THAT(body(send("PROPFIND", path, "", {{"Depth", "0"}})), HasSubstr("#FF2968FF"));
  EXPECT_EQ(send("PUT", path + "1.ics", event("1")).status, 403);
  EXPECT_EQ(send("POST", path, event("1"), {{"Content-Type", "text/calendar"}}).status, 403);
  EXPECT_EQ(send("DELETE", path).status, 403);
  const std::string held = property(ada_, path, "current-user-privilege-set");
  EXPECT_THAT(held, HasSubstr("<D:write-properties/>"));
  for (const char* writing : {"<D:all/>", "<D:write/>", "<D:write-content/>", "<D:bind/>", "<D:unbind/>"})
    EXPECT_THAT(held, Not(HasSubstr(writing))) << "or apps offer to write";
  const std::string other = std::string(colour).replace(colour.find("#FF2968FF"), 9, "#00FF00FF");
  EXPECT_EQ(bob("PROPPATCH", "/dav/calendars/bob/live/", other).status, 207) << "for his own eyes";
  EXPECT_THAT(body(send("PROPFIND", path, "", {{"Depth", "0"}})), HasSubstr("#FF2968FF"));
}

TEST_P(Acl, an_owner_ends_the_lock_of_another) {
  put("1.ics", event("1"));
  grant("write read");
  const auto locked = bob(
      "LOCK", kCal + "1.ics",
      "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>");
  ASSERT_EQ(locked.status, 200);
  const Headers token{{"Lock-Token", std::string(locked.headers.get("Lock-Token"))}};
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1")).status, 423);
  EXPECT_EQ(send("UNLOCK", kCal + "1.ics", "", token).status, 204);
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1")).status, 204);
}

TEST_P(Acl, objects_go_from_one_home_to_another) {
  ASSERT_EQ(bob("MKCALENDAR", "/dav/calendars/bob/own/").status, 201);
  put("1.ics", event("1"));
  const Headers to{{"Destination", "/dav/calendars/bob/own/1.ics"}};
  EXPECT_EQ(send("COPY", kCal + "1.ics", "", to).status, 403);
  grant("read");
  EXPECT_EQ(bob("MOVE", kCal + "1.ics", "", to).status, 403) << "it would be gone at Ada's";
  EXPECT_EQ(bob("COPY", kCal + "1.ics", "", to).status, 201);
  EXPECT_EQ(bob("GET", "/dav/calendars/bob/own/1.ics").status, 200);
}

TEST_P(Acl, a_right_to_write_is_none_to_own) {
  grant("all", "/dav/calendars/ada/");
  const Headers to_bob{{"Destination", "/dav/calendars/bob/taken/"}};
  EXPECT_EQ(bob("MOVE", kCal, "", to_bob).status, 403);
  EXPECT_EQ(bob("MOVE", kCal, "", {{"Destination", "/dav/calendars/ada/renamed/"}}).status, 201);
  EXPECT_EQ(bob("COPY", "/dav/calendars/ada/renamed/", "", to_bob).status, 201);
}

TEST_P(Acl, who_may_not_read_is_shown_nothing_by_writing) {
  put("1.ics", event("1"));
  grant("write");
  const auto late =
      bob("PUT", kCal + "1.ics", event("1"), {{"If-None-Match", "*"}, {"Prefer", "return=representation"}});
  EXPECT_EQ(late.status, 412);
  EXPECT_THAT(body(late), Not(HasSubstr("BEGIN:VCALENDAR")));
  EXPECT_EQ(body(bob("PUT", kCal + "1.ics", event("1"), {{"Prefer", "return=representation"}})), "");
}

TEST_P(Acl, a_secret_feed_is_its_owners_to_tell) {
  EXPECT_EQ(send("PROPPATCH", kCal,
                 "<D:propertyupdate xmlns:D='DAV:' "
                 "xmlns:T='urn:timeshelf'><D:set><D:prop><T:feed>secret</T:feed></D:prop>"
                 "</D:set></D:propertyupdate>")
                .status,
            207);
  const std::string asked =
      "<D:propfind xmlns:D='DAV:' xmlns:T='urn:timeshelf'><D:prop><T:feed-url/></D:prop></D:propfind>";
  EXPECT_THAT(body(send("PROPFIND", kCal, asked, {{"Depth", "0"}})), HasSubstr("/feeds/s/"));
  grant("read");
  EXPECT_THAT(body(bob("PROPFIND", kCal, asked, {{"Depth", "0"}})), Not(HasSubstr("/feeds/s/")));
}

TEST_P(Acl, grants_go_with_the_user_and_with_the_collection) {
  grant("read");
  database().write([&](store::Transaction& tx) {
    const auto bob = store::find_user(tx, "bob");
    store::delete_user(tx, *bob);
    store::insert_user(tx, *bob);
  });
  EXPECT_EQ(bob("PROPFIND", kCal, "", {{"Depth", "0"}}).status, 403) << "the name is another's now";
  grant("read");
  EXPECT_EQ(send("COPY", kCal, "", {{"Destination", "/dav/calendars/ada/copy/"}}).status, 201);
  EXPECT_EQ(bob("PROPFIND", "/dav/calendars/ada/copy/", "", {{"Depth", "0"}}).status, 403)
      << "rights are not copied";
  EXPECT_EQ(send("DELETE", kCal).status, 204);
}

INSTANTIATE_TEST_SUITE_P(Both, Acl, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
