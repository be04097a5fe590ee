// Goods at venues: what is told of them is a fact, and the books follow.
#include <gmock/gmock.h>

#include "commerce/ledger_rows.hpp"
#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::Refusal;
using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VenueStock : public VenueWorld {};

TEST_P(VenueStock, a_delivery_is_on_hand_and_slots_there_live_on_it) {
  ASSERT_TRUE(tell(Kind::delivery, 10));
  ASSERT_TRUE(publish(at_kiln(20, 6)));
  EXPECT_THAT(remaining(), ElementsAre(6));
  EXPECT_EQ(level(kiln_)->on_hand, 4);
  EXPECT_EQ(level(kiln_)->in_slots, 6);
  EXPECT_EQ(there(), 10);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, a_slot_elsewhere_still_takes_from_the_supplier) {
  ASSERT_TRUE(tell(Kind::delivery, 1));
  ASSERT_TRUE(publish(kMugs));
  EXPECT_THAT(remaining(), ElementsAre(3));
  EXPECT_EQ(level(kiln_)->on_hand, 1);
}

TEST_P(VenueStock, a_count_moves_the_books_by_the_difference) {
  tell(Kind::delivery, 10);
  publish(at_kiln(20, 6));
  book(0, 2);
  const auto counted = tell(Kind::count, 7);
  ASSERT_TRUE(counted);
  EXPECT_EQ(counted->movements[0].adjusted, -3);
  EXPECT_EQ(there(), 7);
  EXPECT_EQ(level(kiln_)->on_hand, 1);
  EXPECT_THAT(remaining(), ElementsAre(4));
  EXPECT_EQ(audit("stock.count").front().facts.at("source"), "stocktake");
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, a_late_sale_from_before_the_count_changes_nothing) {
  tell(Kind::delivery, 10);
  clock_.advance(hours(2));
  tell(Kind::count, 7);
  auto late = statement(Kind::sale, 2, "till-1");
  late.occurred_at = clock_.now() - hours(1);
  ASSERT_TRUE(tell(late));
  EXPECT_EQ(there(), 7);
  auto later = statement(Kind::sale, 2, "till-2");
  later.occurred_at = clock_.now() + std::chrono::minutes(1);
  ASSERT_TRUE(tell(later));
  EXPECT_EQ(there(), 5);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, a_late_count_leaves_standing_what_came_after_it) {
  tell(Kind::delivery, 10);
  clock_.advance(hours(2));
  tell(Kind::waste, 1);
  auto count = statement(Kind::count, 8, "stocktake-7");
  count.occurred_at = clock_.now() - hours(1);
  ASSERT_TRUE(tell(count));
  EXPECT_EQ(there(), 7);
}

// What slots had from the supplier goes back in the books when the first count is told; nothing left the
// venue.
TEST_P(VenueStock, the_first_count_may_be_told_late) {
  ASSERT_TRUE(publish(at_kiln(10, 4)));
  book(0, 1);
  auto said = statement(Kind::count, 5);
  said.occurred_at = clock_.now() - std::chrono::hours(1);
  ASSERT_TRUE(tell(said));
  EXPECT_EQ(there(), 5);
  EXPECT_THAT(check(), IsEmpty());
}

// Calendars ask again only for what has another ETag.
TEST_P(VenueStock, a_slot_that_gives_back_what_it_had_from_the_supplier_is_shown_anew) {
  ASSERT_TRUE(publish(at_kiln(10, 4)));
  ASSERT_TRUE(publish(at_kiln(11, 4), "later"));
  const auto before = slots()[1];
  ASSERT_TRUE(tell(Kind::delivery, 4));
  EXPECT_EQ(slots()[1].offers[0].remaining, 0);
  EXPECT_GT(slots()[1].revision, before.revision);
}

TEST_P(VenueStock, a_statement_told_again_changes_nothing) {
  ASSERT_TRUE(tell(Kind::delivery, 10, "D-1"));
  const auto again = tell(Kind::delivery, 10, "D-1");
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(there(), 10);
  const auto other = tell(Kind::delivery, 11, "D-1");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Refusal::Code::statement_differs);
  EXPECT_EQ(other.error().field, "id");
  EXPECT_EQ(there(), 10);
}

TEST_P(VenueStock, goods_move_between_venues) {
  tell(Kind::delivery, 10);
  auto move = statement(Kind::move, 4);
  move.to = depot_.id;
  const auto moved = tell(move);
  ASSERT_TRUE(moved);
  ASSERT_EQ(moved->movements.size(), 2U);
  EXPECT_EQ(level(kiln_)->there(), 6);
  EXPECT_EQ(level(depot_)->there(), 4);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, more_than_is_there_is_not_moved_away) {
  tell(Kind::delivery, 4);
  auto move = statement(Kind::move, 5, "by-truck");
  move.to = depot_.id;
  const auto refused = tell(move);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Refusal::Code::invalid_statement);
  EXPECT_EQ(refused.error().field, "units");
  EXPECT_EQ(refused.error().message,
            "Only 4 of MUG are at that venue by the books. Move at most these, or count there first.");
  EXPECT_EQ(there(), 4);
  EXPECT_FALSE(level(depot_)) << "and nothing is counted there for it";
  std::swap(move.venue, *move.to);
  EXPECT_EQ(tell(move).error().message, "None of MUG is at that venue by the books. Count it there first.");

  // They were there before, and whoever counts has seen that they went.
  const Instant before = clock_.now();
  clock_.advance(std::chrono::hours(1));
  tell(Kind::count, 1);
  auto late = statement(Kind::move, 5, "by-truck");
  late.to = depot_.id;
  late.occurred_at = before;
  ASSERT_TRUE(tell(late));
  EXPECT_EQ(there(), 1);
  EXPECT_EQ(level(depot_)->there(), 5);
  ASSERT_TRUE(tell(late)) << "and told again it is no other";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, what_was_promised_and_is_not_there_is_missing_until_it_comes) {
  tell(Kind::delivery, 6);
  publish(at_kiln(20, 6));
  book(0, 5);
  ASSERT_TRUE(tell(Kind::count, 3));  // a fact, however inconvenient
  EXPECT_EQ(level(kiln_)->missing, 2);
  EXPECT_EQ(level(kiln_)->promised, 5);
  EXPECT_EQ(there(), 3);
  EXPECT_THAT(remaining(), ElementsAre(0));
  EXPECT_EQ(audit("stock.shortage").front().facts.at("to"), 2);
  EXPECT_THAT(check(), IsEmpty());

  ASSERT_TRUE(tell(Kind::delivery, 5));
  EXPECT_EQ(level(kiln_)->missing, 0);
  EXPECT_THAT(remaining(), ElementsAre(1));
  EXPECT_EQ(level(kiln_)->on_hand, 2);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, a_cancelled_booking_makes_good_what_is_missing) {
  tell(Kind::delivery, 6);
  publish(at_kiln(20, 6));
  const auto booking = book(0, 5);
  tell(Kind::count, 3);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
  run_due();
  EXPECT_EQ(level(kiln_)->missing, 0);
  EXPECT_THAT(remaining(), ElementsAre(3));
}

TEST_P(VenueStock, what_a_hold_frees_makes_good_what_is_missing) {
  tell(Kind::delivery, 6);
  publish(at_kiln(20, 6));
  ASSERT_TRUE(hold("MUG", 6));
  tell(Kind::count, 1);
  EXPECT_EQ(level(kiln_)->missing, 5);
  clock_.advance(std::chrono::minutes(11));
  run_due();
  EXPECT_EQ(level(kiln_)->missing, 0);
  EXPECT_THAT(remaining(), ElementsAre(1));
}

// What is missing is not for sale, not even until the hold would have run out.
TEST_P(VenueStock, what_a_released_hold_frees_makes_good_what_is_missing_at_once) {
  tell(Kind::delivery, 6);
  publish(at_kiln(20, 6));
  const auto held = hold("MUG", 6);
  tell(Kind::count, 1);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.release(tx, shop_.id, held->id)); });
  EXPECT_EQ(level(kiln_)->missing, 0);
  EXPECT_THAT(remaining(), ElementsAre(1));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, is_tracked_from_the_first_word_and_slots_that_sold_before_follow) {
  ASSERT_TRUE(publish(at_kiln(20, 12)));
  book(0, 3);
  EXPECT_THAT(remaining(), ElementsAre(9));
  ASSERT_TRUE(tell(Kind::count, 7));
  EXPECT_EQ(there(), 7);
  EXPECT_THAT(remaining(), ElementsAre(4));
  EXPECT_EQ(level(kiln_)->missing, 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, nothing_counted_is_known_to_be_nothing) {
  ASSERT_TRUE(publish(at_kiln(20, 12)));
  ASSERT_TRUE(tell(Kind::count, 0));
  EXPECT_EQ(there(), 0);
  const auto slot = slots().front();
  EXPECT_EQ(slot.state, commerce::SlotState::problem);
  EXPECT_THAT(slot.reason, HasSubstr("12 MUG are asked for and none is left for it at Kiln Street 12"));
  ASSERT_TRUE(tell(Kind::delivery, 2));
  EXPECT_EQ(slots().front().state, commerce::SlotState::low);
  EXPECT_THAT(remaining(), ElementsAre(2));
}

TEST_P(VenueStock, a_phones_put_is_never_refused_for_what_is_not_there) {
  tell(Kind::delivery, 5);
  ASSERT_TRUE(publish(at_kiln(20, 12)));
  EXPECT_THAT(remaining(), ElementsAre(5));
  database().read([&](store::Transaction& tx) {
    const auto found = services_.stock.shortfalls(tx, shop_.id);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].sentence, "It asks for 12 MUG and has 5 of Kiln Street 12: 7 are missing.");
  });
  ASSERT_TRUE(publish(at_kiln(21, 4), "second"));
  EXPECT_EQ(slots()[1].state, commerce::SlotState::problem);
}

TEST_P(VenueStock, a_slot_that_moves_takes_its_promises_along) {
  tell(Kind::delivery, 6);
  auto delivery = statement(Kind::delivery, 9);
  delivery.venue = depot_.id;
  tell(delivery);
  publish(at_kiln(20, 6));
  book(0, 2);
  std::string moved = at_kiln(20, 6);
  const std::string place = "Kiln Street 12\\, Berlin";
  moved.replace(moved.find(place), place.size(), "Depot");
  ASSERT_TRUE(publish(moved));
  run_due();
  EXPECT_EQ(level(kiln_)->there(), 6);
  EXPECT_EQ(level(kiln_)->on_hand, 6);
  EXPECT_EQ(level(depot_)->there(), 9);
  EXPECT_EQ(level(depot_)->promised, 2);
  EXPECT_THAT(remaining(), ElementsAre(4));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, a_slot_that_lacked_stock_sells_again_where_nothing_is_counted) {
  tell(Kind::count, 0);
  publish(at_kiln(20, 6));
  ASSERT_EQ(slots().front().state, commerce::SlotState::problem);
  std::string moved = at_kiln(20, 6);
  moved.replace(moved.find("Kiln Street 12"), 14, "Garden");
  ASSERT_TRUE(publish(moved));
  EXPECT_EQ(slots().front().state, commerce::SlotState::open);
  EXPECT_THAT(remaining(), ElementsAre(6));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, handing_over_and_counting_later_agree) {
  tell(Kind::delivery, 6);
  publish(at_kiln(20, 6));
  book(0, 2);
  const Id slot = slots().front().id;
  clock_.advance(hours(1));
  const Instant counted_at = clock_.now();
  clock_.advance(hours(1));
  write([&](store::Transaction& tx) {
    commerce::Ledger ledger;
    commerce::load_place(tx, shop_.id, slot, ledger);
    const commerce::Transfer handed{Id::make(clock_.now(), random_),
                                    commerce::TransferKind::posted,
                                    commerce::sold(slot, "MUG"),
                                    commerce::handed_over(slot, "MUG"),
                                    2,
                                    "pickup",
                                    "handed over",
                                    clock_.now()};
    ledger.apply({&handed, 1}).value();
    commerce::store_written(tx, shop_.id, ledger);
  });
  EXPECT_EQ(there(), 4);
  auto count = statement(Kind::count, 5);  // of before the two were handed over
  count.occurred_at = counted_at;
  ASSERT_TRUE(tell(count));
  EXPECT_EQ(there(), 3);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, refuses_what_cannot_be_meant_and_names_the_field) {
  using Code = Refusal::Code;
  tell(Kind::delivery, 3);
  const auto expect = [&](commerce::StockStatement said, Code code, const std::string& field) {
    const auto answer = tell(said);
    ASSERT_FALSE(answer) << field;
    EXPECT_EQ(answer.error().code, code) << field;
    EXPECT_EQ(answer.error().field, field);
  };
  for (const std::int64_t units :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'000'001}, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()})
    expect(statement(Kind::delivery, units), Code::invalid_statement, "units");
  expect(statement(Kind::count, -1), Code::invalid_statement, "units");
  auto said = statement(Kind::delivery, 1);
  said.sku = "VASE";
  expect(said, Code::unknown_product, "sku");
  said = statement(Kind::delivery, 1);
  said.venue = Id::make(clock_.now(), random_);
  expect(said, Code::unknown_venue, "venue");
  said = statement(Kind::move, 1);
  expect(said, Code::invalid_statement, "to");
  said.to = said.venue;
  expect(said, Code::invalid_statement, "to");
  said.to = Id::make(clock_.now(), random_);
  expect(said, Code::unknown_venue, "to");
  said = statement(Kind::delivery, 1);
  said.to = depot_.id;
  expect(said, Code::invalid_statement, "to");
  said = statement(Kind::delivery, 1);
  said.occurred_at = clock_.now() + hours(1);
  expect(said, Code::invalid_statement, "occurred_at");
  said.occurred_at = Instant::min();
  expect(said, Code::invalid_statement, "occurred_at");
  expect(statement(Kind::delivery, 1, "two words"), Code::invalid_statement, "id");
  said = statement(Kind::delivery, 1);
  said.reason = std::string(201, 'x');
  expect(said, Code::invalid_statement, "reason");
  EXPECT_EQ(there(), 3);
  EXPECT_EQ(audit("stock.delivery").size(), 1U);
}

TEST_P(VenueStock, other_shops_venues_and_products_are_unknown) {
  store::Shop other;
  write([&](store::Transaction& tx) {
    other = engine_.create_shop(tx, "other", "Other", "EUR", "Europe/Berlin");
  });
  auto said = statement(Kind::delivery, 1);
  said.shop = other.id;
  EXPECT_EQ(tell(said).error().code, Refusal::Code::unknown_product);
}

TEST_P(VenueStock, any_order_of_arrival_gives_the_same_figures) {
  const Instant begin = clock_.now();
  clock_.advance(hours(24));
  std::vector<commerce::StockStatement> said;
  const auto add = [&](Kind kind, std::int64_t units, int hour) {
    said.push_back(statement(kind, units, "s" + std::to_string(said.size())));
    said.back().occurred_at = begin + hours(hour);
  };
  add(Kind::delivery, 9, 1);
  add(Kind::sale, 3, 2);
  add(Kind::count, 5, 3);
  add(Kind::waste, 2, 3);
  add(Kind::count, 8, 5);
  add(Kind::sale, 1, 6);
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
  publish(at_kiln(20, 4));
  for (int round = 0; round < 6; ++round) {
    std::next_permutation(order.begin(), order.end(), std::greater<>());
    std::rotate(order.begin(), order.begin() + round, order.end());
    commerce::Venue venue{shop_.id, Id::make(clock_.now(), random_), "Fair " + std::to_string(round), "", "",
                          0};
    write([&](store::Transaction& tx) { engine_.put_venue(tx, venue); });
    for (const std::size_t i : order) {
      auto one = said[i];
      one.venue = venue.id;
      one.id += "-" + std::to_string(round);
      ASSERT_TRUE(say(one));
    }
    run_due();
    EXPECT_EQ(level(venue)->there(), 7) << round;
    EXPECT_EQ(level(venue)->on_hand, 7) << round;
    EXPECT_EQ(level(venue)->missing, 0) << round;
  }
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(VenueStock, a_statement_without_a_time_comes_after_all_that_was_told) {
  tell(Kind::count, 3);  // and the clock stands still
  for (int i = 1; i <= 8; ++i) {
    tell(Kind::delivery, 1);
    EXPECT_EQ(there(), 3 + i);
  }
}

TEST_P(VenueStock, the_check_says_what_was_told_and_is_not_in_the_books) {
  tell(Kind::delivery, 10);
  publish(at_kiln(20, 6));
  write([](store::Transaction& tx) { tx.execute("UPDATE stock_facts SET units = units + 1", {}); });
  EXPECT_THAT(check(), ElementsAre(HasSubstr("of MUG at venue " + kiln_.id.string() +
                                             ", 11 were told and 10 are in the books.")));
}

TEST_P(VenueStock, the_check_says_which_transfer_made_one_sku_of_another) {
  tell(Kind::delivery, 10);
  write([&](store::Transaction& tx) {
    commerce::Ledger ledger;
    const commerce::AccountKey mugs{commerce::AccountKind::supplier, "", "MUG"};
    const commerce::AccountKey vases = commerce::on_hand(kiln_.id, "VASE");
    commerce::load_accounts(tx, shop_.id, {mugs, vases}, ledger);
    const commerce::Transfer wrong{Id::make(clock_.now(), random_),
                                   commerce::TransferKind::posted,
                                   mugs,
                                   vases,
                                   2,
                                   "planted",
                                   "planted",
                                   clock_.now()};
    ledger.apply({&wrong, 1}).value();
    commerce::store_written(tx, shop_.id, ledger);
  });
  const auto differences = check();
  EXPECT_THAT(differences,
              ElementsAre(HasSubstr("makes on-hand:" + kiln_.id.string() + ":VASE of supplier::MUG"),
                          HasSubstr("of MUG, 12 came in and 10 are somewhere."),
                          HasSubstr("of VASE, 0 came in and 2 are somewhere.")));
}

TEST_P(VenueStock, the_check_says_which_account_has_transfers_and_is_not_there) {
  tell(Kind::delivery, 10);
  write([&](store::Transaction& tx) {
    tx.execute(
        "INSERT INTO transfers (shop, subject, id, resolves, kind, debit, credit, amount, reason, "
        "created_at) VALUES ($1, 'planted', 'planted', 0, 'posted', 'supplier::MUG', 'wasted:nowhere:MUG', "
        "1, '', 1)",
        {shop_.id});
  });
  EXPECT_THAT(check(), ::testing::Contains(HasSubstr("wasted:nowhere:MUG has transfers and no balance.")));
}

TEST_P(VenueStock, a_refused_statement_does_not_begin_to_track) {
  publish(at_kiln(20, 6));
  auto said = statement(Kind::delivery, 0);
  EXPECT_FALSE(tell(said));
  EXPECT_THAT(remaining(), ElementsAre(6));
  EXPECT_FALSE(level(kiln_));
}

INSTANTIATE_TEST_SUITE_P(Both, VenueStock, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
