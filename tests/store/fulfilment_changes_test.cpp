// What is cancelled or moved gives back its window and its fee, on both databases.
#include "tests/store/fulfilment_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Address;
using commerce::LineState;
using commerce::Refusal;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FulfilmentChanges : public FulfilmentWorld {};
INSTANTIATE_TEST_SUITE_P(, FulfilmentChanges, BothDatabases, name_of_engine);

TEST_P(FulfilmentChanges, what_is_still_with_the_shop_can_be_cancelled_and_no_more) {
  ASSERT_TRUE(publish(mugs("")));
  const auto booking = booked(command("PICKUP", 3));
  const Id slot = slots().front().id;
  auto one = step(booking, LineState::handed_over);
  one.units = 1;
  ASSERT_TRUE(advance(one));
  EXPECT_EQ(cancel(booking, {{0, 3}}).error().field, "lines[0].quantity");
  ASSERT_TRUE(cancel(booking, {{0, 2}}));
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].line.quantity, 1);
  EXPECT_EQ(list()[0].line.state, LineState::handed_over) << "nothing of it is waited for any more";
  EXPECT_EQ(balance(commerce::sold(slot, "MUG")), 0);
  EXPECT_EQ(balance(commerce::handed_over(slot, "MUG")), 1);
  EXPECT_EQ(cancel(booking, {{0, 1}}).error().code, Refusal::Code::handed_over);
  EXPECT_EQ(advance(one).error().code, Refusal::Code::wrong_state);
  auto back = step(booking, LineState::returned);
  back.goods = commerce::BroughtBack::stock;
  EXPECT_EQ(advance(back)->line.state, LineState::returned);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(FulfilmentChanges, a_line_that_was_cancelled_is_on_no_list) {
  ASSERT_TRUE(publish(mugs("")));
  auto two = command("PICKUP");
  two.lines.push_back(two.lines[0]);
  const auto booking = booked(two);
  ASSERT_TRUE(cancel(booking, {{0, 1}}));
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].line.position, 1);
  EXPECT_EQ(advance(step(booking, LineState::ready)).error().code, Refusal::Code::unknown_fulfilment);
}

TEST_P(FulfilmentChanges, a_window_is_free_again_with_the_last_that_is_picked_up_in_it) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n")));
  auto two = command("PICKUP");
  two.lines.push_back(two.lines[0]);
  const auto booking = booked(two);
  ASSERT_TRUE(cancel(booking, {{1, 1}}));
  EXPECT_EQ(slots().front().windows[0].left, 0);
  ASSERT_TRUE(cancel(booking, {{0, 1}}));
  EXPECT_EQ(slots().front().windows[0].left, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(FulfilmentChanges, the_fee_goes_back_with_the_last_of_what_it_brings) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:PICKUP\r\nX-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  auto wanted = command("DELIVERY", 2);
  wanted.address = berlin();
  wanted.lines.push_back({wanted.lines[0].slot, "MUG", 1, "PICKUP"});
  const auto booking = booked(wanted);
  EXPECT_EQ(booking.total.minor, 3 * 2000 + 450);
  ASSERT_TRUE(pay(booking, commerce::ReceiptKind::charge));
  EXPECT_EQ(owed(booking), 0) << "fees are owed, too";
  EXPECT_EQ(cancel(booking, {{0, 1}})->after.minor, 2 * 2000 + 450);
  EXPECT_EQ(owed(booking), -2000);
  const auto last = cancel(booking, {{0, 1}});
  EXPECT_EQ(last->after.minor, 2000);
  EXPECT_TRUE(last->booking.fees.empty());
  EXPECT_EQ(owed(booking), -2 * 2000 - 450);
  ASSERT_TRUE(pay(booking, commerce::ReceiptKind::refund));
  EXPECT_EQ(owed(booking), 0);
  EXPECT_THAT(check(), IsEmpty());
  const auto whole = booked(wanted);
  ASSERT_TRUE(pay(whole, commerce::ReceiptKind::charge));
  const auto gone = cancel(whole, {});
  EXPECT_EQ(gone->after.minor, 0);
  EXPECT_EQ(gone->booking.fees.size(), 1U) << "it says what it was";
  EXPECT_EQ(owed(whole), -3 * 2000 - 450);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(FulfilmentChanges, what_moves_is_charged_what_bringing_it_from_there_costs) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  ASSERT_TRUE(publish(kLater + "X-SHELF-FULFILMENT;FEE=3:DELIVERY\r\n", "later"));
  auto wanted = command("DELIVERY", 2);
  wanted.address = berlin();
  const auto booking = booked(wanted);
  const Id here = slots()[0].id;
  const Id there = slots()[1].id;
  EXPECT_EQ(price_of_move(booking, there, {{0, 1}}), 2 * 2000 + 450 + 300) << "shown before it is done";
  ASSERT_TRUE(move(booking, there, 2 * 2000 + 450 + 300, {{0, 1}}));
  EXPECT_EQ(price_of_move(booking, there, {}), 2 * 2000 + 300);
  const auto moved = move(booking, there, 2 * 2000 + 300, {});
  ASSERT_TRUE(moved);
  ASSERT_EQ(moved->booking.fees.size(), 1U);
  EXPECT_EQ(moved->booking.fees[0].slot, there);
  EXPECT_EQ(moved->booking.lines[0].zone, "kreuzberg");
  EXPECT_THAT(check(), IsEmpty());

  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 600)));  // it costs more than when they left
  EXPECT_EQ(price_of_move(booking, here, {}), 2 * 2000 + 600);
  ASSERT_TRUE(move(booking, here, 2 * 2000 + 600, {}));
  EXPECT_EQ(owed(booking), 2 * 2000 + 600);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(FulfilmentChanges, who_moves_picks_up_in_a_window_there) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n")));
  const auto booking = booked(command("PICKUP", 2));
  ASSERT_TRUE(publish(kLater + "X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n", "later"));
  const auto later = slots()[1];
  ASSERT_TRUE(move(booking, later.id, 2 * 2000, {{0, 1}}, later.starts_at + 1h));
  EXPECT_EQ(slots()[0].windows[0].left, 0) << "one is still picked up here";
  EXPECT_EQ(slots()[1].windows[0].left, 1);
  EXPECT_EQ(slots()[1].windows[1].left, 0);
  const auto all = move(booking, later.id, 2 * 2000, {});
  ASSERT_TRUE(all) << "who comes once picks up all";
  EXPECT_EQ(all->booking.lines.back().window->begins, 1h);
  EXPECT_EQ(slots()[0].windows[0].left, 1);
  EXPECT_THAT(check(), IsEmpty());

  const auto other = booked(command("PICKUP"));
  EXPECT_EQ(move(other, later.id, 2000, {}, later.starts_at + 1h).error().field, "window");
  ASSERT_TRUE(move(other, later.id, 2000, {}, later.starts_at));
  const auto last = booked(command("PICKUP"));
  EXPECT_EQ(move(last, later.id, 2000, {}).error().code, Refusal::Code::sold_out);
  clock_.set(later.ends_at);
  run_due();
  EXPECT_EQ(audit("fulfilment.missed").size(), 4U) << "two lines there, one of another, and the last here";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(FulfilmentChanges, the_check_finds_a_fee_that_brings_nothing) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=3:PICKUP\r\nX-SHELF-FULFILMENT:DIGITAL\r\n")));
  auto wanted = command("PICKUP");
  wanted.lines.push_back({wanted.lines[0].slot, "MUG", 1, "DIGITAL"});
  const auto booking = booked(wanted);
  ASSERT_TRUE(cancel(booking, {{0, 1}}));
  write([&](store::Transaction& tx) { tx.execute("UPDATE fees SET gone = NULL", {}); });
  EXPECT_THAT(check(), ::testing::Contains(HasSubstr("is charged for PICKUP, and nothing is brought")));
}

TEST_P(FulfilmentChanges, who_pays_late_is_still_delivered_to) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=3:DELIVERY\r\n")));
  auto wanted = command("DELIVERY");
  wanted.address = berlin();
  const Id held = hold_of(wanted).value().id;
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.payments.begin(tx, {shop_.id, held, "Ada", "a@example.com"}));
  });
  clock_.advance(2h);
  run_due();
  write([&](store::Transaction& tx) {
    services_.payments.settle(
        tx, shop_.id, held, {"cs_1", commerce::PaymentSession::State::paid, "", "pi_1", Money{2300, kEuro}});
  });
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].address.value_or(Address{}).postal_code, "10999");
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(FulfilmentChanges, a_link_of_a_line_that_moved_opens_nothing) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DIGITAL\r\n")));
  ASSERT_TRUE(publish(kLater + "X-SHELF-FULFILMENT:DIGITAL\r\n", "later"));
  const auto booking = booked(command("DIGITAL"));
  ASSERT_TRUE(move(booking, slots()[1].id, 2000, {}));
  database().read([&](store::Transaction& tx) {
    EXPECT_EQ(services_.claims.look(tx, booking.lines[0].claim, "").error().code,
              Refusal::Code::unknown_fulfilment);
    const auto now = engine_.booking(tx, shop_.id, booking.id);
    EXPECT_TRUE(services_.claims.look(tx, now->lines[0].claim, ""));
  });
}

TEST_P(FulfilmentChanges, what_is_only_delivered_has_no_waiting_list) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=3:DELIVERY\r\n")));
  auto all = command("DELIVERY", 12);
  all.address = berlin();
  ASSERT_TRUE(hold_of(all));
  const Id slot = slots().front().id;
  write([&](store::Transaction& tx) {
    const auto joined = services_.waiting.join(tx, {shop_.id, slot, "MUG", 1, "Bea", "bea@example.com"});
    ASSERT_FALSE(joined);
    EXPECT_THAT(joined.error().message, HasSubstr("only delivered"));
  });
}

}  // namespace
}  // namespace timeshelf::tests
