// Paying online, on both databases: who has paid has a booking or gets the money back; never both, never
// neither.
#include "commerce/payments/payments.hpp"

#include "commerce/letters/letters.hpp"
#include "commerce/payments/payment_rows.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::CheckoutState;
using commerce::PaymentSession;
using commerce::PaymentTask;
using commerce::Refusal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Currency kEuro = *Currency::parse("EUR");

class Paying : public ShopWorld {
 protected:
  using ShopWorld::ShopWorld;
  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(kMugs));
  }

  commerce::Payments& payments() { return services_.payments; }
  /// A hold of so many mugs whose customer is at the provider's page.
  Id at_the_page(std::int64_t mugs, const std::string& email = "a@example.com",
                 const std::string& language = "en") {
    const Id held = hold("MUG", mugs)->id;
    write([&](store::Transaction& tx) {
      ASSERT_TRUE(payments().begin(tx, {shop_.id, held, "Ada", email, false, language}));
      const auto task = payments().take(tx);
      ASSERT_TRUE(task);
      ASSERT_TRUE(std::holds_alternative<commerce::ToCreate>(task->ask));
      payments().note(tx, *task, {page_of(held), PaymentSession::State::open, "https://pay.example/x", ""});
    });
    return held;
  }
  static std::string page_of(const Id& held) { return "cs_" + held.string(); }
  static PaymentSession paid(const Id& held, std::int64_t minor) {
    return {page_of(held), PaymentSession::State::paid, "", "pi_" + held.string(), Money{minor, kEuro}};
  }
  static PaymentSession over(const Id& held) { return {page_of(held), PaymentSession::State::over, "", ""}; }
  void settle(const Id& held, const PaymentSession& session) {
    write([&](store::Transaction& tx) { payments().settle(tx, shop_.id, held, session); });
  }
  commerce::Checkout checkout(const Id& held) {
    std::optional<commerce::Checkout> found;
    database().read([&](store::Transaction& tx) { found = payments().find(tx, shop_.id, held); });
    return *found;
  }
  /// Charges less refunds by the books, for bookings or not.
  std::int64_t money() {
    std::int64_t sum = 0;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT kind, minor FROM money", {}, [&](const store::Row& row) {
        sum += row.text(0) == "charge" ? row.integer(1) : -row.integer(1);
      });
    });
    return sum;
  }
  /// Does every refund that is owed; answers their sums.
  std::vector<std::int64_t> refund_all() {
    std::vector<std::int64_t> sums;
    write([&](store::Transaction& tx) {
      while (auto task = payments().take(tx)) {
        const auto* refund = std::get_if<commerce::ToRefund>(&task->ask);
        if (!refund) continue;
        sums.push_back(refund->refund.amount.minor);
        payments().note_refunded(tx, refund->refund, "re_" + refund->refund.id.string());
      }
    });
    return sums;
  }
  std::optional<commerce::Letter> letter() {
    run_due();
    std::optional<commerce::Letter> taken;
    write([&](store::Transaction& tx) { taken = commerce::take_letter(tx, clock_.now()); });
    return taken;
  }
  std::int64_t remaining() { return slots().front().offers.front().remaining; }
};
INSTANTIATE_TEST_SUITE_P(, Paying, BothDatabases, name_of_engine);

TEST_P(Paying, becomes_one_booking_however_often_the_provider_says_so) {
  const Id held = at_the_page(2);
  for (int i = 0; i < 3; ++i) settle(held, paid(held, 3600));
  EXPECT_EQ(checkout(held).state, CheckoutState::booked);
  EXPECT_EQ(slots().front().booked, 1);
  EXPECT_EQ(money(), 3600);
  settle(held, over(held));  // told late
  EXPECT_EQ(checkout(held).state, CheckoutState::booked);
  EXPECT_THAT(refund_all(), IsEmpty());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Paying, holds_the_units_as_long_as_the_page_lives) {
  const Id held = at_the_page(3);
  clock_.advance(25min);
  run_due();
  EXPECT_EQ(remaining(), 0);
  settle(held, over(held));
  EXPECT_EQ(remaining(), 3);
  EXPECT_EQ(checkout(held).state, CheckoutState::unpaid);
  EXPECT_EQ(money(), 0);
}

TEST_P(Paying, money_for_a_page_that_was_believed_to_be_over_is_not_forgotten) {
  const Id first = at_the_page(1), second = at_the_page(2);
  for (const Id& held : {first, second}) settle(held, over(held));
  ASSERT_TRUE(hold("MUG", 2));
  settle(first, paid(first, 1800));
  EXPECT_EQ(checkout(first).state, CheckoutState::booked);
  settle(second, paid(second, 3600));  // and nothing is left for it
  EXPECT_EQ(checkout(second).state, CheckoutState::returned);
  EXPECT_THAT(refund_all(), ElementsAre(3600));
  EXPECT_EQ(money(), 1800);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Paying, an_offer_to_who_waited_stands_as_long_as_was_promised) {
  commerce::HoldCommand offer{shop_.id, {{slots().front().id, "MUG", 1, ""}}};
  offer.offered_until = clock_.now() + 4h;
  std::optional<Id> held;
  write([&](store::Transaction& tx) {
    held = engine_.hold(tx, offer)->id;
    ASSERT_TRUE(payments().begin(tx, {shop_.id, *held, "Ada", "a@example.com"}));
  });
  EXPECT_EQ(checkout(*held).expires_at, *offer.offered_until);
  clock_.advance(3h);
  run_due();
  EXPECT_EQ(remaining(), 2);
}

TEST_P(Paying, money_that_comes_too_late_books_what_is_still_there) {
  const Id held = at_the_page(2);
  clock_.advance(2h);
  run_due();
  EXPECT_EQ(remaining(), 3);
  settle(held, paid(held, 3600));
  EXPECT_EQ(checkout(held).state, CheckoutState::booked);
  EXPECT_EQ(remaining(), 1);
  EXPECT_EQ(money(), 3600);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Paying, money_that_comes_too_late_for_what_is_gone_goes_back) {
  const Id held = at_the_page(2);
  clock_.advance(2h);
  ASSERT_TRUE(confirm(hold("MUG", 2)->id, "b@example.com"));
  settle(held, paid(held, 3600));
  settle(held, paid(held, 3600));
  EXPECT_EQ(checkout(held).state, CheckoutState::returned);
  EXPECT_EQ(slots().front().booked, 1);
  EXPECT_THAT(refund_all(), ::testing::ElementsAre(3600));
  EXPECT_THAT(refund_all(), IsEmpty());
  EXPECT_EQ(money(), 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Paying, a_hold_that_was_let_go_and_is_paid_all_the_same_is_settled_once) {
  const Id held = at_the_page(1);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.release(tx, shop_.id, held)); });
  write([&](store::Transaction& tx) {
    clock_.advance(2min);
    const auto task = payments().take(tx);
    ASSERT_TRUE(task);
    EXPECT_TRUE(std::holds_alternative<commerce::ToExpire>(task->ask));  // so that nobody pays any more
    payments().note(tx, *task, paid(held, 1800));                        // but somebody had
  });
  EXPECT_EQ(checkout(held).state, CheckoutState::booked);
  EXPECT_EQ(money(), 1800);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Paying, what_was_booked_for_pickup_meanwhile_is_paid_by_it_and_only_once) {
  const Id held = at_the_page(1);
  const auto booking = confirm(held);
  ASSERT_TRUE(booking);
  settle(held, paid(held, 1800));
  EXPECT_EQ(checkout(held).booking, booking->id);
  EXPECT_EQ(slots().front().booked, 1);
  database().read([&](store::Transaction& tx) {
    EXPECT_EQ(commerce::balance_of(tx, shop_.id, booking->id)->owed().minor, 0);
  });
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Paying, another_sum_than_was_asked_for_goes_back) {
  const Id held = at_the_page(2);
  settle(held, paid(held, 3599));
  EXPECT_EQ(checkout(held).state, CheckoutState::returned);
  EXPECT_THAT(refund_all(), ::testing::ElementsAre(3599));
  EXPECT_EQ(money(), 0);
}

TEST_P(Paying, what_is_cancelled_goes_back_part_by_part_and_never_twice) {
  const Id held = at_the_page(3);
  settle(held, paid(held, 5400));
  const Id booking = *checkout(held).booking;
  for (int i = 0; i < 3; ++i) {
    write([&](store::Transaction& tx) {
      ASSERT_TRUE(services_.changes.cancel(tx, {shop_.id, booking, {{0, 1}}}));
      // The counter gives nothing back of what the provider will.
      commerce::ReceiptCommand cash{shop_.id, booking, commerce::ReceiptKind::refund, "cash"};
      EXPECT_EQ(services_.receipts.write_down(tx, cash).error().field, "kind");
      const auto balance = commerce::balance_of(tx, shop_.id, booking);
      EXPECT_EQ(balance->paid.minor, 5400);
      EXPECT_EQ(balance->returning.minor, 1800 * (i + 1));
      EXPECT_EQ(balance->owed().minor, 0);
    });
  }
  EXPECT_THAT(refund_all(), ::testing::ElementsAre(1800, 1800, 1800));
  EXPECT_EQ(money(), 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Paying, a_refund_that_fails_is_tried_again_under_the_same_key) {
  const Id held = at_the_page(1);
  settle(held, paid(held, 1800));
  std::set<Id> keys;
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(engine_.cancel(tx, shop_.id, *checkout(held).booking));
    for (int i = 0; i < 3; ++i) {
      const auto task = payments().take(tx);
      ASSERT_TRUE(task);
      keys.insert(task->subject);
      payments().note_trouble(tx, *task, {});
      EXPECT_FALSE(payments().take(tx));
      clock_.advance(1h);
    }
  });
  EXPECT_THAT(keys, SizeIs(1));
  EXPECT_THAT(refund_all(), SizeIs(1));
  EXPECT_EQ(money(), 0);
}

TEST_P(Paying, an_event_is_heard_once_and_what_is_not_ours_changes_nothing) {
  const Id held = at_the_page(1);
  write([&](store::Transaction& tx) {
    payments().hear(tx, {"evt_0", "checkout.session.completed", PaymentSession{"cs_other"}});
    payments().hear(tx, {"evt_1", "checkout.session.completed", paid(held, 1800)});
    payments().hear(tx, {"evt_1", "checkout.session.completed", paid(held, 1800)});
    payments().hear(tx, {"evt_2", "charge.dispute.created", {}, "pi_" + held.string()});
    payments().hear(tx, {"evt_3", "charge.dispute.created", {}, "pi_other"});
  });
  EXPECT_EQ(checkout(held).state, CheckoutState::booked);
  database().read([&](store::Transaction& tx) {
    std::vector<std::string> events;
    tx.query("SELECT id FROM provider_events ORDER BY id", {},
             [&](const store::Row& row) { events.push_back(row.string(0)); });
    EXPECT_THAT(events, ::testing::ElementsAre("evt_1", "evt_2"));
  });
}

TEST_P(Paying, begins_once_and_only_for_who_can_be_written_to) {
  const Id held = hold("MUG", 1)->id;
  write([&](store::Transaction& tx) {
    EXPECT_EQ(payments().begin(tx, {shop_.id, held, "", "a@example.com"}).error().field, "name");
    EXPECT_EQ(payments().begin(tx, {shop_.id, held, "Ada", "nobody"}).error().field, "email");
    EXPECT_EQ(
        payments().begin(tx, {shop_.id, Id::make(clock_.now(), random_), "Ada", "a@b.example"}).error().code,
        Refusal::Code::unknown_hold);
    ASSERT_TRUE(payments().begin(tx, {shop_.id, held, "Ada", "a@example.com"}));
    EXPECT_EQ(payments().begin(tx, {shop_.id, held, "Bob", "b@example.com"})->email, "a@example.com");
  });
}

class PayingByMail : public Paying {
 protected:
  PayingByMail() : Paying("bookings@shop.example") {}
};
INSTANTIATE_TEST_SUITE_P(, PayingByMail, BothDatabases, name_of_engine);

TEST_P(PayingByMail, the_letter_says_what_was_paid_and_what_is_on_its_way_back) {
  const Id held = at_the_page(2, "ben@example.com");
  settle(held, paid(held, 3600));
  EXPECT_THAT(letter()->body, HasSubstr("  Total: 36.00 EUR\n  Paid: 36.00 EUR\n"));
  const Id booking = *checkout(held).booking;
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.changes.cancel(tx, {shop_.id, booking, {{0, 1}}}));
  });
  clock_.advance(1s);
  const auto told = letter();
  ASSERT_TRUE(told);
  EXPECT_THAT(told->body,
              HasSubstr("  Total: 18.00 EUR\n  Paid: 36.00 EUR\n  On its way back to you: 18.00 EUR\n"));
}

TEST_P(PayingByMail, late_money_that_goes_back_is_told_with_sum_and_reason_and_once) {
  const Id held = at_the_page(2, "late@example.com");
  clock_.advance(2h);
  ASSERT_TRUE(confirm(hold("MUG", 2)->id, "b@example.com"));
  EXPECT_EQ(letter()->recipient, "b@example.com");
  for (int i = 0; i < 2; ++i) settle(held, paid(held, 3600));
  const auto told = letter();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->recipient, "late@example.com");
  EXPECT_EQ(told->subject, "Your 36.00 EUR goes back to you");
  EXPECT_THAT(told->body, HasSubstr("2 x Mug, Glaze evening"));
  EXPECT_THAT(told->body, HasSubstr("The time to pay had run out before your payment came"));
  EXPECT_THAT(told->body, HasSubstr("https://shop.example/s/studio"));
  EXPECT_THAT(told->calendar, IsEmpty());
  EXPECT_FALSE(letter());
  refund_all();
  EXPECT_FALSE(letter());
}

TEST_P(PayingByMail, the_letter_gives_the_reason_that_there_is) {
  const Id wrong = at_the_page(1, "wrong@example.com");
  settle(wrong, paid(wrong, 1700));
  EXPECT_THAT(letter()->body, HasSubstr("18.00 EUR was asked for, and 17.00 EUR came."));
  refund_all();

  const Id twice = at_the_page(1, "twice@example.com");
  const auto booking = confirm(twice, "twice@example.com");
  EXPECT_EQ(letter()->subject, "Booked: Glaze evening");
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking->id)); });
  EXPECT_EQ(letter()->subject, "Cancelled: Glaze evening");
  settle(twice, paid(twice, 1800));
  const auto told = letter();
  EXPECT_THAT(told->body, HasSubstr("Nothing was owed for it any more"));
  EXPECT_THAT(told->body, Not(HasSubstr("could not be booked")));
}

TEST_P(PayingByMail, the_letters_are_in_the_language_of_the_checkout) {
  const Id held = at_the_page(1, "ben@example.com", "es");
  settle(held, paid(held, 1800));
  const auto booked = letter();
  ASSERT_TRUE(booked);
  EXPECT_EQ(booked->language, "es");
  EXPECT_EQ(booked->subject, "Reservado: Glaze evening");
  const Id wrong = at_the_page(1, "wrong@example.com", "de");
  settle(wrong, paid(wrong, 1700));
  const auto returned = letter();
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->subject, "Ihre 17,00 EUR gehen an Sie zurück");
  EXPECT_THAT(returned->body, HasSubstr("Verlangt waren 18,00 EUR, gekommen sind 17,00 EUR."));
  database().read([&](store::Transaction& tx) {
    tx.query("SELECT reason FROM refunds", {}, [](const store::Row& row) {
      EXPECT_THAT(row.string(0), HasSubstr("18.00 EUR was asked for")) << "the shop's people read English";
    });
  });
}

TEST_P(PayingByMail, money_for_what_was_called_off_meanwhile_goes_back_and_says_so) {
  const Id held = at_the_page(1, "off@example.com");
  ASSERT_TRUE(publish(kMugs + "STATUS:CANCELLED\r\n"));
  settle(held, paid(held, 1800));
  EXPECT_EQ(checkout(held).state, CheckoutState::returned);
  EXPECT_THAT(letter()->body, HasSubstr("taken off sale"));
}

class Prepaid : public Paying {
 protected:
  Prepaid() : Paying("", true) {}
};
INSTANTIATE_TEST_SUITE_P(, Prepaid, BothDatabases, name_of_engine);

TEST_P(Prepaid, nothing_is_booked_before_it_is_paid) {
  const Id held = hold("MUG", 1)->id;
  const auto refused = confirm(held);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Refusal::Code::payment_needed);
  EXPECT_EQ(refused.error().field, "payment");
  EXPECT_EQ(slots().front().booked, 0);
  EXPECT_EQ(remaining(), 2);  // and it is held for who pays

  const Id paying = at_the_page(2);
  settle(paying, paid(paying, 3600));
  EXPECT_EQ(checkout(paying).state, CheckoutState::booked);
  EXPECT_TRUE(confirm(paying));  // asked again, it is the booking that there is
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Prepaid, what_costs_nothing_is_booked_at_once) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:3\r\nX-SHELF-PRICE;SKU=MUG:0\r\n"));
  EXPECT_TRUE(confirm(hold("MUG", 1)->id));
}

}  // namespace
}  // namespace timeshelf::tests
