#include <gmock/gmock.h>

#include "ical/shelf_terms.hpp"

namespace timeshelf::ical {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Currency kEuro = *Currency::parse("EUR");

AuthoredTerms terms_of(std::vector<Property> properties, std::string_view description = "") {
  Component event{"VEVENT", std::move(properties), {}};
  if (!description.empty()) event.properties.emplace_back("DESCRIPTION", escape_text(description));
  return read_terms(event, kEuro);
}
AuthoredTerms lines(std::string_view description) {
  return terms_of({}, description);
}

TEST(ShelfLines, the_example_of_the_vocabulary_is_read) {
  const auto authored = lines(
      "Come and glaze.\n\n#shelf\nseats 12\nstock MUG-BLUE 24\n"
      "price MUG-BLUE 18 EUR until 7 days before, 22 until 1 day before, 25\n"
      "pickup, delivery 4.50 until 4 hours before\nlimit 2\nopens 14 days before\n\nSee you!");
  EXPECT_THAT(authored.problems, IsEmpty());
  const ShelfTerms& terms = authored.terms;
  EXPECT_EQ(terms.seats, 12);
  EXPECT_EQ(terms.stock.at(0).units, 24);
  ASSERT_EQ(terms.prices.size(), 3U);
  EXPECT_EQ(terms.prices[1].amount.text(), "22.00 EUR");
  EXPECT_EQ(std::get<Duration>(*terms.prices[0].until).days.count(), -7);
  EXPECT_EQ(terms.fulfilment.at(1).fee->minor, 450);
  EXPECT_EQ(terms.limit, 2);
  EXPECT_EQ(std::get<Duration>(*terms.opens).days.count(), -14);
}

TEST(ShelfLines, are_read_however_an_app_mangles_them) {
  const auto authored = lines(
      "Hello<br>#Shelf<br>Seats\xC2\xA0"
      "12<br>PRICE 18 eur until 20 sold, 20<br><br>bye");
  EXPECT_THAT(authored.problems, IsEmpty());
  EXPECT_EQ(authored.terms.seats, 12);
  EXPECT_EQ(authored.terms.prices.at(0).sku, kSeatSku);
  EXPECT_EQ(authored.terms.prices.at(0).quantity, 20);
}

TEST(ShelfLines, a_line_that_cannot_be_read_is_named) {
  for (const char* line : {"seats many", "stock MUG", "price -3", "price 18 XXX", "price 18 until whenever",
                           "price 5, 6", "limit 0", "opens soon", "fly to the moon", "stock MUG -1",
                           "stock MUG 1.5", "price 18 EUR until 2 days before, 20 USD"}) {
    const auto authored = lines(std::string("#shelf\n") + line);
    ASSERT_EQ(authored.problems.size(), 1U) << line;
    EXPECT_FALSE(authored.problems[0].in_property);
    EXPECT_FALSE(authored.problems[0].reason.empty());
  }
}

TEST(ShelfLines, say_what_is_made_to_order_and_who_may_book_early) {
  const auto authored = lines(
      "#shelf\npreorder mug-red 40\nprice MUG-RED 30\nopens 7 days before\n"
      "opens 21 days before for members\nopens 2026-02-01 09:00 for VIP");
  EXPECT_THAT(authored.problems, IsEmpty());
  EXPECT_EQ(authored.terms.preorders.at(0).sku, "MUG-RED");
  EXPECT_EQ(authored.terms.preorders.at(0).units, 40);
  ASSERT_EQ(authored.terms.early.size(), 2U);
  EXPECT_EQ(authored.terms.early[0].audience, "MEMBERS");
  EXPECT_EQ(std::get<Duration>(authored.terms.early[0].at).days.count(), -21);
  EXPECT_EQ(std::get<Duration>(*authored.terms.opens).days.count(), -7);
}

TEST(ShelfLines, a_ladder_in_each_currency_is_fine) {
  const auto authored =
      lines("#shelf\nprice 18 EUR until 7 days before, 22\nprice 20 USD until 3 days before, 25");
  EXPECT_THAT(authored.problems, IsEmpty());
  EXPECT_EQ(authored.terms.prices.size(), 4U);
}

TEST(ShelfLines, off_takes_it_off_sale) {
  EXPECT_TRUE(lines("#shelf off").terms.off);
  EXPECT_FALSE(lines("no shelf here").terms.any());
}

TEST(ShelfLines, are_cut_out_of_what_is_published) {
  EXPECT_EQ(without_shelf_lines("Come.\n\n#shelf\nseats 3\n\nBye."), "Come.\n\n\nBye.");
  EXPECT_EQ(without_shelf_lines("Just text"), "Just text");
}

TEST(ShelfProperties, say_the_same_as_lines) {
  const auto authored =
      terms_of({{"X-SHELF-SEATS", "12"},
                {"X-SHELF-STOCK", "24", {{"SKU", {"MUG-BLUE"}}}},
                {"X-SHELF-PRICE", "18.00", {{"SKU", {"MUG-BLUE"}}, {"TIER", {"early"}}, {"UNTIL", {"-P7D"}}}},
                {"X-SHELF-PRICE", "25", {{"SKU", {"MUG-BLUE"}}}},
                {"X-SHELF-FULFILMENT", "DELIVERY", {{"FEE", {"4.50"}}, {"CUTOFF", {"-PT4H"}}}},
                {"X-SHELF-STAFFING", "1 PER 8"}});
  EXPECT_THAT(authored.problems, IsEmpty());
  EXPECT_EQ(authored.terms.prices.at(0).tier, "early");
  EXPECT_EQ(authored.terms.staffing->per_bookings, 8);
  EXPECT_EQ(authored.lines.size(), 6U);
}

TEST(ShelfProperties, win_over_lines_and_leave_the_rest_to_them) {
  const auto authored = terms_of({{"X-SHELF-SEATS", "5"}}, "#shelf\nseats 12\nlimit 2");
  EXPECT_EQ(authored.terms.seats, 5);
  EXPECT_EQ(authored.terms.limit, 2);
}

TEST(ShelfProperties, a_malformed_one_is_named_with_its_reason) {
  const std::vector<Property> broken = {{"X-SHELF-SEATS", "-1"},
                                        {"X-SHELF-STOCK", "5"},
                                        {"X-SHELF-STOCK", "99999999999", {{"SKU", {"A"}}}},
                                        {"X-SHELF-PRICE", "-5.00"},
                                        {"X-SHELF-PRICE", "5", {{"CURRENCY", {"EURO"}}}},
                                        {"X-SHELF-PRICE", "5", {{"UNTIL", {"later"}}}},
                                        {"X-SHELF-LIMIT", "0"},
                                        {"X-SHELF-FULFILMENT", "PIGEON"},
                                        {"X-SHELF-NONSENSE", "1"}};
  for (const Property& property : broken) {
    const auto authored = terms_of({property});
    ASSERT_EQ(authored.problems.size(), 1U) << property.bytes();
    EXPECT_TRUE(authored.problems[0].in_property);
    EXPECT_THAT(authored.problems[0].reason, HasSubstr(property.name()));
  }
}

TEST(ShelfProperties, steps_that_overlap_are_refused) {
  const auto ladder = [](std::vector<Property> steps) { return terms_of(std::move(steps)).problems.size(); };
  const auto until = [](const char* when) { return Property("X-SHELF-PRICE", "18", {{"UNTIL", {when}}}); };
  const auto quantity = [](const char* units) { return Property("X-SHELF-PRICE", "18", {{"QTY", {units}}}); };
  EXPECT_EQ(ladder({until("-P7D"), until("-P1D"), Property("X-SHELF-PRICE", "25")}), 0U);
  EXPECT_EQ(ladder({until("-P1D"), until("-P7D")}), 1U);
  EXPECT_EQ(ladder({until("-P1D"), until("-P1D")}), 1U);
  EXPECT_EQ(ladder({until("-PT36H"), until("-P1DT6H")}), 0U);
  EXPECT_EQ(ladder({until("20260301T100000Z"), until("20260201T100000Z")}), 1U);
  EXPECT_EQ(ladder({quantity("5"), quantity("10")}), 0U);
  EXPECT_EQ(ladder({quantity("10"), quantity("5")}), 1U);
  EXPECT_EQ(ladder({Property("X-SHELF-PRICE", "18"), until("-P1D")}), 1U);
}

TEST(ShelfProperties, a_preorder_is_of_goods_and_said_once) {
  EXPECT_THAT(terms_of({Property("X-SHELF-PREORDER", "5", {{"SKU", {"MUG"}}})}).problems, IsEmpty());
  EXPECT_EQ(terms_of({Property("X-SHELF-PREORDER", "5", {{"SKU", {"SEAT"}}})}).problems.size(), 1U);
  EXPECT_EQ(terms_of({Property("X-SHELF-PREORDER", "5")}).problems.size(), 1U);
  EXPECT_EQ(terms_of({Property("X-SHELF-PREORDER", "5", {{"SKU", {"MUG"}}}),
                      Property("X-SHELF-STOCK", "5", {{"SKU", {"MUG"}}})})
                .problems.size(),
            1U);
  EXPECT_EQ(terms_of({Property("X-SHELF-OPENS", "-P7D", {{"FOR", {"my friends"}}})}).problems.size(), 1U);
}

TEST(ShelfProperties, published_ones_that_come_back_set_nothing) {
  const auto authored = terms_of({{"X-SHELF-REMAINING", "3"}, {"X-SHELF-PRICE-NOW", "9"}});
  EXPECT_FALSE(authored.terms.any());
  EXPECT_THAT(authored.problems, IsEmpty());
}

}  // namespace
}  // namespace timeshelf::ical
