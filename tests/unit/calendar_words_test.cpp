// A format that asks for what it is not given throws where it is filled, perhaps a year after it was written.
#include "commerce/calendar_words.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace timeshelf::tests {
namespace {

using commerce::all_calendar_words;
using commerce::calendar_words;
using ::testing::HasSubstr;

template <class... Arguments>
std::string fill(std::string_view format, const Arguments&... arguments) {
  return fmt::format(fmt::runtime(format), arguments...);
}

TEST(CalendarWords, are_english_where_a_language_is_not_known) {
  EXPECT_EQ(calendar_words("fr").language, "en");
  for (const auto* words : all_calendar_words())
    EXPECT_EQ(calendar_words(words->language).language, words->language);
}

TEST(CalendarWords, of_live_calendars_ask_for_what_they_are_given) {
  for (const auto* words : all_calendar_words()) {
    SCOPED_TRACE(words->language);
    const auto& live = words->live;
    for (const auto& counted : {live.left, live.places_left, live.to_preorder}) {
      EXPECT_THAT(counted.of(1), HasSubstr("1"));
      EXPECT_THAT(counted.of(12), HasSubstr("12"));
    }
    EXPECT_THAT(fill(live.moment, fmt::arg("day", 3U), fmt::arg("month", 4U), fmt::arg("short_month", "Apr"),
                     fmt::arg("time", "10:00")),
                HasSubstr("10:00"));
    for (const auto format : {live.euro, live.dollar, live.pound, live.other_currency})
      EXPECT_THAT(fill(format, fmt::arg("amount", "7"), fmt::arg("currency", "CHF")), HasSubstr("7"));
    EXPECT_THAT(fill(live.price_until, fmt::arg("moment", "noon"), fmt::arg("price", "8 EUR")),
                HasSubstr("8 EUR"));
    EXPECT_THAT(fill(live.one_each, fmt::arg("left", "5 left")), HasSubstr("5 left"));
    EXPECT_THAT(fill(live.as_of, fmt::arg("moment", "noon"), fmt::arg("zone", "UTC"), fmt::arg("link", "L")),
                HasSubstr("(UTC)"));
  }
}

TEST(CalendarWords, of_the_staff_ask_for_what_they_are_given) {
  for (const auto* words : all_calendar_words()) {
    SCOPED_TRACE(words->language);
    const auto& staff = words->staff;
    const auto bookings = fmt::arg("bookings", "B");
    const auto people = fmt::arg("people", "P");
    EXPECT_THAT(fill(staff.needed, bookings, people), HasSubstr("P"));
    EXPECT_THAT(fill(staff.called_off, fmt::arg("person", "Kim"), bookings, people), HasSubstr("Kim"));
    EXPECT_THAT(fill(staff.put_back, fmt::arg("person", "Kim")), HasSubstr("Kim"));
    EXPECT_THAT(fill(staff.overruled, fmt::arg("line", "SUMMARY"), fmt::arg("value", "Mine")),
                HasSubstr("Mine"));
    EXPECT_THAT(fill(staff.shift, fmt::arg("slot", "Glaze")), HasSubstr("Glaze"));
    EXPECT_THAT(staff.bookings.of(2) + staff.people.of(2), HasSubstr("2"));
  }
}

}  // namespace
}  // namespace timeshelf::tests
