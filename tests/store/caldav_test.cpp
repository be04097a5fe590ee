// CalDAV as clients speak it, on both databases.
#include <gmock/gmock.h>

#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Dav : public DavTest {
 protected:
  static std::string body(const http::Response& response) { return std::string(response.body.view()); }
  std::string query(const std::string& range) {
    return body(send("REPORT", "/dav/calendars/ada/cal/",
                     "<c:calendar-query xmlns:d='DAV:' "
                     "xmlns:c='urn:ietf:params:xml:ns:caldav'><d:prop><d:getetag/></d:prop><c:filter>"
                     "<c:comp-filter name='VCALENDAR'><c:comp-filter name='VEVENT'><c:time-range " +
                         range + "/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>",
                     {{"Depth", "1"}}));
  }
  std::string sync(const std::string& token, const std::string& more = "") {
    return body(send("REPORT", "/dav/calendars/ada/cal/",
                     "<sync-collection xmlns='DAV:'><sync-token>" + token +
                         "</sync-token><sync-level>1</sync-level>" + more +
                         "<prop><getetag/></prop></sync-collection>"));
  }
  static std::string token_of(const std::string& text) {
    const auto at = text.rfind("<D:sync-token>") + 14;
    return text.substr(at, text.find('<', at) - at);
  }
};

// RFC 4791 5.3.2: put
// RFC 4791 5.3.4: strong-etag
TEST_P(Dav, what_was_put_is_read_back_byte_for_byte) {
  const std::string text = event("1", "DTSTART:20260310T100000Z\nX-ODD;A=\"b\":c\\,d\r\n");
  const std::string etag = put("1.ics", text);
  ASSERT_FALSE(etag.empty());
  const auto read = send("GET", "/dav/calendars/ada/cal/1.ics");
  EXPECT_EQ(read.body.view(), text);
  EXPECT_EQ(read.headers.get("ETag"), etag);
  EXPECT_EQ(send("GET", "/dav/calendars/ada/cal/1.ics", "", {{"If-None-Match", etag}}).status, 304);
  EXPECT_EQ(put("1.ics", text, 204), etag);
}

TEST_P(Dav, conditions_guard_writes) {
  const std::string etag = put("1.ics", event("1"));
  const std::string path = "/dav/calendars/ada/cal/1.ics";
  EXPECT_EQ(send("PUT", path, event("1"), {{"If-None-Match", "*"}}).status, 412);
  EXPECT_EQ(send("PUT", path, event("1"), {{"If-Match", "\"stale\""}}).status, 412);
  EXPECT_EQ(send("PUT", path, event("1"), {{"If-Match", "W/" + etag}}).status, 412);
  EXPECT_EQ(send("PUT", path, event("1"), {{"If-Match", etag}}).status, 204);
  EXPECT_EQ(send("DELETE", path, "", {{"If-Match", "\"stale\""}}).status, 412);
  EXPECT_EQ(send("DELETE", path, "", {{"If-Match", etag}}).status, 204);
  EXPECT_EQ(send("GET", path).status, 404);
}

struct Broken {
  std::string text;
  const char* element;
};

TEST_P(Dav, bad_objects_are_refused_with_their_precondition) {
  put("taken.ics", event("taken"));
  const std::vector<Broken> all = {
      {"no calendar", "valid-calendar-data"},
      {event("1", "DTSTART:20261301T100000Z\r\n"), "valid-calendar-data"},
      {event("1", "DTSTART:20260310T100000Z\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\n"),
       "valid-calendar-data"},
      {event("1", "DTSTART;TZID=Mars/Olympus:20260310T100000\r\n"), "valid-timezone"},
      {event("1") + event("2"), "valid-calendar-data"},
      {"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
       "valid-calendar-object-resource"},
      {"BEGIN:VCALENDAR\r\nBEGIN:VJOURNAL\r\nUID:1\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n",
       "supported-calendar-component"},
      {event("taken"), "no-uid-conflict"},
      {event("1", "DTSTART:20260310T100000Z\r\nATTACH:" + std::string(2 << 20, 'x') + "\r\n"),
       "max-resource-size"},
  };
  for (const Broken& broken : all) {
    const auto answer = send("PUT", "/dav/calendars/ada/cal/1.ics", broken.text);
    EXPECT_GE(answer.status, 400);
    EXPECT_LT(answer.status, 500);
    EXPECT_THAT(body(answer), HasSubstr(broken.element));
    EXPECT_THAT(body(answer), HasSubstr("<T:message>"));
  }
  EXPECT_EQ(send("PUT", "/dav/calendars/ada/cal/1.ics", "text", {{"Content-Type", "text/plain"}}).status,
            403);
  EXPECT_EQ(send("GET", "/dav/calendars/ada/cal/1.ics").status, 404);
}

// RFC 4918 8.2: malformed-xml
// RFC 4918 17.6: entities
TEST_P(Dav, bad_xml_is_refused) {
  const std::string home = "/dav/calendars/ada/";
  EXPECT_EQ(send("PROPFIND", home, "<broken", {{"Depth", "0"}}).status, 400);
  EXPECT_EQ(send("PROPFIND", home, "<!DOCTYPE x [<!ENTITY a 'b'>]><propfind xmlns='DAV:'>&a;</propfind>",
                 {{"Depth", "0"}})
                .status,
            400);
  EXPECT_EQ(send("PROPFIND", home, "<D:propfind/>", {{"Depth", "0"}}).status, 400);
  EXPECT_EQ(
      send("PROPFIND", home, "<propfind xmlns='DAV:' xmlns:b=''><prop/></propfind>", {{"Depth", "0"}}).status,
      400);
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a xmlns='DAV:'>";
  for (int i = 0; i < 100; ++i) deep += "</a>";
  EXPECT_EQ(send("REPORT", home + "cal/", deep).status, 400);
  EXPECT_EQ(send("REPORT", home + "cal/", "<unknown xmlns='DAV:'/>").status, 403);
}

TEST_P(Dav, somebody_elses_tree_answers_the_same_whether_it_exists_or_not) {
  const auto there = send("PROPFIND", "/dav/calendars/bob/", "", {{"Depth", "0"}});
  const auto missing = send("PROPFIND", "/dav/calendars/nobody/", "", {{"Depth", "0"}});
  EXPECT_EQ(there.status, 403);
  EXPECT_EQ(missing.status, 403);
  EXPECT_EQ(body(there), body(missing));
  EXPECT_EQ(send("PUT", "/dav/calendars/ada/../bob/x.ics", event("1")).status, 404);
  EXPECT_EQ(send("PUT", "/dav/calendars/ada/cal/%2e%2e/x.ics", event("1")).status, 404);
}

// RFC 5397 3: current-user-principal
// RFC 4791 6.2.1: calendar-home-set
// RFC 4918 10.1: dav-header
// RFC 4791 5.1: dav-header
// RFC 6764 6: principal-from-there
TEST_P(Dav, discovery_leads_from_the_root_to_the_home) {
  const std::string wanted =
      "<A:propfind xmlns:A='DAV:'><A:prop><A:current-user-principal/><A:resourcetype/>"
      "<B:calendar-home-set xmlns:B='urn:ietf:params:xml:ns:caldav'/></A:prop></A:propfind>";
  const auto root = send("PROPFIND", "/", wanted, {{"Depth", "0"}});
  EXPECT_EQ(root.status, 207);
  EXPECT_THAT(body(root), HasSubstr("/dav/principals/ada/"));
  EXPECT_THAT(std::string(root.headers.get("DAV")), HasSubstr("calendar-access"));
  EXPECT_THAT(body(send("PROPFIND", "/dav/principals/ada/", wanted, {{"Depth", "0"}})),
              HasSubstr("/dav/calendars/ada/"));
  const std::string home = body(send("PROPFIND", "/dav/calendars/ada/", wanted, {{"Depth", "1"}}));
  EXPECT_THAT(home, HasSubstr("<D:href>/dav/calendars/ada/cal/</D:href>"));
  EXPECT_THAT(home, HasSubstr("<C:calendar/>"));
}

// RFC 4791 7.4: recurrences
// RFC 4791 9.9: open-ranges
TEST_P(Dav, time_ranges_see_recurrences_however_far) {
  put("1.ics",
      event("1", "DTSTART;TZID=Europe/Berlin:20200101T180000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY\r\n"));
  put("2.ics", event("2"));
  EXPECT_THAT(query("start='20260310T000000Z' end='20260311T000000Z'"), HasSubstr("2.ics"));
  EXPECT_THAT(query("start='20260310T000000Z' end='20260311T000000Z'"), Not(HasSubstr("1.ics")));
  EXPECT_THAT(query("start='20880101T000000Z' end='20880115T000000Z'"), HasSubstr("1.ics"));
  EXPECT_THAT(query("start='20260401T000000Z'"), HasSubstr("1.ics"));
  EXPECT_THAT(query("start='20260401T000000Z'"), Not(HasSubstr("2.ics")));
  EXPECT_THAT(query(""), HasSubstr("valid-filter"));
  EXPECT_THAT(query("end='20190101T000000Z'"), Not(HasSubstr(".ics")));
}

// RFC 4791 7.9: calendar-multiget
TEST_P(Dav, multiget_answers_each_href) {
  put("a%20b.ics", event("1"));
  const std::string answer = body(send("REPORT", "/dav/calendars/ada/cal/",
                                       "<C:calendar-multiget xmlns:C='urn:ietf:params:xml:ns:caldav' "
                                       "xmlns:D='DAV:'><D:prop><D:getetag/><C:calendar-data/></D:prop>"
                                       "<D:href>/dav/calendars/ada/cal/a%20b.ics</D:href><D:href>/dav/"
                                       "calendars/ada/cal/gone.ics</D:href></C:calendar-multiget>"));
  EXPECT_THAT(answer, HasSubstr("UID:1&#13;"));
  EXPECT_THAT(answer, HasSubstr("gone.ics</D:href><D:status>HTTP/1.1 404 Not Found"));
}

// RFC 6578 3.2: sync-collection
// RFC 6578 3.4: initial
// RFC 6578 3.5.1: changed
// RFC 6578 3.5.2: removed
TEST_P(Dav, sync_tells_changes_and_deletions_and_refuses_foreign_tokens) {
  put("1.ics", event("1"));
  put("2.ics", event("2"));
  const std::string first = sync("");
  EXPECT_THAT(first, HasSubstr("1.ics"));
  const std::string token = token_of(first);
  send("DELETE", "/dav/calendars/ada/cal/1.ics");
  put("3.ics", event("3"));
  const std::string second = sync(token);
  EXPECT_THAT(second, HasSubstr("1.ics</D:href><D:status>HTTP/1.1 404 Not Found"));
  EXPECT_THAT(second, HasSubstr("3.ics"));
  EXPECT_THAT(second, Not(HasSubstr("2.ics")));
  for (const char* bad : {"nonsense", "urn:timeshelf:sync:x:1"})
    EXPECT_THAT(sync(bad), HasSubstr("valid-sync-token")) << bad;
  EXPECT_THAT(sync(token.substr(0, token.rfind(':')) + ":999999"), HasSubstr("valid-sync-token"));
}

TEST_P(Dav, a_limited_first_sync_reaches_what_lies_behind_a_deletion) {
  put("gone.ics", event("gone"));
  send("DELETE", "/dav/calendars/ada/cal/gone.ics");
  for (const char* name : {"b", "c", "d", "e"}) put(std::string(name) + ".ics", event(name));
  std::string token, seen;
  for (int round = 0; round < 4; ++round) {
    const std::string page = sync(token, "<limit><nresults>2</nresults></limit>");
    seen += page;
    token = token_of(page);
    EXPECT_THAT(page, Not(HasSubstr("gone.ics</D:href><D:status>HTTP/1.1 404"))) << round;
  }
  for (const char* name : {"b.ics", "c.ics", "d.ics", "e.ics"}) EXPECT_THAT(seen, HasSubstr(name));
}

TEST_P(Dav, only_who_runs_the_shop_sells_and_only_the_owner_publishes) {
  const auto set = [&](const std::string& path, const std::string& property) {
    return body(send("PROPPATCH", path,
                     "<D:propertyupdate xmlns:D='DAV:' xmlns:T='urn:timeshelf'><D:set><D:prop>" + property +
                         "</D:prop></D:set></D:propertyupdate>"));
  };
  database().write([&](store::Transaction& tx) {
    store::Collection shared;
    shared.shop = bob_.shop;
    shared.id = Id::make(clock_.now(), random_);
    shared.kind = store::CollectionKind::calendar;
    store::insert_collection(tx, shared);
    store::bind(tx, ada_.shop, ada_.home, "shared", shared.id, store::Access::write);
  });
  for (const char* property : {"<T:feed>open</T:feed>", "<T:shelf>on</T:shelf>"})
    EXPECT_THAT(set("/dav/calendars/ada/shared/", property), HasSubstr("Only the owner")) << property;
  ada_.role = store::Role::staff;
  EXPECT_THAT(set("/dav/calendars/ada/cal/", "<T:shelf>on</T:shelf>"),
              HasSubstr("ask its owner or a manager"));
  EXPECT_THAT(set("/dav/calendars/ada/cal/", "<T:feed>open</T:feed>"), Not(HasSubstr("403"))) << "their own";
  ada_.role = store::Role::manager;
  EXPECT_THAT(set("/dav/calendars/ada/cal/", "<T:shelf>on</T:shelf>"),
              Not(HasSubstr("ask its owner or a manager")));
}

TEST_P(Dav, the_last_one_who_shares_a_calendar_only_leaves_it) {
  store::Collection shared;
  database().write([&](store::Transaction& tx) {
    shared.shop = ada_.shop;
    shared.id = Id::make(clock_.now(), random_);
    shared.kind = store::CollectionKind::calendar;
    store::insert_collection(tx, shared);
    store::bind(tx, ada_.shop, ada_.home, "shared", shared.id, store::Access::write);
  });
  EXPECT_EQ(send("DELETE", "/dav/calendars/ada/shared/").status, 204);
  EXPECT_EQ(send("PROPFIND", "/dav/calendars/ada/shared/", "", {{"Depth", "0"}}).status, 404);
  database().read(
      [&](store::Transaction& tx) { EXPECT_TRUE(store::find_collection(tx, shared.shop, shared.id)); });
}

TEST_P(Dav, who_was_removed_a_moment_ago_finds_nothing) {
  ada_.home = Id::make(clock_.now(), random_);
  for (const char* path : {"/dav/calendars/ada/", "/dav/calendars/ada/cal/", "/dav/calendars/ada/cal/1.ics"})
    EXPECT_EQ(send("PROPFIND", path, "", {{"Depth", "0"}}).status, 404) << path;
}

// RFC 4791 7.9: number-of-matches-within-limits
TEST_P(Dav, an_answer_without_end_is_refused_and_an_expansion_has_a_budget) {
  const std::string calendar = "/dav/calendars/ada/cal/";
  put("long.ics", event("long", "DTSTART:20260310T100000Z\r\nRRULE:FREQ=DAILY\r\nX-D:" +
                                    std::string(60'000, 'x') + "\r\n"));
  const auto expanded = [&](const std::string& to) {
    return body(send(
        "REPORT", calendar,
        "<C:calendar-query xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:D='DAV:'><D:prop><C:calendar-data>"
        "<C:expand start='20270101T000000Z' end='" +
            to +
            "'/></C:calendar-data></D:prop><C:filter>"
            "<C:comp-filter name='VCALENDAR'/></C:filter></C:calendar-query>"));
  };
  EXPECT_THAT(expanded("20270103T000000Z"), HasSubstr("BEGIN:VEVENT"));
  const std::string whole = expanded("20540101T000000Z");
  EXPECT_LT(whole.size(), 10'000U);
  EXPECT_THAT(whole, Not(HasSubstr("BEGIN:VEVENT")));

  put("large.ics", event("large", "DTSTART:20260310T100000Z\r\nX-D:" + std::string(900'000, 'x') + "\r\n"));
  std::string wanted =
      "<C:calendar-multiget xmlns:C='urn:ietf:params:xml:ns:caldav' "
      "xmlns:D='DAV:'><D:prop><C:calendar-data/></D:prop>";
  for (int i = 0; i < 160; ++i) wanted += "<D:href>" + calendar + "large.ics</D:href>";
  const auto answer = send("REPORT", calendar, wanted + "</C:calendar-multiget>");
  EXPECT_EQ(answer.status, 507);
  EXPECT_THAT(body(answer), HasSubstr("number-of-matches-within-limits"));
}

// RFC 6578 3.6: truncation
// RFC 6578 3.7: limit
TEST_P(Dav, a_limited_sync_goes_on_where_it_stopped) {
  for (int i = 0; i < 5; ++i) put(std::to_string(i) + ".ics", event(std::to_string(i)));
  std::string token;
  std::size_t seen = 0;
  for (int round = 0; round < 3; ++round) {
    const std::string answer = sync(token, "<limit><nresults>2</nresults></limit>");
    for (std::size_t at = 0; (at = answer.find(".ics<", at)) != std::string::npos; ++at) ++seen;
    EXPECT_EQ(answer.find("507") != std::string::npos, round < 2);
    token = token_of(answer);
  }
  EXPECT_EQ(seen, 5U);
}

// RFC 4918 9.2: all-or-nothing
// RFC 4918 9.2: dead-properties
// RFC 4918 9.1: allprop
// RFC 4918 15.2: displayname
TEST_P(Dav, properties_live_and_dead_are_kept) {
  const std::string path = "/dav/calendars/ada/cal/";
  const auto set =
      send("PROPPATCH", path,
           "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop><D:displayname>Töpfern</D:displayname>"
           "<A:calendar-color xmlns:A='http://apple.com/ns/ical/' "
           "symbolic-color='red'>#FF0000FF</A:calendar-color></D:prop></D:set></D:propertyupdate>");
  EXPECT_EQ(set.status, 207);
  const std::string all = body(send("PROPFIND", path, "", {{"Depth", "0"}}));
  EXPECT_THAT(all, HasSubstr("Töpfern"));
  EXPECT_THAT(all, HasSubstr("symbolic-color=\"red\""));
  const std::string mixed =
      body(send("PROPPATCH", path,
                "<D:propertyupdate "
                "xmlns:D='DAV:'><D:set><D:prop><D:displayname>Other</D:displayname><D:getetag>x</D:getetag></"
                "D:prop></D:set></D:propertyupdate>"));
  EXPECT_THAT(mixed, HasSubstr("424"));
  EXPECT_THAT(mixed, HasSubstr("cannot-modify-protected-property"));
  EXPECT_THAT(body(send("PROPFIND", path, "", {{"Depth", "0"}})), HasSubstr("Töpfern"));
}

TEST_P(Dav, a_listing_shows_the_properties_that_clients_set_on_objects) {
  put("1.ics", event("1"));
  put("2.ics", event("2"));
  const std::string path = "/dav/calendars/ada/cal/";
  const std::string wanted =
      "<D:propfind xmlns:D='DAV:' xmlns:X='urn:x'><D:prop><X:note/></D:prop></D:propfind>";
  EXPECT_THAT(body(send("PROPFIND", path, wanted, {{"Depth", "1"}})), Not(HasSubstr("read me")));
  ASSERT_EQ(
      send("PROPPATCH", path + "2.ics",
           "<D:propertyupdate xmlns:D='DAV:' xmlns:X='urn:x'><D:set><D:prop><X:note>read me</X:note></D:prop>"
           "</D:set></D:propertyupdate>")
          .status,
      207);
  EXPECT_THAT(body(send("PROPFIND", path, wanted, {{"Depth", "1"}})), HasSubstr("read me"));
  EXPECT_THAT(body(send("REPORT", path,
                        "<D:sync-collection xmlns:D='DAV:' xmlns:X='urn:x'><D:sync-token/><D:sync-level>1"
                        "</D:sync-level><D:prop><X:note/></D:prop></D:sync-collection>")),
              HasSubstr("read me"));
}

TEST_P(Dav, what_markup_is_made_of_is_escaped_in_answers) {
  put("1.ics", event("1", "DTSTART:20260310T100000Z\r\nSUMMARY:<a> & \"b\"\tc\r\n"));
  const std::string answer =
      body(send("REPORT", "/dav/calendars/ada/cal/",
                "<C:calendar-multiget xmlns:C='urn:ietf:params:xml:ns:caldav' "
                "xmlns:D='DAV:'><D:prop><C:calendar-data/></D:prop>"
                "<D:href>/dav/calendars/ada/cal/1.ics</D:href></C:calendar-multiget>"));
  EXPECT_THAT(answer, HasSubstr("SUMMARY:&lt;a&gt; &amp; \"b\"\tc&#13;\nEND:VEVENT&#13;\n"));
}

// RFC 4918 9.8: copy
// RFC 4918 9.9: move
// RFC 4918 9.8.5: bad-gateway
// RFC 4918 9.6: delete
// RFC 4791 4.2: no-collections-inside
TEST_P(Dav, objects_and_collections_are_copied_and_moved) {
  ASSERT_EQ(send("MKCALENDAR", "/dav/calendars/ada/other/").status, 201);
  put("1.ics", event("1"));
  const Headers to{{"Destination", "http://localhost/dav/calendars/ada/other/1.ics"}};
  EXPECT_EQ(send("COPY", "/dav/calendars/ada/cal/1.ics", "", to).status, 201);
  EXPECT_EQ(send("MOVE", "/dav/calendars/ada/cal/1.ics", "", {to[0], {"Overwrite", "F"}}).status, 412);
  EXPECT_EQ(send("MOVE", "/dav/calendars/ada/cal/1.ics", "", to).status, 204);
  EXPECT_EQ(send("GET", "/dav/calendars/ada/cal/1.ics").status, 404);
  EXPECT_EQ(
      send("MOVE", "/dav/calendars/ada/other/", "", {{"Destination", "/dav/calendars/ada/renamed/"}}).status,
      201);
  EXPECT_EQ(send("GET", "/dav/calendars/ada/renamed/1.ics").status, 200);
  EXPECT_EQ(send("MOVE", "/dav/calendars/ada/renamed/", "", {{"Destination", "http://elsewhere/x/"}}).status,
            502);
  EXPECT_EQ(send("MKCOL", "/dav/calendars/ada/cal/inside/").status, 403);
  EXPECT_EQ(send("DELETE", "/dav/calendars/ada/renamed/").status, 204);
}

INSTANTIATE_TEST_SUITE_P(Both, Dav, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
