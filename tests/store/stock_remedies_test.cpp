// More was promised than is there: what can be done about it, and that it is done once.
#include <gmock/gmock.h>

#include "commerce/orders/orders.hpp"
#include "commerce/stock/stock_conflicts.hpp"
#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::OrderError;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StockRemedies : public VenueWorld {
 protected:
  /// The kinds of remedies of the only shortage, with their units.
  std::vector<std::pair<std::string, std::int64_t>> remedies() {
    std::vector<std::pair<std::string, std::int64_t>> found;
    database().read([&](store::Transaction& tx) {
      for (const auto& conflict : commerce::stock_conflicts(tx, shop_.id, clock_.now())) {
        for (const auto& remedy : conflict.remedies)
          found.emplace_back(commerce::name_of(remedy.kind), remedy.units);
      }
    });
    return found;
  }
  commerce::Ordered<commerce::Order> order(const std::string& id, std::int64_t units,
                                           const std::string& sku = "MUG") {
    std::optional<commerce::Ordered<commerce::Order>> result;
    write([&](store::Transaction& tx) {
      result = commerce::Orders(engine_, services_.stock, clock_, random_)
                   .order_missing(tx, shop_, id, kiln_.id, sku, units, "clara");
    });
    return *result;
  }
  /// Five are promised, and two are there.
  void lack_three() {
    tell(Kind::delivery, 6);
    ASSERT_TRUE(publish(at_kiln(20, 6)));
    promised_ = book(0, 5).id;
    tell(Kind::count, 2);
    ASSERT_EQ(level(kiln_)->missing, 3);
  }

  Id promised_;  ///< the booking of five
};
INSTANTIATE_TEST_SUITE_P(, StockRemedies, BothDatabases, name_of_engine);

TEST_P(StockRemedies, what_is_missing_is_ordered_once_by_two_who_look_at_it) {
  lack_three();
  EXPECT_THAT(remedies(), ElementsAre(std::pair("order-more", 3), std::pair("tell-customer", 5)));
  const auto too_many = order("by-ada", 4);
  EXPECT_EQ(too_many.error().code, OrderError::Code::not_missing);
  EXPECT_EQ(too_many.error().message, "3 are missing there, and no more. Order at most these.");
  ASSERT_TRUE(order("by-ada", 2));
  EXPECT_TRUE(order("by-ada", 2)) << "asked again it is the same";
  EXPECT_THAT(remedies(), ElementsAre(std::pair("take-in", 2), std::pair("order-more", 1),
                                      std::pair("tell-customer", 5)));
  const auto second = order("by-bob", 3);
  EXPECT_EQ(second.error().code, OrderError::Code::not_missing);
  EXPECT_EQ(second.error().message, "3 are missing there, and 2 are on their way. Order at most 1.");
  ASSERT_TRUE(order("by-bob", 1));
  EXPECT_THAT(order("by-cy", 1).error().message, HasSubstr("3 are on their way already"));
  EXPECT_EQ(order("by-cy", 1, "VASE").error().code, OrderError::Code::unknown_product);
}

// Only the 200 newest orders were looked at: what is missing was offered again, and ordered again.
TEST_P(StockRemedies, what_was_ordered_is_known_however_many_orders_came_after_it) {
  lack_three();
  const auto first = order("by-ada", 3);
  ASSERT_TRUE(first);
  write([&](store::Transaction& tx) {
    for (int i = 0; i < 210; ++i) {
      commerce::Order other = *first;
      other.id = Id::make(clock_.now() + std::chrono::seconds(1), random_);
      other.slot = other.id;
      other.run = "2026-03-02";
      other.state = commerce::OrderState::declined;
      ASSERT_TRUE(commerce::insert_order(tx, other));
    }
  });
  EXPECT_THAT(remedies(), ElementsAre(std::pair("take-in", 3), std::pair("tell-customer", 5)));
  const auto again = order("by-ada", 3);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->id, first->id);
}

TEST_P(StockRemedies, what_came_of_an_order_is_not_taken_in_again) {
  lack_three();
  const auto ordered = order("by-ada", 2);
  ASSERT_TRUE(ordered);
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(commerce::Orders(engine_, services_.stock, clock_, random_)
                    .receive(tx, shop_, ordered->id, {1, true}, "clara"));
  });
  run_due();
  ASSERT_EQ(level(kiln_)->missing, 2);
  EXPECT_THAT(remedies(), ElementsAre(std::pair("take-in", 1), std::pair("order-more", 1),
                                      std::pair("tell-customer", 5)));
}

TEST_P(StockRemedies, only_what_a_coming_slot_sells_is_offered_to_be_ordered) {
  tell(Kind::delivery, 2);
  tell(Kind::sale, 5);  // over the counter, and no slot sells it
  ASSERT_EQ(level(kiln_)->missing, 3);
  EXPECT_THAT(remedies(), IsEmpty());
  EXPECT_THAT(order("by-ada", 3).error().message, HasSubstr("No coming slot sells it there"));
}

TEST_P(StockRemedies, who_did_not_come_is_not_told_but_cancelled) {
  lack_three();
  ASSERT_TRUE(publish(at_kiln(28, 2), "later"));
  clock_.set(slots().front().ends_at + std::chrono::hours(1));
  run_due();
  EXPECT_EQ(level(kiln_)->missing, 3) << "what waits for who did not come is still promised";
  EXPECT_THAT(remedies(), ElementsAre(std::pair("free-missed", 5), std::pair("order-more", 3)));
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.changes.cancel(tx, {shop_.id, promised_, {}, {false, "clara", "nobody came"}}));
  });
  run_due();
  EXPECT_THAT(remedies(), IsEmpty());
  EXPECT_EQ(there(), 2);
}

}  // namespace
}  // namespace timeshelf::tests
