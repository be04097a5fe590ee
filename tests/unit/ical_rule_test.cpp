// Rules: the examples of RFC 5545 3.8.5.3 that other implementations stumble over, far years, and what a rule
// may cost. A second implementation is asked about thousands more (tests/clients/recurrence_test.py).
#include <gmock/gmock.h>

#include "ical/rule.hpp"
#include "ical/rule_walk.hpp"

namespace timeshelf::ical {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> walk(const std::string& start, const std::string& rule, const std::string& from,
                              std::size_t most) {
  const auto read = Rule::parse(rule, *parse_date_time(start), *find_zone("America/New_York"));
  EXPECT_TRUE(read) << rule;
  std::vector<std::string> found;
  std::size_t steps = 200'000;
  const LocalSeconds first = parse_date_time(from)->local;
  EXPECT_TRUE(read->walk(first, steps, [&](LocalSeconds at) {
    if (at >= first) found.push_back(format(DateTime{DateTime::Form::floating, at, {}}));
    return found.size() < most;
  }));
  return found;
}

// RFC 5545 3.3.10: recur
TEST(Rule, walks_the_examples_of_the_rfc) {
  const auto nine = [](const std::string& day) { return day + "T090000"; };
  EXPECT_THAT(walk(nine("19970902"), "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", nine("19970902"), 9),
              ElementsAre(nine("19970904"), nine("19971007"), nine("19971106")));
  EXPECT_THAT(walk(nine("19970929"), "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", nine("19970929"), 3),
              ElementsAre(nine("19970929"), nine("19971030"), nine("19971127")));
  EXPECT_THAT(walk(nine("19970512"), "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", nine("19970512"), 3),
              ElementsAre(nine("19970512"), nine("19980511"), nine("19990517")));
  EXPECT_THAT(
      walk(nine("19970805"), "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", nine("19970805"), 9),
      ElementsAre(nine("19970805"), nine("19970810"), nine("19970819"), nine("19970824")));
  EXPECT_THAT(
      walk(nine("19970805"), "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", nine("19970805"), 9),
      ElementsAre(nine("19970805"), nine("19970817"), nine("19970819"), nine("19970831")));
  EXPECT_THAT(walk(nine("19961105"), "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
                   nine("19961105"), 3),
              ElementsAre(nine("19961105"), nine("20001107"), nine("20041102")));
  EXPECT_THAT(walk(nine("19970902"), "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10", "19970902T094000", 4),
              ElementsAre("19970902T094000", "19970902T100000", "19970902T102000", "19970902T104000"));
  EXPECT_THAT(walk(nine("19970902"), "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1", nine("19970902"), 2),
              ElementsAre(nine("19970905"), nine("19970912")));
}

TEST(Rule, goes_on_for_as_long_as_dates_can_be_written) {
  EXPECT_THAT(walk("20260310T100000", "FREQ=MONTHLY;BYDAY=2TU", "99980101T000000", 1),
              ElementsAre("99980113T100000"));
  EXPECT_THAT(walk("20240229T100000", "FREQ=YEARLY", "50000101T000000", 1), ElementsAre("50040229T100000"));
  EXPECT_THAT(walk("20260310T100000", "FREQ=HOURLY;INTERVAL=5", "99991231T190000", 9).size(), 1U)
      << "and ends there";
}

TEST(Rule, a_far_window_costs_no_more_than_a_near_one) {
  for (const char* text : {"FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=7", "FREQ=HOURLY;BYHOUR=3,4",
                           "FREQ=DAILY;BYMONTH=2", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYDAY=-1SU",
                           "FREQ=YEARLY;BYWEEKNO=20", "FREQ=DAILY;COUNT=2000000000"}) {
    const auto rule = Rule::parse(text, *parse_date_time("20260310T100000"), utc_zone());
    std::size_t steps = 1'000;
    bool found = false;
    EXPECT_TRUE(rule->walk(parse_date_time("90000101T000000")->local, steps, [&](LocalSeconds) {
      found = true;
      return false;
    })) << text;
    EXPECT_TRUE(found) << text;
    EXPECT_GT(steps, 900U) << text;
  }
}

// Each of these could be walked for ever and would never, or hardly ever, come to anything.
TEST(Rule, a_hostile_rule_ends_with_its_budget) {
  for (const char* text :
       {"FREQ=SECONDLY;BYHOUR=11;INTERVAL=86400", "FREQ=SECONDLY;BYSETPOS=-1;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=MINUTELY;BYYEARDAY=366;BYMONTH=1", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2,3;BYDAY=MO;BYYEARDAY=1", "FREQ=HOURLY;INTERVAL=2000000000",
        "FREQ=YEARLY;INTERVAL=2000000000", "FREQ=MONTHLY;INTERVAL=2000000000;BYMONTHDAY=31"}) {
    const auto rule = Rule::parse(text, *parse_date_time("20260310T100000"), utc_zone());
    ASSERT_TRUE(rule) << text;
    std::size_t steps = 20'000, found = 0;
    (void)rule->walk(LocalSeconds::min(), steps, [&](LocalSeconds) {
      ++found;
      return true;
    });
    EXPECT_LE(found, 20'000U) << text;
  }
}

// The index of times rests on these: none may be shorter than what the rule does.
TEST(Rule, no_start_follows_another_later_than_the_longest_gap) {
  for (const char* text :
       {"FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;BYDAY=MO,TU", "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SA", "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1,3",
        "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY;BYDAY=1MO,5FR", "FREQ=MONTHLY;BYDAY=WE", "FREQ=YEARLY",
        "FREQ=YEARLY;INTERVAL=4", "FREQ=HOURLY;INTERVAL=49", "FREQ=MINUTELY"}) {
    const auto rule = Rule::parse(text, *parse_date_time("20240228T230000"), utc_zone());
    ASSERT_TRUE(rule->longest_gap()) << text;
    std::optional<LocalSeconds> before;
    std::size_t steps = 3'000;
    (void)rule->walk(LocalSeconds::min(), steps, [&](LocalSeconds at) {
      EXPECT_LE(at - before.value_or(at), *rule->longest_gap()) << text;
      before = at;
      return true;
    });
  }
  for (const char* text : {"FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=5MO", "FREQ=WEEKLY;BYMONTH=3",
                           "FREQ=YEARLY;BYDAY=MO", "FREQ=DAILY;BYSETPOS=1"}) {
    EXPECT_FALSE(Rule::parse(text, *parse_date_time("20240131T230000"), utc_zone())->longest_gap()) << text;
  }
  EXPECT_FALSE(Rule::parse("FREQ=YEARLY", *parse_date_time("20240229"), utc_zone())->longest_gap());
}

}  // namespace
}  // namespace timeshelf::ical
