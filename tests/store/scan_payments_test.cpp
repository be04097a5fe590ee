// Money that devices took as they handed over, brought into the books, on both databases.
#include "commerce/payments/takings.hpp"
#include "tests/store/device_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::ConflictKind;
using commerce::ScanOutcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace json = boost::json;

// A mug costs 20 euros.
class ScanPayments : public DeviceWorld {
 protected:
  void SetUp() override {
    DeviceWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(mugs("")));
    tell(Kind::count, 20);
    clock_.advance(1s);
  }
  std::vector<commerce::Receipt> receipts_of(const commerce::Booking& booking) {
    std::vector<commerce::Receipt> receipts;
    database().read(
        [&](store::Transaction& tx) { receipts = services_.receipts.list(tx, shop_.id, booking.id); });
    return receipts;
  }
  std::int64_t taken_between(Instant from, Instant to) {
    std::int64_t minor = 0;
    database().read([&](store::Transaction& tx) {
      for (const auto& takings : commerce::takings_between(tx, shop_.id, from, to))
        minor += takings.taken.minor;
    });
    return minor;
  }
  /// The booking's card in what the device takes along for so long.
  json::object card_within(std::chrono::hours ahead, const Phone& phone, const commerce::Booking& booking) {
    json::object contents;
    const auto device = device_of(phone);
    database().read([&](store::Transaction& tx) {
      contents = commerce::manifest_contents(tx, shop_, device, clock_.now(), ahead);
    });
    for (const auto& card : contents.at("cards").as_array()) {
      if (const auto text = commerce::open_card(card.as_object(), booking.token))
        return json::parse(*text).as_object();
    }
    throw std::logic_error("the manifest has no card of the booking");
  }
};
INSTANTIATE_TEST_SUITE_P(, ScanPayments, BothDatabases, name_of_engine);

TEST_P(ScanPayments, are_in_the_books_once_as_if_they_were_taken_at_the_counter) {
  const auto booking = booked(command("PICKUP", 3));
  Phone one = phone();
  const Instant at = clock_.now();
  const auto scan = one.pick_up(booking, {2}, "cash", 4000);
  clock_.advance(3h);
  const auto answer = bring(one, scan);
  EXPECT_EQ(answer.outcome, ScanOutcome::applied) << answer.sentence;
  EXPECT_THAT(answer.flags, IsEmpty());
  const auto receipts = receipts_of(booking);
  ASSERT_THAT(receipts, SizeIs(1));
  EXPECT_EQ(receipts[0].kind, commerce::ReceiptKind::charge);
  EXPECT_EQ(receipts[0].method, "pickup");
  EXPECT_EQ(receipts[0].tender, "cash");
  EXPECT_EQ(receipts[0].amount, (Money{4000, kEuro}));
  EXPECT_EQ(receipts[0].actor, "device Till phone");
  EXPECT_EQ(receipts[0].at, at) << "it was taken at the stall, and not when the network was back";
  EXPECT_EQ(owed(booking), 2000);
  EXPECT_EQ(taken_between(at, at + 1s), 4000);
  const auto told = audit("booking.paid");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].subject, booking.id.text());
  EXPECT_EQ(told[0].facts.at("tender").as_string(), "cash");
  EXPECT_THAT(std::string(told[0].facts.at("reason").as_string()), HasSubstr("record 1 of "));

  EXPECT_EQ(bring(one, scan).outcome, ScanOutcome::duplicate_same) << "the answer was lost";
  auto again = json::parse(scan.record).as_object();
  again["seq"] = ++one.seq;
  again["prev_hash"] = one.last_hash;
  EXPECT_EQ(bring(one, one.write(again)).outcome, ScanOutcome::duplicate_same) << "the same scan";
  again["seq"] = ++one.seq;
  again["prev_hash"] = one.last_hash;
  again["minor"] = 5000;
  EXPECT_EQ(bring(one, one.write(again)).outcome, ScanOutcome::rejected) << "other money is another scan";
  EXPECT_THAT(receipts_of(booking), SizeIs(1));
  EXPECT_EQ(owed(booking), 2000);

  ASSERT_EQ(bring(one, one.pick_up(booking, {1}, "card", 2000)).outcome, ScanOutcome::applied);
  EXPECT_EQ(owed(booking), 0);
  EXPECT_EQ(receipts_of(booking).back().tender, "card");
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(ScanPayments, that_two_devices_took_for_one_booking_are_both_written_down_and_told) {
  const auto booking = booked(command("PICKUP", 2));
  Phone one = phone("One");
  Phone two = phone("Two");
  clock_.advance(1min);
  const auto first = one.pick_up(booking, {1}, "cash", 4000);
  clock_.advance(1min);
  const auto second = two.pick_up(booking, {1}, "card", 3000);
  clock_.advance(1min);
  EXPECT_EQ(bring(one, first).outcome, ScanOutcome::applied);
  const auto answer = bring(two, second);
  EXPECT_EQ(answer.outcome, ScanOutcome::conflict);
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::overpaid));
  EXPECT_EQ(answer.sentence, "30.00 EUR was taken for booking " + booking.code +
                                 " that it did not owe: it had been paid. Give 30.00 EUR back.");
  EXPECT_THAT(receipts_of(booking), SizeIs(2)) << "both have the money in the till";
  EXPECT_EQ(owed(booking), -3000);
  const auto found = conflicts();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].kind, ConflictKind::overpaid);
  EXPECT_EQ(found[0].device_name, "Two");
  EXPECT_EQ(found[0].booking_code, booking.code);
  EXPECT_EQ(found[0].sentence, answer.sentence);
  EXPECT_EQ(found[0].beyond, (Money{3000, kEuro}));
  EXPECT_THAT(audit("scan.conflict"), SizeIs(1));
  EXPECT_EQ(bring(two, second).outcome, ScanOutcome::duplicate_same);
  EXPECT_THAT(conflicts(), SizeIs(1));
  EXPECT_THAT(check(), IsEmpty());

  ASSERT_TRUE(pay(booking, commerce::ReceiptKind::refund)) << "given back at the counter";
  EXPECT_EQ(owed(booking), 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(ScanPayments, are_too_much_only_as_far_as_they_were_not_owed) {
  const auto booking = booked(command("PICKUP", 2));
  write([&](store::Transaction& tx) {
    commerce::ReceiptCommand counter{shop_.id, booking.id, commerce::ReceiptKind::charge, "cash", 3000};
    ASSERT_TRUE(services_.receipts.write_down(tx, counter));
  });
  Phone one = phone();
  const auto answer = bring(one, one.pick_up(booking, {2}, "cash", 4000));
  EXPECT_THAT(answer.sentence, HasSubstr("Give 30.00 EUR back."));
  EXPECT_EQ(owed(booking), -3000);
  EXPECT_EQ(line_of(booking).handed_over, 2) << "the goods were its own";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(ScanPayments, stay_told_where_an_earlier_record_takes_the_goods) {
  const auto booking = booked(command("PICKUP", 2));
  Phone early = phone("Early");
  Phone late = phone("Late");
  ASSERT_TRUE(pay(booking, commerce::ReceiptKind::charge));
  clock_.advance(1min);
  const auto first = early.pick_up(booking, {2});
  clock_.advance(1min);
  const auto second = late.pick_up(booking, {2}, "cash", 4000);
  clock_.advance(1min);
  EXPECT_THAT(bring(late, second).flags, ElementsAre(ConflictKind::overpaid));
  EXPECT_EQ(bring(early, first).outcome, ScanOutcome::applied);
  run_due();
  const std::string told = scans_of(late).front().sentence;
  EXPECT_THAT(told, HasSubstr("left twice"));
  EXPECT_THAT(told, HasSubstr("Give 40.00 EUR back."));
  EXPECT_THAT(conflicts(), SizeIs(2));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(ScanPayments, of_a_booking_that_had_been_cancelled_may_pay_for_what_left) {
  const auto booking = booked(command("PICKUP", 1));
  Phone one = phone();
  const auto scan = one.pick_up(booking, {1}, "cash", 2000);
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.changes.cancel(tx, {shop_.id, booking.id, {}, {false, "clara", "rain"}}));
  });
  const auto answer = bring(one, scan);
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::cancelled, ConflictKind::overpaid));
  EXPECT_THAT(answer.sentence, HasSubstr("Give it back, unless the goods are kept."));
  EXPECT_THAT(receipts_of(booking), SizeIs(1));
  run_due();
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(ScanPayments, are_not_read_from_records_of_before_they_were_told) {
  const auto booking = booked(command("PICKUP", 2));
  Phone one = phone();
  auto older = one.pickup(booking, {1});
  older["paid"] = "in shells";
  EXPECT_EQ(bring(one, one.write(older)).outcome, ScanOutcome::applied);
  EXPECT_EQ(bring(one, one.pick_up(booking, {1}, "in shells", 10)).outcome, ScanOutcome::rejected)
      << "a record that tells of money says how it was paid";
  EXPECT_THAT(receipts_of(booking), IsEmpty());
  EXPECT_EQ(owed(booking), 4000);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(ScanPayments, that_were_not_made_are_in_the_history) {
  const auto booking = booked(command("PICKUP", 1));
  Phone one = phone();
  EXPECT_EQ(bring(one, one.pick_up(booking, {1}, "no", 2000)).outcome, ScanOutcome::applied);
  EXPECT_EQ(owed(booking), 2000);
  const auto told = audit("scan.unpaid");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].subject, booking.id.text());
  EXPECT_EQ(told[0].actor, "device Till phone");
  EXPECT_EQ(told[0].facts.at("amount").as_string(), "20.00 EUR");
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(ScanPayments, are_written_down_for_the_venue_of_the_device_alone) {
  const auto booking = booked(command("PICKUP", 1));
  auto elsewhere = enrolment("Depot");
  elsewhere.venue = depot_.id;
  Phone depot = phone(elsewhere);
  EXPECT_EQ(bring(depot, depot.pick_up(booking, {1}, "cash", 2000)).outcome, ScanOutcome::rejected);
  EXPECT_THAT(receipts_of(booking), IsEmpty());
  EXPECT_THAT(conflicts().front().sentence, HasSubstr("20.00 EUR was taken, which is not in the books"));
  auto looking = enrolment("Door");
  looking.hands_over = false;
  Phone door = phone(looking);
  EXPECT_EQ(bring(door, door.pick_up(booking, {1}, "cash", 2000)).outcome, ScanOutcome::rejected);
  EXPECT_THAT(receipts_of(booking), IsEmpty());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(ScanPayments, are_asked_for_what_lies_at_the_venue_that_day) {
  ASSERT_TRUE(publish(kLater, "later"));
  commerce::HoldCommand wanted = command("PICKUP", 2);
  wanted.lines.push_back({slots().back().id, "MUG", 1, "PICKUP"});
  const auto booking = booked(wanted);
  const Phone one = phone();
  clock_.set(slots().front().starts_at - 1h);
  const auto all = card_within(24h * 30, one, booking);
  ASSERT_EQ(all.at("lines").as_array().size(), 2U);
  EXPECT_EQ(all.at("to_pay_later").as_int64(), 0);
  const auto card = card_within(24h, one, booking);
  ASSERT_EQ(card.at("lines").as_array().size(), 1U);
  EXPECT_EQ(card.at("lines").at(0).at("minor").as_int64(), 4000);
  EXPECT_EQ(card.at("to_pay").at("minor").as_int64(), 6000);
  EXPECT_EQ(card.at("to_pay_later").as_int64(), 2000);
}

TEST_P(ScanPayments, that_were_changed_behind_our_back_are_found) {
  const auto booking = booked(command("PICKUP", 2));
  Phone one = phone();
  bring(one, one.pick_up(booking, {2}, "cash", 4000));
  ASSERT_THAT(check(), IsEmpty());
  write([&](store::Transaction& tx) { tx.execute("UPDATE money SET minor = 3000", {}); });
  EXPECT_THAT(check(), ElementsAre(HasSubstr("took 4000 minor units, and 3000 are in the books")));
  write([&](store::Transaction& tx) { tx.execute("UPDATE money SET minor = 4000", {}); });
  write([&](store::Transaction& tx) { tx.execute("DELETE FROM scan_payments", {}); });
  EXPECT_THAT(check(), ElementsAre(HasSubstr("says that money was taken, and the books say otherwise")));
}

}  // namespace
}  // namespace timeshelf::tests
