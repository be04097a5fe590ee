// The index of times against the objects themselves: nothing that occurs is left out, and what is called
// certain occurs.
#include <gtest/gtest.h>

#include <random>

#include "ical/stretches.hpp"

namespace timeshelf::ical {
namespace {

Instant at(const std::string& utc) {
  return Instant(parse_date_time(utc)->local.time_since_epoch());
}

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_() % n; }
  template <std::size_t n>
  std::string one_of(const char* const (&list)[n]) {
    return list[below(n)];
  }
  Instant between(Instant from, Instant to) {
    const auto length = static_cast<std::size_t>((to - from).count() / 60'000);
    return from + std::chrono::minutes(below(length));
  }

 private:
  std::mt19937_64 random_;
};

std::string start_of(Dice& dice, Instant when) {
  const std::string utc = to_ical_utc(when);
  switch (dice.below(5)) {
    case 0:
      return ";VALUE=DATE:" + utc.substr(0, 8);
    case 1:
      return ":" + utc.substr(0, 15);
    case 2:
      return ":" + utc;
    case 3:
      return ";TZID=America/New_York:" + utc.substr(0, 15);
    default:
      return ";TZID=Pacific/Apia:" + utc.substr(0, 15);
  }
}

Component object_of(Dice& dice) {
  const Instant start = dice.between(at("20110101T000000Z"), at("20280101T000000Z"));
  const std::string line = start_of(dice, start);
  const bool task = dice.below(6) == 0;
  std::string lines;
  if (!task || dice.below(3) != 0) lines += "DTSTART" + line + "\r\n";
  const bool has_start = !lines.empty();
  if (task && dice.below(2) == 0) lines += "CREATED:" + to_ical_utc(start) + "\r\n";
  if (!has_start && dice.below(2) == 0) lines += "DUE" + line + "\r\n";
  if (has_start && dice.below(3) != 0)
    lines += "DURATION:" + dice.one_of({"PT1H", "P1D", "P3D", "PT90M", "P10D", "PT0S", "P40D"}) + "\r\n";
  if (has_start && dice.below(3) != 0) {
    lines += "RRULE:" +
             dice.one_of({"FREQ=WEEKLY", "FREQ=DAILY", "FREQ=MONTHLY", "FREQ=YEARLY",
                          "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "FREQ=MONTHLY;BYDAY=-1SU",
                          "FREQ=DAILY;COUNT=10", "FREQ=WEEKLY;COUNT=200", "FREQ=MONTHLY;BYMONTHDAY=31",
                          "FREQ=YEARLY;INTERVAL=3", "FREQ=DAILY;UNTIL=20300101T000000Z",
                          "FREQ=WEEKLY;UNTIL=20271231", "FREQ=DAILY;INTERVAL=40", "FREQ=MONTHLY;COUNT=5"}) +
             "\r\n";
    for (std::size_t i = dice.below(4); i > 0; --i) {
      const Instant gone = start + std::chrono::days(dice.below(60));
      const std::string text = to_ical_utc(gone);
      const auto colon = line.find(':');
      lines += "EXDATE" + line.substr(0, colon) + ":" + text.substr(0, line.size() - colon - 1) + "\r\n";
    }
    if (dice.below(8) == 0) lines += "RDATE:20260607T080000Z\r\n";
  }
  const std::string name = task ? "VTODO" : "VEVENT";
  std::string text = "BEGIN:VCALENDAR\r\nBEGIN:" + name + "\r\nUID:1\r\n" + lines + "END:" + name + "\r\n";
  if (has_start && dice.below(4) == 0) {
    const std::string id = to_ical_utc(start + std::chrono::days(7));
    const auto colon = line.find(':');
    text +=
        "BEGIN:" + name + "\r\nUID:1\r\nRECURRENCE-ID" + (dice.below(4) == 0 ? ";RANGE=THISANDFUTURE" : "") +
        line.substr(0, colon) + ":" + id.substr(0, line.size() - colon - 1) +
        "\r\nDTSTART:" + to_ical_utc(start + std::chrono::days(dice.below(30))) + "\r\nEND:" + name + "\r\n";
  }
  return parse(text + "END:VCALENDAR\r\n")->calendars.at(0);
}

class Stretching : public ::testing::TestWithParam<unsigned> {};

TEST_P(Stretching, leaves_nothing_out_and_is_certain_of_nothing_that_is_not) {
  Dice dice(GetParam());
  std::size_t certain = 0, asked = 0;
  for (int i = 0; i < 250; ++i) {
    const Component object = object_of(dice);
    const auto stretches = stretches_of(object, at("20261128T000000Z"));
    for (int j = 0; j < 12; ++j) {
      const bool far = dice.below(4) == 0;
      const Instant from = far ? dice.between(at("20280101T000000Z"), at("21500101T000000Z"))
                               : dice.between(at("20100101T000000Z"), at("20290101T000000Z"));
      static constexpr int kHours[] = {1, 24, 24, 168, 720, 744, 2200, 9000};
      const Instant to = from + std::chrono::hours(kHours[dice.below(8)]);
      const auto zone = dice.one_of({"Etc/UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"});
      const bool occurs = occurs_between(object, from, to, *find_zone(zone));
      bool candidate = false, sure = false;
      for (const Stretch& stretch : stretches) {
        if (!(stretch.start < to && (stretch.end > from || stretch.start >= from))) continue;
        candidate = true;
        const auto shared = std::min(stretch.end, to) - std::max(stretch.start, from);
        sure = sure || (stretch.sure && shared >= *stretch.sure);
      }
      const auto told = [&] {
        return to_ical_utc(from) + "/" + to_ical_utc(to) + " in " + zone + "\n" + serialize(object);
      };
      EXPECT_TRUE(candidate || !occurs) << told();
      EXPECT_TRUE(occurs || !sure) << told();
      const bool month = to - from >= std::chrono::hours(720) && from > at("20261101T000000Z") && !far;
      if (candidate && month) ++(sure ? certain : asked);
    }
  }
  EXPECT_GT(certain, asked / 4) << "or the index is of no use to who looks at a month";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Stretching, ::testing::Range(1U, 9U));

TEST(Stretches, are_few_whatever_the_rule) {
  const auto count = [](const std::string& rule) {
    const auto calendar =
        parse("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:19900101T100000Z\r\nRRULE:" + rule +
              "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    return stretches_of(calendar->calendars.at(0), at("20261128T000000Z")).size();
  };
  EXPECT_EQ(count("FREQ=WEEKLY;COUNT=26"), 26U);
  for (const char* rule :
       {"FREQ=SECONDLY", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=YEARLY", "FREQ=DAILY;COUNT=10000"})
    EXPECT_LE(count(rule), kMostSingle + 2) << rule;
}

}  // namespace
}  // namespace timeshelf::ical
