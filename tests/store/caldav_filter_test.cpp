// calendar-query's filters (RFC 4791 9.7), one requirement after the other.
#include <gmock/gmock.h>

#include "tests/store/query_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Filter : public QueryTest {
 protected:
  std::string refused(const std::string& filter, int status = 403) {
    const auto answer = report(query_of(filter));
    EXPECT_EQ(answer.status, status) << filter;
    return body(answer);
  }
};

// RFC 4791 9.7.1: comp-filter
TEST_P(Filter, a_component_is_there_or_not) {
  put_event("plain", "DTSTART:20260310T100000Z\r\n");
  put_event("alarmed",
            "DTSTART:20260310T100000Z\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\n"
            "END:VALARM\r\n");
  put_component("VTODO", "task", "");
  EXPECT_THAT(find_in("VEVENT", ""), ElementsAre("alarmed", "plain"));
  EXPECT_THAT(find_in("vtodo", ""), ElementsAre("task"));
  EXPECT_THAT(find(comp("VTODO", "<C:is-not-defined/>")), ElementsAre("alarmed", "plain"));
  EXPECT_THAT(find_in("VEVENT", comp("VALARM", "")), ElementsAre("alarmed"));
  EXPECT_THAT(find_in("VEVENT", comp("VALARM", "<C:is-not-defined/>")), ElementsAre("plain"));
  EXPECT_THAT(find(""), ElementsAre("alarmed", "plain", "task"));
}

// RFC 4791 9.7.2: prop-filter
// RFC 4791 9.7.3: param-filter
TEST_P(Filter, a_property_and_a_parameter_are_there_or_not) {
  put_event("none", "DTSTART:20260310T100000Z\r\n");
  put_event("invited",
            "DTSTART:20260310T100000Z\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.com\r\n"
            "ATTENDEE;PARTSTAT=DECLINED:mailto:b@example.com\r\n");
  put_event("bare", "DTSTART:20260310T100000Z\r\nATTENDEE:mailto:c@example.com\r\n");
  EXPECT_THAT(find_in("VEVENT", prop("ATTENDEE", "")), ElementsAre("bare", "invited"));
  EXPECT_THAT(find_in("VEVENT", prop("ATTENDEE", "<C:is-not-defined/>")), ElementsAre("none"));
  const auto with_status = [&](const std::string& inside) {
    return find_in("VEVENT",
                   prop("ATTENDEE", "<C:param-filter name='PARTSTAT'>" + inside + "</C:param-filter>"));
  };
  EXPECT_THAT(with_status(""), ElementsAre("invited"));
  EXPECT_THAT(with_status("<C:is-not-defined/>"), ElementsAre("bare"));
  EXPECT_THAT(with_status(text("declined")), ElementsAre("invited"));
  EXPECT_THAT(with_status(text("tentative")), IsEmpty());
  EXPECT_THAT(with_status(text("accepted", "negate-condition='yes'")), ElementsAre("invited")) << "B did not";
  // Both conditions of one prop-filter are about one line (RFC 4791 9.7.2).
  const auto declined_by = [&](const std::string& who) {
    return find_in("VEVENT", prop("ATTENDEE", text(who) + "<C:param-filter name='PARTSTAT'>" +
                                                  text("DECLINED") + "</C:param-filter>"));
  };
  EXPECT_THAT(declined_by("b@example"), ElementsAre("invited"));
  EXPECT_THAT(declined_by("a@example"), IsEmpty());
}

// RFC 4791 9.7.5: text-match
// RFC 4791 7.5: supported-collation
TEST_P(Filter, collations_say_which_letters_are_the_same) {
  put_event("upper", "DTSTART:20260310T100000Z\r\nSUMMARY:T\xC3\x96PFERN\\, roh\r\n");
  put_event("lower", "DTSTART:20260310T100000Z\r\nSUMMARY:t\xC3\xB6pfern\\, roh\r\n");
  put_event("other", "DTSTART:20260310T100000Z\r\nSUMMARY:Malen\r\n");
  const auto by = [&](const std::string& what, const std::string& attributes) {
    return find_in("VEVENT", prop("SUMMARY", text(what, attributes)));
  };
  EXPECT_THAT(by("t\xC3\xB6PFERN", ""), ElementsAre("lower")) << "ASCII letters alone";
  EXPECT_THAT(by("PFERN", "collation='i;ascii-casemap'"), ElementsAre("lower", "upper"));
  EXPECT_THAT(by("PFERN", "collation='i;octet'"), ElementsAre("upper"));
  EXPECT_THAT(by("t\xC3\xB6pfern", "collation='i;unicode-casemap'"), ElementsAre("lower", "upper"));
  EXPECT_THAT(by("to\xCC\x88pfern", "collation='i;unicode-casemap'"), ElementsAre("lower", "upper"))
      << "taken apart";
  EXPECT_THAT(by("pfern, roh", ""), ElementsAre("lower", "upper")) << "values are compared unescaped";
  EXPECT_THAT(by("pfern", "negate-condition='yes'"), ElementsAre("other"));
  EXPECT_THAT(refused(comp("VCALENDAR", comp("VEVENT", prop("SUMMARY", text("x", "collation='i;basic'"))))),
              HasSubstr("<C:supported-collation/>"));
  const std::string shown = body(send("PROPFIND", "/dav/calendars/ada/cal/",
                                      "<propfind xmlns='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><prop>"
                                      "<C:supported-collation-set/></prop></propfind>",
                                      {{"Depth", "0"}}));
  for (const char* name : {"i;ascii-casemap", "i;octet", "i;unicode-casemap"})
    EXPECT_THAT(shown, HasSubstr("<C:supported-collation>" + std::string(name) + "</C:supported-collation>"));
}

// RFC 4791 9.9: time-range-vevent
TEST_P(Filter, events_overlap_a_range_by_their_row_of_the_table) {
  put_event("ends", "DTSTART:20260310T100000Z\r\nDTEND:20260310T110000Z\r\n");
  put_event("lasts", "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\n");
  put_event("instant", "DTSTART:20260310T100000Z\r\n");
  put_event("nothing", "DTSTART:20260310T100000Z\r\nDURATION:PT0S\r\n");
  put_event("day", "DTSTART;VALUE=DATE:20260310\r\n");
  const auto in = [&](const char* from, const char* to) { return find_in("VEVENT", range(from, to)); };
  EXPECT_THAT(in("20260310T103000", "20260310T104500"), ElementsAre("day", "ends", "lasts"));
  EXPECT_THAT(in("20260310T110000", "20260310T120000"), ElementsAre("day")) << "an end is no part of it";
  EXPECT_THAT(in("20260310T100000", "20260310T100001"),
              ElementsAre("day", "ends", "instant", "lasts", "nothing"));
  EXPECT_THAT(in("20260310T090000", "20260310T100000"), ElementsAre("day"));
  EXPECT_THAT(in("20260309T000000", "20260310T000000"), IsEmpty());
  EXPECT_THAT(in("20260311T000000", "20260312T000000"), IsEmpty());
  EXPECT_THAT(in("20260310T110000", ""), ElementsAre("day"));
  EXPECT_THAT(in("", "20260310T000001"), ElementsAre("day"));
}

// RFC 4791 9.9: time-range-vtodo
TEST_P(Filter, tasks_overlap_a_range_by_each_of_the_eight_rows) {
  put_component("VTODO", "1", "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\n");
  put_component("VTODO", "2", "DTSTART:20260310T100000Z\r\nDUE:20260310T110000Z\r\n");
  put_component("VTODO", "3", "DTSTART:20260310T100000Z\r\n");
  put_component("VTODO", "4", "DUE:20260310T110000Z\r\n");
  put_component("VTODO", "5", "CREATED:20260310T100000Z\r\nCOMPLETED:20260310T110000Z\r\n");
  put_component("VTODO", "6", "COMPLETED:20260310T110000Z\r\n");
  put_component("VTODO", "7", "CREATED:20260310T100000Z\r\n");
  put_component("VTODO", "8", "");
  const auto in = [&](const char* from, const char* to) { return find_in("VTODO", range(from, to)); };
  EXPECT_THAT(in("20260310T103000", "20260310T104500"), ElementsAre("1", "2", "5", "7", "8"));
  EXPECT_THAT(in("20260310T090000", "20260310T100000"), ElementsAre("5", "8"))
      << "CREATED counts where the range ends";
  EXPECT_THAT(in("20260310T100000", "20260310T100001"), ElementsAre("1", "2", "3", "5", "7", "8"));
  EXPECT_THAT(in("20260310T103000", "20260310T110000"), ElementsAre("1", "2", "4", "5", "6", "7", "8"))
      << "due and completed where the range ends";
  EXPECT_THAT(in("20260310T110000", "20260310T120000"), ElementsAre("1", "5", "6", "7", "8"))
      << "the end of a task with DURATION counts, DUE itself does not";
  EXPECT_THAT(in("20260310T110001", "20260310T120000"), ElementsAre("7", "8"));
  EXPECT_THAT(in("20260301T000000", "20260302T000000"), ElementsAre("8"));
  EXPECT_THAT(in("", "20260310T100000"), ElementsAre("5", "8"));
  EXPECT_THAT(in("20260310T110001", ""), ElementsAre("7", "8"));
}

TEST_P(Filter, a_task_before_1970_and_one_without_times_are_found_at_any_time) {
  put_component("VTODO", "always", "");
  put_component("VTODO", "old", "CREATED:19600101T000000Z\r\n");
  EXPECT_THAT(find_in("VTODO", range("19610101T000000", "19610102T000000")), ElementsAre("always", "old"));
  EXPECT_THAT(find_in("VTODO", range("19500101T000000", "19500102T000000")), ElementsAre("always"));
}

// RFC 4791 9.9: time-range-vjournal
// RFC 4791 9.9: time-range-vfreebusy
TEST_P(Filter, journals_and_busy_times_overlap_a_range) {
  take_all_components();
  put_component("VJOURNAL", "point", "DTSTART:20260310T100000Z\r\n");
  put_component("VJOURNAL", "day", "DTSTART;VALUE=DATE:20260310\r\n");
  put_component("VJOURNAL", "never", "SUMMARY:undated\r\n");
  put_component("VFREEBUSY", "whole", "DTSTART:20260310T100000Z\r\nDTEND:20260310T110000Z\r\n");
  put_component("VFREEBUSY", "periods",
                "FREEBUSY:20260310T100000Z/PT1H,20260312T100000Z/20260312T110000Z\r\n");
  put_component("VFREEBUSY", "empty", "ORGANIZER:mailto:a@example.com\r\n");
  const auto journals = [&](const char* from, const char* to) {
    return find_in("VJOURNAL", range(from, to));
  };
  EXPECT_THAT(journals("20260310T100000", "20260310T120000"), ElementsAre("day", "point"));
  EXPECT_THAT(journals("20260310T100001", "20260310T120000"), ElementsAre("day"));
  EXPECT_THAT(journals("20260311T000000", "20260312T000000"), IsEmpty());
  const auto busy = [&](const char* from, const char* to) { return find_in("VFREEBUSY", range(from, to)); };
  EXPECT_THAT(busy("20260310T103000", "20260310T104000"), ElementsAre("periods", "whole"));
  EXPECT_THAT(busy("20260310T110000", "20260310T120000"), ElementsAre("whole")) << "start <= DTEND";
  EXPECT_THAT(busy("20260312T103000", "20260312T104000"), ElementsAre("periods"));
  EXPECT_THAT(busy("20260311T103000", "20260311T104000"), IsEmpty());
}

// RFC 4791 9.9: time-range-valarm
TEST_P(Filter, alarms_overlap_a_range_when_they_go_off) {
  const auto alarm = [](const std::string& trigger) {
    return "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\n" + trigger + "END:VALARM\r\n";
  };
  const std::string when = "DTSTART:20260310T100000Z\r\nDTEND:20260310T110000Z\r\n";
  put_event("before", when + alarm("TRIGGER:-PT15M\r\n"));
  put_event("end", when + alarm("TRIGGER;RELATED=END:PT15M\r\n"));
  put_event("absolute", when + alarm("TRIGGER;VALUE=DATE-TIME:20260301T080000Z\r\n"));
  put_event("again", when + alarm("TRIGGER:-PT2H\r\nREPEAT:3\r\nDURATION:PT10M\r\n"));
  put_event("weekly", when + "RRULE:FREQ=WEEKLY\r\n" + alarm("TRIGGER:-P1D\r\n"));
  put_component("VTODO", "due", "DUE:20260310T100000Z\r\n" + alarm("TRIGGER;RELATED=END:-PT15M\r\n"));
  const auto in = [&](const char* from, const char* to, const char* component = "VEVENT") {
    return find_in(component, comp("VALARM", range(from, to)));
  };
  EXPECT_THAT(in("20260310T094500", "20260310T094501"), ElementsAre("before"));
  EXPECT_THAT(in("20260310T094400", "20260310T094500"), IsEmpty()) << "end > trigger-time";
  EXPECT_THAT(in("20260310T111500", "20260310T120000"), ElementsAre("end"));
  EXPECT_THAT(in("20260301T000000", "20260302T000000"), ElementsAre("absolute"));
  EXPECT_THAT(in("20260310T080500", "20260310T081100"), ElementsAre("again")) << "its first repetition";
  EXPECT_THAT(in("20260310T082500", "20260310T083100"), ElementsAre("again")) << "its third";
  EXPECT_THAT(in("20260310T083500", "20260310T084500"), IsEmpty());
  EXPECT_THAT(in("20991207T095900", "20991207T100100"), ElementsAre("weekly"));
  EXPECT_THAT(in("20991207T100001", "20991214T100000"), IsEmpty());
  EXPECT_THAT(in("20260310T094500", "20260310T094501", "VTODO"), ElementsAre("due"));
  EXPECT_THAT(in("20260401T000000", ""), ElementsAre("weekly"));
}

// RFC 4791 9.7.2: prop-filter
TEST_P(Filter, properties_with_dates_overlap_a_range) {
  put_event("one", "DTSTART:20260310T100000Z\r\nDURATION:PT1H\r\nLAST-MODIFIED:20260305T120000Z\r\n");
  put_event("series",
            "DTSTART:20260310T100000Z\r\nDTEND:20260310T113000Z\r\nRRULE:FREQ=DAILY\r\n"
            "EXDATE:20260311T100000Z,20260313T100000Z\r\n");
  put_component("VTODO", "done", "COMPLETED:20260305T120000Z\r\n");
  const auto in = [&](const char* name, const char* from, const char* to, const char* component = "VEVENT") {
    return find_in(component, prop(name, range(from, to)));
  };
  EXPECT_THAT(in("LAST-MODIFIED", "20260305T120000", "20260305T120001"), ElementsAre("one"));
  EXPECT_THAT(in("LAST-MODIFIED", "20260305T110000", "20260305T120000"), IsEmpty());
  EXPECT_THAT(in("COMPLETED", "20260305T000000", "20260306T000000", "VTODO"), ElementsAre("done"));
  EXPECT_THAT(in("DTEND", "20260310T110000", "20260310T110001"), ElementsAre("one")) << "told by DURATION";
  EXPECT_THAT(in("DTSTART", "20290101T000000", "20290102T000000"), ElementsAre("series")) << "every instance";
  EXPECT_THAT(in("DTEND", "20290101T113000", "20290101T113001"), ElementsAre("series"));
  EXPECT_THAT(in("DTSTART", "20290101T103000", "20290102T095900"), IsEmpty());
  EXPECT_THAT(in("EXDATE", "20260313T000000", "20260314T000000"), ElementsAre("series"))
      << "the second of a list";
  EXPECT_THAT(refused(comp("VCALENDAR", comp("VEVENT", prop("SUMMARY", range("20260101T000000", ""))))),
              HasSubstr("<C:supported-filter><C:prop-filter name=\"SUMMARY\"/></C:supported-filter>"));
}

// What stands beside a time-range is asked of the component that is there then.
TEST_P(Filter, conditions_meet_in_one_component) {
  put("series.ics", calendar(component("VEVENT", "series",
                                       "DTSTART:20260302T100000Z\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Usual\r\n") +
                             component("VEVENT", "series",
                                       "RECURRENCE-ID:20260309T100000Z\r\nDTSTART:20260310T100000Z\r\n"
                                       "SUMMARY:Moved\r\n")));
  const auto in = [&](const char* what, const char* from, const char* to) {
    return find_in("VEVENT", range(from, to) + prop("SUMMARY", text(what)));
  };
  EXPECT_THAT(in("Moved", "20260310T000000", "20260311T000000"), ElementsAre("series"));
  EXPECT_THAT(in("Usual", "20260310T000000", "20260311T000000"), IsEmpty());
  EXPECT_THAT(in("Usual", "20260309T000000", "20260310T000000"), IsEmpty()) << "it was moved away";
  EXPECT_THAT(in("Moved", "20260501T000000", ""), IsEmpty());
  EXPECT_THAT(in("Usual", "20960501T000000", ""), ElementsAre("series"));
}

// RFC 4791 7.8: valid-filter
// RFC 4791 7.8: supported-filter
TEST_P(Filter, what_is_wrong_or_not_supported_is_refused_by_name) {
  const auto calendar = [](const std::string& inside) { return comp("VCALENDAR", inside); };
  for (const std::string& wrong :
       {std::string(), comp("VEVENT", ""), comp("VCALENDAR", "") + comp("VCALENDAR", ""),
        calendar(comp("", "")), calendar(comp("VEVENT", prop("", ""))), calendar(comp("VALARM", "")),
        calendar(comp("VEVENT", comp("VTODO", ""))), calendar(comp("VEVENT", "<C:time-range/>")),
        calendar(comp("VEVENT", "<C:time-range start='20260310'/>")),
        calendar(comp("VEVENT", range("20260310T000000", "20260310T000000"))),
        calendar(comp("VEVENT", range("20260310T000000", "20260309T000000"))),
        calendar(comp("VEVENT", range("20260310T000000", "") + range("", "20260311T000000"))),
        calendar(comp("VEVENT", "<C:is-not-defined/>" + prop("SUMMARY", ""))),
        calendar(comp("VEVENT", prop("SUMMARY", "<C:is-not-defined/>" + text("x")))),
        calendar(comp("VEVENT", prop("SUMMARY", text("x") + text("y")))),
        calendar(comp("VEVENT", prop("SUMMARY", text("x", "negate-condition='perhaps'")))),
        calendar(comp("VEVENT", "<C:text-match>x</C:text-match>")),
        calendar(comp("VEVENT", prop("SUMMARY", comp("VALARM", "")))),
        calendar(comp("VEVENT", prop("SUMMARY", "<C:param-filter/>")))}) {
    EXPECT_THAT(refused(wrong), HasSubstr("<C:valid-filter/>")) << wrong;
  }
  EXPECT_THAT(refused(calendar(comp("VTIMEZONE", range("20260310T000000", "")))),
              HasSubstr("<C:supported-filter><C:comp-filter name=\"VTIMEZONE\"/></C:supported-filter>"));
  EXPECT_THAT(refused(calendar(comp("VEVENT", range("00010101T000000", "20260101T000000")))),
              HasSubstr("<C:min-date-time/>"));
  EXPECT_THAT(refused(calendar(comp("VEVENT", range("20260101T000000", "99991231T235959")))),
              HasSubstr("<C:max-date-time/>"));
  EXPECT_THAT(find_in("VEVENT", "<x:hint xmlns:x='urn:x'/>"), IsEmpty())
      << "an extension is nobody's business";
}

INSTANTIATE_TEST_SUITE_P(Both, Filter, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
