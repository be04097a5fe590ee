// jCal (RFC 7265) and xCal (RFC 6321): the RFCs' own examples, and there and back again.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>
#include <iostream>

#include "ical/jcal.hpp"
#include "ical/xcal.hpp"
#include "tests/samples.hpp"
#include "tests/unit/typed_reader.hpp"

namespace timeshelf::ical {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Component calendar_of(const std::string& lines) {
  const std::string text = "BEGIN:VCALENDAR\r\n" + lines + "END:VCALENDAR\r\n";
  const auto parsed = parse(text);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return parsed ? parsed->calendars.front() : Component{};
}

// One line as jCal and xCal write it.
std::string jcal_of(const std::string& line) {
  const std::string text = to_jcal(calendar_of(line + "\r\n"));
  const std::string before = "[\"vcalendar\",[", after = "],[]]";
  EXPECT_TRUE(text.starts_with(before) && text.ends_with(after)) << text;
  return text.substr(before.size(), text.size() - before.size() - after.size());
}
std::string xcal_of(const std::string& line) {
  const std::string text = to_xcal(calendar_of(line + "\r\n"));
  const auto from = text.find("<properties>") + 12;
  return text.substr(from, text.find("</properties>") - from);
}

// RFC 7265 3.4: properties
TEST(JCal, has_the_special_cases_of_section_3_4_1) {
  EXPECT_EQ(jcal_of("GEO:37.386013;-122.082932"), R"(["geo",{},"float",[37.386013,-122.082932]])");
  EXPECT_EQ(jcal_of("REQUEST-STATUS:2.0;Success"), R"(["request-status",{},"text",["2.0","Success"]])");
  EXPECT_EQ(
      jcal_of("REQUEST-STATUS:3.7;Invalid calendar user;ATTENDEE:mailto:jsmith@example.org"),
      R"(["request-status",{},"text",["3.7","Invalid calendar user","ATTENDEE:mailto:jsmith@example.org"]])");
}

// RFC 7265 3.5: parameters
TEST(JCal, keeps_parameters_but_value) {  // 3.5
  EXPECT_EQ(jcal_of("ATTENDEE;PARTSTAT=ACCEPTED;RSVP=TRUE;ROLE=REQ-PARTICIPANT:mailto:jsmith@example.org"),
            R"(["attendee",{"partstat":"ACCEPTED","rsvp":"TRUE","role":"REQ-PARTICIPANT"},)"
            R"("cal-address","mailto:jsmith@example.org"])");
  EXPECT_EQ(jcal_of("ATTENDEE;DELEGATED-TO=\"mailto:jdoe@example.org\",\"mailto:jqpublic@example.org\":"
                    "mailto:jsmith@example.org"),
            R"(["attendee",{"delegated-to":["mailto:jdoe@example.org","mailto:jqpublic@example.org"]},)"
            R"("cal-address","mailto:jsmith@example.org"])");
  EXPECT_EQ(jcal_of("DTSTART;X-SLACK=30.3;VALUE=DATE:20110512"),
            R"(["dtstart",{"x-slack":"30.3"},"date","2011-05-12"])");  // 5.3
  EXPECT_EQ(jcal_of("X-WHO;CN=George ^'Babe^' Ruth;CN=again:x"),
            R"(["x-who",{"cn":["George \"Babe\" Ruth","again"]},"unknown","x"])");
}

// RFC 7265 3.6: types
TEST(JCal, writes_each_type_as_section_3_6_does) {
  const std::vector<std::pair<std::string, std::string>> examples = {
      {"ATTACH;VALUE=BINARY;ENCODING=BASE64:SGVsbG8gV29ybGQh",
       R"(["attach",{"encoding":"BASE64"},"binary","SGVsbG8gV29ybGQh"])"},
      {"X-NON-SMOKING;VALUE=BOOLEAN:TRUE", R"(["x-non-smoking",{},"boolean",true])"},
      {"ATTENDEE:mailto:kewisch@example.com",
       R"(["attendee",{},"cal-address","mailto:kewisch@example.com"])"},
      {"DTSTART;VALUE=DATE:20110517", R"(["dtstart",{},"date","2011-05-17"])"},
      {"DTSTART:20121017T120000", R"(["dtstart",{},"date-time","2012-10-17T12:00:00"])"},
      {"DTSTAMP:20121017T120000Z", R"(["dtstamp",{},"date-time","2012-10-17T12:00:00Z"])"},
      {"DTEND;TZID=Europe/Berlin:20111017T130000",
       R"(["dtend",{"tzid":"Europe/Berlin"},"date-time","2011-10-17T13:00:00"])"},
      {"DURATION:P1D", R"(["duration",{},"duration","P1D"])"},
      {"X-GRADE;VALUE=FLOAT:1.3", R"(["x-grade",{},"float",1.3])"},
      {"PERCENT-COMPLETE:42", R"(["percent-complete",{},"integer",42])"},
      {"FREEBUSY;FBTYPE=FREE:19970308T160000Z/P1D",
       R"(["freebusy",{"fbtype":"FREE"},"period",["1997-03-08T16:00:00Z","P1D"]])"},
      {"RRULE:FREQ=YEARLY;COUNT=5;BYDAY=-1SU,2MO;BYMONTH=10",
       R"(["rrule",{},"recur",{"freq":"YEARLY","count":5,"byday":["-1SU","2MO"],"bymonth":10}])"},
      {"RRULE:FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15,-1;UNTIL=20131001",
       R"(["rrule",{},"recur",{"freq":"MONTHLY","interval":2,"bymonthday":[1,15,-1],"until":"2013-10-01"}])"},
      {"COMMENT:hello\\, world", R"(["comment",{},"text","hello, world"])"},
      {"X-TIME-LOCAL;VALUE=TIME:123000", R"(["x-time-local",{},"time","12:30:00"])"},
      {"X-TIME-UTC;VALUE=TIME:123000Z", R"(["x-time-utc",{},"time","12:30:00Z"])"},
      {"TZURL:http://example.org/tz/Europe-Berlin.ics",
       R"(["tzurl",{},"uri","http://example.org/tz/Europe-Berlin.ics"])"},
      {"TZOFFSETFROM:-0500", R"(["tzoffsetfrom",{},"utc-offset","-05:00"])"},
      {"TZOFFSETTO:+124530", R"(["tzoffsetto",{},"utc-offset","+12:45:30"])"},
      {"X-COMPLAINT-DEADLINE:20110512T120000Z",
       R"(["x-complaint-deadline",{},"unknown","20110512T120000Z"])"},
      {"X-COFFEE-DATA:Stenophylla;Guinea\\,Africa",
       R"(["x-coffee-data",{},"unknown","Stenophylla;Guinea\\,Africa"])"},
      {"PERCENT-COMPLETE:95", R"(["percent-complete",{},"integer",95])"},
  };
  for (const auto& [line, expected] : examples) EXPECT_EQ(jcal_of(line), expected) << line;
}

TEST(JCal, has_a_value_for_each_of_a_list) {
  EXPECT_EQ(jcal_of("CATEGORIES:Meetings,Work\\, hard"),
            R"(["categories",{},"text","Meetings","Work, hard"])");
  EXPECT_EQ(jcal_of("SUMMARY:Meetings,Work"), R"(["summary",{},"text","Meetings,Work"])") << "is no list";
  EXPECT_EQ(jcal_of("EXDATE;VALUE=DATE:20110512,20110513"),
            R"(["exdate",{},"date","2011-05-12","2011-05-13"])");
  EXPECT_EQ(
      jcal_of("RDATE;VALUE=PERIOD:20060102T150000/PT2H,20060103T150000Z/20060103T160000Z"),
      R"(["rdate",{},"period",["2006-01-02T15:00:00","PT2H"],["2006-01-03T15:00:00Z","2006-01-03T16:00:00Z"]])");
}

TEST(JCal, writes_numbers_as_json_does) {  // 3.1: no plus sign, no leading zeros
  EXPECT_EQ(jcal_of("PRIORITY:+007"), R"(["priority",{},"integer",7])");
  EXPECT_EQ(jcal_of("GEO:+01.50;-00.25"), R"(["geo",{},"float",[1.50,-0.25]])");
  EXPECT_EQ(jcal_of("REPEAT:000"), R"(["repeat",{},"integer",0])");
}

TEST(JCal, does_not_take_text_for_a_number) {
  EXPECT_EQ(jcal_of("PRIORITY:high"), R"(["priority",{},"unknown","high"])");
  EXPECT_EQ(jcal_of("PRIORITY:1.5"), R"(["priority",{},"unknown","1.5"])");
  EXPECT_EQ(jcal_of("GEO:37.38"), R"(["geo",{},"unknown","37.38"])");
  EXPECT_EQ(jcal_of("GEO:1;2;3"), R"(["geo",{},"unknown","1;2;3"])");
  EXPECT_EQ(jcal_of("X-A;VALUE=BOOLEAN:maybe"), R"(["x-a",{},"unknown","maybe"])");
  EXPECT_EQ(jcal_of("FREEBUSY:now"), R"(["freebusy",{},"unknown","now"])");
  EXPECT_EQ(jcal_of("RRULE:always"), R"(["rrule",{},"unknown","always"])");
  EXPECT_EQ(jcal_of("DTSTART:tomorrow"), R"(["dtstart",{},"date-time","tomorrow"])");
}

TEST(JCal, decodes_base64_of_what_is_no_binary) {  // 3.1
  EXPECT_EQ(jcal_of("DESCRIPTION;ENCODING=BASE64;LANGUAGE=de:R3LDvMOfZSw="),
            R"(["description",{"language":"de"},"text","Grüße,"])");
}

TEST(JCal, escapes_for_json) {
  EXPECT_EQ(jcal_of("SUMMARY:a \"b\" \\\\ c\\nd\te"), R"(["summary",{},"text","a \"b\" \\ c\nd\u0009e"])");
}

// RFC 7265 B.1 and B.2, but for what its errata mend: the second period is an array, and the values are those
// of the iCalendar above them.
// RFC 7265 B: examples
TEST(JCal, writes_the_examples_of_appendix_b) {
  const auto first = calendar_of(
      "CALSCALE:GREGORIAN\r\nPRODID:-//Example Inc.//Example Calendar//EN\r\nVERSION:2.0\r\n"
      "BEGIN:VEVENT\r\nDTSTAMP:20080205T191224Z\r\nDTSTART:20081006\r\nSUMMARY:Planning meeting\r\n"
      "UID:4088E990AD89CB3DBB484909\r\nEND:VEVENT\r\n");
  EXPECT_EQ(
      to_jcal(first),
      R"(["vcalendar",[["calscale",{},"text","GREGORIAN"],)"
      R"(["prodid",{},"text","-//Example Inc.//Example Calendar//EN"],["version",{},"text","2.0"]],)"
      R"([["vevent",[["dtstamp",{},"date-time","2008-02-05T19:12:24Z"],["dtstart",{},"date","2008-10-06"],)"
      R"(["summary",{},"text","Planning meeting"],["uid",{},"text","4088E990AD89CB3DBB484909"]],[]]]])");
  const auto second = calendar_of(
      "VERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:US/Eastern\r\nBEGIN:DAYLIGHT\r\nDTSTART:20000404T020000\r\n"
      "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4\r\nTZNAME:EDT\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n"
      "END:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nDTSTART;TZID=US/Eastern:20060102T120000\r\n"
      "RDATE;TZID=US/Eastern;VALUE=PERIOD:20060102T150000/PT2H\r\n"
      "DESCRIPTION:We are having a meeting all this week at 12 pm fo\r\n r one hour\\, with an additional "
      "meeting.\\nPlease\r\nEND:VEVENT\r\n");
  EXPECT_EQ(
      to_jcal(second),
      R"(["vcalendar",[["version",{},"text","2.0"]],[["vtimezone",[["tzid",{},"text","US/Eastern"]],)"
      R"([["daylight",[["dtstart",{},"date-time","2000-04-04T02:00:00"],)"
      R"(["rrule",{},"recur",{"freq":"YEARLY","byday":"1SU","bymonth":4}],["tzname",{},"text","EDT"],)"
      R"(["tzoffsetfrom",{},"utc-offset","-05:00"],["tzoffsetto",{},"utc-offset","-04:00"]],[]]]],)"
      R"(["vevent",[["dtstart",{"tzid":"US/Eastern"},"date-time","2006-01-02T12:00:00"],)"
      R"(["rdate",{"tzid":"US/Eastern"},"period",["2006-01-02T15:00:00","PT2H"]],)"
      R"(["description",{},"text","We are having a meeting all this week at 12 pm for one hour, with an )"
      R"(additional meeting.\nPlease"]],[]]]])");
}

// RFC 6321 3: types
TEST(XCal, writes_each_type_as_section_3_does) {
  const std::vector<std::pair<std::string, std::string>> examples = {
      {"GEO:37.386013;-122.082932",
       "<geo><latitude>37.386013</latitude><longitude>-122.082932</longitude></geo>"},
      {"REQUEST-STATUS:2.0;Success",
       "<request-status><code>2.0</code><description>Success</description></request-status>"},
      {"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:cyrus@example.com",
       "<attendee><parameters><partstat><text>NEEDS-ACTION</text></partstat><rsvp><boolean>true</boolean></"
       "rsvp>"
       "</parameters><cal-address>mailto:cyrus@example.com</cal-address></attendee>"},
      {"ATTACH;VALUE=BINARY;ENCODING=BASE64:SGVsbG8gV29ybGQh",
       "<attach><parameters><encoding><text>BASE64</text></encoding></parameters>"
       "<binary>SGVsbG8gV29ybGQh</binary></attach>"},
      {"X-A;VALUE=BOOLEAN:TRUE", "<x-a><boolean>true</boolean></x-a>"},
      {"DTSTART;VALUE=DATE:20110517", "<dtstart><date>2011-05-17</date></dtstart>"},
      {"DTSTART;TZID=US/Eastern:20110517T120000",
       "<dtstart><parameters><tzid><text>US/Eastern</text></tzid></parameters>"
       "<date-time>2011-05-17T12:00:00</date-time></dtstart>"},
      {"DURATION:P1D", "<duration><duration>P1D</duration></duration>"},
      {"X-A;VALUE=FLOAT:0.5", "<x-a><float>0.5</float></x-a>"},
      {"X-A;VALUE=INTEGER:-100", "<x-a><integer>-100</integer></x-a>"},
      {"FREEBUSY:20110517T120000/P1H",
       "<freebusy><period><start>2011-05-17T12:00:00</start><duration>P1H</duration></period></freebusy>"},
      {"FREEBUSY:20110517T120000Z/20110517T130000Z",
       "<freebusy><period><start>2011-05-17T12:00:00Z</start><end>2011-05-17T13:00:00Z</end></period></"
       "freebusy>"},
      {"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=5",
       "<rrule><recur><freq>YEARLY</freq><count>5</count><byday>-1SU</byday><bymonth>10</bymonth></recur></"
       "rrule>"},
      {"SUMMARY:Hello <World> & all\\n!", "<summary><text>Hello &lt;World&gt; &amp; all\n!</text></summary>"},
      {"CATEGORIES:a,b", "<categories><text>a</text><text>b</text></categories>"},
      {"X-A;VALUE=TIME:120000", "<x-a><time>12:00:00</time></x-a>"},
      {"URL:http://calendar.example.com", "<url><uri>http://calendar.example.com</uri></url>"},
      {"TZOFFSETTO:-0500", "<tzoffsetto><utc-offset>-05:00</utc-offset></tzoffsetto>"},
      {"X-PROPERTY:20110512T120000Z", "<x-property><unknown>20110512T120000Z</unknown></x-property>"},
      {"DTSTART;X-PARAM=PT30M:20110512T130000Z",
       "<dtstart><parameters><x-param><unknown>PT30M</unknown></x-param></parameters>"
       "<date-time>2011-05-12T13:00:00Z</date-time></dtstart>"},
  };
  for (const auto& [line, expected] : examples) EXPECT_EQ(xcal_of(line), expected) << line;
}

// RFC 6321 3.2: nesting
TEST(XCal, nests_components_and_leaves_empty_lists_out) {  // 3.2, 3.3
  EXPECT_EQ(
      to_xcal(calendar_of("VERSION:2.0\r\nBEGIN:VEVENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\n"
                          "END:VEVENT\r\n")),
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<icalendar xmlns=\"urn:ietf:params:xml:ns:icalendar-2.0\"><vcalendar><properties><version><text>2.0"
      "</text></version></properties><components><vevent><components><valarm><properties><action><text>"
      "DISPLAY</text></action></properties></valarm></components></vevent></components></vcalendar>"
      "</icalendar>\n");
}

TEST(XCal, is_well_formed_whatever_the_names_and_texts) {
  Component calendar{"VCALENDAR", {}, {}};
  calendar.properties.emplace_back("2ND", "begins with a digit");
  calendar.properties.emplace_back("-X", "begins with a hyphen");
  calendar.properties.emplace_back("X-A", "b",
                                   std::vector<Parameter>{{"1P", {"x"}}, {"VALUE", {"<script>"}}});
  calendar.properties.emplace_back("SUMMARY", "\x01 bell \x07 and \xEF\xBF\xBF none");
  const std::string text = to_xcal(calendar);
  EXPECT_THAT(text, HasSubstr("<x-a><unknown>b</unknown></x-a>"));
  EXPECT_THAT(text, HasSubstr("<text> bell  and  none</text>"));
  EXPECT_THAT(text, Not(HasSubstr("2nd")));
  EXPECT_NO_THROW(tests::from_xcal(text));
}

// A bit of everything, for where no sample files are.
const char* const kMixed =
    "VERSION:2.0\r\nPRODID:-//x//EN\r\nNAME:A\\, b\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
    "SOURCE;VALUE=URI:https://x.example/a?b=1;c=2\r\nX-WR-CALNAME:A\\, b\r\n"
    "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260301T000000Z\r\nDTSTART;TZID=Europe/Berlin:20260301T180000\r\n"
    "RRULE:FREQ=WEEKLY;UNTIL=20270101T000000Z;WKST=SU;BYDAY=TU,TH\r\nEXDATE;TZID=Europe/"
    "Berlin:20260303T180000,2026"
    "0305T180000\r\nSUMMARY;LANGUAGE=de:Töpfern \\; \\\\ \\n\r\nGEO:48.2;16.37\r\nCATEGORIES:A,B\\,C\r\n"
    "ATTENDEE;MEMBER=\"mailto:a@x.example\",\"mailto:b@x.example\";RSVP=TRUE:mailto:c@x.example\r\n"
    "TRIGGER;VALUE=DATE-TIME:20260301T000000Z\r\nX-SHELF-PRICE-NOW;SKU=MUG;CURRENCY=EUR:18.00\r\n"
    "STRUCTURED-DATA;VALUE=TEXT;FMTTYPE=application/ld+json:{\"a\":\"b\\,c\"}\r\n"
    "REQUEST-STATUS:3.1;Bad\\; wrong;DTSTART\r\nEND:VEVENT\r\n";

// RFC 7265 4: nothing-lost
// RFC 6321 4: nothing-lost
TEST(TypedFormats, lose_nothing_on_the_way_there_and_back) {
  std::vector<std::pair<std::string, Component>> calendars = {{"mixed", calendar_of(kMixed)}};
  for (const auto& file : tests::samples("valid")) {
    Limits limits;
    limits.bytes = limits.line_bytes = 64 << 20;
    const auto parsed = parse(tests::read_file(file), limits, Leniency::repair);
    if (!parsed) continue;
    for (const Component& calendar : parsed->calendars) calendars.emplace_back(file.filename(), calendar);
  }
  if (calendars.size() == 1) std::cerr << "no sample files: only the calendar of this test was taken\n";
  for (const auto& [name, calendar] : calendars) {
    const std::string wanted = tests::meaning_of(calendar);
    EXPECT_EQ(tests::meaning_of(tests::from_jcal(to_jcal(calendar))), wanted) << name;
    EXPECT_EQ(tests::meaning_of(tests::from_xcal(to_xcal(calendar))), wanted) << name;
  }
}

// Text of the pieces that matter to some format or type.
std::string any_text() {
  static const std::vector<std::string> kPieces = {"a",
                                                   "B",
                                                   "0",
                                                   "7",
                                                   "20260301",
                                                   "T180000",
                                                   "Z",
                                                   "/",
                                                   "-",
                                                   "+",
                                                   ".",
                                                   "=",
                                                   ";",
                                                   ",",
                                                   ":",
                                                   "\\",
                                                   "\\n",
                                                   "\\,",
                                                   "\"",
                                                   "'",
                                                   "<",
                                                   ">",
                                                   "&",
                                                   "]]>",
                                                   "\t",
                                                   " ",
                                                   "ü",
                                                   "\xEF\xBF\xBF",
                                                   "\xF0\x9F\x92\xA9",
                                                   "FREQ=DAILY",
                                                   "COUNT=5",
                                                   "PT1H",
                                                   "TRUE",
                                                   "^",
                                                   "{",
                                                   "}"};
  std::string text;
  for (const auto& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces)))
    text += piece;
  return text;
}

Property any_line() {
  static const std::vector<std::string> kNames = {
      "SUMMARY",  "CATEGORIES", "DTSTART",    "EXDATE", "RDATE",    "RRULE",   "GEO",   "REQUEST-STATUS",
      "FREEBUSY", "PRIORITY",   "TZOFFSETTO", "ATTACH", "ATTENDEE", "TRIGGER", "X-ANY", "IANA-ANY"};
  static const std::vector<std::string> kTypes = {
      "",        "TEXT",  "DATE",    "DATE-TIME", "TIME",   "BINARY",   "PERIOD",     "RECUR",
      "INTEGER", "FLOAT", "BOOLEAN", "URI",       "X-TYPE", "DURATION", "UTC-OFFSET", "<b>"};
  std::vector<Parameter> parameters;
  if (const auto type = *rc::gen::elementOf(kTypes); !type.empty()) parameters.push_back({"VALUE", {type}});
  if (*rc::gen::arbitrary<bool>()) parameters.push_back({"ENCODING", {"BASE64"}});
  if (*rc::gen::arbitrary<bool>()) parameters.push_back({"X-P", {any_text(), any_text()}});
  return {*rc::gen::elementOf(kNames), any_text(), std::move(parameters)};
}

RC_GTEST_PROP(TypedFormats, are_well_formed_whatever_stands_in_a_line, ()) {
  Component calendar{"VCALENDAR", {any_line(), any_line()}, {{"VEVENT", {any_line()}, {}}}};
  const auto json = tests::from_jcal(to_jcal(calendar));
  RC_ASSERT(json.properties.size() == 2U);
  RC_ASSERT(json.components.front().properties.size() == 1U);
  const auto xml = tests::from_xcal(to_xcal(calendar));
  RC_ASSERT(xml.properties.size() == 2U);
}

}  // namespace
}  // namespace timeshelf::ical
