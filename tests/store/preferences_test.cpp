// Preferences (RFC 8144), POST to a collection (RFC 5995) and quota (RFC 4331), on both databases.
#include <gmock/gmock.h>

#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kCal = "/dav/calendars/ada/cal/";

class Preferences : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  static std::string named(const std::string& names) {
    return "<propfind xmlns='DAV:'><prop>" + names + "</prop></propfind>";
  }
  std::string property(const std::string& path, const std::string& name) {
    return body(send("PROPFIND", path, named("<" + name + "/>"), {{"Depth", "0"}}));
  }
};

// RFC 8144 2.1: propfind-minimal
// RFC 8144 5: preference-applied
// RFC 4918 9.1: named
TEST_P(Preferences, a_minimal_answer_leaves_out_what_is_missing) {
  const std::string wanted = named("<getetag/><resourcetype/>");
  const auto whole = send("PROPFIND", kCal, wanted, {{"Depth", "0"}});
  EXPECT_THAT(body(whole), HasSubstr("404 Not Found"));
  EXPECT_FALSE(whole.headers.has("Preference-Applied"));
  const auto minimal =
      send("PROPFIND", kCal, wanted, {{"Depth", "0"}, {"Prefer", "respond-async, Return=minimal; x=y"}});
  EXPECT_THAT(body(minimal), Not(HasSubstr("404 Not Found")));
  EXPECT_EQ(minimal.headers.get("Preference-Applied"), "return=minimal");
  EXPECT_THAT(body(send("PROPFIND", kCal, wanted, {{"Depth", "0"}, {"Brief", "t"}})), Not(HasSubstr("404")));
}

// RFC 8144 4: depth-noroot
TEST_P(Preferences, a_listing_without_its_root) {
  put("1.ics", event("1"));
  const auto answer = send("PROPFIND", kCal, named("<getetag/>"),
                           {{"Depth", "1"}, {"Prefer", "return=minimal"}, {"Prefer", "depth-noroot"}});
  EXPECT_THAT(body(answer), Not(HasSubstr("<D:href>" + kCal + "</D:href>")));
  EXPECT_THAT(body(answer), HasSubstr("<D:href>" + kCal + "1.ics</D:href>"));
  EXPECT_THAT(body(send("PROPFIND", kCal, named("<getetag/>"), {{"Depth", "0"}, {"Prefer", "depth-noroot"}})),
              HasSubstr("<D:href>" + kCal + "</D:href>"))
      << "with Depth: 0 nothing would be left";
}

// RFC 8144 2.2: proppatch-minimal
TEST_P(Preferences, a_minimal_proppatch_only_says_that_it_went_well) {
  const auto change = [&](const std::string& name) {
    return send("PROPPATCH", kCal,
                "<propertyupdate xmlns='DAV:'><set><prop><" + name + ">x</" + name +
                    "></prop></set></propertyupdate>",
                {{"Prefer", "return=minimal"}});
  };
  const auto good = change("displayname");
  EXPECT_EQ(good.status, 200);
  EXPECT_EQ(body(good), "");
  EXPECT_EQ(good.headers.get("Preference-Applied"), "return=minimal");
  const auto bad = change("getetag");
  EXPECT_EQ(bad.status, 207) << "what failed is told";
  EXPECT_THAT(body(bad), HasSubstr("cannot-modify-protected-property"));
}

// RFC 8144 3.1: put-representation
// RFC 8144 3.2: representation-of-412
TEST_P(Preferences, a_put_answers_with_what_stands_there) {
  const Headers wanted{{"Prefer", "return=representation"}};
  const auto made = send("PUT", kCal + "1.ics", event("1"), wanted);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(body(made), event("1"));
  EXPECT_EQ(made.headers.get("Content-Location"), kCal + "1.ics");
  EXPECT_EQ(made.headers.get("Preference-Applied"), "return=representation");
  EXPECT_THAT(std::string(made.headers.get("Content-Type")), HasSubstr("text/calendar"));
  EXPECT_EQ(send("PUT", kCal + "1.ics", event("1", "DTSTART:20260311T100000Z\r\n"), wanted).status, 200);
  const auto late = send("PUT", kCal + "1.ics", event("1"),
                         {wanted[0], {"If-Match", std::string(made.headers.get("ETag"))}});
  EXPECT_EQ(late.status, 412);
  EXPECT_THAT(body(late), HasSubstr("DTSTART:20260311T100000Z"))
      << "RFC 8144 3.2: what it would have overwritten";
  EXPECT_NE(late.headers.get("ETag"), made.headers.get("ETag"));
}

// RFC 5995 3.1: post
// RFC 5995 3.2.1: add-member
TEST_P(Preferences, a_collection_names_what_is_posted_to_it) {
  EXPECT_THAT(property(kCal, "add-member"), HasSubstr("<D:add-member><D:href>" + kCal + "</D:href>"));
  EXPECT_THAT(property("/dav/calendars/ada/", "add-member"), HasSubstr("404"));
  const auto made = send("POST", kCal, event("1"), {{"Content-Type", "text/calendar"}});
  ASSERT_EQ(made.status, 201) << body(made);
  const std::string location(made.headers.get("Location"));
  EXPECT_THAT(location, HasSubstr("http://localhost" + kCal));
  EXPECT_THAT(location, testing::EndsWith(".ics"));
  const auto read = send("GET", location.substr(16));
  EXPECT_EQ(body(read), event("1"));
  EXPECT_EQ(read.headers.get("ETag"), made.headers.get("ETag"));
  const auto same = send("POST", kCal, event("1"), {{"Content-Type", "text/calendar"}});
  EXPECT_EQ(same.status, 409);
  EXPECT_THAT(body(same), HasSubstr("<C:no-uid-conflict><D:href>" + location.substr(16)));
  EXPECT_EQ(send("POST", kCal, "x", {{"Content-Type", "text/plain"}}).status, 403);
  EXPECT_EQ(send("POST", "/dav/calendars/ada/", event("2"), {{"Content-Type", "text/calendar"}}).status, 403);
  EXPECT_EQ(send("POST", location.substr(16), event("2"), {{"Content-Type", "text/calendar"}}).status, 405);
  EXPECT_EQ(send("POST", "/dav/calendars/ada/none/", event("2"), {{"Content-Type", "text/calendar"}}).status,
            404);
}

// RFC 4331 3: quota-available-bytes
// RFC 4331 4: quota-used-bytes
TEST_P(Preferences, what_a_home_holds_is_counted_and_bounded) {
  options_.quota = 2 * static_cast<std::int64_t>(event("1").size());
  const auto used = [&] { return property(kCal, "quota-used-bytes"); };
  const auto bytes = [](std::size_t n) {
    return "<D:quota-used-bytes>" + std::to_string(n) + "</D:quota-used-bytes>";
  };
  EXPECT_THAT(used(), HasSubstr(bytes(0)));
  put("1.ics", event("1"));
  put("2.ics", event("2"));
  EXPECT_THAT(used(), HasSubstr(bytes(2 * event("1").size())));
  EXPECT_THAT(property("/dav/calendars/ada/", "quota-available-bytes"),
              HasSubstr("<D:quota-available-bytes>0</D:quota-available-bytes>"));
  const auto refused = send("PUT", kCal + "3.ics", event("3"));
  EXPECT_EQ(refused.status, 507);
  EXPECT_THAT(body(refused), HasSubstr("<D:quota-not-exceeded/>"));
  put("1.ics", event("1"), 204);
  EXPECT_EQ(send("COPY", kCal, "", {{"Destination", "/dav/calendars/ada/copy/"}}).status, 507);
  EXPECT_EQ(send("GET", "/dav/calendars/ada/copy/1.ics").status, 404) << "nothing half done";
  EXPECT_EQ(send("MOVE", kCal + "1.ics", "", {{"Destination", kCal + "moved.ics"}}).status, 201);
  EXPECT_EQ(send("DELETE", kCal + "2.ics").status, 204);
  EXPECT_THAT(used(), HasSubstr(bytes(event("1").size())));
  put("3.ics", event("3"));
  EXPECT_EQ(send("DELETE", kCal).status, 204);
  EXPECT_THAT(property("/dav/calendars/ada/", "quota-used-bytes"), HasSubstr(bytes(0)));
}

TEST_P(Preferences, who_shares_a_calendar_fills_its_owners_home) {
  share_with_bob(store::Access::write);
  const std::string shared = "/dav/calendars/bob/shared/";
  EXPECT_EQ(send_as(bob_, "PUT", shared + "1.ics", event("1")).status, 201);
  EXPECT_THAT(property(kCal, "quota-used-bytes"), HasSubstr(">" + std::to_string(event("1").size()) + "<"));
  const auto bobs = body(send_as(bob_, "PROPFIND", shared, named("<quota-used-bytes/>"), {{"Depth", "0"}}));
  EXPECT_THAT(bobs, HasSubstr("404 Not Found"));
  options_.quota = 10;
  EXPECT_EQ(send_as(bob_, "PUT", shared + "2.ics", event("2")).status, 507);
}

INSTANTIATE_TEST_SUITE_P(Both, Preferences, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
