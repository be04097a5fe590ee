#include <gtest/gtest.h>

#include "ical/edit_event.hpp"
#include "ical/edit_terms.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::ical {
namespace {

const Currency kEuro = *Currency::parse("EUR");
const Zone& berlin() {
  return *find_zone("Europe/Berlin");
}

Component calendar_of(const std::string& lines) {
  const std::string text =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//An App//EN\r\nBEGIN:VEVENT\r\nUID:slot\r\n" + lines +
      "END:VEVENT\r\nEND:VCALENDAR\r\n";
  return parse(text)->calendars.front();
}
Component event_of(const std::string& lines) {
  Component calendar = calendar_of(lines);
  return *master_of(calendar);
}
std::string text_of(const Component& event) {
  std::string text;
  for (const Property& line : event.properties) text += line.bytes();
  return text;
}
Instant utc(const char* text) {
  return to_instant(*parse_date_time(text), Zones(Component{}), utc_zone());
}

TEST(EditTerms, WritesOnlyThePropertiesThatChange) {
  Component event = event_of(
      "X-Shelf-Seats:12\r\nx-shelf-stock;sku=MUG-BLUE:24\r\nSUMMARY:Odd   spaces\r\nX-SHELF-LIMIT:2\r\n");
  ShelfTerms terms = read_terms(event, kEuro).terms;
  terms.limit = 3;
  edit_terms(event, terms, kEuro);
  EXPECT_EQ(text_of(event),
            "UID:slot\r\nX-Shelf-Seats:12\r\nx-shelf-stock;sku=MUG-BLUE:24\r\nSUMMARY:Odd   "
            "spaces\r\nX-SHELF-LIMIT:3\r\n");
}

TEST(EditTerms, ChangesNothingWhereNothingIsOtherwise) {
  Component event = event_of("DESCRIPTION:Come.\\n\\n#shelf\\nseats 8\\nprice 39\\n\r\n");
  const std::string before = text_of(event);
  edit_terms(event, read_terms(event, kEuro).terms, kEuro);
  EXPECT_EQ(text_of(event), before);
}

TEST(EditTerms, AnswersPlainLinesInPlainLines) {
  Component event =
      event_of("DESCRIPTION:Come.\\n\\n#shelf\\nseats 8\\nprice 39\\nlimit 2\\n\\nBring an apron.\r\n");
  ShelfTerms terms = read_terms(event, kEuro).terms;
  terms.seats = 10;
  terms.prices.front().until = Duration{std::chrono::days(-7), {}};
  terms.prices.push_back({std::string(kSeatSku), "", {}, {}, Money{4500, kEuro}});
  terms.closes = Duration{{}, std::chrono::hours(-1)};
  edit_terms(event, terms, kEuro);
  EXPECT_EQ(unescape_text(event.value("DESCRIPTION")),
            "Come.\n\n#shelf\nseats 10\nprice 39.00 EUR until 7 days before, 45.00 EUR\nlimit 2\ncloses 1 "
            "hour before\n\nBring an apron.");
  EXPECT_EQ(text_of(event).find("X-SHELF"), std::string::npos);
}

TEST(EditTerms, TakesToPropertiesWhatLinesCannotSay) {
  Component event = event_of("DESCRIPTION:#shelf\\nseats 8\\nprice 39\r\n");
  ShelfTerms terms = read_terms(event, kEuro).terms;
  terms.prices.front().tier = "early";
  edit_terms(event, terms, kEuro);
  EXPECT_EQ(unescape_text(event.value("DESCRIPTION")), "#shelf\nseats 8");
  EXPECT_NE(text_of(event).find("X-SHELF-PRICE;TIER=early;CURRENCY=EUR:39.00\r\n"), std::string::npos);
}

TEST(EditTerms, EveryKindIsReadAsItWasWritten) {
  ShelfTerms terms;
  terms.seats = 12;
  terms.stock = {{"MUG", 24}};
  terms.preorders = {{"PLATE", 5}};
  terms.thresholds = {{"MUG", 3}};
  terms.prices = {{"MUG", "", Duration{std::chrono::days(-7), {}}, {}, Money{1800, kEuro}},
                  {"MUG", "", {}, {}, Money{2200, kEuro}}};
  terms.fulfilment = {{FulfilmentKind::pickup, {}, {}},
                      {FulfilmentKind::delivery, Money{450, kEuro}, Duration{{}, std::chrono::hours(-4)}}};
  terms.windows = AuthoredWindows{std::chrono::minutes(30), 6, {}, false};
  terms.limit = 2;
  terms.opens = *parse_date_time("20260301T090000");
  terms.early = {{"MEMBERS", Duration{std::chrono::days(-21), {}}}};
  terms.closes = Duration{{}, std::chrono::minutes(-90)};
  terms.cancel = Duration{std::chrono::days(-1), {}};
  terms.drop = "spring";
  terms.bundle = "course";
  terms.queue = 60;
  terms.staffing = AuthoredStaffing{1, 6, 2, std::chrono::minutes(45), std::chrono::minutes(60)};
  for (const char* start : {"SUMMARY:In properties\r\n", "DESCRIPTION:#shelf\r\n"}) {
    Component event = event_of(start);
    edit_terms(event, terms, kEuro);
    const AuthoredTerms read = read_terms(event, kEuro);
    EXPECT_TRUE(read.problems.empty()) << start << read.problems.front().reason;
    Component again = event_of(start);
    edit_terms(again, read.terms, kEuro);
    EXPECT_EQ(text_of(again), text_of(event));
  }
}

TEST(EditTerms, OffStandsWhereTheTermsStand) {
  Component lines = event_of("DESCRIPTION:#shelf\\nseats 8\r\n");
  ShelfTerms terms = read_terms(lines, kEuro).terms;
  terms.off = true;
  edit_terms(lines, terms, kEuro);
  EXPECT_EQ(unescape_text(lines.value("DESCRIPTION")), "#shelf off\nseats 8");
  Component properties = event_of("X-SHELF-SEATS:8\r\n");
  edit_terms(properties, terms, kEuro);
  EXPECT_EQ(properties.value("X-SHELF-STATE"), "OFF");
}

TEST(EditTerms, ARemovedLimitIsNotPutBackFromTheLinesThatWereKept) {
  Component event = event_of("X-SHELF-LIMIT:2\r\n");
  edit_terms(event, ShelfTerms{}, kEuro);
  EXPECT_EQ(event.value("X-SHELF-STATE"), "ON");
}

TEST(EditTerms, AStoryLeavesTheBlockAsItStands) {
  EXPECT_EQ(with_story("Old.\n\n#shelf\nseats 8", "New."), "New.\n\n#shelf\nseats 8");
  EXPECT_EQ(with_story("Old.", "New."), "New.");
  EXPECT_EQ(with_story("#shelf\nseats 8\n\nBehind.", ""), "#shelf\nseats 8");
}

TEST(EditTerms, MomentsAreWrittenAsTheyAreRead) {
  for (const char* text :
       {"-P7D", "-PT4H", "-PT90M", "-P1DT2H", "20260501T180000", "20260501T160000Z", "20260501", "PT0S"}) {
    const auto moment = parse_moment(text);
    ASSERT_TRUE(moment) << text;
    EXPECT_EQ(format(*parse_moment(format(*moment))), format(*moment));
  }
  EXPECT_EQ(format(*parse_moment("-P1W")), "-P7D");
  EXPECT_EQ(format(*parse_moment("-PT90M")), "-PT1H30M");
  EXPECT_FALSE(parse_moment("soon"));
}

TEST(EditEvent, TimesKeepTheFormInWhichTheyAreWritten) {
  const struct {
    const char* lines;
    const char* start;
  } cases[] = {
      {"DTSTART:20260301T170000Z\r\nDURATION:PT2H\r\n", "DTSTART:20260302T090000Z\r\n"},
      {"DTSTART;TZID=Europe/Berlin:20260301T180000\r\n", "DTSTART;TZID=Europe/Berlin:20260302T100000\r\n"},
      {"DTSTART:20260301T180000\r\n", "DTSTART:20260302T100000\r\n"}};
  for (const auto& [lines, start] : cases) {
    Component calendar = calendar_of(lines);
    set_times(calendar, *master_of(calendar), utc("20260302T090000Z"), utc("20260302T110000Z"), berlin());
    EXPECT_EQ(master_of(calendar)->find("DTSTART")->bytes(), start);
    EXPECT_FALSE(master_of(calendar)->find("DURATION"));
    EXPECT_EQ(calendar.components.size(), 1u) << "no zone was needed";
  }
}

TEST(EditEvent, AnotherZoneBringsItsDescriptionAlong) {
  Component calendar = calendar_of("DTSTART:20260301T170000Z\r\n");
  set_times(calendar, *master_of(calendar), utc("20260302T090000Z"), utc("20260302T110000Z"), berlin(), true);
  ASSERT_EQ(calendar.components.size(), 2u);
  EXPECT_EQ(calendar.components.front().name, "VTIMEZONE");
  EXPECT_EQ(master_of(calendar)->find("DTSTART")->bytes(), "DTSTART;TZID=Europe/Berlin:20260302T100000\r\n");
}

TEST(EditEvent, OneDateOfASeriesMovesAlone) {
  Component calendar = calendar_of(
      "DTSTART;TZID=Europe/Berlin:20260303T180000\r\nDTEND;TZID=Europe/Berlin:20260303T200000\r\n"
      "RRULE:FREQ=WEEKLY;COUNT=3\r\nX-SHELF-SEATS:6\r\nDESCRIPTION:Come.\\n\\n#shelf\\nprice 25\r\n");
  const auto move = [&](const char* start, const char* end) {
    move_occurrence(calendar, utc("20260310T170000Z"), utc(start), utc(end), berlin(),
                    utc("20260101T000000Z"));
  };
  move("20260311T170000Z", "20260311T190000Z");
  move("20260312T170000Z", "20260312T190000Z");  // the same override again
  ASSERT_EQ(calendar.components.size(), 2u);
  const Component& own = calendar.components.back();
  EXPECT_EQ(own.find("RECURRENCE-ID")->bytes(), "RECURRENCE-ID;TZID=Europe/Berlin:20260310T180000\r\n");
  EXPECT_FALSE(own.find("RRULE"));
  EXPECT_EQ(own.value("DESCRIPTION"), "Come.");
  EXPECT_FALSE(own.find("X-SHELF-SEATS")) << "it goes on having the terms of its series";
  EXPECT_EQ(own.value("SEQUENCE"), "2");
  const auto occurrences = expand(calendar, utc("20260301T000000Z"), utc("20260401T000000Z"), berlin());
  ASSERT_EQ(occurrences->size(), 3u);
  EXPECT_EQ((*occurrences)[1].start, utc("20260312T170000Z"));
}

TEST(EditEvent, AChangeIsNoted) {
  Component event = event_of("DTSTAMP:20250101T000000Z\r\nSEQUENCE:4\r\n");
  note_change(event, utc("20260101T000000Z"), false);
  EXPECT_EQ(event.value("SEQUENCE"), "4");
  EXPECT_EQ(event.value("DTSTAMP"), "20260101T000000Z");
  note_change(event, utc("20260101T000000Z"), true);
  EXPECT_EQ(event.value("SEQUENCE"), "5");
}

}  // namespace
}  // namespace timeshelf::ical
