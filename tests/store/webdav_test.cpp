// Properties and PROPFIND as RFC 4918, 3744 and 4791 say, on both databases.
#include <gmock/gmock.h>

#include <regex>

#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kHome = "/dav/calendars/ada/";
const std::string kCal = kHome + "cal/";

class WebDav : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  std::string propfind(const std::string& path, const std::string& inside, const std::string& depth = "0") {
    Headers headers;
    if (!depth.empty()) headers.emplace_back("Depth", depth);
    const auto answer =
        send("PROPFIND", path,
             "<D:propfind xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'>" + inside + "</D:propfind>",
             headers);
    EXPECT_EQ(answer.status, 207) << answer.body.view();
    return body(answer);
  }
  std::string property(const std::string& path, const std::string& name) {
    return propfind(path, "<D:prop><" + name + "/></D:prop>");
  }
  /// The text between the tags of that name.
  static std::string text_in(const std::string& answer, const std::string& name) {
    const auto at = answer.find("<" + name + ">");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 2;
    return answer.substr(begin, answer.find("</" + name + ">", begin) - begin);
  }
  static std::size_t count(const std::string& answer, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = answer.find(what, at)) != std::string::npos; ++at) ++found;
    return found;
  }
  std::string patch(const std::string& path, const std::string& instructions) {
    return body(send("PROPPATCH", path,
                     "<D:propertyupdate xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' "
                     "xmlns:S='http://calendarserver.org/ns/' xmlns:X='urn:x'>" +
                         instructions + "</D:propertyupdate>"));
  }
};

// RFC 4918 9.1: depth
TEST_P(WebDav, a_listing_is_as_deep_as_it_is_asked_to_be) {
  ASSERT_EQ(send("MKCOL", kHome + "files/").status, 201);
  ASSERT_EQ(send("MKCOL", kHome + "files/in/").status, 201);
  ASSERT_EQ(send("PUT", kHome + "files/in/a", "x", {{"Content-Type", "text/plain"}}).status, 201);
  const std::string kind = "<D:prop><D:resourcetype/></D:prop>";
  EXPECT_EQ(count(propfind(kHome + "files/", kind, "0"), "<D:response>"), 1U);
  EXPECT_EQ(count(propfind(kHome + "files/", kind, "1"), "<D:response>"), 2U);
  EXPECT_EQ(count(propfind(kHome + "files/", kind, "infinity"), "<D:response>"), 3U);
  EXPECT_EQ(count(propfind(kHome + "files/", kind, ""), "<D:response>"), 3U) << "none is infinity";
  EXPECT_EQ(count(propfind(kHome + "files/in/a", kind, "infinity"), "<D:response>"), 1U);
  EXPECT_EQ(send("PROPFIND", kCal, "", {{"Depth", "2"}}).status, 400);
}

// RFC 4918 9.1: propname
TEST_P(WebDav, names_are_told_without_values) {
  put("1.ics", event("1"));
  patch(kCal + "1.ics", "<D:set><D:prop><X:note>text</X:note></D:prop></D:set>");
  const std::string names = propfind(kCal + "1.ics", "<D:propname/>");
  EXPECT_THAT(names,
              AllOf(HasSubstr("<D:getetag/>"), HasSubstr("<D:resourcetype/>"),
                    HasSubstr("<note xmlns=\"urn:x\"/>"), HasSubstr("<D:current-user-privilege-set/>")));
  EXPECT_THAT(names, AllOf(Not(HasSubstr("text")), Not(HasSubstr("<D:sync-token"))));
}

// RFC 3253 3.1.4: supported-live-property-set
// RFC 5995 3.2.1: supported-live-property-set
TEST_P(WebDav, what_is_computed_is_named) {
  put("1.ics", event("1"));
  const std::string of_calendar = property(kCal, "D:supported-live-property-set");
  const auto named = [](const char* name) {
    return "<D:supported-live-property><D:prop><" + std::string(name) +
           "/></D:prop></D:supported-live-property>";
  };
  for (const char* name :
       {"D:add-member", "D:resourcetype", "C:max-instances", "D:supported-live-property-set"})
    EXPECT_THAT(of_calendar, HasSubstr(named(name)));
  EXPECT_THAT(of_calendar, Not(HasSubstr("D:getetag"))) << "a calendar has none";
  EXPECT_EQ(count(of_calendar, named("D:supported-live-property-set")), 1U);
  EXPECT_THAT(property(kCal + "1.ics", "D:supported-live-property-set"),
              AllOf(HasSubstr(named("D:getetag")), Not(HasSubstr("add-member"))));
  EXPECT_THAT(property("/dav/principals/ada/", "D:supported-live-property-set"),
              HasSubstr(named("D:principal-URL")));
  EXPECT_THAT(propfind(kCal, "<D:propname/>"), HasSubstr("<D:supported-live-property-set/>"));
}

// RFC 7953 7.2.1: dav-header
// RFC 6638 2: dav-header
TEST_P(WebDav, every_answer_says_what_is_spoken_here) {
  for (const auto& answer : {send("OPTIONS", kCal), send("PROPFIND", kCal, "", {{"Depth", "0"}}),
                             send("GET", kCal + "none.ics"), send("BREW", kCal)}) {
    const std::string dav(answer.headers.get("DAV"));
    for (const char* word : {"1", "2", "3", "access-control", "extended-mkcol", "calendar-access",
                             "calendar-auto-schedule", "calendar-no-timezone", "calendar-availability"})
      EXPECT_THAT(", " + dav + ",", HasSubstr(", " + std::string(word) + ",")) << answer.status;
  }
}

// RFC 4791 5.2: not-in-allprop
// RFC 4918 9.1: include
// RFC 4918 9.1: allprop
TEST_P(WebDav, allprop_takes_others_along_that_are_named) {
  const std::string all = propfind(kCal, "<D:allprop/>");
  EXPECT_THAT(
      all, AllOf(HasSubstr("<D:resourcetype>"), HasSubstr("<D:creationdate>"), Not(HasSubstr("sync-token")),
                 Not(HasSubstr("<C:max-")), Not(HasSubstr("<C:supported-")), Not(HasSubstr("D:acl"))));
  const std::string more =
      propfind(kCal,
               "<D:allprop/><D:include><D:sync-token/><C:max-instances/><D:getetag/><D:resourcetype/>"
               "<D:principal-URL/></D:include>");
  EXPECT_THAT(more, AllOf(HasSubstr("<D:sync-token>urn:"), HasSubstr("<C:max-instances>10000<"),
                          HasSubstr("<D:creationdate>"), HasSubstr("<D:principal-URL/>")));
  EXPECT_EQ(count(more, "<D:resourcetype>"), 1U) << "nothing is told twice";
  std::string many;
  for (int i = 0; i < 300; ++i) many += "<X:p" + std::to_string(i) + " xmlns:X='urn:x'/>";
  EXPECT_EQ(send("PROPFIND", kCal,
                 "<D:propfind xmlns:D='DAV:'><D:allprop/><D:include>" + many + "</D:include></D:propfind>",
                 {{"Depth", "0"}})
                .status,
            400);
}

// RFC 4918 9.2: document-order
TEST_P(WebDav, instructions_are_carried_out_in_their_order) {
  const std::string set = "<D:set><D:prop><X:note>a</X:note></D:prop></D:set>";
  const std::string other = "<D:set><D:prop><X:note>b</X:note></D:prop></D:set>";
  const std::string remove = "<D:remove><D:prop><X:note/></D:prop></D:remove>";
  const auto after = [&](const std::string& instructions) {
    EXPECT_THAT(patch(kCal, instructions), HasSubstr("200 OK"));
    return propfind(kCal, "<D:prop><X:note xmlns:X='urn:x'/></D:prop>");
  };
  EXPECT_THAT(after(set + other), HasSubstr(">b<"));
  EXPECT_THAT(after(set + remove), HasSubstr("404"));
  EXPECT_THAT(after(remove + set), HasSubstr(">a<"));
}

// RFC 4918 15.1: creationdate
// RFC 4918 15.4: getcontentlength
// RFC 4918 15.7: getlastmodified
TEST_P(WebDav, dates_and_lengths_are_told_as_each_is_written) {
  put("1.ics", event("1"));
  const std::string found =
      propfind(kCal + "1.ics", "<D:prop><D:creationdate/><D:getlastmodified/><D:getcontentlength/></D:prop>");
  const std::string created = text_in(found, "D:creationdate");
  EXPECT_TRUE(std::regex_match(created, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)"))) << created;
  EXPECT_EQ(text_in(found, "D:getcontentlength"), std::to_string(event("1").size()));
  const auto read = send("GET", kCal + "1.ics");
  EXPECT_EQ(text_in(found, "D:getlastmodified"), read.headers.get("Last-Modified"));
  EXPECT_EQ(text_in(found, "D:getcontentlength"), std::to_string(read.body.size()));
  clock_.advance(std::chrono::hours(1));
  put("1.ics", event("1", "DTSTART:20260311T100000Z\r\n"), 204);
  const std::string later =
      propfind(kCal + "1.ics", "<D:prop><D:creationdate/><D:getlastmodified/></D:prop>");
  EXPECT_EQ(text_in(later, "D:creationdate"), created);
  EXPECT_NE(text_in(later, "D:getlastmodified"), text_in(found, "D:getlastmodified"));
}

// RFC 4918 9.8: copy
// RFC 4918 9.8: copy-depth
TEST_P(WebDav, a_copy_has_the_properties_of_what_it_is_of) {
  put("1.ics", event("1"));
  const std::string note = "<D:set><D:prop><X:note>a</X:note></D:prop></D:set>";
  const std::string asked = "<D:prop><X:note xmlns:X='urn:x'/></D:prop>";
  patch(kCal, note);
  patch(kCal + "1.ics", note);
  EXPECT_EQ(send("COPY", kCal, "", {{"Destination", kHome + "flat/"}, {"Depth", "0"}}).status, 201);
  EXPECT_EQ(send("COPY", kCal, "", {{"Destination", kHome + "deep/"}, {"Depth", "infinity"}}).status, 201);
  EXPECT_EQ(send("COPY", kCal + "1.ics", "", {{"Destination", kHome + "flat/2.ics"}}).status, 201);
  for (const char* copied : {"flat/", "deep/", "deep/1.ics", "flat/2.ics"})
    EXPECT_THAT(propfind(kHome + copied, asked), HasSubstr(">a<")) << copied;
  EXPECT_EQ(send("GET", kHome + "flat/1.ics").status, 404) << "with Depth: 0 nothing that it holds";
}

// RFC 3744 4: principals
TEST_P(WebDav, a_principal_says_who_it_is_and_how_else_it_is_reached) {
  const std::string ada = "/dav/principals/ada/";
  EXPECT_THAT(property(ada, "D:resourcetype"), HasSubstr("<D:principal/>"));
  EXPECT_THAT(property(ada, "D:displayname"), HasSubstr("<D:displayname>ada</D:displayname>"));
  EXPECT_THAT(property(ada, "D:principal-URL"), HasSubstr("<D:principal-URL><D:href>" + ada + "</D:href>"));
  EXPECT_THAT(property(ada, "D:alternate-URI-set"), HasSubstr("<D:href>mailto:ada@example.com</D:href>"));
  EXPECT_THAT(property(ada, "D:group-membership"), HasSubstr("/dav/principals/role%3Aowner/"));
}

// RFC 3744 5.3: supported-privilege-set
// RFC 3744 5.6: acl-restrictions
TEST_P(WebDav, privileges_are_told_as_a_tree_with_its_bounds) {
  const std::string tree = property(kCal, "D:supported-privilege-set");
  const auto at = [&](const char* name) {
    return tree.find(std::string("<D:privilege><") + name + "/></D:privilege>");
  };
  const auto all = at("D:all"), write = at("D:write"), content = at("D:write-content"),
             busy = at("C:read-free-busy");
  EXPECT_TRUE(all < write && write < content && busy != std::string::npos) << tree;
  EXPECT_EQ(count(tree, "<D:supported-privilege>"), count(tree, "</D:supported-privilege>"));
  const std::string between = tree.substr(write, content - write);
  EXPECT_EQ(count(between, "<D:supported-privilege>") - count(between, "</D:supported-privilege>"), 1U)
      << "write holds write-content";
  EXPECT_THAT(tree, Not(HasSubstr("D:abstract")));
  EXPECT_THAT(property(kCal, "D:acl-restrictions"),
              HasSubstr("<D:acl-restrictions><D:grant-only/><D:no-invert/></D:acl-restrictions>"));
}

// RFC 4791 5.2.1: calendar-description
// RFC 4791 7.5.1: supported-collation-set
TEST_P(WebDav, a_calendar_is_described_and_tells_its_collations) {
  EXPECT_THAT(patch(kCal,
                    "<D:set><D:prop><C:calendar-description xml:lang='de'>Brände</C:calendar-description>"
                    "</D:prop></D:set>"),
              HasSubstr("200 OK"));
  EXPECT_THAT(property(kCal, "C:calendar-description"),
              AllOf(HasSubstr(">Brände<"), HasSubstr("xml:lang=\"de\"")));
  const std::string collations = property(kCal, "C:supported-collation-set");
  for (const char* name : {"i;ascii-casemap", "i;octet", "i;unicode-casemap"})
    EXPECT_THAT(collations, HasSubstr("<C:supported-collation>" + std::string(name) + "<"));
}

INSTANTIATE_TEST_SUITE_P(Both, WebDav, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
