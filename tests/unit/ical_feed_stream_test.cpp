// What subscribers read: zones that are used, events that are said once.
#include <gmock/gmock.h>

#include "ical/feed_stream.hpp"

namespace timeshelf::ical {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Instant kNow{std::chrono::hours(24 * 365 * 56)};

Component calendar_of(const std::string& lines) {
  const auto parsed = parse("BEGIN:VCALENDAR\r\n" + lines + "END:VCALENDAR\r\n");
  EXPECT_TRUE(parsed);
  return parsed->calendars.front();
}
std::string zone(const std::string& tzid, const std::string& offset) {
  return "BEGIN:VTIMEZONE\r\nTZID:" + tzid +
         "\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:" + offset +
         "\r\nTZOFFSETTO:" + offset + "\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
}
std::string event(const std::string& uid, const std::string& tzid, const std::string& more = "") {
  return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTART;TZID=" + tzid + ":20260301T100000\r\n" + more +
         "END:VEVENT\r\n";
}
std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(FeedStream, writes_the_zones_that_are_used_and_each_once) {
  FeedStream stream({});
  stream.add(calendar_of(zone("Europe/Berlin", "+0100") + zone("Asia/Tokyo", "+0900") +
                         event("a", "Europe/Berlin")));
  stream.add(calendar_of(zone("Europe/Berlin", "+0200") + event("b", "Europe/Berlin")));
  const std::string text = stream.finish(kNow);
  EXPECT_EQ(count(text, "TZID:Europe/Berlin"), 1U) << "two apps describe it in words of their own";
  EXPECT_THAT(text, Not(HasSubstr("Asia/Tokyo")));
  EXPECT_LT(text.find("BEGIN:VTIMEZONE"), text.find("BEGIN:VEVENT"));
}

TEST(FeedStream, finds_zones_in_alarms_and_every_property) {
  FeedStream stream({});
  stream.add(calendar_of(
      zone("Asia/Tokyo", "+0900") +
      event("a", "Europe/Berlin",
            "BEGIN:VALARM\r\nTRIGGER;VALUE=DATE-TIME;TZID=Asia/Tokyo:20260301T000000\r\nEND:VALARM\r\n")));
  EXPECT_THAT(stream.finish(kNow), HasSubstr("TZID:Asia/Tokyo"));
}

TEST(FeedStream, describes_a_zone_that_nothing_brought) {
  FeedStream stream({});
  stream.add(calendar_of(event("a", "Europe/Berlin")));
  EXPECT_THAT(stream.finish(kNow), HasSubstr("BEGIN:DAYLIGHT"));
}

TEST(FeedStream, keeps_both_zones_under_a_name_that_only_their_authors_know) {
  FeedStream stream({});
  stream.add(calendar_of(zone("Studio", "+0100") + event("a", "Studio")));
  stream.add(calendar_of(zone("Studio", "+0200") + event("b", "Studio")));
  stream.add(calendar_of(zone("Studio", "+0200") + event("c", "Studio")));
  EXPECT_EQ(count(stream.finish(kNow), "TZID:Studio"), 2U);
}

TEST(FeedStream, says_an_event_of_two_calendars_once) {
  FeedStream stream({});
  EXPECT_TRUE(stream.add(calendar_of(event("a", "Europe/Berlin") +
                                     event("a", "Europe/Berlin", "RECURRENCE-ID:20260308T090000Z\r\n"))));
  EXPECT_FALSE(stream.add(calendar_of(event("a", "Europe/Berlin", "SUMMARY:again\r\n"))));
  EXPECT_TRUE(stream.add(calendar_of("BEGIN:VTODO\r\nUID:a\r\nEND:VTODO\r\n"))) << "is no event";
  const std::string text = stream.finish(kNow);
  EXPECT_EQ(count(text, "BEGIN:VEVENT"), 2U) << "master and override";
  EXPECT_THAT(text, Not(HasSubstr("again")));
}

TEST(FeedStream, ends_lines_with_crlf_whatever_came) {
  const auto parsed = parse("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR\n");
  FeedStream stream({Property("METHOD", "PUBLISH")});
  stream.add(parsed->calendars.front());
  const std::string text = stream.finish(kNow);
  EXPECT_EQ(count(text, "\n"), count(text, "\r\n"));
  EXPECT_EQ(text,
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Timeshelf//Timeshelf//EN\r\nMETHOD:PUBLISH\r\n"
            "BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

}  // namespace
}  // namespace timeshelf::ical
