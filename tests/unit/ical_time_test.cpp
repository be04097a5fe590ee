#include <gmock/gmock.h>

#include "ical/date_time.hpp"
#include "ical/recurrence.hpp"
#include "ical/rule.hpp"

namespace timeshelf::ical {
namespace {

using ::testing::ElementsAre;

Component calendar_with(const std::string& lines, const std::string& more = "") {
  auto parsed = parse("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n" + lines + "END:VEVENT\r\n" + more +
                      "END:VCALENDAR\r\n");
  EXPECT_TRUE(parsed);
  return parsed->calendars.at(0);
}

Instant at(const char* utc) {
  return Instant(parse_date_time(utc)->local.time_since_epoch());
}

std::vector<std::string> starts(const Component& calendar, const char* from, const char* to) {
  const auto found = expand(calendar, at(from), at(to), *find_zone("Europe/Berlin"));
  EXPECT_TRUE(found) << (found ? "" : found.error().message);
  std::vector<std::string> result;
  if (found) {
    for (const Occurrence& occurrence : *found) result.push_back(to_ical_utc(occurrence.start));
  }
  return result;
}

// RFC 5545 3.3.5: date-times
TEST(DateTime, refuses_what_is_no_date) {
  for (const char* text :
       {"", "20261301", "20260230", "20260101T240000", "20260101T1000", "2026-01-01", "20260101T100000X"}) {
    EXPECT_FALSE(parse_date_time(text)) << text;
  }
  EXPECT_EQ(format(*parse_date_time("20261231T235960Z")), "20261231T235959Z");
}

// RFC 5545 3.3.6: durations
TEST(DateTime, durations_are_read_with_sign_and_weeks) {
  EXPECT_EQ(parse_duration("-P1W")->days.count(), -7);
  EXPECT_EQ(parse_duration("P1DT2H30M")->seconds.count(), 9000);
  for (const char* text : {"", "P", "PT", "1D", "P1H", "PT1D", "P-1D", "P1DT"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

// RFC 5545 3.8.5.3: wall-clock
TEST(Zone, gaps_take_the_offset_before_and_overlaps_the_first) {
  const Zone& berlin = *find_zone("Europe/Berlin");
  EXPECT_EQ(to_ical_utc(Instant(berlin.to_utc(parse_date_time("20260329T023000")->local))),
            "20260329T013000Z");
  EXPECT_EQ(to_ical_utc(Instant(berlin.to_utc(parse_date_time("20261025T023000")->local))),
            "20261025T003000Z");
}

// The tz files list changes up to 2037 and end with a rule for what follows.
TEST(Zone, clocks_change_for_ever) {
  const auto utc = [](const char* zone, const char* local) {
    return to_ical_utc(Instant(find_zone(zone)->to_utc(parse_date_time(local)->local)));
  };
  EXPECT_EQ(utc("Europe/Berlin", "20400715T120000"), "20400715T100000Z");
  EXPECT_EQ(utc("Europe/Berlin", "99980115T120000"), "99980115T110000Z");
  EXPECT_EQ(utc("Europe/Berlin", "20400325T023000"), "20400325T013000Z") << "a gap: the offset before";
  EXPECT_EQ(utc("Europe/Berlin", "20401028T023000"), "20401028T003000Z") << "an overlap: the first";
  EXPECT_EQ(utc("Europe/Dublin", "20400715T120000"), "20400715T110000Z") << "winter is the exception there";
  EXPECT_EQ(utc("Australia/Lord_Howe", "20400115T120000"), "20400115T010000Z");
  EXPECT_EQ(utc("America/Santiago", "20400115T120000"), "20400115T150000Z");
  EXPECT_EQ(utc("Asia/Kolkata", "20400115T120000"), "20400115T063000Z");
  for (const char* name : {"Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "America/Nuuk"}) {
    const Zone& zone = *find_zone(name);
    for (int day = 0; day < 40'000; day += 7) {
      const auto at = std::chrono::sys_seconds(std::chrono::hours(24 * (22'000 + day)));  // from 2030 on
      EXPECT_EQ(zone.to_utc(zone.to_local(at)), at) << name << " " << to_ical_utc(Instant(at));
    }
  }
}

TEST(Zone, knows_iana_windows_and_prefixed_names) {
  EXPECT_EQ(find_zone("W. Europe Standard Time")->name(), "Europe/Berlin");
  EXPECT_EQ(find_zone("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin")->name(), "Europe/Berlin");
  EXPECT_EQ(find_zone("Europe/Berlin "), find_zone("Europe/Berlin"));
  EXPECT_FALSE(find_zone("Mars/Olympus"));
  EXPECT_FALSE(find_zone("../../etc/passwd"));
}

// RFC 5545 3.6.5: vtimezone
TEST(Zone, an_unknown_one_is_read_from_its_own_rules) {
  const Component calendar =
      calendar_with("DTSTART;TZID=Home:20260701T120000\r\nDTEND;TZID=Home:20260701T130000\r\n",
                    "BEGIN:VTIMEZONE\r\nTZID:Home\r\nBEGIN:STANDARD\r\nDTSTART:"
                    "19701025T030000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0200\r\n"
                    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:"
                    "19700329T020000\r\n"
                    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0300\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:"
                    "DAYLIGHT\r\nEND:VTIMEZONE\r\n");
  EXPECT_THAT(starts(calendar, "20260101T000000Z", "20270101T000000Z"), ElementsAre("20260701T090000Z"));
}

TEST(Zone, a_hostile_vtimezone_costs_nothing) {
  const Component calendar = calendar_with("DTSTART;TZID=Evil:20260701T120000\r\n",
                                           "BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\nDTSTART:"
                                           "19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\n"
                                           "RRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
  EXPECT_EQ(starts(calendar, "20260101T000000Z", "20270101T000000Z").size(), 1U);
}

TEST(Zone, what_is_written_describes_the_zone) {
  const auto written = vtimezone_for("Europe/Berlin", at("20260601T000000Z"));
  ASSERT_TRUE(written);
  Component renamed = *written;
  renamed.set(Property("TZID", "Nowhere/Berlin"));
  const auto own = zone_of(renamed);
  const Zone& berlin = *find_zone("Europe/Berlin");
  for (const char* local :
       {"20260115T120000", "20260328T120000", "20260330T120000", "20270701T120000", "20291029T120000"}) {
    EXPECT_EQ(own->to_utc(parse_date_time(local)->local), berlin.to_utc(parse_date_time(local)->local))
        << local;
  }
}

// RFC 5545 3.8.5.3: wall-clock
TEST(Recurrence, keeps_the_wall_clock_over_a_change_of_offset) {
  const Component daily =
      calendar_with("DTSTART;TZID=Europe/Berlin:20260328T023000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n");
  EXPECT_THAT(starts(daily, "20260328T000000Z", "20260331T000000Z"),
              ElementsAre("20260328T013000Z", "20260329T013000Z", "20260330T003000Z"));
}

TEST(Recurrence, has_no_horizon) {
  const Component daily =
      calendar_with("DTSTART;TZID=Europe/Berlin:20000101T180000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\n");
  EXPECT_EQ(starts(daily, "20900701T000000Z", "20900703T000000Z").size(), 2U);
  const Component yearly = calendar_with("DTSTART;VALUE=DATE:19500229\r\nRRULE:FREQ=YEARLY\r\n");
  EXPECT_TRUE(starts(yearly, "22000101T000000Z", "22001231T000000Z").empty() ||
              starts(yearly, "22000101T000000Z", "22001231T000000Z").size() == 1);
  const Component weekly =
      calendar_with("DTSTART:20200106T100000Z\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE\r\n");
  EXPECT_THAT(starts(weekly, "20500103T000000Z", "20500117T000000Z"),
              ElementsAre("20500110T100000Z", "20500112T100000Z"));
}

TEST(Recurrence, a_counted_rule_ends_at_its_count_wherever_the_window_begins) {
  for (const char* rule : {"FREQ=DAILY;COUNT=30", "FREQ=WEEKLY;INTERVAL=2;COUNT=7", "FREQ=DAILY;COUNT=1"}) {
    const Component calendar = calendar_with(
        "DTSTART;TZID=Europe/Berlin:20260310T023000\r\nDURATION:PT1H\r\n"
        "RRULE:" +
        std::string(rule) + "\r\n");
    const auto all = starts(calendar, "20260101T000000Z", "20270101T000000Z");
    std::vector<std::string> in_pieces;
    for (int week = 0; week < 52; ++week) {
      const Instant from = at("20260101T000000Z") + std::chrono::hours(24 * 7 * week);
      const auto to = week == 51 ? at("20270101T000000Z") : from + std::chrono::hours(24 * 7);
      for (const auto& start : starts(calendar, to_ical_utc(from).c_str(), to_ical_utc(to).c_str())) {
        // What overlaps two pieces is in both.
        if (in_pieces.empty() || in_pieces.back() != start) in_pieces.push_back(start);
      }
    }
    EXPECT_EQ(in_pieces, all) << rule;
    EXPECT_EQ(std::to_string(all.size()), std::string(rule).substr(std::string(rule).find("COUNT=") + 6));
  }
}

// RFC 5545 3.8.5.1: exdate
// RFC 5545 3.8.5.2: rdate
// RFC 5545 3.8.4.4: recurrence-id
TEST(Recurrence, applies_exceptions_additions_and_overrides) {
  const Component calendar = calendar_with(
      "DTSTART;TZID=Europe/Berlin:20260601T100000\r\nDTEND;TZID=Europe/"
      "Berlin:20260601T110000\r\nRRULE:FREQ=DAILY;COUNT=4\r\n"
      "EXDATE:20260602T080000Z\r\nRDATE;VALUE=PERIOD;TZID=Europe/Berlin:20260610T100000/PT2H\r\n",
      "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260603T080000Z\r\nDTSTART:20260603T120000Z\r\nDURATION:"
      "PT1H\r\nEND:VEVENT\r\n");
  EXPECT_THAT(starts(calendar, "20260601T000000Z", "20260701T000000Z"),
              ElementsAre("20260601T080000Z", "20260603T120000Z", "20260604T080000Z", "20260610T080000Z"));
}

// RFC 5545 3.8.4.4: recurrence-id
TEST(Recurrence, this_and_future_moves_what_follows) {
  const Component calendar =
      calendar_with("DTSTART:20260601T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=4\r\n",
                    "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260603T100000Z\r\nDTSTART:"
                    "20260603T120000Z\r\n"
                    "DURATION:PT1H\r\nEND:VEVENT\r\n");
  EXPECT_THAT(starts(calendar, "20260601T000000Z", "20260701T000000Z"),
              ElementsAre("20260601T100000Z", "20260602T100000Z", "20260603T120000Z", "20260604T120000Z"));
}

TEST(Recurrence, until_is_inclusive_in_the_wall_clock_of_the_start) {
  const Component calendar = calendar_with(
      "DTSTART;TZID=America/New_York:20260601T200000\r\nRRULE:FREQ=DAILY;UNTIL=20260603T000000Z\r\n");
  EXPECT_EQ(starts(calendar, "20260601T000000Z", "20260701T000000Z").size(), 2U);
}

// RFC 5545 3.6.1: days
TEST(Recurrence, all_day_events_last_a_day_in_the_readers_zone) {
  const Component calendar = calendar_with("DTSTART;VALUE=DATE:20260601\r\n");
  EXPECT_EQ(starts(calendar, "20260601T210000Z", "20260601T213000Z").size(), 1U);
  EXPECT_TRUE(starts(calendar, "20260601T220000Z", "20260602T000000Z").empty());
}

TEST(Recurrence, refuses_hostile_rules_within_its_budget) {
  for (const char* rule :
       {"FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYFOO=1",
        "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=x", "FREQ=WEEKLY;BYDAY=XX", "COUNT=3", ""}) {
    EXPECT_FALSE(
        check_rules(calendar_with("DTSTART:20260601T100000Z\r\nRRULE:" + std::string(rule) + "\r\n")))
        << rule;
  }
  const Component many =
      calendar_with("DTSTART:20260601T100000Z\r\nRRULE:FREQ=SECONDLY;COUNT=1000000000\r\n");
  EXPECT_FALSE(expand(many, at("20260601T000000Z"), at("20400701T000000Z"), utc_zone()));
  EXPECT_TRUE(occurs_between(many, at("20260601T000000Z"), Instant::max(), utc_zone()));
}

TEST(Recurrence, refuses_positions_that_no_month_or_year_has) {
  const auto parse = [](const std::string& rule) {
    return Rule::parse(rule, *parse_date_time("20260310T100000Z"), utc_zone());
  };
  for (const char* never :
       {"FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=300", "FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=2", "FREQ=DAILY;BYSETPOS=2",
        "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;BYSETPOS=-2", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=11"}) {
    const auto rule = parse(never);
    ASSERT_FALSE(rule) << never;
    EXPECT_THAT(rule.error().message, testing::HasSubstr("BYSETPOS"));
  }
  for (const char* real :
       {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=53",
        "FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=1", "FREQ=DAILY;BYHOUR=9,12;BYSETPOS=2"})
    EXPECT_TRUE(parse(real)) << real;
}

TEST(Recurrence, refuses_weekdays_that_no_month_has_on_that_day) {
  const auto parse = [](const std::string& rule) {
    return Rule::parse(rule, *parse_date_time("20260310T100000Z"), utc_zone());
  };
  for (const char* never :
       {"FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=YEARLY;BYMONTH=2;BYDAY=53MO",
        "FREQ=MONTHLY;BYDAY=-1FR;BYMONTHDAY=21", "FREQ=MONTHLY;BYDAY=1MO,2MO;BYMONTHDAY=-1"}) {
    const auto rule = parse(never);
    ASSERT_FALSE(rule) << never;
    EXPECT_THAT(rule.error().message, testing::HasSubstr("no month has that weekday"));
  }
  for (const char* real : {"FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=-1FR;BYMONTHDAY=22",
                           "FREQ=YEARLY;BYDAY=53MO", "FREQ=MONTHLY;BYDAY=2MO;BYMONTHDAY=-17",
                           "FREQ=MONTHLY;BYDAY=5MO,TU;BYMONTHDAY=1"})
    EXPECT_TRUE(parse(real)) << real;
}

TEST(Bounds, cover_everything_and_say_when_they_are_exact) {
  const auto single = bounds_of(calendar_with("DTSTART:20260601T100000Z\r\nDTEND:20260601T110000Z\r\n"));
  EXPECT_TRUE(single->exact);
  EXPECT_EQ(single->end, at("20260601T110000Z"));
  const auto endless = bounds_of(calendar_with("DTSTART:20260601T100000Z\r\nRRULE:FREQ=DAILY\r\n"));
  EXPECT_FALSE(endless->exact);
  EXPECT_TRUE(endless->start);
  EXPECT_FALSE(endless->end);
  const auto all_day = bounds_of(calendar_with("DTSTART;VALUE=DATE:20260601\r\n"));
  EXPECT_FALSE(all_day->exact);
  EXPECT_LT(all_day->start, at("20260531T110000Z"));
  const auto counted =
      bounds_of(calendar_with("DTSTART:20260601T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"));
  EXPECT_EQ(counted->end, at("20260603T110000Z"));
}

// RFC 4791 9.9: time-range-vtodo
TEST(Expansion, tasks_follow_the_table_of_rfc_4791_9_9) {
  const auto todo = [](const std::string& lines) {
    return parse("BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:1\r\n" + lines + "END:VTODO\r\nEND:VCALENDAR\r\n")
        ->calendars.at(0);
  };
  const auto occurs = [](const Component& calendar) {
    return occurs_between(calendar, at("20260601T000000Z"), at("20260602T000000Z"), utc_zone());
  };
  EXPECT_TRUE(occurs(todo("DUE:20260601T100000Z\r\n")));
  EXPECT_FALSE(occurs(todo("DUE:20260603T100000Z\r\n")));
  EXPECT_TRUE(occurs(todo("CREATED:20250101T000000Z\r\n")));
  EXPECT_FALSE(occurs(todo("CREATED:20250101T000000Z\r\nCOMPLETED:20250201T000000Z\r\n")));
  EXPECT_TRUE(occurs(todo("SUMMARY:no time at all\r\n")));
}

}  // namespace
}  // namespace timeshelf::ical
