// How much is left, in one number for people.
#include <gtest/gtest.h>

#include "commerce/calendar_words.hpp"

namespace timeshelf::tests {
namespace {

using commerce::Offer;
using commerce::Slot;

Offer offer(std::string sku, std::int64_t remaining, bool priced = true) {
  Offer made;
  made.sku = std::move(sku);
  made.remaining = remaining;
  if (priced) made.price = Money::parse("20", *Currency::parse("EUR"));
  return made;
}

Slot slot(std::vector<Offer> offers, std::optional<std::int64_t> places = {},
          std::optional<std::int64_t> limit = {}) {
  Slot made;
  made.offers = std::move(offers);
  made.seats_remaining = places;
  made.limit = limit;
  return made;
}

std::string left(const Slot& slot, std::string_view language = "en") {
  return left_text(slot, commerce::calendar_words(language).live);
}

TEST(Left, is_the_stock_where_no_places_are_counted) {
  EXPECT_EQ(left(slot({offer("MUG", 24), offer("BOWL", 3)})), "27 left");
}

TEST(Left, does_not_count_what_has_no_price) {
  EXPECT_EQ(units_left(slot({offer("MUG", 24), offer("BOWL", 3, false)})), 24);
}

TEST(Left, is_the_places_where_fewer_bookings_fit_than_there_are_units) {
  EXPECT_EQ(left(slot({offer("MUG", 24)}, 12)), "12 places left");
  EXPECT_EQ(left(slot({offer("MUG", 24)}, 1)), "1 place left");
  EXPECT_EQ(units_left(slot({offer("MUG", 24)}, 12)), 24);  // two each
}

TEST(Left, is_what_those_who_fit_may_have) {
  EXPECT_EQ(units_left(slot({offer("MUG", 24)}, 3, 2)), 6);
  EXPECT_EQ(left(slot({offer("MUG", 24)}, 3, 1)), "3 left");
}

TEST(Left, is_the_stock_where_it_ends_before_the_places) {
  EXPECT_EQ(left(slot({offer("MUG", 3)}, 12)), "3 left");
  EXPECT_EQ(left(slot({offer("SEAT", 8)}, 8)), "8 left");
}

TEST(Left, is_said_in_the_language_of_the_shop) {
  EXPECT_EQ(left(slot({offer("MUG", 24)}, 1), "de"), "noch 1 Platz");
  EXPECT_EQ(left(slot({offer("MUG", 1)}), "es"), "queda 1");
}

TEST(Left, is_nothing_without_a_place) {
  EXPECT_EQ(left(slot({offer("MUG", 3)}, 0)), "0 left");
}

}  // namespace
}  // namespace timeshelf::tests
