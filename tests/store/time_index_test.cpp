// The index of times behind calendar-query: it answers what the objects themselves would, without asking most
// of them.
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "ical/recurrence.hpp"
#include "tests/store/query_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class TimeIndex : public QueryTest {
 protected:
  static Instant at(const std::string& utc) {
    return Instant(ical::parse_date_time(utc)->local.time_since_epoch());
  }
  /// UIDs of what may occur in a range: certain of it, or to be asked.
  std::pair<std::vector<std::string>, std::vector<std::string>> candidates(Instant from, Instant to) {
    std::vector<std::string> certain, asked;
    database().read([&](store::Transaction& tx) {
      const auto home = store::find_collection(tx, ada_.shop, ada_.home);
      const auto binding = store::find_binding(tx, ada_.shop, home->id, "cal");
      store::each_candidate(tx, binding->collection, from, to,
                            [&](const store::ObjectEntry& object, bool sure) {
                              (sure ? certain : asked).push_back(object.uid);
                            });
    });
    return {certain, asked};
  }
};

TEST_P(TimeIndex, answers_a_month_without_asking_plain_objects) {
  put_event("single", "DTSTART:20260310T100000Z\r\nDTEND:20260310T110000Z\r\n");
  put_event("day", "DTSTART;VALUE=DATE:20260315\r\n");
  put_event("counted",
            "DTSTART;TZID=Europe/Berlin:20260102T100000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=26\r\n");
  put_event("weekly",
            "DTSTART;TZID=Europe/Berlin:20150105T100000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY\r\n"
            "EXDATE;TZID=Europe/Berlin:20260309T100000\r\n");
  put_event("daily", "DTSTART:20150105T100000Z\r\nRRULE:FREQ=DAILY\r\n");
  put_event("birthday", "DTSTART;VALUE=DATE:19800316\r\nRRULE:FREQ=YEARLY\r\n");
  put_event("another", "DTSTART;VALUE=DATE:19800816\r\nRRULE:FREQ=YEARLY\r\n");
  put_event("rent", "DTSTART:20200128T100000Z\r\nRRULE:FREQ=MONTHLY\r\n");
  put_event("over", "DTSTART:20200101T100000Z\r\nRRULE:FREQ=WEEKLY;UNTIL=20251231T000000Z\r\n");
  const auto march = candidates(at("20260301T000000Z"), at("20260401T000000Z"));
  EXPECT_THAT(march.first,
              UnorderedElementsAre("single", "day", "counted", "weekly", "daily", "birthday", "rent"));
  EXPECT_THAT(march.second, IsEmpty());
  const auto far = candidates(at("40260301T000000Z"), at("40260401T000000Z"));
  EXPECT_THAT(far.first, UnorderedElementsAre("weekly", "daily")) << "never asked, however far";
  EXPECT_THAT(far.second, UnorderedElementsAre("birthday", "another", "rent"));
  EXPECT_THAT(find_in("VEVENT", range("40260301T000000", "40260401T000000")),
              ElementsAre("birthday", "daily", "rent", "weekly"));
}

TEST_P(TimeIndex, forgets_what_an_object_was) {
  put_event("1", "DTSTART:20260310T100000Z\r\nRRULE:FREQ=MONTHLY;COUNT=5\r\n");
  EXPECT_THAT(find_in("VEVENT", range("20260501T000000", "20260601T000000")), ElementsAre("1"));
  put("1.ics", event("1", "DTSTART:20260310T100000Z\r\nRRULE:FREQ=MONTHLY;COUNT=2\r\n"), 204);
  EXPECT_THAT(find_in("VEVENT", range("20260501T000000", "20260601T000000")), IsEmpty());
  put("1.ics", event("1", "DTSTART:20260310T100000Z\r\n"), 204);
  EXPECT_THAT(find_in("VEVENT", range("20260401T000000", "20260501T000000")), IsEmpty());
  EXPECT_THAT(find_in("VEVENT", range("20260301T000000", "20260401T000000")), ElementsAre("1"));
  put("1.ics", event("1", "DTSTART:20260310T100000Z\r\nRRULE:FREQ=MONTHLY;COUNT=5\r\n"), 204);
  ASSERT_EQ(send("COPY", "/dav/calendars/ada/cal/", "", {{"Destination", "/dav/calendars/ada/copy/"}}).status,
            201);
  EXPECT_THAT(names_in(body(report(
                  query_of(comp("VCALENDAR", comp("VEVENT", range("20260501T000000", "20260601T000000")))),
                  {{"Depth", "1"}}, "/dav/calendars/ada/copy/"))),
              ElementsAre("1"));
  send("DELETE", "/dav/calendars/ada/cal/1.ics");
  EXPECT_THAT(candidates(at("20260501T000000Z"), at("20260601T000000Z")).second, IsEmpty());
  EXPECT_THAT(candidates(at("20260501T000000Z"), at("20260601T000000Z")).first, IsEmpty());
}

// Every answer is held against the objects, one by one.
// RFC 4791 7.4: recurrences
TEST_P(TimeIndex, answers_what_the_objects_themselves_would) {
  std::mt19937_64 random(20260301);
  const auto below = [&](std::size_t n) { return random() % n; };
  static constexpr const char* kRules[] = {"",
                                           "",
                                           "",
                                           "RRULE:FREQ=WEEKLY\r\n",
                                           "RRULE:FREQ=DAILY;COUNT=9\r\n",
                                           "RRULE:FREQ=MONTHLY;BYMONTHDAY=31\r\n",
                                           "RRULE:FREQ=YEARLY\r\n",
                                           "RRULE:FREQ=DAILY;INTERVAL=3\r\n",
                                           "RRULE:FREQ=WEEKLY;UNTIL=20270601T000000Z\r\n",
                                           "RRULE:FREQ=MONTHLY;BYDAY=-1FR\r\n",
                                           "RRULE:FREQ=HOURLY;INTERVAL=30\r\n"};
  static constexpr const char* kLengths[] = {"", "DURATION:PT1H\r\n", "DURATION:P2D\r\n",
                                             "DURATION:P50D\r\n"};
  std::map<std::string, ical::Component> objects;
  for (int i = 0; i < 60; ++i) {
    const std::string uid = std::to_string(i);
    const std::string utc = to_ical_utc(at("20230101T000000Z") + std::chrono::minutes(below(3LL * 525'600)));
    const bool day = below(4) == 0;
    const std::string rule = day && i % 11 == 10 ? "" : kRules[below(day ? 10 : 11)];
    const std::string start = day             ? "DTSTART;VALUE=DATE:" + utc.substr(0, 8)
                              : below(2) == 0 ? "DTSTART:" + utc
                              : below(2) == 0 ? "DTSTART:" + utc.substr(0, 15)
                                              : "DTSTART;TZID=America/New_York:" + utc.substr(0, 15);
    const std::string text = event(uid, start + "\r\n" + kLengths[day ? 2 * below(2) : below(4)] + rule);
    put(uid + ".ics", text);
    objects.emplace(uid, ical::parse(text)->calendars.at(0));
  }
  for (int i = 0; i < 40; ++i) {
    const Instant from =
        at(below(4) == 0 ? "20990101T000000Z" : "20240101T000000Z") + std::chrono::hours(below(30'000));
    static constexpr int kHours[] = {1, 24, 168, 744, 9000};
    const Instant to = from + std::chrono::hours(kHours[below(5)]);
    const bool open = below(10) == 0, berlin = below(2) == 0;
    std::vector<std::string> expected;
    for (const auto& [uid, calendar] : objects) {
      const auto& zone = berlin ? *ical::find_zone("Europe/Berlin") : ical::utc_zone();
      if (ical::occurs_between(calendar, from, open ? Instant::max() : to, zone)) expected.push_back(uid);
    }
    std::sort(expected.begin(), expected.end());
    const auto bare = [](Instant instant) { return to_ical_utc(instant).substr(0, 15); };
    EXPECT_EQ(find(comp("VEVENT", range(bare(from), open ? "" : bare(to))),
                   berlin ? "<C:timezone-id>Europe/Berlin</C:timezone-id>" : ""),
              expected)
        << bare(from) << " to " << bare(to);
  }
}

INSTANTIATE_TEST_SUITE_P(Both, TimeIndex, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
