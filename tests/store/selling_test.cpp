// What a slot sells, on both databases: limits, windows, currencies, taxes, bundles, codes, preorders.
#include <mutex>
#include <set>
#include <thread>

#include "commerce/bookings/change_rows.hpp"
#include "commerce/bookings/customer_rows.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/core/booking_codes.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::HoldCommand;
using commerce::Refusal;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Selling : public ShopWorld {
 protected:
  commerce::Decided<commerce::Hold> hold_for(HoldCommand command) {
    command.shop = shop_.id;
    std::optional<commerce::Decided<commerce::Hold>> result;
    write([&](store::Transaction& tx) { result = engine_.hold(tx, command); });
    return *result;
  }
  HoldCommand mugs(std::int64_t quantity) { return {shop_.id, {{slots().front().id, "MUG", quantity, ""}}}; }
};
/// Collects how SQLite runs what passes through.
class Plans final : public store::Transaction {
 public:
  explicit Plans(store::Transaction& inner) : inner_(inner) {}
  void query(std::string_view sql, store::Params params, FunctionRef<void(const store::Row&)> each) override {
    inner_.query("EXPLAIN QUERY PLAN " + std::string(sql), params,
                 [&](const store::Row& row) { steps.push_back(row.string(3)); });
    inner_.query(sql, params, each);
  }
  std::int64_t execute(std::string_view sql, store::Params params) override {
    return inner_.execute(sql, params);
  }
  std::vector<std::string> steps;

 private:
  store::Transaction& inner_;
};

INSTANTIATE_TEST_SUITE_P(, Selling, BothDatabases, name_of_engine);

TEST_P(Selling, the_limit_counts_what_a_known_customer_holds_already) {
  ASSERT_TRUE(publish(kMugs + "X-SHELF-LIMIT:2\r\n"));
  HoldCommand command = mugs(2);
  command.email = " Ada@Example.com ";
  const auto first = hold_for(command);
  ASSERT_TRUE(first);
  command = mugs(1);
  command.email = "ada@example.com";
  EXPECT_EQ(hold_for(command).error().code, Refusal::Code::over_limit);
  clock_.advance(std::chrono::minutes(11));  // it ran out
  ASSERT_TRUE(hold_for(command));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Selling, a_booking_is_made_and_found_without_reading_all_that_was_sold_before) {
  if (GetParam() != EngineKind::sqlite) GTEST_SKIP() << "PostgreSQL plans by what is there";
  ASSERT_TRUE(publish(kMugs + "X-SHELF-LIMIT:2\r\n"));
  const Id slot = slots().front().id;
  std::vector<std::string> steps;
  write([&](store::Transaction& tx) {
    Plans plans(tx);
    const auto held = engine_.hold(plans, {shop_.id, {{slot, "MUG", 1, ""}}});
    ASSERT_TRUE(engine_.confirm(plans, {shop_.id, held->id, "Ada", "ada@example.com"}));
    commerce::SalesState state;
    commerce::load_customers(plans, shop_.id, {slot}, {"ada@example.com", "eve@example.com"}, state);
    EXPECT_EQ((state.booked[{"ada@example.com", slot}]), 1);
    EXPECT_EQ(commerce::standing_bookings(plans, shop_.id, slot, "ada@example.com").size(), 1U);
    EXPECT_EQ(commerce::times_left(plans, shop_.id, "ada@example.com", slot), 0);
    steps = std::move(plans.steps);
  });
  EXPECT_GT(steps.size(), 40U);
  // By shop alone nothing but its tax; no skipping through an index (ANY), no table from end to end.
  for (const std::string& step : steps) {
    EXPECT_TRUE(!step.ends_with("(shop=?)") || step.starts_with("SEARCH tax_rules ") ||
                step.starts_with("SEARCH webhooks "))
        << step;
    EXPECT_THAT(step, ::testing::Not(HasSubstr("ANY("))) << step;
    EXPECT_TRUE(!step.starts_with("SCAN") || step == "SCAN f" || step == "SCAN folios") << step;
  }
  // Of what grows with the slot nothing by slot alone, but for its greatest folio, which is one row.
  for (const auto* table : {"l", "c", "b"}) {
    for (const std::string& step : steps) {
      EXPECT_TRUE(!step.starts_with("SEARCH " + std::string(table) + " ") ||
                  !step.ends_with("(shop=? AND slot=?)"))
          << step;
    }
  }
}

TEST_P(Selling, codes_go_on_behind_the_last_and_pass_over_the_random_ones_of_before) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-SEATS:90\r\nX-SHELF-PRICE:5\r\n"));
  const auto book = [&] { return confirm(hold("", 1)->id)->code; };
  const std::string first = book();
  const std::string second = book();
  EXPECT_GT(second, first);
  // As it was: eight letters, here ahead of the clock by almost all that is looked at.
  const std::string old =
      commerce::BookingCodes::first_of(clock_.now() + std::chrono::hours(24 * 30) - std::chrono::minutes(1));
  write([&](store::Transaction& tx) {
    tx.execute("UPDATE bookings SET code = $1 WHERE code = $2", {old, first});
  });
  const std::string third = book();
  EXPECT_GT(third, second);
  EXPECT_LT(third, old);
  clock_.advance(std::chrono::hours(-1));
  EXPECT_GT(book(), third);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Selling, two_nodes_that_book_at_once_give_out_no_code_twice) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-SEATS:90\r\nX-SHELF-PRICE:5\r\n"));
  const Id slot = slots().front().id;
  std::mutex mutex;
  std::set<std::string> codes;
  const auto node = [&](std::uint64_t seed) {
    const auto own = store::open(address());
    SeededRandom random(seed);
    commerce::Services services(engine_.options(), clock_, random);
    for (int i = 0; i < 20; ++i) {
      std::string code;
      own->write([&](store::Transaction& tx) {
        const auto held = services.engine.hold(tx, {shop_.id, {{slot, "", 1, ""}}});
        code = services.engine.confirm(tx, {shop_.id, held->id, "Ada", "ada@example.com"})->code;
      });
      const std::lock_guard lock(mutex);
      EXPECT_TRUE(codes.insert(code).second) << code;
    }
  };
  std::thread one(node, 11);
  std::thread other(node, 12);
  one.join();
  other.join();
  EXPECT_EQ(codes.size(), 40U);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Selling, a_line_that_crosses_a_step_of_quantity_is_priced_unit_by_unit) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:10\r\nX-SHELF-PRICE;SKU=MUG;TIER=early;QTY=3:10\r\n"
                               "X-SHELF-PRICE;SKU=MUG:15\r\n"));
  const auto first = hold_for(mugs(2));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->total.minor, 2000);
  const auto second = hold_for(mugs(3));  // one more at the early price, two at the next
  ASSERT_TRUE(second);
  ASSERT_EQ(second->lines.size(), 2U);
  EXPECT_EQ(second->lines[0].tier, "early");
  EXPECT_EQ(second->lines[0].quantity, 1);
  EXPECT_EQ(second->total.minor, 1000 + 2 * 1500);
  write([&](store::Transaction& tx) { EXPECT_TRUE(engine_.release(tx, shop_.id, first->id)); });
  // Three are still taken, whatever was paid for them: the step that ends at three is over.
  EXPECT_EQ(slots().front().offers[0].price->minor, 1500);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Selling, only_what_the_slot_offers_in_time_can_be_chosen) {
  ASSERT_TRUE(publish(kMugs + "X-SHELF-FULFILMENT;CUTOFF=-PT4H:DELIVERY\r\nX-SHELF-FULFILMENT:PICKUP\r\n"));
  HoldCommand command = mugs(1);
  command.address = commerce::Address{"Ada", "Kiln Street 7", "10999", "Berlin", "DE", {}, {}};
  EXPECT_EQ(hold_for(command)->lines[0].fulfilment, "DELIVERY");
  command.lines[0].fulfilment = "DIGITAL";
  EXPECT_EQ(hold_for(command).error().code, Refusal::Code::invalid_fulfilment);
  clock_.set(slots().front().starts_at - std::chrono::hours(3));
  command.lines[0].fulfilment = "DELIVERY";
  EXPECT_EQ(hold_for(command).error().field, "lines[0].fulfilment");
  command.lines[0].fulfilment = "";
  EXPECT_EQ(hold_for(command)->lines[0].fulfilment, "PICKUP");
}

TEST_P(Selling, tax_is_within_the_price_or_on_top_as_the_shop_says) {
  const Currency euro = *Currency::parse("EUR");
  write([&](store::Transaction& tx) {
    engine_.put_product(tx, {shop_.id, "MUG", "Mug", "", "", {2000, euro}, 1900});
  });
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:9\r\nX-SHELF-PRICE;SKU=MUG:11.90\r\n"));
  const auto included = hold_for(mugs(3));
  ASSERT_TRUE(included);
  EXPECT_EQ(included->total.minor, 3570);
  EXPECT_EQ(included->lines[0].tax, 570);
  write([&](store::Transaction& tx) {
    engine_.put_tax_rules(tx, shop_.id, {false, commerce::Rounding::half_even});
  });
  const auto on_top = hold_for(mugs(3));
  ASSERT_TRUE(on_top);
  EXPECT_EQ(on_top->lines[0].tax, 678);  // 19 % of 35.70 is 6.783
  EXPECT_EQ(on_top->total.minor, 3570 + 678);
  database().read([&](store::Transaction& tx) {
    EXPECT_EQ(engine_.find_hold(tx, shop_.id, included->id)->total.minor, 3570);  // as it was locked
  });
}

}  // namespace
}  // namespace timeshelf::tests
