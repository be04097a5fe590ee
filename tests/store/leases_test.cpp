// Devices sell what they have on lease while they are cut off, on both databases.
#include "commerce/receipts.hpp"
#include "tests/store/device_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::AccountKind;
using commerce::ConflictKind;
using commerce::Lease;
using commerce::Refusal;
using commerce::ScanOutcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Leases : public DeviceWorld {
 protected:
  void SetUp() override {
    DeviceWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(mugs("")));
    tell(Kind::count, 20);
    slot_ = slots().front().id;
  }
  commerce::EnrolmentCommand selling(std::string name = "Stall") {
    auto wanted = enrolment(std::move(name));
    wanted.sells = true;
    return wanted;
  }
  commerce::LeaseCommand asking(std::int64_t units) {
    commerce::LeaseCommand wanted;
    wanted.shop = shop_.id;
    wanted.nonce = "nonce-of-lease-" + std::to_string(++nonces_);
    wanted.slot = slot_;
    wanted.sku = "MUG";
    wanted.units = units;
    return wanted;
  }
  commerce::Decided<commerce::LeaseTaken> take(const Phone& phone, const commerce::LeaseCommand& wanted) {
    std::optional<commerce::Decided<commerce::LeaseTaken>> taken;
    const auto device = device_of(phone);
    write([&](store::Transaction& tx) { taken = services_.leases.take(tx, device, wanted); });
    return *taken;
  }
  Lease lease_for(const Phone& phone, std::int64_t units) { return take(phone, asking(units)).value().lease; }
  Lease now_of(const Lease& lease) {
    std::optional<Lease> found;
    database().read([&](store::Transaction& tx) { found = services_.leases.find(tx, shop_.id, lease.id); });
    return *found;
  }
  commerce::Decided<Lease> give_back(const Lease& lease, std::optional<std::int64_t> units = {}) {
    std::optional<commerce::Decided<Lease>> after;
    const Lease known = now_of(lease);
    write([&](store::Transaction& tx) {
      after = services_.leases.give_back(tx, shop_.id, known, units, "device Stall");
    });
    return *after;
  }
  Lease call_back(const Lease& lease, bool at_once) {
    std::optional<Lease> after;
    const Lease known = now_of(lease);
    write([&](store::Transaction& tx) {
      after = services_.leases.call_back(tx, shop_.id, known, at_once, "clara");
    });
    return *after;
  }
  /// What waits for who books: reads what is free as everybody sees it.
  std::int64_t free() { return slots().front().offers.front().remaining; }
  std::int64_t handed_over() { return balance(commerce::handed_over(slot_, "MUG")); }
  std::int64_t on_lease() { return balance(commerce::leased(slot_, "MUG")); }
  std::int64_t missing() { return -balance({AccountKind::shortage, kiln_.id.string(), "MUG"}); }
  std::vector<commerce::Booking> bookings() {
    std::vector<commerce::Booking> found;
    database().read([&](store::Transaction& tx) { found = engine_.list_bookings(tx, shop_.id, 100); });
    return found;
  }
  std::vector<commerce::Receipt> receipts(const commerce::Booking& booking) {
    std::vector<commerce::Receipt> found;
    database().read(
        [&](store::Transaction& tx) { found = services_.receipts.list(tx, shop_.id, booking.id); });
    return found;
  }

  Id slot_;
  int nonces_ = 0;
};
INSTANTIATE_TEST_SUITE_P(, Leases, BothDatabases, name_of_engine);

TEST_P(Leases, what_is_lent_is_sold_to_nobody_else) {
  Phone one = phone(selling());
  const auto asked = asking(5);
  const auto taken = take(one, asked).value();
  EXPECT_FALSE(taken.repeated);
  EXPECT_EQ(taken.lease.expires_at, clock_.now() + 12h);
  ASSERT_EQ(taken.lease.prices.size(), 1U);
  EXPECT_EQ(taken.lease.prices[0].minor, 2000);
  EXPECT_EQ(free(), 7);
  EXPECT_EQ(hold("MUG", 8).error().code, Refusal::Code::sold_out);
  EXPECT_EQ(there(), 20) << "it is at the venue all the same";
  EXPECT_EQ(level(kiln_)->leased, 5);
  EXPECT_TRUE(take(one, asked).value().repeated) << "the answer was lost";
  auto other = asked;
  other.units = 6;
  EXPECT_EQ(take(one, other).error().code, Refusal::Code::key_reused);
  EXPECT_EQ(free(), 7);
  const auto more = take(one, asking(8));
  EXPECT_EQ(more.error().code, Refusal::Code::sold_out);
  EXPECT_EQ(more.error().remaining, 7);
  EXPECT_EQ(audit("lease.taken").size(), 1U);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, only_devices_that_may_sell_at_the_venue_of_the_slot_take_one) {
  EXPECT_EQ(take(phone(), asking(1)).error().code, Refusal::Code::invalid_device);
  auto away = selling("Depot");
  away.venue = depot_.id;
  EXPECT_EQ(take(phone(away), asking(1)).error().code, Refusal::Code::not_on_sale);
  Phone one = phone(selling());
  auto wrong = asking(1);
  wrong.sku = "SEAT";
  EXPECT_EQ(take(one, wrong).error().code, Refusal::Code::unknown_sku);
  wrong = asking(0);
  EXPECT_EQ(take(one, wrong).error().code, Refusal::Code::invalid_quantity);
  wrong = asking(1);
  wrong.lasts = 73h;
  EXPECT_EQ(take(one, wrong).error().field, "minutes");
  revoke(one.id).value();
  EXPECT_EQ(take(one, asking(1)).error().code, Refusal::Code::device_revoked);
  EXPECT_EQ(free(), 12);
}

TEST_P(Leases, goods_of_a_slot_that_counts_places_are_not_lent_but_its_seats_are) {
  ASSERT_TRUE(publish(kTimes + "LOCATION:Kiln Street 12\r\nX-SHELF-SEATS:4\r\nX-SHELF-STOCK;SKU=MUG:12\r\n"
                               "X-SHELF-PRICE;SKU=MUG:20\r\nX-SHELF-PRICE;SKU=SEAT:30\r\n"));
  Phone one = phone(selling());
  EXPECT_THAT(take(one, asking(1)).error().message, HasSubstr("counts its places"));
  auto seats = asking(3);
  seats.sku = "SEAT";
  const auto lease = take(one, seats).value().lease;
  EXPECT_EQ(slots().front().seats_remaining, 1);
  EXPECT_EQ(bring(one, one.sell(lease, 2, 3000)).outcome, ScanOutcome::applied);
  EXPECT_EQ(balance(commerce::handed_over(slot_, "SEAT")), 2);
  EXPECT_EQ(slots().front().seats_remaining, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_sale_is_a_booking_that_is_handed_over_and_paid_once) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  clock_.advance(1min);
  const auto sale = one.sell(lease, 2, 2000);
  const Instant sold_at = clock_.now();
  clock_.advance(3h);
  const auto answer = bring(one, sale);
  EXPECT_EQ(answer.outcome, ScanOutcome::applied) << answer.sentence;
  EXPECT_THAT(answer.flags, IsEmpty());
  EXPECT_EQ(handed_over(), 2);
  EXPECT_EQ(on_lease(), 3);
  EXPECT_EQ(there(), 18);
  EXPECT_EQ(now_of(lease).sold, 2);
  ASSERT_EQ(bookings().size(), 1U);
  const auto booking = bookings().front();
  EXPECT_EQ(booking.customer_name, "Walk-up");
  EXPECT_EQ(booking.total.minor, 4000);
  EXPECT_EQ(booking.created_at, sold_at);
  EXPECT_EQ(booking.lines.at(0).state, commerce::LineState::handed_over);
  ASSERT_EQ(receipts(booking).size(), 1U);
  EXPECT_EQ(receipts(booking)[0].tender, "cash");
  EXPECT_EQ(receipts(booking)[0].amount.minor, 4000);
  EXPECT_EQ(owed(booking), 0);
  EXPECT_EQ(audit("booking.sold").size(), 1U);
  EXPECT_EQ(slots().front().booked, 1);

  EXPECT_EQ(bring(one, sale).outcome, ScanOutcome::duplicate_same);
  run_due();
  EXPECT_EQ(handed_over(), 2) << "it is applied exactly once";
  EXPECT_THAT(conflicts(), IsEmpty());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, the_price_is_locked_with_its_steps_by_time_and_holds_the_tax) {
  write([&](store::Transaction& tx) {
    engine_.put_tax_rules(tx, shop_.id, {false, commerce::Rounding::half_up});
    auto mug = engine_.list_products(tx, shop_.id).front();
    mug.tax_rate = 1900;
    engine_.put_product(tx, mug);
  });
  ASSERT_TRUE(publish(kTimes + "LOCATION:Kiln Street 12\r\nX-SHELF-STOCK;SKU=MUG:12\r\n"
                               "X-SHELF-PRICE;SKU=MUG;UNTIL=-PT1H:18\r\nX-SHELF-PRICE;SKU=MUG:25\r\n"));
  const Instant begin = slots().front().starts_at;
  clock_.set(begin - 3h);
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  ASSERT_EQ(lease.prices.size(), 2U);
  EXPECT_EQ(lease.prices[0].minor, 2142) << "18.00 and 19 %";
  EXPECT_EQ(lease.prices[1].minor, 2975);
  EXPECT_EQ(lease.prices[1].from, begin - 1h);
  EXPECT_EQ(lease.expires_at, begin + 2h) << "no later than the slot";
  EXPECT_EQ(bring(one, one.sell(lease, 3, 2142)).outcome, ScanOutcome::applied);
  EXPECT_EQ(bookings().front().total.minor, 6426);
  clock_.advance(1s);
  const auto other = bring(one, one.sell(lease, 1, 100));
  EXPECT_EQ(other.outcome, ScanOutcome::applied) << "it was sold for that";
  EXPECT_THAT(other.flags, ElementsAre(ConflictKind::other_price));
  EXPECT_EQ(bookings().front().total.minor, 100);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, what_is_unsold_comes_back_when_the_device_says_so) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  bring(one, one.sell(lease, 2, 2000));
  EXPECT_EQ(give_back(lease, 4).error().code, Refusal::Code::invalid_quantity);
  EXPECT_EQ(give_back(lease, 1).value().left(), 2);
  EXPECT_EQ(free(), 8);
  const auto closed = give_back(lease).value();
  EXPECT_TRUE(closed.closed_at.has_value());
  EXPECT_EQ(free(), 10);
  EXPECT_EQ(on_lease(), 0);
  EXPECT_EQ(give_back(lease).value().returned, 3) << "the answer was lost";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, what_runs_out_comes_back_once_its_records_had_their_time) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  clock_.advance(12h + 1h);
  run_due();
  EXPECT_EQ(free(), 7) << "records may be on their way";
  const auto sale = one.sell(lease, 1, 2000);
  EXPECT_EQ(bring(one, sale).outcome, ScanOutcome::applied);
  clock_.advance(1h);
  run_due();
  EXPECT_EQ(free(), 11);
  EXPECT_TRUE(now_of(lease).closed_at.has_value());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_lease_that_is_renewed_lasts_longer) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  clock_.advance(10h);
  write([&](store::Transaction& tx) {
    EXPECT_EQ(services_.leases.renew(tx, shop_.id, now_of(lease), 12h).value().expires_at,
              clock_.now() + 12h);
    EXPECT_EQ(services_.leases.renew(tx, shop_.id, now_of(lease), 73h).error().field, "minutes");
  });
  clock_.advance(5h);
  run_due();
  EXPECT_EQ(free(), 7);
  clock_.advance(9h);
  run_due();
  EXPECT_EQ(free(), 12);
  write([&](store::Transaction& tx) {
    EXPECT_EQ(services_.leases.renew(tx, shop_.id, now_of(lease), 12h).error().code,
              Refusal::Code::wrong_state);
  });
}

TEST_P(Leases, a_late_sale_takes_what_is_free_and_the_rest_is_missing_and_told) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 12);
  clock_.advance(1min);
  const auto sale = one.sell(lease, 5, 2000);
  call_back(lease, true);
  EXPECT_EQ(free(), 12);
  booked(command("PICKUP", 9));  // the units went to somebody else meanwhile
  clock_.advance(1s);
  const auto answer = bring(one, sale);
  EXPECT_EQ(answer.outcome, ScanOutcome::conflict);
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::oversold));
  EXPECT_EQ(handed_over(), 5) << "they left all the same";
  EXPECT_EQ(free(), 0);
  EXPECT_EQ(balance(commerce::sold(slot_, "MUG")), 9) << "and nobody's promise was touched";
  EXPECT_EQ(bookings().front().total.minor, 10000) << "all that was taken is in the books";
  ASSERT_EQ(conflicts().size(), 1U);
  EXPECT_EQ(conflicts()[0].units, 2);
  EXPECT_EQ(there(), 15);
  EXPECT_THAT(check(), IsEmpty());
  run_due();
  EXPECT_EQ(missing(), 0) << "what lies at the venue in no slot makes it good";
  EXPECT_EQ(there(), 15);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_device_that_is_revoked_loses_its_leases_at_once) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  clock_.advance(1min);
  const auto before = one.sell(lease, 1, 2000);
  clock_.advance(1min);
  revoke(one.id).value();
  EXPECT_EQ(free(), 12);
  clock_.advance(1min);
  const auto after = one.sell(lease, 1, 2000);
  EXPECT_EQ(bring(one, before).outcome, ScanOutcome::applied);
  EXPECT_EQ(free(), 11);
  EXPECT_EQ(bring(one, after).outcome, ScanOutcome::rejected);
  EXPECT_EQ(handed_over(), 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, the_last_sale_is_taken_back_with_its_money) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  const auto sale = one.sell(lease, 2, 2000);
  const std::int64_t number = one.seq;
  const auto undone = one.take_back(number);
  const auto again = one.take_back(number);
  const auto answers = upload(one, {sale, undone});
  EXPECT_EQ(answers[0].outcome, ScanOutcome::applied);
  EXPECT_EQ(answers[1].outcome, ScanOutcome::applied) << answers[1].sentence;
  EXPECT_EQ(handed_over(), 0);
  EXPECT_EQ(on_lease(), 5) << "it may be sold again";
  EXPECT_EQ(now_of(lease).sold, 0);
  const auto booking = bookings().front();
  EXPECT_EQ(booking.state, commerce::BookingState::cancelled);
  ASSERT_EQ(receipts(booking).size(), 2U);
  EXPECT_EQ(receipts(booking)[1].kind, commerce::ReceiptKind::refund);
  EXPECT_EQ(receipts(booking)[1].tender, "cash");
  EXPECT_EQ(slots().front().booked, 0);
  EXPECT_EQ(there(), 20);
  EXPECT_EQ(bring(one, again).outcome, ScanOutcome::rejected);
  run_due();
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_sale_that_comes_after_its_void_is_undone_at_once) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  const auto sale = one.sell(lease, 2, 2000);
  const auto undone = one.take_back(1);
  EXPECT_EQ(bring(one, undone).outcome, ScanOutcome::applied);
  EXPECT_EQ(bring(one, sale).outcome, ScanOutcome::applied);
  EXPECT_EQ(handed_over(), 0);
  EXPECT_EQ(on_lease(), 5);
  EXPECT_EQ(bookings().front().state, commerce::BookingState::cancelled);
  run_due();
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, records_that_say_nothing_true_are_rejected) {
  Phone one = phone(selling());
  Phone other = phone(selling("Other stall"));
  const auto lease = lease_for(one, 5);
  EXPECT_EQ(bring(other, other.sell(lease, 1, 2000)).outcome, ScanOutcome::rejected) << "another's lease";
  EXPECT_EQ(bring(one, one.take_back(7)).outcome, ScanOutcome::rejected) << "not before it";
  auto twice = one.record("sale", "");
  twice["lines"] = {{{"lease", lease.id.text()}, {"units", 1}, {"minor", 1}},
                    {{"lease", lease.id.text()}, {"units", 1}, {"minor", 1}}};
  twice["paid"] = "cash";
  EXPECT_THAT(bring(one, one.write(twice)).sentence, HasSubstr("twice"));
  auto shells = one.record("sale", "");
  shells["lines"] = {{{"lease", lease.id.text()}, {"units", 1}, {"minor", 1}}};
  shells["paid"] = "shells";
  EXPECT_THAT(bring(one, one.write(shells)).sentence, HasSubstr("cash, card or other"));
  Phone looker = phone("Door");
  EXPECT_EQ(bring(looker, looker.sell(lease, 1, 2000)).outcome, ScanOutcome::rejected);
  EXPECT_EQ(handed_over(), 0);
  EXPECT_EQ(on_lease(), 5);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_creator_cannot_take_away_what_is_lent) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  const auto shrunk = publish(kTimes +
                              "LOCATION:Kiln Street 12\r\nX-SHELF-STOCK;SKU=MUG:4\r\n"
                              "X-SHELF-PRICE;SKU=MUG:20\r\n");
  EXPECT_EQ(shrunk.error().code, Refusal::Code::below_sold);
  ASSERT_TRUE(publish(kTimes + "LOCATION:Depot\r\nX-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:20\r\n"));
  run_due();
  EXPECT_EQ(on_lease(), 5);
  EXPECT_EQ(bring(one, one.sell(lease, 1, 2000)).outcome, ScanOutcome::applied);
  give_back(lease).value();
  run_due();
  EXPECT_EQ(on_lease(), 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, it_counts_for_steps_of_quantity_and_a_called_back_one_ends) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  const auto called = call_back(lease, false);
  EXPECT_EQ(called.called_by, "clara");
  EXPECT_EQ(called.expires_at, clock_.now());
  EXPECT_EQ(on_lease(), 5) << "its records have their time";
  clock_.advance(2h);
  run_due();
  EXPECT_EQ(on_lease(), 0);
  ASSERT_TRUE(publish(kTimes + "LOCATION:Kiln Street 12\r\nX-SHELF-STOCK;SKU=MUG:12\r\n"
                               "X-SHELF-PRICE;SKU=MUG;QTY=5:15\r\nX-SHELF-PRICE;SKU=MUG:20\r\n"));
  const auto early = lease_for(one, 5);
  EXPECT_EQ(early.prices.front().minor, 1500);
  EXPECT_EQ(slots().front().offers.front().price->minor, 2000) << "those five are as good as taken";
  EXPECT_EQ(lease_for(one, 1).prices.front().minor, 2000);
}

}  // namespace
}  // namespace timeshelf::tests
