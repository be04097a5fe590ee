// Zones, fees and cut-offs of what is delivered, on both databases.
#include "tests/store/fulfilment_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Refusal;
using ::testing::HasSubstr;

class Delivery : public FulfilmentWorld {};
INSTANTIATE_TEST_SUITE_P(, Delivery, BothDatabases, name_of_engine);

TEST_P(Delivery, delivery_costs_what_the_zone_of_the_address_says) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:PICKUP\r\nX-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("germany", {"1"}, 900)));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  auto wanted = command("DELIVERY", 2);
  EXPECT_EQ(hold_of(wanted).error().field, "address");
  wanted.address = berlin();
  wanted.lines.push_back(wanted.lines[0]);
  const auto held = hold_of(wanted);
  ASSERT_TRUE(held);
  ASSERT_EQ(held->fees.size(), 1U) << "once for all lines of a slot";
  EXPECT_EQ(held->fees[0].zone, "kreuzberg");
  EXPECT_EQ(held->total.minor, 4 * 2000 + 450);
  const auto booking = confirm(held->id).value();
  EXPECT_EQ(booking.total.minor, 8450);
  EXPECT_EQ(booking.address->street, "Kiln Street 7");
  database().read([&](store::Transaction& tx) {
    const auto read = engine_.booking(tx, shop_.id, booking.id);
    EXPECT_EQ(read->total.minor, 8450);
    EXPECT_EQ(read->fees.size(), 1U);
    EXPECT_EQ(read->address->postal_code, "10999");
    EXPECT_EQ(read->lines[0].zone, "kreuzberg");
  });
  const auto count = [&] {
    std::int64_t addresses = 0;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT COUNT(*) FROM addresses", {},
               [&](const store::Row& row) { addresses = row.integer(0); });
    });
    return addresses;
  };
  ASSERT_TRUE(hold_of(wanted));
  EXPECT_EQ(count(), 2);
  clock_.advance(11min);
  run_due();
  EXPECT_EQ(count(), 1) << "of a hold that came to nothing, no address is kept";
  wanted.address = berlin("80331");
  EXPECT_EQ(hold_of(wanted).error().code, Refusal::Code::outside_zones);
  EXPECT_EQ(hold_of(wanted).error().field, "address.postal_code");
  wanted.address = berlin();
  wanted.address->street = " ";
  EXPECT_EQ(hold_of(wanted).error().field, "address.street");
}

TEST_P(Delivery, the_fee_is_locked_with_the_hold_and_a_slots_own_fee_comes_before_the_zones) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  auto wanted = command("DELIVERY");
  wanted.address = berlin();
  const auto held = hold_of(wanted);
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 990)));
  EXPECT_EQ(confirm(held->id)->total.minor, 2450);
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=3:DELIVERY\r\n")));
  EXPECT_EQ(hold_of(wanted)->total.minor, 2300);
}

TEST_P(Delivery, a_zone_takes_orders_until_its_cut_off) {
  ASSERT_TRUE(
      publish(mugs("X-SHELF-CLOSES:PT2H\r\nX-SHELF-FULFILMENT:SAME-DAY\r\nX-SHELF-FULFILMENT:DELIVERY\r\n")));
  auto here = zone("kreuzberg", {"10999"}, 450);
  here.cut_off = 60min;
  here.same_day_until = 10h;  // 09:00 UTC
  ASSERT_TRUE(put(here));
  auto wanted = command("SAME-DAY");
  wanted.address = berlin();
  const Instant starts = slots().front().starts_at;  // 11:00 in Berlin
  clock_.set(starts - 61min);
  EXPECT_TRUE(hold_of(wanted));
  wanted.lines[0].fulfilment = "DELIVERY";
  EXPECT_TRUE(hold_of(wanted));
  wanted.lines[0].fulfilment = "SAME-DAY";
  clock_.set(starts - 60min);
  const auto late = hold_of(wanted);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().message, HasSubstr("too late for SAME-DAY to the zone kreuzberg"));
  EXPECT_EQ(late.error().field, "lines[0].fulfilment");
  wanted.lines[0].fulfilment = "DELIVERY";
  EXPECT_FALSE(hold_of(wanted));
}

TEST_P(Delivery, who_names_no_way_and_no_address_picks_up) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=4:DELIVERY\r\nX-SHELF-FULFILMENT:PICKUP\r\n")));
  const auto held = hold_of(command(""));
  ASSERT_TRUE(held);
  EXPECT_EQ(held->lines[0].fulfilment, "PICKUP");
  EXPECT_EQ(held->total.minor, 2000);
  auto with_address = command("");
  with_address.address = berlin();
  EXPECT_EQ(hold_of(with_address)->lines[0].fulfilment, "DELIVERY");
}

}  // namespace
}  // namespace timeshelf::tests
