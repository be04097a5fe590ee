// Locks and the If header (RFC 4918 6, 7, 9.10, 9.11, 10.4), on both databases.
#include <gmock/gmock.h>

#include "caldav/if_header.hpp"
#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

const std::string kCal = "/dav/calendars/ada/cal/";

class Locks : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  static std::string lockinfo(const std::string& scope = "exclusive") {
    return "<lockinfo xmlns='DAV:'><lockscope><" + scope +
           "/></lockscope><locktype><write/></locktype><owner>Ada &amp; Co</owner></lockinfo>";
  }
  /// With its angle brackets.
  std::string lock(const std::string& path, const Headers& headers = {},
                   const std::string& scope = "exclusive") {
    return lock_as(ada_, path, headers, scope);
  }
  std::string lock_as(const caldav::Principal& who, const std::string& path, const Headers& headers = {},
                      const std::string& scope = "exclusive") {
    const auto answer = send_as(who, "LOCK", path, lockinfo(scope), headers);
    EXPECT_LT(answer.status, 300) << body(answer);
    return std::string(answer.headers.get("Lock-Token"));
  }
  std::string discovery(const std::string& path) {
    return body(send("PROPFIND", path,
                     "<propfind xmlns='DAV:'><prop><lockdiscovery/><supportedlock/></prop></propfind>",
                     {{"Depth", "0"}}));
  }
  static const std::string& display_name() {
    static const std::string change =
        "<propertyupdate xmlns='DAV:'><set><prop><displayname>x</displayname></prop></set></propertyupdate>";
    return change;
  }
};

// RFC 4918 11.3: locked
// RFC 4918 9.6: delete
TEST_P(Locks, nothing_changes_what_is_locked_without_its_token) {
  put("1.ics", event("1"));
  const std::string token = lock(kCal + "1.ics");
  EXPECT_THAT(token, HasSubstr("<urn:uuid:"));
  const Headers to{{"Destination", kCal + "2.ics"}};
  const auto refused = send("PUT", kCal + "1.ics", event("1"));
  EXPECT_EQ(refused.status, 423);
  EXPECT_THAT(body(refused),
              HasSubstr("<D:lock-token-submitted><D:href>/dav/calendars/ada/cal/1.ics</D:href>"));
  EXPECT_EQ(send("DELETE", kCal + "1.ics").status, 423);
  EXPECT_EQ(send("PROPPATCH", kCal + "1.ics", display_name()).status, 423);
  EXPECT_EQ(send("MOVE", kCal + "1.ics", "", to).status, 423);
  EXPECT_EQ(send("DELETE", kCal).status, 423) << "with all below it";
  EXPECT_EQ(send("GET", kCal + "1.ics").status, 200) << "a write lock hinders no reader";
  EXPECT_EQ(send("PUT", kCal + "2.ics", event("2")).status, 201) << "its neighbours are free";
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1"), {{"If", "(" + token + ")"}}).status, 204);
  EXPECT_EQ(send("DELETE", kCal + "1.ics", "", {{"If", "(" + token + ")"}}).status, 204);
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1")).status, 201) << "the lock went with it";
}

// RFC 4918 9.11: unlock
TEST_P(Locks, only_who_made_a_lock_may_use_or_end_it) {
  share_with_bob(store::Access::write);
  put("1.ics", event("1"));
  const std::string token = lock(kCal + "1.ics");
  const std::string bobs = "/dav/calendars/bob/shared/1.ics";
  EXPECT_EQ(send_as(bob_, "PUT", bobs, event("1")).status, 423) << "one lock, however it is reached";
  EXPECT_EQ(send_as(bob_, "PUT", bobs, event("1"), {{"If", "(" + token + ")"}}).status, 423);
  EXPECT_EQ(send_as(bob_, "UNLOCK", bobs, "", {{"Lock-Token", token}}).status, 403);
  EXPECT_EQ(send_as(bob_, "LOCK", bobs, "", {{"If", "(" + token + ")"}}).status, 412);
  EXPECT_EQ(send("UNLOCK", kCal + "1.ics", "", {{"Lock-Token", token}}).status, 204);
  EXPECT_EQ(send_as(bob_, "PUT", bobs, event("1")).status, 204);
}

TEST_P(Locks, who_may_only_read_may_not_lock) {
  share_with_bob(store::Access::read);
  put("1.ics", event("1"));
  const auto refused = send_as(bob_, "LOCK", "/dav/calendars/bob/shared/1.ics", lockinfo());
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(body(refused), HasSubstr("D:need-privileges"));
}

// RFC 4918 9.10: lock
TEST_P(Locks, shared_locks_stand_beside_each_other_and_one_token_is_enough) {
  share_with_bob(store::Access::write);
  put("1.ics", event("1"));
  const std::string mine = lock(kCal + "1.ics", {}, "shared");
  const std::string bobs = lock_as(bob_, "/dav/calendars/bob/shared/1.ics", {}, "shared");
  const auto refused = send("LOCK", kCal + "1.ics", lockinfo());
  EXPECT_EQ(refused.status, 423);
  EXPECT_THAT(body(refused), HasSubstr("D:no-conflicting-lock"));
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1")).status, 423);
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1"), {{"If", "(" + mine + ")"}}).status, 204);
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1"), {{"If", "(" + bobs + ")"}}).status, 423)
      << "the other one's is not mine to use";
}

// RFC 4918 9.10: lock
// RFC 4918 9.10.4: locked-above
TEST_P(Locks, a_deep_lock_covers_all_below_and_a_flat_one_the_list_of_members) {
  put("1.ics", event("1"));
  std::string token = lock(kCal, {{"Depth", "infinity"}});
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1")).status, 423);
  EXPECT_EQ(send("PUT", kCal + "2.ics", event("2")).status, 423);
  EXPECT_EQ(send("LOCK", kCal + "1.ics", lockinfo()).status, 423) << "locked from above";
  EXPECT_THAT(discovery(kCal + "1.ics"), HasSubstr("<D:lockroot><D:href>" + kCal + "</D:href>"));
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1"), {{"If", "<" + kCal + "> (" + token + ")"}}).status, 204);
  EXPECT_EQ(send("UNLOCK", kCal + "1.ics", "", {{"Lock-Token", token}}).status, 204);

  token = lock(kCal, {{"Depth", "0"}});
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1")).status, 204);
  EXPECT_EQ(send("PUT", kCal + "2.ics", event("2")).status, 423);
  EXPECT_EQ(send("DELETE", kCal + "1.ics").status, 423);
  EXPECT_EQ(send("PROPPATCH", kCal, display_name()).status, 423);
  EXPECT_EQ(send("DELETE", kCal).status, 423);
  EXPECT_EQ(send("DELETE", kCal, "", {{"If", "(" + token + ")"}}).status, 204);
}

// RFC 4918 9.10.4: locked-above
TEST_P(Locks, a_deep_lock_finds_what_is_locked_below) {
  put("1.ics", event("1"));
  lock(kCal + "1.ics", {}, "shared");
  const auto refused = send("LOCK", kCal, lockinfo());
  EXPECT_EQ(refused.status, 423);
  EXPECT_THAT(body(refused), HasSubstr("<D:no-conflicting-lock><D:href>" + kCal + "1.ics</D:href>"));
  EXPECT_EQ(send("LOCK", kCal, lockinfo(), {{"Depth", "0"}}).status, 200);
  EXPECT_EQ(send("LOCK", "/dav/calendars/ada/", lockinfo()).status, 423) << "and from the home";
}

// RFC 4918 9.10.2: refresh
// RFC 4918 10.7: timeout
TEST_P(Locks, locks_end_by_themselves_unless_they_are_refreshed) {
  put("1.ics", event("1"));
  const std::string token = lock(kCal + "1.ics", {{"Timeout", "Second-60, Infinite"}});
  EXPECT_THAT(discovery(kCal + "1.ics"), HasSubstr("<D:timeout>Second-60</D:timeout>"));
  clock_.advance(50s);
  const auto refreshed =
      send("LOCK", kCal + "1.ics", "", {{"If", "(" + token + ")"}, {"Timeout", "Second-100"}});
  EXPECT_EQ(refreshed.status, 200);
  EXPECT_THAT(body(refreshed), HasSubstr("<D:timeout>Second-100</D:timeout>"));
  EXPECT_FALSE(refreshed.headers.has("Lock-Token")) << "RFC 4918 9.10.2";
  clock_.advance(99s);
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1")).status, 423);
  clock_.advance(1s);
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1")).status, 204);
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1"), {{"If", "(" + token + ")"}}).status, 412);
  EXPECT_EQ(send("LOCK", kCal + "1.ics", "", {{"If", "(" + token + ")"}}).status, 412);
  EXPECT_EQ(send("LOCK", kCal + "1.ics").status, 400) << "neither body nor token";
  lock(kCal + "1.ics", {{"Timeout", "Second-99999999999999999999"}});
  EXPECT_THAT(discovery(kCal + "1.ics"), HasSubstr("Second-86400")) << "at most a day";
}

// RFC 4918 9.10.6: lock-unmapped
TEST_P(Locks, a_name_that_is_not_there_is_locked_by_making_it) {
  ASSERT_EQ(send("MKCOL", "/dav/calendars/ada/files/").status, 201);
  const auto made = send("LOCK", "/dav/calendars/ada/files/new", lockinfo());
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(body(send("GET", "/dav/calendars/ada/files/new")), "");
  EXPECT_EQ(send("LOCK", kCal + "new.ics", lockinfo()).status, 403) << "empty is no calendar object";
  EXPECT_EQ(send("LOCK", "/dav/calendars/ada/nowhere/new", lockinfo()).status, 409);
  EXPECT_EQ(send("LOCK", "/dav/principals/ada/", lockinfo()).status, 403);
}

// RFC 4918 9.9: move
TEST_P(Locks, a_lock_stays_where_it_was_made) {
  ASSERT_EQ(send("MKCALENDAR", "/dav/calendars/ada/other/").status, 201);
  put("1.ics", event("1"));
  const std::string token = lock(kCal + "1.ics");
  const Headers to{{"Destination", "/dav/calendars/ada/other/1.ics"}, {"If", "(" + token + ")"}};
  EXPECT_EQ(send("MOVE", kCal + "1.ics", "", to).status, 201);
  EXPECT_THAT(discovery("/dav/calendars/ada/other/1.ics"), HasSubstr("<D:lockdiscovery></D:lockdiscovery>"));
  const std::string deep = lock("/dav/calendars/ada/other/");
  EXPECT_EQ(send("COPY", "/dav/calendars/ada/other/1.ics", "", {{"Destination", kCal + "1.ics"}}).status,
            201);
  EXPECT_EQ(send("COPY", kCal + "1.ics", "", {{"Destination", "/dav/calendars/ada/other/1.ics"}}).status,
            423);
  EXPECT_EQ(send("MOVE", "/dav/calendars/ada/other/", "",
                 {{"Destination", "/dav/calendars/ada/moved/"}, {"If", "(" + deep + ")"}})
                .status,
            201);
  EXPECT_EQ(send("DELETE", "/dav/calendars/ada/moved/1.ics").status, 204);
}

TEST_P(Locks, a_locked_home_gets_no_new_calendars) {
  const std::string token = lock("/dav/calendars/ada/", {{"Depth", "0"}});
  EXPECT_EQ(send("MKCALENDAR", "/dav/calendars/ada/new/").status, 423);
  EXPECT_EQ(
      send("MKCALENDAR", "/dav/calendars/ada/new/", "", {{"If", "</dav/calendars/ada/> (" + token + ")"}})
          .status,
      201);
  EXPECT_EQ(send("DELETE", "/dav/calendars/ada/new/").status, 423);
}

TEST_P(Locks, one_user_does_not_use_up_the_locks_of_all) {
  ASSERT_EQ(send("MKCOL", "/dav/calendars/ada/files/").status, 201);
  for (int i = 0; i < 100; ++i)
    ASSERT_EQ(send("LOCK", "/dav/calendars/ada/files/" + std::to_string(i), lockinfo()).status, 201);
  const auto refused = send("LOCK", "/dav/calendars/ada/files/one-more", lockinfo());
  EXPECT_EQ(refused.status, 507);
  EXPECT_EQ(send("GET", "/dav/calendars/ada/files/one-more").status, 404) << "nothing half done";
  EXPECT_EQ(send_as(bob_, "LOCK", "/dav/calendars/bob/", lockinfo()).status, 200);
}

TEST_P(Locks, broken_requests_are_refused) {
  put("1.ics", event("1"));
  const auto status = [&](const std::string& text, const Headers& headers = {}) {
    return send("LOCK", kCal + "1.ics", text, headers).status;
  };
  EXPECT_EQ(status("<lockinfo xmlns='DAV:'>"), 400);
  EXPECT_EQ(status("<propfind xmlns='DAV:'/>"), 400);
  EXPECT_EQ(status(lockinfo("both")), 422);
  EXPECT_EQ(status("<lockinfo xmlns='DAV:'><lockscope><shared/></lockscope></lockinfo>"), 422);
  EXPECT_EQ(status(lockinfo(), {{"Depth", "1"}}), 400);
  EXPECT_EQ(send("UNLOCK", kCal + "1.ics").status, 400);
  const auto unknown = send("UNLOCK", kCal + "1.ics", "", {{"Lock-Token", "<urn:uuid:none>"}});
  EXPECT_EQ(unknown.status, 409);
  EXPECT_THAT(body(unknown), HasSubstr("D:lock-token-matches-request-uri"));
  for (const char* broken :
       {"", "(", "()", "(<>)", "<urn:x>", "([etag])", "(<urn:x>) <http://a> (<urn:y>)", "(Not)"})
    EXPECT_EQ(send("PUT", kCal + "1.ics", event("1"), {{"If", broken}}).status, 400) << broken;
}

// RFC 4918 10.4: if-header
// RFC 4918 10.4.3: if-of-any-method
TEST_P(Locks, the_if_header_is_true_if_one_of_its_lists_is) {
  const std::string etag = put("1.ics", event("1"));
  const auto status = [&](const std::string& condition) {
    return send("PROPPATCH", kCal + "1.ics", display_name(), {{"If", condition}}).status;
  };
  EXPECT_EQ(status("([" + etag + "])"), 207);
  EXPECT_EQ(status("([\"other\"])"), 412);
  EXPECT_EQ(status("(Not [\"other\"])"), 207);
  EXPECT_EQ(status("([\"other\"]) (Not <DAV:no-lock>)"), 207) << "the second list is true";
  EXPECT_EQ(status("([" + etag + "] <DAV:no-lock>)"), 412) << "both of a list have to be";
  EXPECT_EQ(status("<http://localhost" + kCal + "1.ics> ([" + etag + "])"), 207);
  EXPECT_EQ(status("<" + kCal + "2.ics> ([" + etag + "])"), 412);
  EXPECT_EQ(status("<http://elsewhere/> ([" + etag + "])"), 412);
  EXPECT_EQ(status("</dav/calendars/bob/cal/> (Not <urn:x>)"), 207) << "nothing is told of what is another's";
  EXPECT_EQ(send("GET", kCal + "1.ics", "", {{"If", "([\"other\"])"}}).status, 412) << "of any method";
}

// RFC 6578 5: state-token
TEST_P(Locks, a_sync_token_is_a_state) {
  put("1.ics", event("1"));
  const auto asked = body(send(
      "PROPFIND", kCal, "<propfind xmlns='DAV:'><prop><sync-token/></prop></propfind>", {{"Depth", "0"}}));
  const auto at = asked.find("urn:timeshelf:sync:");
  ASSERT_NE(at, std::string::npos);
  const std::string token = asked.substr(at, asked.find('<', at) - at);
  const Headers unchanged{{"If", "<" + kCal + "> (<" + token + ">)"}};
  EXPECT_EQ(send("PUT", kCal + "2.ics", event("2"), unchanged).status, 201);
  EXPECT_EQ(send("PUT", kCal + "3.ics", event("3"), unchanged).status, 412) << "RFC 6578 5";
}

// RFC 4918 15.8: lockdiscovery
// RFC 4918 15.10: supportedlock
TEST_P(Locks, what_may_be_locked_and_is_stands_in_the_properties) {
  put("1.ics", event("1"));
  EXPECT_THAT(discovery(kCal + "1.ics"), HasSubstr("<D:lockentry><D:lockscope><D:shared/>"));
  const std::string token = lock(kCal + "1.ics");
  const std::string text = discovery(kCal + "1.ics");
  EXPECT_THAT(text, HasSubstr("Ada &amp; Co</owner>"));
  EXPECT_THAT(text, HasSubstr("<D:href>" + token.substr(1, token.size() - 2) + "</D:href>"));
  EXPECT_THAT(text, HasSubstr("<D:depth>0</D:depth>"));
  const auto listed =
      body(send("PROPFIND", kCal, "<propfind xmlns='DAV:'><allprop/></propfind>", {{"Depth", "1"}}));
  EXPECT_THAT(listed, HasSubstr("<D:activelock>")) << "RFC 4918 14.2";
}

// RFC 4918 10.4: if-header
TEST(IfHeader, takes_what_the_rfc_shows) {
  // RFC 4918 10.4.6 to 10.4.12
  const auto two = caldav::parse_if_header(
      "(<urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2> [\"I am an ETag\"]) ([\"I am another ETag\"])");
  ASSERT_TRUE(two);
  ASSERT_EQ(two->lists.size(), 2U);
  EXPECT_EQ(two->lists[0].conditions[1].value, "\"I am an ETag\"");
  EXPECT_TRUE(two->submits("urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2"));
  EXPECT_FALSE(two->submits("\"I am an ETag\""));
  const auto tagged = caldav::parse_if_header(
      "</specs/rfc2518.doc> ([W/\"a ] ( \"]) (Not<DAV:no-lock>)\t<http://b/> (<c:d>)");
  ASSERT_TRUE(tagged);
  ASSERT_EQ(tagged->lists.size(), 3U);
  EXPECT_EQ(tagged->lists[1].resource, "/specs/rfc2518.doc");
  EXPECT_TRUE(tagged->lists[1].conditions[0].negated);
  EXPECT_EQ(tagged->lists[2].resource, "http://b/");
}

INSTANTIATE_TEST_SUITE_P(Both, Locks, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
