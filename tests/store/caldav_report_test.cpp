// What reports answer with: parts of objects, expansions, busy times, time zones; and the limits of a
// calendar.
#include <gmock/gmock.h>

#include "tests/store/query_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Reports : public QueryTest {
 protected:
  /// The first object, in the shape that markup inside calendar-data asks for.
  std::string shaped(const std::string& inside, const Headers& headers = {{"Depth", "1"}},
                     const std::string& more = "") {
    const auto answer = report(
        query_of(comp("VCALENDAR", ""), "<C:calendar-data>" + inside + "</C:calendar-data>", more), headers);
    EXPECT_EQ(answer.status, 207) << answer.body.view();
    return data_in(body(answer));
  }
  std::string busy(const std::string& from, const std::string& to,
                   const std::string& path = "/dav/calendars/ada/cal/") {
    const auto answer = report("<C:free-busy-query xmlns:C='urn:ietf:params:xml:ns:caldav'>" +
                                   range(from, to) + "</C:free-busy-query>",
                               {{"Depth", "1"}}, path);
    EXPECT_EQ(answer.status, 200) << answer.body.view();
    EXPECT_THAT(std::string(answer.headers.get("Content-Type")), HasSubstr("text/calendar"));
    return body(answer);
  }
  std::string property(const std::string& name, const std::string& path = "/dav/calendars/ada/cal/") {
    return body(send("PROPFIND", path,
                     "<propfind xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop><C:" + name +
                         "/></prop></propfind>",
                     {{"Depth", "0"}}));
  }
  std::string set(const std::string& markup) {
    return body(
        send("PROPPATCH", "/dav/calendars/ada/cal/",
             "<D:propertyupdate xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:set><D:prop>" +
                 markup + "</D:prop></D:set></D:propertyupdate>"));
  }
  std::string refused_put(const std::string& lines) {
    const auto answer = send("PUT", "/dav/calendars/ada/cal/x.ics", event("x", lines));
    EXPECT_EQ(answer.status, 403) << lines.substr(0, 80);
    return body(answer);
  }
  static constexpr const char* kWeekly =
      "DTSTART;TZID=Europe/Berlin:20260323T180000\r\nDTEND;TZID=Europe/"
      "Berlin:20260323T190000\r\nSUMMARY:Usual\r\n"
      "RRULE:FREQ=WEEKLY\r\nEXDATE;TZID=Europe/Berlin:20260406T180000\r\n";
  static constexpr const char* kMoved =
      "RECURRENCE-ID;TZID=Europe/Berlin:20260413T180000\r\nDTSTART;TZID=Europe/Berlin:20260414T180000\r\n"
      "DTEND;TZID=Europe/Berlin:20260414T200000\r\nSUMMARY:Moved\r\n";
};

// RFC 4791 7.6: partial-retrieval
TEST_P(Reports, parts_of_objects_are_what_was_named) {
  put_event(
      "1",
      "DTSTART:20260310T100000Z\r\nSUMMARY:Talk\r\nDESCRIPTION:Long\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n"
      "DESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n");
  EXPECT_THAT(
      shaped("<C:comp name='VCALENDAR'><C:prop name='VERSION'/><C:comp name='VEVENT'><C:prop name='UID'/>"
             "<C:prop name='SUMMARY' novalue='yes'/></C:comp></C:comp>"),
      testing::Eq("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:\r\nEND:VEVENT\r\n"
                  "END:VCALENDAR\r\n"));
  const std::string all = shaped(
      "<C:comp name='VCALENDAR'><C:allprop/><C:comp name='VEVENT'><C:allprop/><C:allcomp/>"
      "</C:comp></C:comp>");
  EXPECT_THAT(all, AllOf(HasSubstr("PRODID"), HasSubstr("DESCRIPTION:Long"), HasSubstr("TRIGGER:-PT5M")));
  const std::string no_alarms =
      shaped("<C:comp name='VCALENDAR'><C:allprop/><C:comp name='VEVENT'><C:allprop/></C:comp></C:comp>");
  EXPECT_THAT(no_alarms, AllOf(HasSubstr("DESCRIPTION:Long"), Not(HasSubstr("VALARM"))));
  EXPECT_THAT(shaped("<C:comp name='VCALENDAR'><C:prop name='VERSION'/><C:comp name='VEVENT'/></C:comp>"),
              HasSubstr("TRIGGER:-PT5M"))
      << "an element that names nothing wants all";
  const auto wrong =
      report(query_of(comp("VCALENDAR", ""), "<C:calendar-data content-type='application/calendar+json'/>"));
  EXPECT_THAT(body(wrong), HasSubstr("<C:supported-calendar-data/>"));
}

// RFC 4791 9.6.5: expand
TEST_P(Reports, an_expansion_has_one_component_for_each_occurrence_in_utc) {
  put("1.ics", calendar(component("VEVENT", "1", kWeekly) + component("VEVENT", "1", kMoved)));
  const std::string data = shaped("<C:expand start='20260323T000000Z' end='20260501T000000Z'/>");
  for (const char* start :
       {"DTSTART:20260323T170000Z", "DTSTART:20260330T160000Z", "DTSTART:20260414T160000Z",
        "DTSTART:20260420T160000Z", "DTSTART:20260427T160000Z"})
    EXPECT_THAT(data, HasSubstr(start)) << "18:00 in Berlin, before and after the change to summer time";
  EXPECT_THAT(data, AllOf(HasSubstr("DTEND:20260414T180000Z"), HasSubstr("RECURRENCE-ID:20260413T160000Z"),
                          HasSubstr("RECURRENCE-ID:20260323T170000Z")));
  EXPECT_THAT(data, AllOf(Not(HasSubstr("RRULE")), Not(HasSubstr("EXDATE")), Not(HasSubstr("TZID"))));
  EXPECT_THAT(data, Not(HasSubstr("20260406T"))) << "excluded";
  EXPECT_THAT(data, Not(HasSubstr("DTSTART:20260413T"))) << "replaced";
}

TEST_P(Reports, dates_and_floating_times_stay_what_they_are_when_expanded) {
  put_event("1",
            "DTSTART;VALUE=DATE:20260310\r\nDTEND;VALUE=DATE:20260312\r\nRRULE:FREQ=MONTHLY;COUNT=3\r\n");
  const std::string berlin = "<C:timezone-id>Europe/Berlin</C:timezone-id>";
  const std::string days =
      shaped("<C:expand start='20260401T000000Z' end='20260501T000000Z'/>", {{"Depth", "1"}}, berlin);
  EXPECT_THAT(days, AllOf(HasSubstr("DTSTART;VALUE=DATE:20260410\r\nDTEND;VALUE=DATE:20260412"),
                          HasSubstr("RECURRENCE-ID;VALUE=DATE:20260410")));
  ASSERT_EQ(send("DELETE", "/dav/calendars/ada/cal/1.ics").status, 204);
  put_event("2", "DTSTART:20260310T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=MONTHLY;COUNT=3\r\n");
  const std::string floating =
      shaped("<C:expand start='20260401T000000Z' end='20260501T000000Z'/>", {{"Depth", "1"}}, berlin);
  EXPECT_THAT(floating, AllOf(HasSubstr("DTSTART:20260410T080000\r\n"),
                              HasSubstr("RECURRENCE-ID:20260410T080000\r\n"), HasSubstr("DURATION:PT1H")));
}

// RFC 4791 9.6.6: limit-recurrence-set
TEST_P(Reports, a_limited_set_has_the_master_and_the_overrides_of_its_time) {
  put("1.ics", calendar(component("VEVENT", "1", kWeekly) + component("VEVENT", "1", kMoved)));
  const std::string april =
      shaped("<C:limit-recurrence-set start='20260414T000000Z' end='20260415T000000Z'/>");
  EXPECT_THAT(april, AllOf(HasSubstr("RRULE:FREQ=WEEKLY"), HasSubstr("SUMMARY:Moved")));
  const std::string original =
      shaped("<C:limit-recurrence-set start='20260413T000000Z' end='20260414T000000Z'/>");
  EXPECT_THAT(original, HasSubstr("SUMMARY:Moved")) << "it says that nothing is left there";
  const std::string may = shaped("<C:limit-recurrence-set start='20260501T000000Z' end='20260601T000000Z'/>");
  EXPECT_THAT(may, AllOf(HasSubstr("RRULE:FREQ=WEEKLY"), Not(HasSubstr("SUMMARY:Moved"))));
  const auto both =
      report(query_of(comp("VCALENDAR", ""),
                      "<C:calendar-data><C:expand start='20260101T000000Z' end='20260201T000000Z'/>"
                      "<C:limit-recurrence-set start='20260101T000000Z' end='20260201T000000Z'/>"
                      "</C:calendar-data>"));
  EXPECT_EQ(both.status, 400);
}

// RFC 4791 9.6.7: limit-freebusy-set
TEST_P(Reports, a_limited_busy_time_has_the_periods_of_its_range) {
  take_all_components();
  put_component("VFREEBUSY", "1",
                "DTSTART:20260301T000000Z\r\nDTEND:20260401T000000Z\r\n"
                "FREEBUSY;FBTYPE=BUSY:20260310T100000Z/PT1H,20260312T100000Z/20260312T110000Z\r\n"
                "FREEBUSY:20260320T100000Z/PT1H\r\n");
  const std::string data = shaped("<C:limit-freebusy-set start='20260312T000000Z' end='20260313T000000Z'/>");
  EXPECT_THAT(data, HasSubstr("FREEBUSY;FBTYPE=BUSY:20260312T100000Z/20260312T110000Z\r\nEND:VFREEBUSY"));
}

// RFC 4791 7.10: free-busy-query
TEST_P(Reports, busy_time_is_merged_and_says_how_sure_it_is) {
  put_event("1", "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\n");
  put_event("2", "DTSTART:20260310T103000Z\r\nDURATION:PT1H\r\nSTATUS:CONFIRMED\r\n");
  put_event("3", "DTSTART:20260310T113000Z\r\nDURATION:PT30M\r\n");
  put_event("tentative", "DTSTART:20260310T140000Z\r\nDURATION:PT1H\r\nSTATUS:TENTATIVE\r\n");
  put_event("free", "DTSTART:20260310T160000Z\r\nDURATION:PT1H\r\nTRANSP:TRANSPARENT\r\n");
  put_event("off", "DTSTART:20260310T180000Z\r\nDURATION:PT1H\r\nSTATUS:CANCELLED\r\n");
  put_event("daily", "DTSTART:20260301T200000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n");
  const std::string day = busy("20260310T000000", "20260311T000000");
  EXPECT_THAT(day, HasSubstr("FREEBUSY;FBTYPE=BUSY:20260310T100000Z/20260310T120000Z,20260310T200000Z/"));
  EXPECT_THAT(day, HasSubstr("FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260310T140000Z/20260310T150000Z"));
  EXPECT_THAT(day, AllOf(Not(HasSubstr("T160000Z")), Not(HasSubstr("T180000Z")), Not(HasSubstr("SUMMARY"))));
  EXPECT_THAT(busy("20260310T103000", "20260310T110000"), HasSubstr("BUSY:20260310T103000Z/20260310T110000Z"))
      << "cut at the range";
  EXPECT_THAT(busy("20260310T103000", "20260310T110000", "/dav/calendars/ada/"),
              HasSubstr("BUSY:20260310T103000Z"))
      << "all calendars of a home";
  const auto endless = report("<C:free-busy-query xmlns:C='urn:ietf:params:xml:ns:caldav'>" +
                              range("20270101T000000", "20990101T000000") + "</C:free-busy-query>");
  EXPECT_EQ(endless.status, 507);
  EXPECT_THAT(body(endless), HasSubstr("number-of-matches-within-limits"));
  EXPECT_THAT(body(report("<C:free-busy-query xmlns:C='urn:ietf:params:xml:ns:caldav'/>")),
              HasSubstr("valid-filter"));
}

TEST_P(Reports, busy_time_takes_the_days_of_the_calendars_zone_and_what_others_published) {
  take_all_components();
  EXPECT_THAT(set("<C:calendar-timezone-id>America/New_York</C:calendar-timezone-id>"), HasSubstr("200 OK"));
  put_event("day", "DTSTART;VALUE=DATE:20260310\r\n");
  put_component("VFREEBUSY", "published",
                "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260311T100000Z/PT1H\r\n"
                "FREEBUSY;FBTYPE=FREE:20260311T120000Z/PT1H\r\n");
  const std::string answer = busy("20260310T000000", "20260312T000000");
  EXPECT_THAT(answer, HasSubstr("FBTYPE=BUSY:20260310T040000Z/20260311T040000Z"));
  EXPECT_THAT(answer, HasSubstr("FBTYPE=BUSY-UNAVAILABLE:20260311T100000Z/20260311T110000Z"));
  EXPECT_THAT(answer, Not(HasSubstr("20260311T120000Z")));
}

// RFC 4791 7.3: floating-times
// RFC 7809 3.1.6: valid-timezone
TEST_P(Reports, days_are_those_of_the_zone_that_is_named) {
  put_event("day", "DTSTART;VALUE=DATE:20260310\r\n");
  put_event("floating", "DTSTART:20260310T233000\r\n");
  const auto at = [&](const std::string& from, const std::string& to, const std::string& zone) {
    return find(comp("VEVENT", range(from, to)), zone);
  };
  const std::string tokyo = "<C:timezone-id>Asia/Tokyo</C:timezone-id>";
  const std::string by_value =
      "<C:timezone>BEGIN:VCALENDAR&#13;\nVERSION:2.0&#13;\nBEGIN:VTIMEZONE&#13;\n"
      "TZID:Asia/Tokyo&#13;\nEND:VTIMEZONE&#13;\nEND:VCALENDAR&#13;\n</C:timezone>";
  for (const std::string& zone : {tokyo, by_value}) {
    EXPECT_THAT(at("20260309T150000", "20260309T160000", zone), ElementsAre("day")) << "midnight in Tokyo";
    EXPECT_THAT(at("20260310T150000", "20260310T160000", zone), IsEmpty());
    EXPECT_THAT(at("20260310T143000", "20260310T150000", zone), ElementsAre("day", "floating"));
  }
  EXPECT_THAT(at("20260310T143000", "20260310T150000", ""), ElementsAre("day"));
  EXPECT_THAT(set("<C:calendar-timezone-id>Asia/Tokyo</C:calendar-timezone-id>"), HasSubstr("200 OK"));
  EXPECT_THAT(at("20260310T143000", "20260310T150000", ""), ElementsAre("day", "floating"));
  const auto unknown =
      report(query_of(comp("VCALENDAR", ""), "<D:getetag/>", "<C:timezone-id>Mars/Base</C:timezone-id>"));
  EXPECT_EQ(unknown.status, 403);
  EXPECT_THAT(body(unknown), HasSubstr("<C:valid-timezone/>"));
  const auto broken = report(query_of(comp("VCALENDAR", ""), "<D:getetag/>", "<C:timezone>UTC</C:timezone>"));
  EXPECT_THAT(body(broken), HasSubstr("<C:valid-calendar-data/>"));
}

// RFC 4791 5.2.2: calendar-timezone
// RFC 7809 3.1.5: calendar-timezone-id
TEST_P(Reports, a_calendars_zone_is_one_thing_by_value_and_by_name) {
  EXPECT_THAT(property("calendar-timezone-id"), HasSubstr("404"));
  EXPECT_THAT(set("<C:calendar-timezone-id>Europe/Berlin</C:calendar-timezone-id>"), HasSubstr("200 OK"));
  EXPECT_THAT(property("calendar-timezone-id"), HasSubstr(">Europe/Berlin</C:calendar-timezone-id>"));
  EXPECT_THAT(property("calendar-timezone"),
              AllOf(HasSubstr("BEGIN:VTIMEZONE"), HasSubstr("TZID:Europe/Berlin")));
  EXPECT_THAT(set("<C:calendar-timezone>BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Asia/"
                  "Tokyo\nEND:VTIMEZONE\nEND:VCALENDAR\n"
                  "</C:calendar-timezone>"),
              HasSubstr("200 OK"));
  EXPECT_THAT(property("calendar-timezone-id"), HasSubstr(">Asia/Tokyo<"));
  EXPECT_THAT(set("<C:calendar-timezone-id>Mars/Base</C:calendar-timezone-id>"),
              HasSubstr("<C:valid-timezone/>"));
  EXPECT_THAT(property("calendar-timezone-id"), HasSubstr(">Asia/Tokyo<"));
  EXPECT_THAT(set("<C:calendar-timezone>nonsense</C:calendar-timezone>"),
              HasSubstr("<C:valid-calendar-data/>"));
}

// RFC 7809 3.1.3: caldav-timezones
// RFC 7809 3.1.1: dav-header
TEST_P(Reports, zones_come_along_or_stay_away_as_asked) {
  const auto read = [&](const char* wanted) {
    return body(send("GET", "/dav/calendars/ada/cal/1.ics", "", {{"CalDAV-Timezones", wanted}}));
  };
  const std::string bare = calendar(component("VEVENT", "1", kWeekly));
  put("1.ics", bare);
  EXPECT_EQ(body(send("GET", "/dav/calendars/ada/cal/1.ics")), bare) << "as it was stored";
  EXPECT_EQ(read("F"), bare);
  EXPECT_THAT(read("T"), AllOf(HasSubstr("BEGIN:VTIMEZONE"), HasSubstr("TZID:Europe/Berlin\r\n")));
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
      "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
  put("1.ics", calendar(zone + component("VEVENT", "1", kWeekly)), 204);
  EXPECT_EQ(read("F"), bare);
  EXPECT_EQ(read("T"), calendar(zone + component("VEVENT", "1", kWeekly)));
  EXPECT_THAT(shaped("", {{"Depth", "1"}, {"CalDAV-Timezones", "F"}}), Not(HasSubstr("VTIMEZONE")));
  EXPECT_THAT(shaped("", {{"Depth", "1"}}), HasSubstr("VTIMEZONE"));
  EXPECT_THAT(std::string(send("OPTIONS", "/dav/").headers.get("DAV")), HasSubstr("calendar-no-timezone"));
}

// RFC 4791 7.8: calendar-query
TEST_P(Reports, a_query_asks_one_object_a_calendar_or_a_home) {
  put_event("1", "DTSTART:20260310T100000Z\r\n");
  const std::string all = query_of(comp("VCALENDAR", comp("VEVENT", "")));
  const auto at = [&](const std::string& path, const char* depth) {
    return names_in(body(report(all, {{"Depth", depth}}, path)));
  };
  EXPECT_THAT(at("/dav/calendars/ada/cal/1.ics", "0"), ElementsAre("1"));
  EXPECT_THAT(at("/dav/calendars/ada/", "1"), ElementsAre("1"));
  EXPECT_THAT(at("/dav/calendars/ada/", "infinity"), ElementsAre("1"));
  EXPECT_THAT(at("/dav/calendars/ada/", "0"), IsEmpty());
  EXPECT_THAT(names_in(body(report(query_of(comp("VCALENDAR", comp("VTODO", ""))), {{"Depth", "0"}},
                                   "/dav/calendars/ada/cal/1.ics"))),
              IsEmpty());
  EXPECT_THAT(body(report(all, {{"Depth", "0"}}, "/dav/principals/ada/")),
              HasSubstr("<D:supported-report/>"));
}

// RFC 4791 5.2.4: supported-calendar-data
// RFC 4791 5.2.5: max-resource-size
// RFC 4791 5.2.6: min-date-time
// RFC 4791 5.2.7: max-date-time
// RFC 4791 5.2.8: max-instances
// RFC 4791 5.2.9: max-attendees-per-instance
TEST_P(Reports, the_limits_of_a_calendar_are_shown_and_kept) {
  EXPECT_THAT(property("min-date-time"), HasSubstr(">00010102T000000Z<"));
  EXPECT_THAT(property("max-date-time"), HasSubstr(">99981231T235959Z<"));
  EXPECT_THAT(property("max-resource-size"), HasSubstr(">1048576<"));
  EXPECT_THAT(property("max-instances"), HasSubstr(">10000<"));
  EXPECT_THAT(property("max-attendees-per-instance"), HasSubstr(">100<"));
  EXPECT_THAT(property("supported-calendar-component-set"),
              AllOf(HasSubstr("<C:comp name=\"VEVENT\"/>"), HasSubstr("<C:comp name=\"VTODO\"/>")));
  EXPECT_THAT(property("supported-calendar-component-sets", "/dav/calendars/ada/"),
              HasSubstr("<C:supported-calendar-component-set><C:comp name=\"VJOURNAL\"/>"));
  EXPECT_THAT(property("supported-calendar-data"),
              HasSubstr("content-type=\"text/calendar\" version=\"2.0\""));

  EXPECT_THAT(refused_put("DTSTART:00010101T000000Z\r\n"), HasSubstr("<C:min-date-time/>"));
  EXPECT_THAT(refused_put("DTSTART:20260310T100000Z\r\nEXDATE:99990101T000000Z\r\n"),
              HasSubstr("<C:max-date-time/>"));
  EXPECT_THAT(refused_put("DTSTART:20260310T100000Z\r\nRRULE:FREQ=DAILY;COUNT=10001\r\n"),
              HasSubstr("<C:max-instances/>"));
  std::string attendees;
  for (int i = 0; i <= 1000; ++i) attendees += "ATTENDEE:mailto:" + std::to_string(i) + "@example.com\r\n";
  EXPECT_THAT(refused_put("DTSTART:20260310T100000Z\r\n" + attendees),
              HasSubstr("<C:max-attendees-per-instance/>"));
  EXPECT_THAT(refused_put("DTSTART:20260310T100000Z\r\nX-A:" + std::string(2 << 20, 'x') + "\r\n"),
              HasSubstr("<C:max-resource-size/>"));
  EXPECT_THAT(refused_put("DTSTART;TZID=Mars/Base:20260310T100000\r\n"), HasSubstr("<C:valid-timezone/>"));
  put_event("endless", "DTSTART:00010102T000000Z\r\nRRULE:FREQ=DAILY\r\n");
}

INSTANTIATE_TEST_SUITE_P(Both, Reports, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
