// Each precondition and postcondition code of the RFCs, provoked, on both databases: the element that comes
// back, in its namespace and alone in its D:error, and a sentence beside it. Those that cannot arise here are
// in docs/conformance/requirements.txt, with the reason.
#include "caldav/xml.hpp"
#include "tests/store/scheduling_world.hpp"

namespace timeshelf::tests {
namespace {

namespace xml = caldav::xml;
using ::testing::HasSubstr;

const std::string kHome = "/dav/calendars/ada/";
const std::string kCal = kHome + "cal/";
const std::string kSpaces =
    " xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:S='http://calendarserver.org/ns/'>";

/// What a D:error says.
struct Said {
  std::string element;   ///< "C:no-uid-conflict"; "" if there is no D:error, "many" if it says more than one
  std::string href;      ///< the first one inside the element
  std::string sentence;  ///< for a person
};

std::string short_name(const pugi::xml_node& node) {
  const auto name = xml::name_of(node);
  const std::string prefix = name.name_space == xml::kDav      ? "D:"
                             : name.name_space == xml::kCalDav ? "C:"
                                                               : "{" + name.name_space + "}";
  return prefix + name.local;
}

pugi::xml_node find_below(const pugi::xml_node& node, std::string_view name_space, std::string_view local) {
  for (const pugi::xml_node child : xml::children(node)) {
    if (xml::is(child, name_space, local)) return child;
    if (const auto found = find_below(child, name_space, local)) return found;
  }
  return {};
}

Said said_in(const http::Response& response) {
  const auto document = xml::parse(response.body.view());
  if (!document) return {};
  const auto error = find_below(**document, xml::kDav, "error");
  Said said;
  for (const pugi::xml_node child : xml::children(error)) {
    if (xml::is(child, xml::kTimeshelf, "message")) {
      said.sentence = xml::text_of(child);
    } else {
      said.element = said.element.empty() ? short_name(child) : "many";
      said.href = xml::text_of(find_below(child, xml::kDav, "href"));
    }
  }
  // Of a property the sentence stands where RFC 4918 14.22 has a place for it.
  if (said.sentence.empty())
    said.sentence = xml::text_of(find_below(**document, xml::kDav, "responsedescription"));
  return said;
}

class Preconditions : public SchedulingTest {
 protected:
  static void expect(const http::Response& answer, int status, const std::string& element,
                     const std::string& href = "") {
    const Said said = said_in(answer);
    EXPECT_EQ(answer.status, status) << answer.body.view();
    EXPECT_EQ(said.element, element) << answer.body.view();
    EXPECT_GT(said.sentence.size(), 15U) << answer.body.view();
    if (!href.empty()) {
      EXPECT_EQ(said.href, href);
    }
  }
  /// A property that was refused: the error stands in the propstat of a 207 or, of a new collection, of its
  /// own answer.
  void expect_of_property(const std::string& path, const std::string& property, const std::string& element) {
    const auto answer = send("PROPPATCH", path,
                             "<D:propertyupdate" + kSpaces + "<D:set><D:prop>" + property +
                                 "</D:prop></D:set></D:propertyupdate>");
    expect(answer, 207, element);
    EXPECT_THAT(body(answer), HasSubstr("<D:status>HTTP/1.1 403 Forbidden</D:status>"));
  }
  http::Response make_calendar(const std::string& properties, const std::string& path = kHome + "new/") {
    return send(
        "MKCALENDAR", path,
        "<C:mkcalendar" + kSpaces + "<D:set><D:prop>" + properties + "</D:prop></D:set></C:mkcalendar>");
  }
  http::Response put_into(const std::string& path, const std::string& text, const Headers& headers = {}) {
    return send("PUT", path, text, headers);
  }
  void refuses_put(const std::string& lines, const std::string& element) {
    expect(put_into(kCal + "1.ics", event("1", lines)), 403, element);
    EXPECT_EQ(send("GET", kCal + "1.ics").status, 404) << element << ": nothing is kept";
  }
  http::Response report(const std::string& markup, const std::string& path = kCal) {
    return send("REPORT", path, markup, {{"Depth", "1"}});
  }
  static std::string query(const std::string& inside, const std::string& prop = "<D:getetag/>",
                           const std::string& more = "") {
    return "<C:calendar-query" + kSpaces + "<D:prop>" + prop +
           "</D:prop><C:filter><C:comp-filter name='VCALENDAR'>" + inside + "</C:comp-filter></C:filter>" +
           more + "</C:calendar-query>";
  }
  static std::string multiget(const std::string& prop, const std::string& more = "") {
    return "<C:calendar-multiget" + kSpaces + "<D:prop>" + prop + "</D:prop><D:href>" + kCal +
           "1.ics</D:href>" + more + "</C:calendar-multiget>";
  }
  static std::string events(const std::string& inside) {
    return "<C:comp-filter name='VEVENT'>" + inside + "</C:comp-filter>";
  }
  static std::string range(const std::string& element, const std::string& from, const std::string& to) {
    return "<C:" + element + " start='" + from + "T000000Z' end='" + to + "T000000Z'/>";
  }
  static std::string expansion(const std::string& from, const std::string& to) {
    return "<C:calendar-data>" + range("expand", from, to) + "</C:calendar-data>";
  }
  static std::string sync(const std::string& prop, const std::string& token = "") {
    return "<D:sync-collection" + kSpaces + "<D:sync-token>" + token +
           "</D:sync-token><D:sync-level>1</D:sync-level><D:prop>" + prop + "</D:prop></D:sync-collection>";
  }
  /// Makes a plain collection with one resource in it, to be copied and moved into calendars.
  std::string plain(const std::string& text, const std::string& type = "text/calendar") {
    send("MKCOL", kHome + "files/");
    EXPECT_LT(put_into(kHome + "files/f", text, {{"Content-Type", type}}).status, 300);
    return kHome + "files/f";
  }
  /// COPY and MOVE are bound by what PUT is (RFC 4791 5.3.2.1).
  void refuses_transfer(const std::string& from, const std::string& to, int status,
                        const std::string& element, const std::string& href = "") {
    for (const char* method : {"COPY", "MOVE"})
      expect(send(method, from, "", {{"Destination", to}}), status, element, href);
    EXPECT_EQ(send("GET", from).status, 200) << "what was not moved is there";
  }
  /// So much that no answer holds it: three expansions of what one object may at most become.
  void put_much() {
    for (const char* uid : {"a", "b", "c"}) {
      put(std::string(uid) + ".ics", event(uid, "DTSTART:20260310T100000Z\r\nRRULE:FREQ=DAILY\r\nX-D:" +
                                                    std::string(60'000, 'x') + "\r\n"));
    }
  }
  std::string lock(const std::string& path) {
    const auto answer = send("LOCK", path,
                             "<D:lockinfo" + kSpaces +
                                 "<D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/>"
                                 "</D:locktype></D:lockinfo>",
                             {{"Depth", "0"}});
    EXPECT_EQ(answer.status, 200);
    return std::string(answer.headers.get("Lock-Token"));
  }
  http::Response set_acl(const std::string& aces, const std::string& path = kCal) {
    return send("ACL", path, "<D:acl" + kSpaces + aces + "</D:acl>");
  }
  static std::string ace(const std::string& principal, const std::string& privilege = "<D:read/>") {
    return "<D:ace><D:principal>" + principal + "</D:principal><D:grant><D:privilege>" + privilege +
           "</D:privilege></D:grant></D:ace>";
  }
};

constexpr const char* kBob = "<D:href>/dav/principals/bob/</D:href>";

// RFC 4918 16: lock-token-matches-request-uri
TEST_P(Preconditions, lock_token_matches_request_uri) {
  put("1.ics", event("1"));
  put("2.ics", event("2"));
  const std::string token = lock(kCal + "1.ics");
  const Headers unlock{{"Lock-Token", token}};
  expect(send("UNLOCK", kCal + "2.ics", "", unlock), 409, "D:lock-token-matches-request-uri");
  // A refresh by a lock of something else, where the If header is true of that.
  const Headers elsewhere{{"If", "<" + kCal + "1.ics> (" + token + ")"}};
  expect(send("LOCK", kCal + "2.ics", "", elsewhere), 412, "D:lock-token-matches-request-uri");
}

// RFC 4918 16: lock-token-submitted
TEST_P(Preconditions, lock_token_submitted) {
  put("1.ics", event("1"));
  lock(kCal + "1.ics");
  expect(put_into(kCal + "1.ics", event("1")), 423, "D:lock-token-submitted", kCal + "1.ics");
  expect(send("DELETE", kCal), 423, "D:lock-token-submitted", kCal + "1.ics");
}

// RFC 4918 16: no-conflicting-lock
TEST_P(Preconditions, no_conflicting_lock) {
  put("1.ics", event("1"));
  lock(kCal + "1.ics");
  const std::string deep =
      "<D:lockinfo" + kSpaces +
      "<D:lockscope><D:shared/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>";
  expect(send("LOCK", kCal, deep, {{"Depth", "infinity"}}), 423, "D:no-conflicting-lock", kCal + "1.ics");
}

// RFC 4918 16: no-external-entities
TEST_P(Preconditions, no_external_entities) {
  const std::string propfind = "<D:propfind xmlns:D='DAV:'><D:prop><D:x>&e;</D:x></D:prop></D:propfind>";
  for (const char* outside : {"<!DOCTYPE D:propfind [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
                              "<!DOCTYPE D:propfind [<!ENTITY e PUBLIC 'x' 'http://127.0.0.1/x'>]>",
                              "<!DOCTYPE D:propfind SYSTEM 'http://127.0.0.1/x.dtd'>",
                              "<!DOCTYPE D:propfind [<!ENTITY % e SYSTEM 'x'> %e;]>"}) {
    for (const char* method : {"PROPFIND", "PROPPATCH", "REPORT", "MKCALENDAR", "ACL", "LOCK"}) {
      expect(send(method, method == std::string("MKCALENDAR") ? kHome + "new/" : kCal, outside + propfind,
                  {{"Depth", "0"}}),
             403, "D:no-external-entities");
    }
  }
  EXPECT_EQ(send("PROPFIND", kCal, "<!DOCTYPE x [<!ENTITY e 'inside'>]>" + propfind, {{"Depth", "0"}}).status,
            400)
      << "what comes from nowhere else is only no XML that is taken";
  put("1.ics", event("1", "DTSTART:20260310T100000Z\r\nDESCRIPTION:<!DOCTYPE x SYSTEM \"y\">\r\n"));
}

// RFC 4918 16: propfind-finite-depth
// RFC 4918 9.1: depth-infinity
TEST_P(Preconditions, propfind_finite_depth) {
  for (const std::string& path : {std::string("/dav/"), kHome, kCal})
    expect(send("PROPFIND", path, "", {{"Depth", "infinity"}}), 403, "D:propfind-finite-depth");
  expect(send("PROPFIND", kHome), 403, "D:propfind-finite-depth");  // without a Depth header it is infinity
  plain("x", "text/plain");
  EXPECT_THAT(body(send("PROPFIND", kHome + "files/")), HasSubstr("files/f</D:href>"))
      << "a plain tree is told whole";
}

// RFC 4918 16: cannot-modify-protected-property
TEST_P(Preconditions, cannot_modify_protected_property) {
  for (const char* name : {"D:getetag", "D:resourcetype", "D:owner", "D:acl", "D:sync-token",
                           "D:quota-used-bytes", "D:current-user-principal", "D:supported-report-set",
                           "C:supported-calendar-component-set", "C:max-instances", "S:getctag"}) {
    expect_of_property(kCal, std::string("<") + name + ">x</" + name + ">",
                       "D:cannot-modify-protected-property");
  }
  expect_of_property(kHome + "outbox/", "<C:supported-calendar-data/>", "D:cannot-modify-protected-property");
}

// RFC 3253 3.6: supported-report
TEST_P(Preconditions, supported_report) {
  put("1.ics", event("1"));
  expect(report("<D:version-tree" + kSpaces + "</D:version-tree>"), 403, "D:supported-report");
  for (const std::string& known : {query(""), multiget("<D:getetag/>"), sync("<D:getetag/>")})
    expect(report(known, "/dav/principals/ada/"), 403, "D:supported-report");
  expect(report(sync("<D:getetag/>"), kCal + "1.ics"), 403, "D:supported-report");
  expect(report("<C:free-busy-query" + kSpaces + range("time-range", "20260301", "20260401") +
                    "</C:free-busy-query>",
                kCal + "1.ics"),
         403, "D:supported-report");
}

// RFC 3744 7.1.1: need-privileges
TEST_P(Preconditions, need_privileges) {
  share_with_bob(store::Access::read);
  const std::string shared = "/dav/calendars/bob/shared/";
  const auto answer = by(bob_, "PUT", shared + "1.ics", event("1"));
  expect(answer, 403, "D:need-privileges", shared + "1.ics");
  EXPECT_THAT(body(answer), HasSubstr("<D:privilege><D:bind/></D:privilege>")) << "which, and of what";
  const std::string change =
      "<D:propertyupdate" + kSpaces + "<D:set><D:prop><D:x/></D:prop></D:set></D:propertyupdate>";
  put("2.ics", event("2"));
  EXPECT_THAT(body(by(bob_, "PROPPATCH", shared + "2.ics", change)), HasSubstr("<D:write-properties/>"));
  expect(by(bob_, "ACL", shared, "<D:acl xmlns:D='DAV:'/>"), 403, "D:need-privileges", shared);
  expect(by(bob_, "MKCALENDAR", kHome + "bobs/"), 403, "D:need-privileges");
  expect(by(bob_, "PROPFIND", kHome, "", {{"Depth", "0"}}), 403, "D:need-privileges");
}

// RFC 3744 8.1.1: grant-only
TEST_P(Preconditions, grant_only) {
  expect(set_acl(std::string("<D:ace><D:principal>") + kBob +
                 "</D:principal><D:deny><D:privilege><D:read/></D:privilege></D:deny></D:ace>"),
         403, "D:grant-only");
}

// RFC 3744 8.1.1: no-invert
TEST_P(Preconditions, no_invert) {
  expect(set_acl(std::string("<D:ace><D:invert><D:principal>") + kBob +
                 "</D:principal></D:invert><D:grant><D:privilege><D:read/></D:privilege></D:grant></D:ace>"),
         403, "D:no-invert");
}

// RFC 3744 8.1.1: not-supported-privilege
TEST_P(Preconditions, not_supported_privilege) {
  expect(set_acl(ace(kBob, "<D:fly/>")), 403, "D:not-supported-privilege");
  expect(set_acl(ace(kBob, "<x:read xmlns:x='urn:x'/>")), 403, "D:not-supported-privilege");
}

// RFC 3744 8.1.1: recognized-principal
TEST_P(Preconditions, recognized_principal) {
  for (const char* nobody :
       {"<D:href>/dav/principals/nobody/</D:href>", "<D:href>http://elsewhere.example/bob/</D:href>",
        "<D:href>/dav/calendars/bob/</D:href>", "<D:href>mailto:bob@example.com</D:href>"})
    expect(set_acl(ace(nobody)), 403, "D:recognized-principal");
}

// RFC 3744 8.1.1: allowed-principal
TEST_P(Preconditions, allowed_principal) {
  expect(set_acl(ace("<D:all/>")), 403, "D:allowed-principal");
  expect(set_acl(ace("<D:unauthenticated/>")), 403, "D:allowed-principal");
}

// RFC 3744 8.1.1: limited-number-of-aces
TEST_P(Preconditions, limited_number_of_aces) {
  std::string aces;
  database().write([&](store::Transaction& tx) {
    for (int i = 0; i <= 200; ++i) {
      const std::string name = "guest" + std::to_string(i);
      user(tx, ada_.shop, name);
      aces += ace("<D:href>/dav/principals/" + name + "/</D:href>");
    }
  });
  expect(set_acl(aces), 403, "D:limited-number-of-aces");
}

// RFC 4791 5.3.1.1: resource-must-be-null
TEST_P(Preconditions, resource_must_be_null) {
  put("1.ics", event("1"));
  for (const std::string& taken : {kCal, kCal + "1.ics", kHome, std::string("/dav/principals/ada/")}) {
    expect(send("MKCALENDAR", taken), 405, "D:resource-must-be-null");
    expect(send("MKCOL", taken), 405, "D:resource-must-be-null");
  }
}

// RFC 4791 5.3.1.1: calendar-collection-location-ok
// RFC 4791 5.3.2.1: calendar-collection-location-ok
TEST_P(Preconditions, calendar_collection_location_ok) {
  expect(make_calendar("", kCal + "inside/"), 403, "C:calendar-collection-location-ok");
  EXPECT_EQ(make_calendar("").status, 201);
  for (const char* method : {"COPY", "MOVE"})
    expect(send(method, kHome + "new/", "", {{"Destination", kCal + "inside/"}}), 403,
           "C:calendar-collection-location-ok");
}

// RFC 4791 5.3.1.1: valid-calendar-data
// RFC 4791 5.2.2: valid-calendar-data
TEST_P(Preconditions, valid_calendar_data_of_a_time_zone) {
  for (const char* wrong :
       {"Mars", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nEND:VTIMEZONE\n"}) {
    const std::string property = "<C:calendar-timezone>" + std::string(wrong) + "</C:calendar-timezone>";
    expect(make_calendar(property), 403, "C:valid-calendar-data");
    EXPECT_EQ(send("PROPFIND", kHome + "new/", "", {{"Depth", "0"}}).status, 404) << "nothing half made";
    expect_of_property(kCal, property, "C:valid-calendar-data");
  }
}

// RFC 4791 5.3.2.1: supported-calendar-data
TEST_P(Preconditions, supported_calendar_data_of_what_is_stored) {
  expect(put_into(kCal + "1.ics", event("1"), {{"Content-Type", "text/vcard"}}), 403,
         "C:supported-calendar-data");
  expect(send("POST", kCal, "x", {{"Content-Type", "image/png"}}), 403, "C:supported-calendar-data");
  refuses_transfer(plain("\x89PNG", "image/png"), kCal + "1.ics", 403, "C:supported-calendar-data");
}

// RFC 4791 5.3.2.1: valid-calendar-data
TEST_P(Preconditions, valid_calendar_data_of_what_is_stored) {
  for (const std::string& wrong : {std::string("hello"), event("1").substr(0, 120), event("1") + event("2"),
                                   event("1", "DTSTART:20261399T000000Z\r\n"),
                                   event("1", "DTSTART:20260310T100000Z\r\nRRULE:FREQ=SOMETIMES\r\n"),
                                   event("1", "DTSTART:20260310T100000Z\r\nSUMMARY:\x01\r\n")}) {
    expect(put_into(kCal + "1.ics", wrong), 403, "C:valid-calendar-data");
  }
  refuses_transfer(plain("hello"), kCal + "1.ics", 403, "C:valid-calendar-data");
}

// RFC 4791 5.3.2.1: valid-calendar-object-resource
// RFC 4791 4.1: one-uid
// RFC 4791 4.1: no-method
TEST_P(Preconditions, valid_calendar_object_resource) {
  const std::string whole = event("1");
  const std::string other = replaced(event("2"), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n", "");
  const std::string todo = replaced(replaced(other, "VEVENT", "VTODO"), "UID:2", "UID:1");
  for (const std::string& wrong :
       {replaced(whole, "UID:1\r\n", ""), replaced(whole, "PRODID:test", "PRODID:test\r\nMETHOD:PUBLISH"),
        replaced(whole, "END:VCALENDAR\r\n", other), replaced(whole, "END:VCALENDAR\r\n", todo),
        std::string("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nEND:VCALENDAR\r\n")}) {
    expect(put_into(kCal + "1.ics", wrong), 403, "C:valid-calendar-object-resource");
  }
  refuses_transfer(plain(replaced(whole, "UID:1\r\n", "")), kCal + "1.ics", 403,
                   "C:valid-calendar-object-resource");
}

// RFC 4791 5.3.2.1: supported-calendar-component
// RFC 4791 5.2.3: supported-calendar-component
TEST_P(Preconditions, supported_calendar_component) {
  ASSERT_EQ(
      make_calendar(
          "<C:supported-calendar-component-set><C:comp name='VTODO'/></C:supported-calendar-component-set>")
          .status,
      201);
  expect(put_into(kHome + "new/1.ics", event("1")), 403, "C:supported-calendar-component");
  put("1.ics", event("1"));
  refuses_transfer(kCal + "1.ics", kHome + "new/1.ics", 403, "C:supported-calendar-component");
  expect(
      make_calendar(
          "<C:supported-calendar-component-set><C:comp name='VPOLL'/></C:supported-calendar-component-set>",
          kHome + "polls/"),
      403, "C:supported-calendar-component");
}

// RFC 4791 5.3.2.1: no-uid-conflict
TEST_P(Preconditions, no_uid_conflict) {
  put("1.ics", event("1"));
  put("2.ics", event("2"));
  expect(put_into(kCal + "copy.ics", event("1")), 409, "C:no-uid-conflict", kCal + "1.ics");
  expect(put_into(kCal + "2.ics", event("3")), 409, "C:no-uid-conflict");
  expect(send("COPY", kCal + "1.ics", "", {{"Destination", kCal + "copy.ics"}}), 409, "C:no-uid-conflict",
         kCal + "1.ics");
  refuses_transfer(plain(event("1")), kCal + "copy.ics", 409, "C:no-uid-conflict", kCal + "1.ics");
}

// RFC 4791 5.3.2.1: max-resource-size
// RFC 4791 5.2.5: max-resource-size
TEST_P(Preconditions, max_resource_size) {
  const std::string large =
      event("1", "DTSTART:20260310T100000Z\r\nX-A:" + std::string(2 << 20, 'x') + "\r\n");
  expect(put_into(kCal + "1.ics", large), 403, "C:max-resource-size");
  refuses_transfer(plain(large), kCal + "1.ics", 403, "C:max-resource-size");
}

// RFC 4791 5.3.2.1: min-date-time
// RFC 4791 5.2.6: min-date-time
TEST_P(Preconditions, min_date_time) {
  refuses_put("DTSTART:00010101T000000Z\r\n", "C:min-date-time");
  refuses_put("DTSTART:20260310T100000Z\r\nRDATE:00010101T000000Z\r\n", "C:min-date-time");
}

// RFC 4791 5.3.2.1: max-date-time
// RFC 4791 5.2.7: max-date-time
TEST_P(Preconditions, max_date_time) {
  refuses_put("DTSTART:99990101T000000Z\r\n", "C:max-date-time");
  refuses_put("DTSTART:20260310T100000Z\r\nDTEND:99990101T000000Z\r\n", "C:max-date-time");
}

// RFC 4791 5.3.2.1: max-instances
// RFC 4791 5.2.8: max-instances
TEST_P(Preconditions, max_instances) {
  refuses_put("DTSTART:20260310T100000Z\r\nRRULE:FREQ=DAILY;COUNT=1000000000\r\n", "C:max-instances");
}

// RFC 4791 5.3.2.1: max-attendees-per-instance
// RFC 4791 5.2.9: max-attendees-per-instance
TEST_P(Preconditions, max_attendees_per_instance) {
  std::string crowd;
  for (int i = 0; i <= 1000; ++i) crowd += "ATTENDEE:mailto:" + std::to_string(i) + "@example.com\r\n";
  refuses_put("DTSTART:20260310T100000Z\r\n" + crowd, "C:max-attendees-per-instance");
  crowd.resize(crowd.find("ATTENDEE:mailto:101@"));
  refuses_put("DTSTART:20260310T100000Z\r\nORGANIZER:mailto:ada@example.com\r\n" + crowd,
              "C:max-attendees-per-instance");
}

// RFC 4791 7.8: supported-calendar-data
// RFC 4791 7.9: supported-calendar-data
TEST_P(Preconditions, supported_calendar_data_of_what_is_asked) {
  for (const char* data :
       {"<C:calendar-data content-type='application/calendar+json'/>", "<C:calendar-data version='3.0'/>"}) {
    expect(report(query("", data)), 403, "C:supported-calendar-data");
    expect(report(multiget(data)), 403, "C:supported-calendar-data");
    expect(report(sync(data)), 403, "C:supported-calendar-data");
  }
}

// RFC 4791 7.8: valid-filter
TEST_P(Preconditions, valid_filter) {
  expect(report("<C:calendar-query" + kSpaces + "<D:prop><D:getetag/></D:prop></C:calendar-query>"), 403,
         "C:valid-filter");
  for (const char* wrong :
       {"<C:time-range/>", "<C:time-range start='20260310T000000'/>", "<C:comp-filter name='VTODO'/>",
        "<C:time-range start='20260310T000000Z' end='20260310T000000Z'/>", "<C:prop-filter/>",
        "<C:is-not-defined/><C:prop-filter name='SUMMARY'/>"}) {
    expect(report(query(events(wrong))), 403, "C:valid-filter");
  }
}

// RFC 4791 7.8: supported-filter
TEST_P(Preconditions, supported_filter) {
  const auto of_property = report(query(events(
      "<C:prop-filter name='SUMMARY'>" + range("time-range", "20260101", "20270101") + "</C:prop-filter>")));
  expect(of_property, 403, "C:supported-filter");
  EXPECT_THAT(body(of_property), HasSubstr("<C:prop-filter name=\"SUMMARY\"/>")) << "which one";
  expect(report(query("<C:comp-filter name='VTIMEZONE'>" + range("time-range", "20260101", "20270101") +
                      "</C:comp-filter>")),
         403, "C:supported-filter");
}

// RFC 4791 7.8: valid-calendar-data
TEST_P(Preconditions, valid_calendar_data_of_the_zone_of_a_report) {
  expect(report(query("", "<D:getetag/>", "<C:timezone>Mars</C:timezone>")), 403, "C:valid-calendar-data");
}

// RFC 4791 7.8: min-date-time
// RFC 4791 7.8: max-date-time
// RFC 4791 7.9: min-date-time
// RFC 4791 7.9: max-date-time
TEST_P(Preconditions, dates_of_reports_have_bounds) {
  const std::string early = expansion("00010101", "20260101"), late = expansion("20260101", "99991231");
  expect(report(query(events(range("time-range", "00010101", "20260101")))), 403, "C:min-date-time");
  expect(report(query(events(range("time-range", "20260101", "99991231")))), 403, "C:max-date-time");
  expect(report(query("", early)), 403, "C:min-date-time");
  expect(report(query("", late)), 403, "C:max-date-time");
  expect(report(multiget(early)), 403, "C:min-date-time");
  expect(report(multiget(late)), 403, "C:max-date-time");
}

// RFC 4791 7.8: supported-collation
// RFC 4791 7.5: supported-collation
TEST_P(Preconditions, supported_collation) {
  for (const char* name : {"i;klingon", "", "i;*"}) {
    expect(report(query(events("<C:prop-filter name='SUMMARY'><C:text-match collation='" + std::string(name) +
                               "'>x</C:text-match></C:prop-filter>"))),
           403, "C:supported-collation");
  }
}

// RFC 4791 7.8: number-of-matches-within-limits
// RFC 4791 7.9: number-of-matches-within-limits
// RFC 6578 3.2: number-of-matches-within-limits
TEST_P(Preconditions, number_of_matches_within_limits) {
  put_much();
  const std::string data = expansion("20260310", "20281204");  // a thousand days
  expect(report(query("", data)), 507, "D:number-of-matches-within-limits");
  expect(report(sync(data)), 507, "D:number-of-matches-within-limits");
  std::string hrefs;
  for (const char* uid : {"a", "b", "c"}) hrefs += "<D:href>" + kCal + uid + ".ics</D:href>";
  expect(report(multiget(data, hrefs)), 507, "D:number-of-matches-within-limits");
}

// RFC 4791 7.10: number-of-matches-within-limits
TEST_P(Preconditions, number_of_matches_within_limits_of_busy_time) {
  put("1.ics", event("1", "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n"));
  expect(report("<C:free-busy-query" + kSpaces + range("time-range", "20270101", "20990101") +
                "</C:free-busy-query>"),
         507, "D:number-of-matches-within-limits");
}

// RFC 6578 3.2: valid-sync-token
TEST_P(Preconditions, valid_sync_token) {
  put("1.ics", event("1"));
  const auto first = body(report(sync("<D:getetag/>")));
  const auto at = first.find("urn:timeshelf:sync:");
  const std::string token = first.substr(at, first.find('<', at) - at);
  EXPECT_EQ(report(sync("<D:getetag/>", token)).status, 207);
  expect(report(sync("<D:getetag/>", token), kHome + "calendar/"), 403,
         "D:valid-sync-token");  // another calendar's
  for (const std::string& wrong : {std::string("nonsense"), std::string("urn:timeshelf:sync:"), token + "0",
                                   "http://elsewhere/1" + token})
    expect(report(sync("<D:getetag/>", wrong)), 403, "D:valid-sync-token");
}

// RFC 6638 3.2.4.1: unique-scheduling-object-resource
TEST_P(Preconditions, unique_scheduling_object_resource) {
  invite();
  expect(put_into(kCal + "m.ics", copy_of(ada_)), 403, "C:unique-scheduling-object-resource",
         meeting_path(ada_));
  expect(send("COPY", meeting_path(ada_), "", {{"Destination", kCal + "m.ics"}}), 403,
         "C:unique-scheduling-object-resource", meeting_path(ada_));
}

// RFC 6638 3.2.4.2: same-organizer-in-all-components
TEST_P(Preconditions, same_organizer_in_all_components) {
  const std::string two =
      with_instance(meeting(kDaily), "12", replaced(kPeople, "ORGANIZER:mailto:ada", "ORGANIZER:mailto:cyd"));
  expect(put_into(meeting_path(ada_), two), 403, "C:same-organizer-in-all-components");
}

// RFC 6638 3.2.4.3: allowed-organizer-scheduling-object-change
TEST_P(Preconditions, allowed_organizer_scheduling_object_change) {
  invite();
  expect(
      put_into(meeting_path(ada_), replaced(copy_of(ada_), "ORGANIZER:mailto:ada", "ORGANIZER:mailto:cyd")),
      403, "C:allowed-organizer-scheduling-object-change");
}

// RFC 6638 3.2.4.4: allowed-attendee-scheduling-object-change
TEST_P(Preconditions, allowed_attendee_scheduling_object_change) {
  invite();
  expect(by(bob_, "PUT", path_of(bob_), replaced(copy_of(bob_), "T10", "T11")), 403,
         "C:allowed-attendee-scheduling-object-change");
  expect(by(bob_, "PUT", path_of(bob_), event("m", kOnce)), 403,
         "C:allowed-attendee-scheduling-object-change");
}

// RFC 6638 9.2: valid-schedule-default-calendar-URL
TEST_P(Preconditions, valid_schedule_default_calendar_url) {
  for (const std::string& wrong :
       {kHome + "none/", kHome + "inbox/", std::string("/dav/calendars/bob/calendar/")}) {
    expect_of_property(
        kHome + "inbox/",
        "<C:schedule-default-calendar-URL><D:href>" + wrong + "</D:href></C:schedule-default-calendar-URL>",
        "C:valid-schedule-default-calendar-URL");
  }
}

// RFC 6638 5.2: supported-collection
// RFC 6638 5.2: supported-calendar-data
// RFC 6638 5.2: valid-calendar-data
// RFC 6638 5.2: valid-scheduling-message
// RFC 6638 5.2: valid-organizer
TEST_P(Preconditions, of_a_question_for_busy_time) {
  const std::string good =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nMETHOD:REQUEST\r\nBEGIN:VFREEBUSY\r\nUID:"
      "q\r\nDTSTAMP:20260301T000000Z\r\n"
      "DTSTART:20260310T000000Z\r\nDTEND:20260311T000000Z\r\nORGANIZER:mailto:ada@example.com\r\n"
      "ATTENDEE:mailto:bob@example.com\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n";
  const auto ask = [&](const std::string& text, const std::string& type = "text/calendar",
                       const std::string& at = kHome + "outbox/") {
    return send("POST", at, text, {{"Content-Type", type}});
  };
  EXPECT_EQ(ask(good).status, 200);
  expect(ask(good, "text/calendar", kHome + "inbox/"), 403, "C:supported-collection");
  expect(ask(good, "text/calendar", kCal), 403, "C:supported-collection");
  expect(ask(good, "text/plain"), 403, "C:supported-calendar-data");
  expect(ask("hello"), 403, "C:valid-calendar-data");
  expect(ask(meeting()), 403, "C:valid-scheduling-message");
  expect(ask(replaced(good, "METHOD:REQUEST", "METHOD:PUBLISH")), 403, "C:valid-scheduling-message");
  expect(ask(replaced(good, "ORGANIZER:mailto:ada", "ORGANIZER:mailto:bob")), 403, "C:valid-organizer");
  expect(ask(replaced(good, "ORGANIZER:mailto:ada", "ORGANIZER:mailto:stranger")), 403, "C:valid-organizer");
}

// RFC 5689 3: valid-resourcetype
TEST_P(Preconditions, valid_resourcetype) {
  const auto answer =
      send("MKCOL", kHome + "new/",
           "<D:mkcol" + kSpaces +
               "<D:set><D:prop><D:resourcetype><D:collection/><x:book xmlns:x='urn:x'/>"
               "</D:resourcetype><D:displayname>New</D:displayname></D:prop></D:set></D:mkcol>");
  expect(answer, 403, "D:valid-resourcetype");
  EXPECT_THAT(body(answer), HasSubstr("<D:mkcol-response")) << "RFC 5689 5.2";
  EXPECT_EQ(send("PROPFIND", kHome + "new/", "", {{"Depth", "0"}}).status, 404);
}

// RFC 4331 6: quota-not-exceeded
TEST_P(Preconditions, quota_not_exceeded) {
  put("1.ics", event("1"));
  options_.quota = static_cast<std::int64_t>(event("1").size());
  expect(put_into(kCal + "2.ics", event("2")), 507, "D:quota-not-exceeded");
  expect(send("POST", kCal, event("2"), {{"Content-Type", "text/calendar"}}), 507, "D:quota-not-exceeded");
  expect(send("COPY", kCal + "1.ics", "", {{"Destination", kHome + "calendar/1.ics"}}), 507,
         "D:quota-not-exceeded");
  expect(send("COPY", kCal, "", {{"Destination", kHome + "copy/"}}), 507, "D:quota-not-exceeded");
}

// RFC 7809 3.1.4: valid-timezone
// RFC 7809 3.1.6: valid-timezone
// RFC 7809 3.1.5: valid-timezone
TEST_P(Preconditions, valid_timezone) {
  const std::string mars = "<C:timezone-id>Mars/Base</C:timezone-id>";
  expect(report(query("", "<D:getetag/>", mars)), 403, "C:valid-timezone");
  expect(report("<C:free-busy-query" + kSpaces + range("time-range", "20260301", "20260401") + mars +
                "</C:free-busy-query>"),
         403, "C:valid-timezone");
  expect_of_property(kCal, "<C:calendar-timezone-id>Mars/Base</C:calendar-timezone-id>", "C:valid-timezone");
  expect(make_calendar("<C:calendar-timezone-id>Mars/Base</C:calendar-timezone-id>"), 403,
         "C:valid-timezone");
  refuses_put("DTSTART;TZID=Mars/Base:20260310T100000\r\n", "C:valid-timezone");
}

// RFC 7953 7.2.4: valid-calendar-data
TEST_P(Preconditions, valid_calendar_data_of_an_availability) {
  for (const char* wrong : {"nonsense", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"})
    expect_of_property(kHome + "inbox/",
                       "<C:calendar-availability>" + std::string(wrong) + "</C:calendar-availability>",
                       "C:valid-calendar-data");
}

// RFC 5995 3.1: same-conditions-as-put
TEST_P(Preconditions, what_is_posted_is_bound_by_what_a_put_is) {
  put("1.ics", event("1"));
  const auto post = [&](const std::string& text) {
    return send("POST", kCal, text, {{"Content-Type", "text/calendar"}});
  };
  expect(post(event("1")), 409, "C:no-uid-conflict", kCal + "1.ics");
  expect(post("hello"), 403, "C:valid-calendar-data");
  expect(post(event("2", "DTSTART:00010101T000000Z\r\n")), 403, "C:min-date-time");
}

INSTANTIATE_TEST_SUITE_P(Both, Preconditions, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
