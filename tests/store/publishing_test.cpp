// Publishing in Apple's way, on both databases. The feeds themselves are tested with the server.
#include <gmock/gmock.h>

#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

const std::string kCal = "/dav/calendars/ada/cal/";

class Publishing : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  http::Response publish(const caldav::Principal& who, const std::string& path,
                         const std::string& what = "publish-calendar") {
    return send_as(who, "POST", path, "<A:" + what + " xmlns:A='http://calendarserver.org/ns/'/>");
  }
  std::string find(const caldav::Principal& who, const std::string& path, const std::string& name) {
    return body(send_as(who, "PROPFIND", path,
                        "<propfind xmlns='DAV:' xmlns:S='http://calendarserver.org/ns/' "
                        "xmlns:T='urn:timeshelf'><prop><" +
                            name + "/></prop></propfind>",
                        {{"Depth", "0"}}));
  }
};

// CalendarServer publish: publish-url
TEST_P(Publishing, gives_the_calendar_an_address_that_nobody_guesses) {
  EXPECT_THAT(find(ada_, kCal, "S:publish-url"), HasSubstr("404 Not Found"));
  const auto done = publish(ada_, kCal);
  EXPECT_EQ(done.status, 202) << body(done);
  const auto url = find(ada_, kCal, "S:publish-url");
  EXPECT_THAT(url, MatchesRegex(".*<S:publish-url><D:href>https?://localhost/feeds/s/[A-Za-z0-9_-]{20,}\\.ics"
                                "</D:href></S:publish-url>.*"));
  EXPECT_THAT(find(ada_, kCal, "S:pre-publish-url"), HasSubstr("/feeds/s/"));
  EXPECT_THAT(find(ada_, kCal, "T:feed"), HasSubstr(">secret<"));
  EXPECT_EQ(publish(ada_, kCal).status, 202);
  EXPECT_EQ(find(ada_, kCal, "S:publish-url"), url) << "who has the address keeps it";
  EXPECT_EQ(publish(ada_, kCal, "unpublish-calendar").status, 200);
  EXPECT_THAT(find(ada_, kCal, "S:publish-url"), HasSubstr("404 Not Found"));
  EXPECT_EQ(publish(ada_, kCal, "unpublish-calendar").status, 200);
  publish(ada_, kCal);
  EXPECT_NE(find(ada_, kCal, "S:publish-url"), url) << "the old address is gone for good";
}

TEST_P(Publishing, keeps_the_address_of_an_open_feed) {
  send("PROPPATCH", kCal,
       "<propertyupdate xmlns='DAV:'><set><prop><T:feed xmlns:T='urn:timeshelf'>open</T:feed></prop></set>"
       "</propertyupdate>");
  EXPECT_EQ(publish(ada_, kCal).status, 202);
  EXPECT_THAT(find(ada_, kCal, "S:publish-url"), HasSubstr("/feeds/ada-cal.ics"));
}

TEST_P(Publishing, is_the_owners_to_do_and_to_see) {
  share_with_bob(store::Access::write);
  EXPECT_THAT(body(publish(bob_, "/dav/calendars/bob/shared/")), HasSubstr("<D:need-privileges/>"));
  EXPECT_EQ(publish(bob_, kCal).status, 403);
  publish(ada_, kCal);
  EXPECT_THAT(find(bob_, "/dav/calendars/bob/shared/", "S:publish-url"), Not(HasSubstr("/feeds/")));
  EXPECT_EQ(publish(ada_, "/dav/calendars/ada/").status, 403);
  EXPECT_EQ(publish(ada_, "/dav/calendars/ada/none/").status, 404);
  put("1.ics", event("1"));
  EXPECT_EQ(publish(ada_, kCal + "1.ics").status, 403);
}

TEST_P(Publishing, waits_for_the_lock_of_another) {
  send(
      "ACL", kCal,
      "<D:acl xmlns:D='DAV:'><D:ace><D:principal><D:href>/dav/principals/bob/</D:href></D:principal><D:grant>"
      "<D:privilege><D:all/></D:privilege></D:grant></D:ace></D:acl>");
  ASSERT_EQ(send_as(bob_, "LOCK", kCal,
                    "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype>"
                    "</lockinfo>")
                .status,
            200);
  EXPECT_EQ(publish(ada_, kCal).status, 423);
  EXPECT_THAT(find(ada_, kCal, "T:feed"), HasSubstr(">off<"));
}

TEST_P(Publishing, other_xml_is_stored_as_ever) {
  ASSERT_EQ(send("MKCOL", "/dav/calendars/ada/files/").status, 201);
  EXPECT_EQ(send("POST", "/dav/calendars/ada/files/", "<a/>").status, 201);
  EXPECT_EQ(send("POST", "/dav/calendars/ada/files/", "<a").status, 201);
}

INSTANTIATE_TEST_SUITE_P(Both, Publishing, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
