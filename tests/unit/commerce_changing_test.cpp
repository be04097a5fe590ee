// What bookings are worth when parts of them are given back.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "commerce/core/changing.hpp"
#include "commerce/core/pricing.hpp"
#include "commerce/core/windows.hpp"
#include "commerce/payments/receipts.hpp"
#include "ical/shelf_terms.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::AccountKind;
using commerce::BookedLine;
using commerce::BookedState;
using commerce::BookingState;
using commerce::ChangeDecision;
using commerce::Line;
using commerce::Refusal;
using commerce::Rounding;
using commerce::SlotTerms;
using commerce::TransferKind;

const Currency kEuro = *Currency::parse("EUR");

// One slot with mugs, places counted, and a booking of some lines in it.
class Booked {
 public:
  Booked() {
    for (Id& id : ids_) id = fresh();
    state.booking.id = ids_[0];
    state.booking.shop = ids_[1];
    state.hold = ids_[2];
    terms.slot.id = ids_[3];
    terms.slot.seats = 10;
    terms.slot.starts_at = clock.now() + std::chrono::hours(48);
    terms.slot.ends_at = terms.slot.starts_at + std::chrono::hours(2);
    terms.offers.push_back({"MUG", "Mug", "", {}, Money{2000, kEuro}});
    other = terms;
    other.slot.id = fresh();
    state.slots = {{terms.slot.id, &terms}, {other.slot.id, &other}};
    state.cancel_until = {{terms.slot.id, terms.slot.starts_at}};
  }

  Id fresh() { return Id::make(clock.now(), random); }

  void give(const Id& slot, std::string_view sku, std::int64_t units) {
    apply(commerce::AccountKey{AccountKind::supplier, "", std::string(sku)}, commerce::allotted(slot, sku),
          units, "supply");
  }
  void add(std::int64_t units, std::int64_t minor, std::int64_t discount = 0, std::int64_t tax = 0) {
    Line line{terms.slot.id, "MUG", units, Money{minor, kEuro}, "", "PICKUP", discount, 0, tax};
    line.position = static_cast<std::int64_t>(state.lines.size());
    give(terms.slot.id, "MUG", units);
    state.transfers.push_back(apply(commerce::allotted(terms.slot.id, "MUG"),
                                    commerce::sold(terms.slot.id, "MUG"), units, state.hold.string()));
    state.lines.push_back({line, units});
    state.booking.lines.push_back(line);
    state.booking.total = commerce::total_of(state.booking.lines, state.booking.fees, state.booking.tax);
  }
  /// So many of the line are with the customer from now on.
  void hand_over(std::size_t line, std::int64_t units) {
    state.transfers.push_back(apply(commerce::sold(terms.slot.id, "MUG"),
                                    commerce::handed_over(terms.slot.id, "MUG"), units,
                                    state.booking.id.string()));
    state.lines[line].agreed.handed_over += units;
    state.booking.lines[line].handed_over += units;
  }
  /// The lines are picked up in a window from now on.
  void take_a_window() {
    const commerce::PickupWindow window{std::chrono::seconds(0), std::chrono::hours(1), 1};
    apply(commerce::window_source(window), commerce::window_room(terms.slot.id, window), 1, "window");
    state.transfers.push_back(apply(commerce::window_room(terms.slot.id, window),
                                    commerce::window_taken(terms.slot.id, window), 1, state.hold.string()));
    for (BookedLine& line : state.lines) line.agreed.window = window;
    for (Line& line : state.booking.lines) line.window = window;
  }
  std::int64_t window_room() const {
    return state.ledger.available(
        commerce::window_room(terms.slot.id, {std::chrono::seconds(0), std::chrono::hours(1), 1}));
  }
  /// What brings the lines costs so much.
  void charge(std::int64_t minor) {
    state.booking.fees.push_back({terms.slot.id, "PICKUP", "", Money{minor, kEuro}});
    state.booking.total.minor += minor;
  }
  void take_a_place() {
    give(terms.slot.id, ical::kSeatSku, 1);
    state.transfers.push_back(apply(commerce::allotted(terms.slot.id, ical::kSeatSku),
                                    commerce::sold(terms.slot.id, ical::kSeatSku), 1, state.hold.string()));
  }

  commerce::Decided<ChangeDecision> cancel(std::vector<commerce::UnitsOfLine> lines,
                                           commerce::ChangedBy by = {}) {
    return decide_cancel(
        state, {state.booking.shop, state.booking.id, std::move(lines), std::move(by)},
        [&] { return fresh(); }, clock.now());
  }
  commerce::Decided<ChangeDecision> move(std::optional<std::int64_t> total,
                                         std::vector<commerce::UnitsOfLine> lines = {},
                                         commerce::ChangedBy by = {}) {
    return decide_move(
        state, {state.booking.shop, state.booking.id, other.slot.id, total, std::move(lines), std::move(by)},
        [&] { return fresh(); }, clock.now());
  }
  // What the shell does with a decision.
  void accept(const ChangeDecision& decision) {
    ASSERT_TRUE(state.ledger.apply(decision.transfers));
    const auto after = lines_after(state, decision);
    const auto fees = fees_after(state, decision);
    for (const auto& departure : decision.departures) {
      for (BookedLine& line : state.lines) {
        if (line.agreed.position == departure.line.position) line.units -= departure.units;
      }
    }
    for (const Line& line : decision.arrivals) state.lines.push_back({line, line.quantity});
    state.transfers.insert(state.transfers.end(), decision.transfers.begin(), decision.transfers.end());
    state.booking.lines = after;
    state.booking.total = decision.after;
    state.booking.fees = fees;
    if (decision.whole) state.booking.state = BookingState::cancelled;
  }
  std::int64_t free(const Id& slot, std::string_view sku) const {
    return state.ledger.available(commerce::allotted(slot, sku));
  }

  ManualClock clock;
  SeededRandom random{11};
  SlotTerms terms, other;
  BookedState state{
      {Id(), Id(), "", "", BookingState::confirmed, "", "", {}, Money{0, kEuro}, {}, {}, {}}, Id(), ""};

 private:
  commerce::Transfer apply(const commerce::AccountKey& from, const commerce::AccountKey& to,
                           std::int64_t units, const std::string& subject) {
    commerce::Transfer transfer{fresh(), TransferKind::posted, from, to, units, subject, "", clock.now()};
    state.ledger.apply(std::span(&transfer, 1)).value();
    return transfer;
  }
  std::array<Id, 4> ids_;
};

RC_GTEST_PROP(PartsOfALine, add_up_to_it_in_whatever_order_they_are_given_back, ()) {
  Booked booked;
  booked.state.booking.tax = {*rc::gen::arbitrary<bool>(),
                              *rc::gen::element(Rounding::half_up, Rounding::half_even, Rounding::down)};
  const auto units = *rc::gen::inRange<std::int64_t>(1, 40);
  const auto price = *rc::gen::inRange<std::int64_t>(0, 5000);
  const auto discount = *rc::gen::inRange<std::int64_t>(0, units * price + 1);
  const auto tax = *rc::gen::inRange<std::int64_t>(0, units * price - discount + 1);
  booked.add(units, price, discount, tax);
  const std::int64_t total = booked.state.booking.total.minor;
  std::int64_t back = 0;
  std::int64_t tax_back = 0;
  while (booked.state.booking.state == BookingState::confirmed) {
    const std::int64_t some = *rc::gen::inRange<std::int64_t>(1, booked.state.lines[0].units + 1);
    const auto decision = booked.cancel({{0, some}});
    RC_ASSERT(decision.has_value());
    RC_ASSERT(decision->departures[0].worth.minor >= 0);
    back += decision->departures[0].worth.minor;
    tax_back += decision->departures[0].tax;
    RC_ASSERT(decision->after.minor == total - back);
    booked.accept(*decision);
  }
  RC_ASSERT(back == total);
  RC_ASSERT(tax_back == tax);
  RC_ASSERT(booked.free(booked.terms.slot.id, "MUG") == units);
}

TEST(Cancelling, gives_the_place_back_with_the_last_unit_only) {
  Booked booked;
  booked.add(2, 1800);
  booked.take_a_place();
  const auto first = booked.cancel({{0, 1}});
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->whole);
  EXPECT_TRUE(first->left.empty());
  booked.accept(*first);
  EXPECT_EQ(booked.free(booked.terms.slot.id, "MUG"), 1);
  EXPECT_EQ(booked.free(booked.terms.slot.id, ical::kSeatSku), 0);
  const auto last = booked.cancel({{0, 1}});
  ASSERT_TRUE(last);
  EXPECT_TRUE(last->whole);
  booked.accept(*last);
  EXPECT_EQ(booked.free(booked.terms.slot.id, ical::kSeatSku), 1);
  EXPECT_EQ(booked.cancel({}).error().code, Refusal::Code::booking_cancelled);
}

TEST(Cancelling, refuses_more_than_the_line_has_and_names_the_member) {
  Booked booked;
  booked.add(2, 1800);
  EXPECT_EQ(booked.cancel({{0, 3}}).error().field, "lines[0].quantity");
  EXPECT_EQ(booked.cancel({{0, 0}}).error().code, Refusal::Code::invalid_quantity);
  EXPECT_EQ(booked.cancel({{0, -1}}).error().code, Refusal::Code::invalid_quantity);
  EXPECT_EQ(booked.cancel({{0, 1}, {0, 2}}).error().field, "lines[1].quantity");
  EXPECT_EQ(booked.cancel({{7, 1}}).error().field, "lines[0].position");
}

TEST(Cancelling, is_for_customers_in_time_and_for_staff_always) {
  Booked booked;
  booked.add(1, 1800);
  booked.state.cancel_until[booked.terms.slot.id] = booked.clock.now();
  EXPECT_EQ(booked.cancel({}).error().code, Refusal::Code::too_late);
  EXPECT_TRUE(booked.cancel({}, {false, "clara", "ill"}));
}

TEST(Cancelling, what_the_customer_has_is_no_longer_ours_to_give_back) {
  Booked booked;
  booked.add(1, 1800);
  const commerce::Transfer handed{booked.fresh(),
                                  TransferKind::posted,
                                  commerce::sold(booked.terms.slot.id, "MUG"),
                                  commerce::handed_over(booked.terms.slot.id, "MUG"),
                                  1,
                                  "desk",
                                  "",
                                  booked.clock.now()};
  booked.state.ledger.apply(std::span(&handed, 1)).value();
  EXPECT_EQ(booked.cancel({}).error().code, Refusal::Code::handed_over);
}

TEST(Cancelling, takes_nothing_that_was_handed_over) {
  Booked booked;
  booked.add(3, 1800);
  booked.take_a_place();
  booked.hand_over(0, 1);
  EXPECT_EQ(booked.cancel({}).error().code, Refusal::Code::handed_over) << "not as a whole";
  EXPECT_EQ(booked.cancel({{0, 3}}).error().field, "lines[0].quantity");
  const auto rest = booked.cancel({{0, 2}});
  ASSERT_TRUE(rest);
  EXPECT_FALSE(rest->whole);
  EXPECT_EQ(rest->after.minor, 1800);
  booked.accept(*rest);
  EXPECT_EQ(booked.free(booked.terms.slot.id, "MUG"), 2);
  EXPECT_EQ(booked.free(booked.terms.slot.id, ical::kSeatSku), 0) << "who has one of them was there";
  EXPECT_EQ(booked.cancel({{0, 1}}).error().code, Refusal::Code::handed_over);
  EXPECT_EQ(booked.cancel({{0, 1}}).error().field, "lines[0].position");
}

TEST(Cancelling, gives_the_window_back_with_the_last_unit_only) {
  Booked booked;
  booked.add(1, 1800);
  booked.add(1, 1800);
  booked.take_a_window();
  const auto one = booked.cancel({{0, 1}});
  ASSERT_TRUE(one);
  booked.accept(*one);
  EXPECT_EQ(booked.window_room(), 0);
  const auto other = booked.cancel({{1, 1}}, {false, "clara", "ill"});
  ASSERT_TRUE(other);
  booked.accept(*other);
  EXPECT_EQ(booked.window_room(), 1);
}

TEST(Cancelling, gives_the_fee_back_with_the_last_of_what_it_brings) {
  Booked booked;
  booked.add(2, 1800);
  booked.charge(450);
  const auto one = booked.cancel({{0, 1}});
  ASSERT_TRUE(one);
  EXPECT_EQ(one->before.minor, 2 * 1800 + 450);
  EXPECT_EQ(one->after.minor, 1800 + 450);
  EXPECT_TRUE(one->fees_back.empty());
  booked.accept(*one);
  const auto last = booked.cancel({{0, 1}});
  ASSERT_TRUE(last);
  EXPECT_EQ(last->after.minor, 0);
  EXPECT_EQ(last->fees_back.size(), 1U);
}

TEST(Moving, costs_what_bringing_it_from_there_costs) {
  Booked booked;
  booked.add(2, 1800);
  booked.charge(450);
  booked.give(booked.other.slot.id, "MUG", 2);
  booked.give(booked.other.slot.id, ical::kSeatSku, 1);
  booked.other.slot.fulfilment = {{"PICKUP", Money{300, kEuro}, {}}};
  const auto one = booked.move(std::nullopt, {{0, 1}});
  ASSERT_TRUE(one);
  EXPECT_EQ(one->after.minor, 1800 + 450 + 2000 + 300);
  booked.accept(*one);
  const auto other = booked.move(std::nullopt, {{0, 1}});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->after.minor, 2 * 2000 + 300) << "once for each slot";
  EXPECT_EQ(other->fees_back.size(), 1U);
}

TEST(Moving, leaves_what_was_handed_over_where_it_is) {
  Booked booked;
  booked.add(3, 1800);
  booked.hand_over(0, 1);
  booked.give(booked.other.slot.id, "MUG", 3);
  booked.give(booked.other.slot.id, ical::kSeatSku, 1);
  EXPECT_EQ(booked.move(std::nullopt, {{0, 3}}).error().field, "lines[0].quantity");
  const auto rest = booked.move(std::nullopt);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->departures.at(0).units, 2);
  EXPECT_EQ(rest->arrivals.at(0).handed_over, 0);
  EXPECT_TRUE(rest->left.empty());
}

TEST(Moving, costs_what_the_the_other_slot_asks_now_and_no_more_than_was_shown) {
  Booked booked;
  booked.add(3, 1800, 540);  // 10 % off
  booked.give(booked.other.slot.id, "MUG", 5);
  booked.give(booked.other.slot.id, ical::kSeatSku, 1);
  const auto price = booked.move(std::nullopt, {{0, 2}});
  ASSERT_TRUE(price);
  EXPECT_EQ(price->after.minor, 1800 - 180 + 2 * 2000 - 400);
  EXPECT_EQ(booked.move(5000, {{0, 2}}).error().field, "total");
  const auto moved = booked.move(price->after.minor, {{0, 2}});
  ASSERT_TRUE(moved);
  booked.accept(*moved);
  EXPECT_EQ(booked.free(booked.terms.slot.id, "MUG"), 2);
  EXPECT_EQ(booked.free(booked.other.slot.id, "MUG"), 3);
  EXPECT_EQ(booked.free(booked.other.slot.id, ical::kSeatSku), 0);
  EXPECT_EQ(booked.state.lines.back().agreed.position, 1);
}

TEST(Moving, takes_all_or_nothing) {
  Booked booked;
  booked.add(3, 1800);
  booked.give(booked.other.slot.id, "MUG", 2);
  booked.give(booked.other.slot.id, ical::kSeatSku, 1);
  const auto refused = booked.move(std::nullopt);
  EXPECT_EQ(refused.error().code, Refusal::Code::sold_out);
  EXPECT_EQ(refused.error().remaining, 2);
  EXPECT_EQ(booked.free(booked.other.slot.id, "MUG"), 2);
  booked.state.bundle = "course";
  EXPECT_EQ(booked.move(std::nullopt).error().code, Refusal::Code::bundle_is_whole);
}

TEST(Moving, does_not_go_round_the_line_of_a_drop) {
  Booked booked;
  booked.add(1, 1800);
  booked.give(booked.other.slot.id, "MUG", 1);
  booked.give(booked.other.slot.id, ical::kSeatSku, 1);
  booked.other.slot.drop = "glaze";
  booked.other.slot.queue_rate = 60;
  const auto refused = booked.move(std::nullopt);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Refusal::Code::place_needed);
  EXPECT_EQ(refused.error().drop, "glaze");
  EXPECT_EQ(refused.error().field, "to");
  EXPECT_TRUE(booked.move(std::nullopt, {}, {false, "clara", "she called"}));  // the shop may

  booked.terms.slot.drop = "glaze";  // of the same drop, but anybody could book there
  EXPECT_FALSE(booked.move(std::nullopt));
  booked.terms.slot.queue_rate = 30;  // who booked there has stood in the line
  EXPECT_TRUE(booked.move(std::nullopt));
  booked.terms.slot.drop = "another";
  EXPECT_FALSE(booked.move(std::nullopt));
}

TEST(Receipt, is_never_more_than_what_is_open) {
  const commerce::Balance balance{{3000, kEuro}, {1000, kEuro}, {0, kEuro}};
  commerce::ReceiptCommand paid{Id(), Id(), commerce::ReceiptKind::charge, "cash"};
  EXPECT_EQ(decide_receipt(balance, paid)->minor, 2000);
  paid.minor = 2001;
  EXPECT_EQ(decide_receipt(balance, paid).error().field, "minor");
  paid.minor = 500;
  EXPECT_EQ(decide_receipt(balance, paid)->minor, 500);
  paid.tender = "shells";
  EXPECT_EQ(decide_receipt(balance, paid).error().field, "tender");
  EXPECT_EQ(decide_receipt(balance, {Id(), Id(), commerce::ReceiptKind::refund, "cash"}).error().field,
            "kind");
  EXPECT_EQ(commerce::decide_receipt({{0, kEuro}, {1000, kEuro}, {0, kEuro}},
                                     {Id(), Id(), commerce::ReceiptKind::refund, "cash"})
                ->minor,
            1000);
  EXPECT_EQ(commerce::decide_receipt({{0, kEuro}, {1000, kEuro}, {1000, kEuro}},
                                     {Id(), Id(), commerce::ReceiptKind::refund, "cash"})
                .error()
                .field,
            "kind")
      << "it is on its way back already";
}

TEST(Receipt, of_what_has_happened_is_never_refused) {
  const commerce::Balance balance{{3000, kEuro}, {3000, kEuro}, {0, kEuro}};
  commerce::ReceiptCommand taken{Id(), Id(), commerce::ReceiptKind::charge, "cash", 500};
  EXPECT_FALSE(decide_receipt(balance, taken));
  taken.happened_at = from_millis(1'772'366'400'000);
  EXPECT_EQ(decide_receipt(balance, taken).value().minor, 500);
  taken.tender = "shells";
  EXPECT_EQ(decide_receipt(balance, taken).error().field, "tender");
  taken.tender = "cash";
  taken.minor.reset();
  EXPECT_FALSE(decide_receipt(balance, taken)) << "it says how much";
}

}  // namespace
}  // namespace timeshelf::tests
