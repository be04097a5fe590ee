// Bookings that are cancelled in part, moved, paid and refunded, on both databases.
#include "commerce/bookings/change_rows.hpp"
#include "commerce/letters/letters.hpp"
#include "store/migrations.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::CancelCommand;
using commerce::Change;
using commerce::MoveCommand;
using commerce::ReceiptCommand;
using commerce::ReceiptKind;
using commerce::Refusal;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kLater = "DTSTART:20260327T100000Z\r\nDTEND:20260327T120000Z\r\n";

class Changing : public ShopWorld {
 protected:
  Changing() : ShopWorld("bookings@shop.example") {}

  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(kMugs + "X-SHELF-SEATS:4\r\n"));
    ASSERT_TRUE(publish(kLater + "X-SHELF-STOCK;SKU=MUG:2\r\nX-SHELF-PRICE;SKU=MUG:25\r\nX-SHELF-SEATS:4\r\n",
                        "later"));
  }

  commerce::Booking book(std::int64_t mugs) { return *confirm(hold("MUG", mugs)->id); }
  commerce::Decided<Change> cancel(CancelCommand command) {
    command.shop = shop_.id;
    std::optional<commerce::Decided<Change>> result;
    write([&](store::Transaction& tx) { result = services_.changes.cancel(tx, command); });
    return *result;
  }
  commerce::Decided<Change> move(MoveCommand command) {
    command.shop = shop_.id;
    std::optional<commerce::Decided<Change>> result;
    write([&](store::Transaction& tx) { result = services_.changes.move(tx, command); });
    return *result;
  }
  commerce::Decided<commerce::Receipt> receipt(ReceiptCommand command) {
    command.shop = shop_.id;
    command.actor = "clara";
    std::optional<commerce::Decided<commerce::Receipt>> result;
    write([&](store::Transaction& tx) { result = services_.receipts.write_down(tx, command); });
    return *result;
  }
  std::int64_t owed(const Id& booking) {
    std::int64_t minor = 0;
    database().read(
        [&](store::Transaction& tx) { minor = commerce::balance_of(tx, shop_.id, booking)->owed().minor; });
    return minor;
  }
  /// By method: CANCEL before REQUEST.
  std::vector<commerce::Letter> mail() {
    std::vector<commerce::Letter> sent;
    clock_.advance(std::chrono::milliseconds(5));
    run_due();
    write([&](store::Transaction& tx) {
      while (auto letter = commerce::take_letter(tx, clock_.now())) {
        commerce::note_sent(tx, *letter, clock_.now());
        sent.push_back(*letter);
      }
    });
    std::sort(sent.begin(), sent.end(), [](const auto& a, const auto& b) { return a.method < b.method; });
    return sent;
  }
  static std::string value_in(const commerce::Letter& letter, const char* name) {
    return std::string(ical::parse(letter.calendar)->calendars.front().components.front().value(name));
  }
  std::int64_t remaining(std::size_t slot) { return slots()[slot].offers[0].remaining; }
  static commerce::ChangedBy staff() { return {false, "clara", "she called"}; }
};
INSTANTIATE_TEST_SUITE_P(, Changing, BothDatabases, name_of_engine);

TEST_P(Changing, one_mug_of_three_goes_back_and_the_booking_costs_less) {
  const auto booking = book(3);
  const auto changed = cancel({{}, booking.id, {{0, 1}}});
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->after.minor, 2 * 1800);
  ASSERT_THAT(changed->booking.lines, SizeIs(1));
  EXPECT_EQ(changed->booking.lines[0].quantity, 2);
  EXPECT_EQ(remaining(0), 1);
  EXPECT_EQ(slots()[0].booked, 1);
  EXPECT_EQ(slots()[0].seats_remaining, 3);  // it still takes its place
  EXPECT_THAT(check(), IsEmpty());
  ASSERT_TRUE(cancel({{}, booking.id}));
  EXPECT_EQ(remaining(0), 3);
  EXPECT_EQ(slots()[0].booked, 0);
  EXPECT_EQ(slots()[0].seats_remaining, 4);
  EXPECT_EQ(cancel({{}, booking.id}).error().code, Refusal::Code::booking_cancelled);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Changing, customers_are_in_time_by_the_slots_rule_or_else_by_the_shops) {
  const auto booking = book(1);
  write([&](store::Transaction& tx) { commerce::store_cancel_rule(tx, shop_.id, std::chrono::hours(48)); });
  clock_.set(slots()[0].starts_at - std::chrono::hours(47));
  EXPECT_EQ(cancel({{}, booking.id}).error().code, Refusal::Code::too_late);
  ASSERT_TRUE(publish(kMugs + "X-SHELF-SEATS:4\r\nX-SHELF-CANCEL:-PT24H\r\n"));
  EXPECT_TRUE(cancel({{}, booking.id}));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Changing, staff_cancel_at_any_time_and_may_throw_the_goods_away) {
  const auto booking = book(2);
  clock_.set(slots()[0].starts_at + std::chrono::minutes(5));
  EXPECT_EQ(cancel({{}, booking.id}).error().code, Refusal::Code::too_late);
  ASSERT_TRUE(cancel({{}, booking.id, {{0, 1}}, staff(), true}));
  EXPECT_EQ(remaining(0), 1);  // of three: one is with the customer, one is broken
  ASSERT_TRUE(cancel({{}, booking.id, {}, staff()}));
  EXPECT_EQ(remaining(0), 2);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Changing, who_moves_does_not_overtake_who_waits) {
  const auto booking = book(1);
  const Id later = slots()[1].id;
  const auto hold_later = [&] {
    std::optional<commerce::Decided<commerce::Hold>> held;
    write([&](store::Transaction& tx) {
      held = engine_.hold(tx, {shop_.id, {{later, "MUG", 1, "PICKUP"}}});
    });
    return (*held)->id;
  };
  const Id given_back = hold_later();
  hold_later();
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.waiting.join(tx, {shop_.id, later, "MUG", 2, "Bob", "bob@example.com"}));
    ASSERT_TRUE(engine_.release(tx, shop_.id, given_back));
  });
  // One is free and Bob wants two: it is kept for him.
  const auto refused = move({{}, booking.id, later, 2500});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Refusal::Code::sold_out);
  EXPECT_EQ(refused.error().remaining, 0);
  EXPECT_TRUE(move({{}, booking.id, later, 2500, {}, staff()}));  // the shop may
  EXPECT_THAT(check(), IsEmpty());
}

// Both before the letter about the move is written.
TEST_P(Changing, a_booking_that_is_moved_and_then_cancelled_leaves_no_event_behind) {
  const auto booking = book(2);
  ASSERT_THAT(mail(), SizeIs(1));
  ASSERT_TRUE(move({{}, booking.id, slots()[1].id, 2 * 2500}));
  ASSERT_TRUE(cancel({{}, booking.id}));
  const auto letters = mail();
  ASSERT_THAT(letters, SizeIs(2));
  std::set<std::string> called_off;
  for (const auto& letter : letters) {
    EXPECT_EQ(letter.method, "CANCEL");
    called_off.insert(value_in(letter, "UID"));
  }
  EXPECT_THAT(called_off, SizeIs(2));
}

TEST_P(Changing, a_booking_moves_to_another_slot_with_everything_that_follows) {
  const auto booking = book(2);
  ASSERT_THAT(mail(), SizeIs(1));
  const Id later = slots()[1].id;
  EXPECT_EQ(move({{}, booking.id, later, 2 * 1800}).error().code, Refusal::Code::total_differs);
  EXPECT_EQ(remaining(1), 2);
  const auto moved = move({{}, booking.id, later, 2 * 2500});
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->booking.id, booking.id);
  ASSERT_THAT(moved->booking.lines, SizeIs(1));
  EXPECT_EQ(moved->booking.lines[0].slot, later);
  EXPECT_EQ(remaining(0), 3);
  EXPECT_EQ(remaining(1), 0);
  EXPECT_EQ(slots()[0].booked, 0);
  EXPECT_EQ(slots()[1].booked, 1);
  EXPECT_THAT(check(), IsEmpty());

  const auto letters = mail();
  ASSERT_THAT(letters, SizeIs(2));
  EXPECT_EQ(letters[0].method, "CANCEL");
  EXPECT_EQ(value_in(letters[0], "UID"), slots()[0].uid);
  EXPECT_EQ(letters[1].method, "REQUEST");
  EXPECT_EQ(value_in(letters[1], "UID"), slots()[1].uid);

  // And back: the calendar must take the event that it was told to drop.
  ASSERT_TRUE(move({{}, booking.id, slots()[0].id, 2 * 1800}));
  const auto again = mail();
  ASSERT_THAT(again, SizeIs(2));
  EXPECT_GT(std::stoi(value_in(again[1], "SEQUENCE")), std::stoi(value_in(letters[0], "SEQUENCE")));
  database().read([&](store::Transaction& tx) {
    const auto kept = engine_.booking(tx, shop_.id, booking.id);
    EXPECT_THAT(engine_.render_booking_ics(tx, *kept),
                HasSubstr("SEQUENCE:" + value_in(again[1], "SEQUENCE") + "\r\n"));
  });
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Changing, what_does_not_fit_there_stays_where_it_is) {
  const auto booking = book(3);
  const auto refused = move({{}, booking.id, slots()[1].id, 3 * 2500});
  EXPECT_EQ(refused.error().code, Refusal::Code::sold_out);
  EXPECT_EQ(refused.error().remaining, 2);
  EXPECT_EQ(move({{}, booking.id, Id::make(clock_.now(), random_), 0}).error().code,
            Refusal::Code::unknown_slot);
  EXPECT_EQ(move({{}, booking.id, slots()[0].id, 0}).error().code, Refusal::Code::same_slot);
  EXPECT_EQ(remaining(0), 0);
  EXPECT_EQ(remaining(1), 2);
  EXPECT_TRUE(move({{}, booking.id, slots()[1].id, 1800 + 2 * 2500, {{0, 2}}}));
  EXPECT_EQ(slots()[0].booked, 1);
  EXPECT_EQ(slots()[1].booked, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Changing, customers_of_an_older_database_are_found_in_all_that_they_booked) {
  const auto moved = book(1);
  const Id later = slots()[1].id;
  ASSERT_TRUE(move({{}, moved.id, later, 2500}));
  const auto gone = confirm(hold("MUG", 1)->id, "gone@example.com");
  ASSERT_TRUE(cancel({{}, gone->id}));
  book(1);
  ASSERT_TRUE(hold("MUG", 1));
  const auto customers = [&] {
    std::vector<std::string> all;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT slot, email, hold FROM customers ORDER BY slot, email, hold", {},
               [&](const store::Row& row) {
                 all.push_back(row.string(0) + " " + row.string(1) + " " + row.string(2));
               });
    });
    return all;
  };
  const auto before = customers();
  EXPECT_EQ(before.size(), 4U);
  const store::Migration& folios = store::migrations()[10];
  ASSERT_EQ(folios.name, "folios");
  write([&](store::Transaction& tx) {
    tx.execute("DELETE FROM customers", {});
    for (const std::string_view statement : store::split_statements(folios.sql)) {
      if (statement.starts_with("INSERT INTO customers")) tx.execute(statement, {});
    }
  });
  EXPECT_EQ(customers(), before);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Changing, the_limit_counts_what_is_left) {
  ASSERT_TRUE(publish(kMugs + "X-SHELF-SEATS:4\r\nX-SHELF-LIMIT:2\r\n"));
  const auto booking = book(2);
  EXPECT_EQ(confirm(hold("MUG", 1)->id).error().code, Refusal::Code::over_limit);
  ASSERT_TRUE(cancel({{}, booking.id, {{0, 1}}}));
  EXPECT_TRUE(confirm(hold("MUG", 1)->id));
}

TEST_P(Changing, money_follows_what_is_booked) {
  const auto booking = book(3);
  EXPECT_EQ(owed(booking.id), 3 * 1800);
  ASSERT_TRUE(receipt({{}, booking.id, ReceiptKind::charge, "cash", {}, "R-1"}));
  ASSERT_TRUE(receipt({{}, booking.id, ReceiptKind::charge, "cash", {}, "R-1"}));  // told again
  EXPECT_EQ(owed(booking.id), 0);
  EXPECT_EQ(receipt({{}, booking.id, ReceiptKind::charge, "cash"}).error().field, "kind");
  ASSERT_TRUE(cancel({{}, booking.id, {{0, 1}}}));
  EXPECT_EQ(owed(booking.id), -1800);
  EXPECT_EQ(receipt({{}, booking.id, ReceiptKind::refund, "cash", 1801}).error().field, "minor");
  ASSERT_TRUE(receipt({{}, booking.id, ReceiptKind::refund, "cash", 1000}));
  ASSERT_TRUE(receipt({{}, booking.id, ReceiptKind::refund, "cash"}));
  EXPECT_EQ(owed(booking.id), 0);
  database().read([&](store::Transaction& tx) {
    EXPECT_THAT(services_.receipts.list(tx, shop_.id, booking.id), SizeIs(3));
    EXPECT_THAT(commerce::open_balances(tx, shop_.id), IsEmpty());
  });
  EXPECT_EQ(receipt({{}, book(1).id, ReceiptKind::charge, "cash", {}, "R-1"}).error().field, "reference");
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Changing, the_check_finds_a_line_that_lost_a_unit_to_nobody) {
  const auto booking = book(3);
  ASSERT_TRUE(cancel({{}, booking.id, {{0, 1}}}));
  write([&](store::Transaction& tx) { tx.execute("UPDATE lines SET gone = 2 WHERE gone = 1", {}); });
  EXPECT_THAT(check(), ::testing::Contains(HasSubstr("lacks 2 units, and 1 left it")));
}

}  // namespace
}  // namespace timeshelf::tests
