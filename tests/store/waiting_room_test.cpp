// Waiting rooms on both databases: places, the opening, the door to the till.
#include "commerce/signed_claim.hpp"
#include "commerce/waiting/waiting_room_rows.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::HoldCommand;
using commerce::PlaceView;
using commerce::Refusal;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Opens in an hour, and lets in sixty people a minute.
const std::string kDrop = kTimes +
                          "X-SHELF-STOCK;SKU=MUG:50\r\nX-SHELF-PRICE;SKU=MUG:22\r\nX-SHELF-DROP:glaze\r\n"
                          "X-SHELF-OPENS:20260301T130000Z\r\nX-SHELF-QUEUE:60\r\n";

class WaitingRoomOf : public ShopWorld {
 protected:
  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(kDrop));
    slot_ = slots().front().id;
  }
  PlaceView take() {
    PlaceView place;
    write(
        [&](store::Transaction& tx) { place = services_.waiting_rooms.take(tx, shop_.id, "glaze").value(); });
    return place;
  }
  std::optional<PlaceView> find(const std::string& token, const std::string& drop = "glaze") {
    std::optional<PlaceView> place;
    database().read(
        [&](store::Transaction& tx) { place = services_.waiting_rooms.find(tx, shop_.id, drop, token); });
    return place;
  }
  PlaceView now(const PlaceView& place) { return find(place.token).value(); }
  commerce::Decided<commerce::Hold> hold_with(const std::string& place, std::string email = "") {
    HoldCommand command{shop_.id, {{slot_, "MUG", 1, ""}}};
    command.place = place;
    command.email = std::move(email);
    std::optional<commerce::Decided<commerce::Hold>> result;
    write([&](store::Transaction& tx) { result = engine_.hold(tx, command); });
    return *result;
  }
  Refusal::Code refused(const std::string& place, std::string email = "") {
    const auto held = hold_with(place, std::move(email));
    EXPECT_FALSE(held);
    return held ? Refusal::Code::unknown_shop : held.error().code;
  }
  std::int64_t remembered_places() {
    std::int64_t rows = 0;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT (SELECT COUNT(*) FROM used_places) + (SELECT COUNT(*) FROM admitted_holds)", {},
               [&](const store::Row& row) { rows = row.integer(0); });
    });
    return rows;
  }
  void open() {
    clock_.set(*slots().front().opens_at);
    run_due();
  }

  Id slot_;
};
INSTANTIATE_TEST_SUITE_P(, WaitingRoomOf, BothDatabases, name_of_engine);

TEST_P(WaitingRoomOf, who_comes_early_is_drawn_when_it_opens_and_let_in_at_the_rate) {
  std::vector<PlaceView> early;
  for (int i = 0; i < 5; ++i) early.push_back(take());
  EXPECT_FALSE(early[0].ahead);
  EXPECT_EQ(early[0].opens_at, slots().front().opens_at);
  open();
  const PlaceView late = take();
  EXPECT_EQ(late.ahead, 5);
  std::set<std::int64_t> ahead;
  for (const PlaceView& place : early) ahead.insert(*now(place).ahead);
  EXPECT_EQ(ahead, (std::set<std::int64_t>{0, 1, 2, 3, 4}));
  for (int second = 1; second <= 5; ++second) {
    clock_.advance(1s);
    run_due();
    EXPECT_EQ(std::count_if(early.begin(), early.end(), [&](const auto& place) { return now(place).is_in; }),
              second);
  }
  EXPECT_FALSE(now(late).is_in);
  clock_.advance(1s);
  run_due();
  EXPECT_TRUE(now(late).is_in);
}

TEST_P(WaitingRoomOf, nothing_is_held_without_a_place_or_before_its_turn) {
  const PlaceView first = take();
  open();
  const PlaceView second = take();
  EXPECT_EQ(refused(""), Refusal::Code::place_needed);
  EXPECT_EQ(refused(first.token), Refusal::Code::not_your_turn);
  EXPECT_EQ(hold_with("").error().drop, "glaze");
  clock_.advance(1s);
  run_due();
  EXPECT_TRUE(hold_with(first.token));
  const auto waits = hold_with(second.token);
  EXPECT_EQ(waits.error().code, Refusal::Code::not_your_turn);
  EXPECT_EQ(waits.error().message, "It is not your turn yet: 0 people are before you.");
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingRoomOf, a_place_serves_one_customer_and_a_few_holds) {
  const PlaceView place = take();
  open();
  clock_.advance(1s);
  run_due();
  const auto first = hold_with(place.token);
  const auto second = hold_with(place.token);
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(confirm(first->id, "ada@example.com"));
  EXPECT_EQ(confirm(second->id, "eve@example.com").error().code, Refusal::Code::place_used_up);
  EXPECT_EQ(refused(place.token, "eve@example.com"), Refusal::Code::place_used_up);
  ASSERT_TRUE(hold_with(place.token, "ada@example.com"));
  EXPECT_EQ(refused(place.token, "ada@example.com"), Refusal::Code::place_used_up);
  EXPECT_TRUE(now(place).used_up);
  EXPECT_TRUE(confirm(second->id, "ada@example.com"));
  EXPECT_TRUE(confirm(second->id, "ada@example.com"));  // twice is once
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingRoomOf, a_token_that_was_not_given_out_is_no_place) {
  const PlaceView place = take();
  open();
  clock_.advance(1s);
  run_due();
  store::Shop other;
  write([&](store::Transaction& tx) {
    other = engine_.create_shop(tx, "other", "Other", "EUR", "Europe/Berlin");
  });
  std::string altered = place.token;
  altered[40] = altered[40] == 'A' ? 'B' : 'A';
  for (const std::string& text :
       {std::string("x"), altered, place.token + "A", std::string(100'000, 'A'),
        commerce::place_token(other, {"glaze", 1, 0}), commerce::place_token(shop_, {"other-drop", 1, 0}),
        commerce::place_token(shop_, {"glaze", 2, 0}), commerce::place_token(shop_, {"glaze", 0, 0}),
        commerce::make_claim(shop_, "timeshelf-waiting", "0123456789abcdef")}) {
    EXPECT_FALSE(find(text)) << text.substr(0, 99);
    EXPECT_EQ(refused(text), Refusal::Code::place_needed) << text.substr(0, 99);
  }
  EXPECT_EQ(refused(commerce::place_token(shop_, {"glaze", 1, 99})), Refusal::Code::not_your_turn);
  EXPECT_EQ(refused(commerce::place_token(shop_, {"glaze", 1, -1})), Refusal::Code::not_your_turn);
  EXPECT_FALSE(find(place.token, "other-drop"));
  EXPECT_TRUE(hold_with(place.token));
}

TEST_P(WaitingRoomOf, counters_survive_a_restart) {
  const PlaceView first = take();
  open();
  clock_.advance(1s);
  run_due();
  const PlaceView second = take();
  ASSERT_TRUE(hold_with(first.token));
  reopen();
  EXPECT_TRUE(now(first).is_in);
  EXPECT_EQ(now(second).ahead, 0);
  EXPECT_EQ(take().ahead, 1);
}

TEST_P(WaitingRoomOf, a_drop_that_opens_again_has_a_new_line) {
  const PlaceView old = take();
  open();
  clock_.advance(1s);
  run_due();
  ASSERT_TRUE(hold_with(old.token));
  EXPECT_EQ(remembered_places(), 2) << "that it was used, and for which hold";
  ASSERT_TRUE(publish(kTimes +
                      "X-SHELF-STOCK;SKU=MUG:50\r\nX-SHELF-PRICE;SKU=MUG:22\r\nX-SHELF-DROP:glaze\r\n"
                      "X-SHELF-OPENS:20260302T130000Z\r\nX-SHELF-QUEUE:60\r\n"));
  const PlaceView fresh = take();
  EXPECT_FALSE(fresh.ahead);
  EXPECT_FALSE(find(old.token));
  EXPECT_EQ(remembered_places(), 0);
}

// Moving a booking was a way round the line.
TEST_P(WaitingRoomOf, nobody_moves_a_booking_in_without_having_stood_in_it) {
  ASSERT_TRUE(
      publish("DTSTART:20260327T100000Z\r\nDTEND:20260327T120000Z\r\n"
              "X-SHELF-STOCK;SKU=MUG:5\r\nX-SHELF-PRICE;SKU=MUG:22\r\n",
              "elsewhere"));
  open();
  const Id elsewhere = slots()[1].id;
  std::optional<commerce::Decided<commerce::Hold>> held;
  write([&](store::Transaction& tx) { held = engine_.hold(tx, {shop_.id, {{elsewhere, "MUG", 1, ""}}}); });
  const auto booking = confirm((*held)->id);
  ASSERT_TRUE(booking);
  const auto move = [&](commerce::ChangedBy by) {
    std::optional<commerce::Decided<commerce::Change>> moved;
    write([&](store::Transaction& tx) {
      moved = services_.changes.move(tx, {shop_.id, booking->id, slot_, 2200, {}, std::move(by)});
    });
    return *moved;
  };
  const auto refused = move({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Refusal::Code::place_needed);
  EXPECT_EQ(refused.error().drop, "glaze");
  database().read([&](store::Transaction& tx) {
    EXPECT_FALSE(services_.changes.price_move(tx, {shop_.id, booking->id, slot_})) << "nor is it offered";
  });
  EXPECT_TRUE(move({false, "clara", "she called"}));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingRoomOf, there_is_no_line_where_none_was_asked_for) {
  ASSERT_TRUE(publish(kMugs + "X-SHELF-QUEUE:0\r\nX-SHELF-OPENS:20260301T110000Z\r\n"));
  write([&](store::Transaction& tx) {
    EXPECT_EQ(services_.waiting_rooms.take(tx, shop_.id, "glaze").error().code, Refusal::Code::unknown_drop);
  });
  EXPECT_TRUE(hold("MUG", 1));
  const auto refused_terms = publish(kMugs + "X-SHELF-QUEUE:60\r\n", "another");
  ASSERT_FALSE(refused_terms);
  EXPECT_THAT(refused_terms.error().message, HasSubstr("name the drop, too"));
}

}  // namespace
}  // namespace timeshelf::tests
