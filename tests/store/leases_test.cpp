// Devices sell what they have on lease while they are cut off, on both databases.
#include "commerce/payments/receipts.hpp"
#include "commerce/reports/drop_report.hpp"
#include "commerce/reports/figures.hpp"
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
  static std::string with_seats(int seats) {
    return kTimes + "LOCATION:Kiln Street 12\r\nX-SHELF-SEATS:" + std::to_string(seats) +
           "\r\nX-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:20\r\nX-SHELF-PRICE;SKU=SEAT:30\r\n";
  }
  std::int64_t places() { return slots().front().seats_remaining.value(); }
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

// They seemed to have gone, and to come back with the lease.
TEST_P(Leases, goods_that_are_lent_are_still_there_in_the_figures) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  clock_.advance(1s);
  bring(one, one.sell(lease, 2, 2000));
  run_due();
  ASSERT_EQ(there(), 18);
  ASSERT_EQ(on_lease(), 3);
  const auto today = commerce::day_of(ical::utc_zone(), clock_.now());
  std::vector<commerce::DayStock> by_day;
  database().read([&](store::Transaction& tx) {
    by_day = commerce::stock_by_day(tx, shop_.id, commerce::days_in(ical::utc_zone(), today, today), kiln_.id,
                                    "MUG", there());
  });
  ASSERT_EQ(by_day.size(), 1U);
  EXPECT_EQ(by_day[0].came, 20);
  EXPECT_EQ(by_day[0].went, 2);
  EXPECT_EQ(by_day[0].there, 18);
}

// Each one raised the holds and the bookings of the funnel, though nobody looked at a page before.
TEST_P(Leases, who_walks_up_is_no_hold_and_counted_apart_in_reports) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  ASSERT_TRUE(hold("MUG", 1));
  bring(one, one.sell(lease, 1, 2000));
  bring(one, one.sell(lease, 2, 2000));
  bring(one, one.take_back(one.seq));
  database().read([&](store::Transaction& tx) {
    const auto report = *commerce::report_slot(tx, shop_.id, slot_, clock_.now());
    EXPECT_EQ(report.funnel.holds, 1);
    EXPECT_EQ(report.funnel.bookings, 0);
    EXPECT_EQ(report.funnel.cancelled, 0);
    EXPECT_EQ(report.funnel.handed_over, 0);
    EXPECT_EQ(report.funnel.walk_ups, 1) << "the other was taken back";
    EXPECT_EQ(report.skus[0].sold, 1);
    const auto today = commerce::day_of(ical::utc_zone(), clock_.now());
    const auto days = commerce::days_in(ical::utc_zone(), today, today);
    EXPECT_EQ(commerce::holds_by_day(tx, shop_.id, days, clock_.now()).front().made(), 1);
    EXPECT_EQ(commerce::sales_by_day(tx, shop_.id, days, std::nullopt).front().bookings, 2);
  });
}

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

TEST_P(Leases, seats_of_a_slot_are_lent) {
  ASSERT_TRUE(publish(with_seats(4)));
  Phone one = phone(selling());
  auto seats = asking(3);
  seats.sku = "SEAT";
  const auto lease = take(one, seats).value().lease;
  EXPECT_FALSE(lease.places);
  EXPECT_EQ(slots().front().seats_remaining, 1);
  EXPECT_EQ(bring(one, one.sell(lease, 2, 3000)).outcome, ScanOutcome::applied);
  EXPECT_EQ(balance(commerce::handed_over(slot_, "SEAT")), 2);
  EXPECT_EQ(slots().front().seats_remaining, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, with_goods_of_a_slot_that_counts_its_places_a_place_is_lent_for_each_buyer) {
  ASSERT_TRUE(publish(with_seats(4)));
  Phone one = phone(selling());
  const auto more = take(one, asking(5));
  EXPECT_THAT(more.error().message, HasSubstr("Only 4 places are free"));
  EXPECT_EQ(more.error().remaining, 4);
  const auto lease = lease_for(one, 3);
  EXPECT_TRUE(lease.places);
  EXPECT_EQ(places(), 1);
  EXPECT_EQ(balance(commerce::leased(slot_, "SEAT")), 3);
  EXPECT_EQ(hold("MUG", 1).value().lines.size(), 1U) << "the fourth place";
  EXPECT_EQ(hold("MUG", 1).error().code, Refusal::Code::sold_out) << "each of the others may be needed";

  EXPECT_EQ(bring(one, one.sell(lease, 2, 2000)).outcome, ScanOutcome::applied);
  EXPECT_EQ(handed_over(), 2);
  EXPECT_EQ(balance(commerce::sold(slot_, "SEAT")), 1) << "who bought two takes one place";
  EXPECT_EQ(places(), 1) << "and the other is free again";
  EXPECT_EQ(balance(commerce::leased(slot_, "SEAT")), 1);
  EXPECT_THAT(check(), IsEmpty());
  give_back(lease).value();
  EXPECT_EQ(places(), 2);
  EXPECT_EQ(balance(commerce::leased(slot_, "SEAT")), 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, the_scarcer_of_units_and_places_is_told) {
  ASSERT_TRUE(publish(with_seats(4)));
  Phone one = phone(selling());
  const auto many = take(one, asking(13));
  EXPECT_EQ(many.error().remaining, 4);
  EXPECT_EQ(many.error().message, "Only 4 places are free, and whoever buys there takes one.");
  ASSERT_TRUE(publish(with_seats(30)));
  const auto more = take(one, asking(31));
  EXPECT_EQ(more.error().remaining, 12);
  EXPECT_EQ(more.error().message, "Only 12 are free.");
}

TEST_P(Leases, a_sale_with_its_place_is_taken_back_and_may_be_made_again) {
  ASSERT_TRUE(publish(with_seats(4)));
  Phone one = phone(selling());
  const auto lease = lease_for(one, 3);
  const auto sale = one.sell(lease, 2, 2000);
  const std::int64_t number = one.seq;
  ASSERT_EQ(bring(one, sale).outcome, ScanOutcome::applied);
  ASSERT_EQ(bring(one, one.take_back(number)).outcome, ScanOutcome::applied);
  EXPECT_EQ(on_lease(), 3);
  EXPECT_EQ(balance(commerce::leased(slot_, "SEAT")), 3);
  EXPECT_EQ(places(), 1);
  EXPECT_THAT(check(), IsEmpty());

  const auto again = one.sell(lease, 2, 2000);
  const std::int64_t second = one.seq;
  ASSERT_EQ(bring(one, again).outcome, ScanOutcome::applied);
  booked(command("PICKUP", 1));
  booked(command("PICKUP", 1));  // the place that was free, and the one that the sale did not need
  EXPECT_EQ(places(), 0);
  ASSERT_EQ(bring(one, one.take_back(second)).outcome, ScanOutcome::applied);
  EXPECT_EQ(on_lease(), 2) << "no more than there are places for";
  EXPECT_EQ(balance(commerce::leased(slot_, "SEAT")), 2);
  EXPECT_EQ(now_of(lease).returned, 1);
  EXPECT_EQ(places(), 0);
  run_due();
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_late_sale_in_a_full_slot_is_told_and_takes_nobodys_place) {
  ASSERT_TRUE(publish(with_seats(2)));
  Phone one = phone(selling());
  const auto lease = lease_for(one, 2);
  const auto sale = one.sell(lease, 1, 2000);
  clock_.advance(1min);
  call_back(lease, true);
  booked(command("PICKUP", 1));
  booked(command("PICKUP", 1));
  clock_.advance(1s);
  const auto answer = bring(one, sale);
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::oversold));
  EXPECT_THAT(conflicts().at(0).sentence, HasSubstr("has no place"));
  EXPECT_EQ(balance(commerce::sold(slot_, "SEAT")), 2);
  EXPECT_EQ(places(), 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_count_between_a_sale_and_its_record_has_seen_the_sale) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  clock_.advance(1min);
  const auto before = one.sell(lease, 2, 2000);
  clock_.advance(1min);
  tell(Kind::count, 18);
  EXPECT_EQ(there(), 18);
  clock_.advance(1min);
  const auto after = one.sell(lease, 1, 2000);
  clock_.advance(1h);
  ASSERT_EQ(upload(one, {before, after}).front().outcome, ScanOutcome::applied);
  run_due();
  EXPECT_EQ(there(), 17) << "two were gone when they counted, and one went after it";
  EXPECT_EQ(handed_over(), 3);
  EXPECT_EQ(adjusted_by("counted already"), 2);
  EXPECT_THAT(check(), IsEmpty());

  tell(Kind::count, 17);
  EXPECT_EQ(there(), 17);
  clock_.advance(1min);
  ASSERT_EQ(bring(one, one.take_back(1)).outcome, ScanOutcome::applied);
  run_due();
  EXPECT_EQ(there(), 19) << "and those two were brought back behind that count";
  EXPECT_EQ(missing(), 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_sale_that_was_taken_back_before_a_count_changes_nothing) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  clock_.advance(1min);
  const auto sale = one.sell(lease, 2, 2000);
  clock_.advance(1min);
  const auto undone = one.take_back(1);
  clock_.advance(1min);
  tell(Kind::count, 20);
  clock_.advance(1h);
  const auto answers = upload(one, {sale, undone});
  ASSERT_EQ(answers[1].outcome, ScanOutcome::applied) << answers[1].sentence;
  run_due();
  EXPECT_EQ(there(), 20);
  EXPECT_EQ(free(), 7);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_count_that_is_told_late_knows_the_sales_before_it) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  clock_.advance(1min);
  const auto sale = one.sell(lease, 2, 2000);
  clock_.advance(1min);
  const Instant counted_at = clock_.now();
  clock_.advance(1h);
  ASSERT_EQ(bring(one, sale).outcome, ScanOutcome::applied);
  EXPECT_EQ(there(), 18);
  auto late = statement(Kind::count, 18, "late-count");
  late.occurred_at = counted_at;
  tell(late);
  run_due();
  EXPECT_EQ(there(), 18);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, what_lies_at_the_venue_in_no_slot_is_lent_and_comes_back_to_there) {
  Phone one = phone(selling());
  auto wanted = asking(9);
  wanted.from_venue = true;
  const auto more = take(one, wanted);
  EXPECT_EQ(more.error().code, Refusal::Code::sold_out);
  EXPECT_EQ(more.error().remaining, 8) << "twenty, of which the slot has twelve";
  wanted.units = 5;
  const auto lease = take(one, wanted).value().lease;
  EXPECT_TRUE(lease.from_venue);
  EXPECT_EQ(free(), 12) << "the slot keeps what it has";
  EXPECT_EQ(level(kiln_)->on_hand, 3);
  EXPECT_EQ(there(), 20);
  EXPECT_EQ(level(kiln_)->leased, 5);
  auto other = wanted;
  other.from_venue = false;
  EXPECT_EQ(take(one, other).error().code, Refusal::Code::key_reused);

  clock_.advance(1min);
  EXPECT_EQ(bring(one, one.sell(lease, 2, 2000)).outcome, ScanOutcome::applied);
  EXPECT_EQ(free(), 12);
  EXPECT_EQ(there(), 18);
  give_back(lease).value();
  run_due();
  EXPECT_EQ(level(kiln_)->on_hand, 6);
  EXPECT_EQ(free(), 12);
  EXPECT_EQ(there(), 18);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, a_sale_from_the_venue_that_is_taken_back_late_leaves_the_slot_as_it_was) {
  Phone one = phone(selling());
  auto wanted = asking(5);
  wanted.from_venue = true;
  const auto lease = take(one, wanted).value().lease;
  clock_.advance(1min);
  ASSERT_EQ(bring(one, one.sell(lease, 3, 2000)).outcome, ScanOutcome::applied);
  const std::int64_t number = one.seq;
  give_back(lease).value();
  ASSERT_EQ(bring(one, one.take_back(number)).outcome, ScanOutcome::applied);
  run_due();
  EXPECT_EQ(free(), 12);
  EXPECT_EQ(level(kiln_)->on_hand, 8);
  EXPECT_EQ(there(), 20);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, what_nobody_counts_at_the_venue_is_not_lent_from_there) {
  ASSERT_TRUE(publish(kTimes + "LOCATION:Depot\r\nX-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:20\r\n"));
  auto at_the_depot = selling("Depot");
  at_the_depot.venue = depot_.id;
  Phone one = phone(at_the_depot);
  auto wanted = asking(1);
  wanted.from_venue = true;
  const auto refused = take(one, wanted);
  EXPECT_EQ(refused.error().code, Refusal::Code::not_on_sale);
  EXPECT_EQ(refused.error().field, "from");
}

TEST_P(Leases, a_lease_from_the_venue_outlives_that_its_slot_moves_away) {
  Phone one = phone(selling());
  auto wanted = asking(5);
  wanted.from_venue = true;
  const auto lease = take(one, wanted).value().lease;
  ASSERT_TRUE(publish(kTimes + "LOCATION:Depot\r\nX-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:20\r\n"));
  run_due();
  EXPECT_THAT(check(), IsEmpty());
  EXPECT_EQ(bring(one, one.sell(lease, 1, 2000)).outcome, ScanOutcome::applied);
  give_back(lease).value();
  run_due();
  EXPECT_EQ(on_lease(), 0);
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

TEST_P(Leases, what_was_never_lent_is_missing_and_told_with_a_true_sentence) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 1);
  booked(command("PICKUP", 9));
  clock_.advance(1s);
  const auto answer = bring(one, one.sell(lease, 15, 2000));
  EXPECT_EQ(answer.outcome, ScanOutcome::conflict);
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::oversold));
  EXPECT_THAT(answer.sentence, HasSubstr("14 of it had not been lent"));
  EXPECT_THAT(answer.sentence, Not(HasSubstr("gone back")));
  ASSERT_EQ(conflicts().size(), 1U);
  EXPECT_EQ(conflicts()[0].units, 14);
  EXPECT_EQ(conflicts()[0].sentence, "14 x MUG were sold that had not been lent: the lease was of 1.");
  EXPECT_EQ(handed_over(), 15) << "they left all the same";
  EXPECT_EQ(missing(), 14);
  EXPECT_EQ(there(), 5);
  EXPECT_THAT(check(), IsEmpty());
  run_due();
  EXPECT_EQ(balance(commerce::sold(slot_, "MUG")), 9) << "nobody's promise was touched";
  EXPECT_EQ(free(), 0) << "what is free made good what it could";
  EXPECT_EQ(missing(), 4);
  EXPECT_THAT(check(), IsEmpty());

  ASSERT_EQ(bring(one, one.take_back(1)).outcome, ScanOutcome::applied);
  run_due();
  EXPECT_EQ(missing(), 0);
  EXPECT_EQ(there(), 20);
  EXPECT_EQ(on_lease(), 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, what_was_never_lent_is_told_also_where_others_made_it_good) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 1);
  clock_.advance(1s);
  EXPECT_EQ(bring(one, one.sell(lease, 15, 2000)).outcome, ScanOutcome::conflict);
  run_due();
  EXPECT_EQ(missing(), 0);
  EXPECT_EQ(free(), 5);
  EXPECT_EQ(bring(one, one.sell(lease, 1, 2000)).outcome, ScanOutcome::conflict) << "nothing is left of it";
  EXPECT_EQ(bring(one, one.sell(lease, 1001, 2000)).outcome, ScanOutcome::rejected);
  run_due();
  EXPECT_EQ(there(), 4);
  ASSERT_EQ(bring(one, one.take_back(1)).outcome, ScanOutcome::applied);
  run_due();
  EXPECT_EQ(there(), 19);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, of_one_sale_some_had_gone_back_and_some_were_never_lent) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 4);
  clock_.advance(1min);
  const auto sale = one.sell(lease, 6, 2000);
  call_back(lease, true);
  booked(command("PICKUP", 12));
  clock_.advance(1s);
  const auto answer = bring(one, sale);
  EXPECT_EQ(answer.outcome, ScanOutcome::conflict);
  EXPECT_THAT(conflicts().at(0).sentence,
              ::testing::AllOf(HasSubstr("2 x MUG were sold that had not been lent"),
                               HasSubstr("4 x MUG were sold from a lease that had gone back")));
  EXPECT_EQ(conflicts().at(0).units, 6);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Leases, where_nobody_counts_what_was_never_lent_left_what_is_free_and_is_told) {
  ASSERT_TRUE(publish(with_seats(5)));
  Phone one = phone(selling());
  auto wanted = asking(1);
  wanted.sku = "SEAT";
  const auto lease = take(one, wanted).value().lease;
  clock_.advance(1s);
  const auto answer = bring(one, one.sell(lease, 3, 3000));
  EXPECT_EQ(answer.outcome, ScanOutcome::conflict);
  EXPECT_EQ(conflicts().at(0).units, 2);
  EXPECT_EQ(places(), 2) << "three sit there";
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
  clock_.advance(1s);
  const auto sale = one.sell(lease, 2, 2000);
  const std::int64_t number = one.seq;
  const auto undone = one.take_back(number);
  const auto again = one.take_back(number);
  EXPECT_EQ(bring(one, sale).outcome, ScanOutcome::applied);
  clock_.advance(1s);
  const auto answer = bring(one, undone);
  EXPECT_EQ(answer.outcome, ScanOutcome::applied) << answer.sentence;
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

TEST_P(Leases, a_sale_whose_goods_came_back_to_the_counter_is_not_taken_back_again) {
  Phone one = phone(selling());
  const auto lease = lease_for(one, 5);
  clock_.advance(1s);
  ASSERT_EQ(bring(one, one.sell(lease, 2, 2000)).outcome, ScanOutcome::applied);
  auto returned = step(bookings().front(), commerce::LineState::returned);
  returned.units = 1;
  returned.goods = commerce::BroughtBack::stock;
  ASSERT_TRUE(advance(returned));
  clock_.advance(1s);
  const auto answer = bring(one, one.take_back(1));
  EXPECT_EQ(answer.outcome, ScanOutcome::rejected);
  EXPECT_THAT(answer.sentence, HasSubstr("changed at the counter"));
  EXPECT_EQ(bookings().front().state, commerce::BookingState::confirmed);
  EXPECT_EQ(now_of(lease).sold, 2);
  run_due();
  EXPECT_EQ(there(), 19) << "one is with the customer";
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
