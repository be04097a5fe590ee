// The waiting list on both databases: what becomes free goes to who waits, in order, and to nobody else.
#include "commerce/waiting/waiting.hpp"

#include <future>
#include <thread>

#include "commerce/audit.hpp"
#include "commerce/checkout/till.hpp"
#include "commerce/letters/letters.hpp"
#include "commerce/signed_claim.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::JoinCommand;
using commerce::Refusal;
using commerce::WaitingEntry;
using commerce::WaitingState;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kOneMug = kTimes +
                            "X-SHELF-STOCK;SKU=MUG:1\r\nX-SHELF-PRICE;SKU=MUG;TIER=early;UNTIL=-P7D:18\r\n"
                            "X-SHELF-PRICE;SKU=MUG:22\r\n";

class WaitingList : public ShopWorld {
 protected:
  WaitingList() : ShopWorld("bookings@shop.example") {}

  /// A slot with so many mugs, all of them held by a customer who is checking out.
  void sell_out(const std::string& lines = kOneMug, std::int64_t mugs = 1) {
    ASSERT_TRUE(publish(lines));
    slot_ = slots().front().id;
    taken_ = hold("MUG", mugs)->id;
  }
  commerce::Decided<WaitingEntry> join(const std::string& email, std::int64_t quantity = 1,
                                       const std::string& sku = "", const std::string& language = "en") {
    commerce::Decided<WaitingEntry> result = WaitingEntry{};
    clock_.advance(1ms);
    write([&](store::Transaction& tx) {
      result = services_.waiting.join(tx, {shop_.id, slot_, sku, quantity, "Ada", email, language});
    });
    return result;
  }
  std::string token_of(const WaitingEntry& entry) { return commerce::waiting_token(shop_, entry.id); }
  WaitingEntry now(const WaitingEntry& entry) {
    WaitingEntry found;
    database().read(
        [&](store::Transaction& tx) { found = services_.waiting.find(tx, token_of(entry)).value(); });
    return found;
  }
  WaitingState state(const WaitingEntry& entry) { return now(entry).state; }
  WaitingEntry leave(const WaitingEntry& entry) {
    WaitingEntry left;
    write([&](store::Transaction& tx) {
      left = services_.waiting.leave(tx, *services_.waiting.find(tx, token_of(entry)));
    });
    return left;
  }
  void release(const Id& hold_id) {
    clock_.advance(1ms);  // what is done in one millisecond has no order
    write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.release(tx, shop_.id, hold_id)); });
  }
  std::int64_t remaining() { return slots().front().offers.front().remaining; }
  /// What was done about somebody, oldest first.
  std::vector<std::string> story(const WaitingEntry& entry) {
    std::vector<std::string> actions;
    database().read([&](store::Transaction& tx) {
      for (const auto& row : commerce::list_audit(tx, shop_.id, {.subject = entry.id.string(), .limit = 20}))
        actions.insert(actions.begin(), row.action);
    });
    return actions;
  }
  /// What waits to be sent; it is sent then.
  std::vector<commerce::Letter> letters() {
    std::vector<commerce::Letter> all;
    write([&](store::Transaction& tx) {
      while (const auto letter = commerce::take_letter(tx, clock_.now())) {
        commerce::note_sent(tx, *letter, clock_.now());
        all.push_back(*letter);
      }
    });
    return all;
  }

  Id slot_;
  Id taken_;
};
INSTANTIATE_TEST_SUITE_P(, WaitingList, BothDatabases, name_of_engine);

TEST_P(WaitingList, people_join_in_order_and_are_told_who_is_ahead) {
  sell_out();
  const auto first = join("ada@example.com");
  const auto second = join(" Bob@Example.com ");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->ahead, 0);
  EXPECT_EQ(second->ahead, 1);
  EXPECT_EQ(second->email, "bob@example.com");
  const auto told = letters();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].subject, "On the waiting list: Glaze evening");
  EXPECT_THAT(told[1].body, HasSubstr("One person is ahead of you."));
  EXPECT_THAT(told[1].body, HasSubstr("https://shop.example/w/" + token_of(*second)));
  leave(*first);
  EXPECT_EQ(now(*second).ahead, 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, people_are_written_to_in_the_language_that_they_joined_in) {
  sell_out();
  const auto ada = join("ada@example.com", 1, "", "es");
  const auto bob = join("bob@example.com", 1, "", "de");
  ASSERT_TRUE(ada && bob);
  release(taken_);
  run_due();
  ASSERT_TRUE(publish(kOneMug + "STATUS:CANCELLED\r\n"));
  run_due();
  std::vector<std::string> subjects;
  for (const auto& letter : letters()) {
    subjects.push_back(letter.language + " " + letter.subject);
    if (letter.subject.starts_with("Warteliste geschlossen")) {
      EXPECT_THAT(letter.body, HasSubstr("Es wurde abgesagt."));
    }
  }
  EXPECT_THAT(subjects, ::testing::UnorderedElementsAre("es En la lista de espera: Glaze evening",
                                                        "es Suyo si lo quiere: Glaze evening",
                                                        "es Lista de espera cerrada: Glaze evening",
                                                        "de Auf der Warteliste: Glaze evening",
                                                        "de Warteliste geschlossen: Glaze evening"));
}

TEST_P(WaitingList, nobody_waits_for_what_can_be_had) {
  ASSERT_TRUE(publish(kMugs));
  slot_ = slots().front().id;
  const auto refused = join("ada@example.com");
  EXPECT_EQ(refused.error().code, Refusal::Code::still_free);
  EXPECT_EQ(refused.error().remaining, 3);
}

TEST_P(WaitingList, what_cannot_be_waited_for_is_refused_with_the_reason) {
  sell_out(kOneMug + "X-SHELF-CLOSES:-PT1H\r\n");
  EXPECT_EQ(join("ada@example.com", 0).error().field, "quantity");
  EXPECT_EQ(join("ada@example.com", 2).error().message, "Wait for 1 to 1 of Mug.");  // there is only one
  EXPECT_EQ(join("nobody").error().field, "email");
  EXPECT_EQ(join("ada@example.com", 1, "BOWL").error().code, Refusal::Code::unknown_sku);
  clock_.set(slots().front().starts_at - 1h);
  EXPECT_EQ(join("ada@example.com").error().code, Refusal::Code::not_on_sale);
  slot_ = shop_.id;
  EXPECT_EQ(join("ada@example.com").error().code, Refusal::Code::unknown_slot);
}

// HiEventsDev/Hi.Events#1085: twice in the list by another spelling.
TEST_P(WaitingList, one_address_waits_once_for_one_thing) {
  sell_out();
  const auto first = join("ada@example.com");
  ASSERT_TRUE(first);
  EXPECT_EQ(join("ADA@example.com ").error().code, Refusal::Code::waits_already);
  leave(*first);
  EXPECT_TRUE(join("ada@example.com"));
}

TEST_P(WaitingList, what_becomes_free_is_offered_to_the_first_and_no_walk_in_slips_in_between) {
  sell_out();
  const auto ada = join("ada@example.com");
  const auto bob = join("bob@example.com");
  release(taken_);
  // The list had no turn yet, and the unit is spoken for already.
  EXPECT_EQ(remaining(), 0);
  const auto walk_in = hold("MUG", 1);
  ASSERT_FALSE(walk_in);
  EXPECT_EQ(walk_in.error().code, Refusal::Code::sold_out);
  EXPECT_EQ(walk_in.error().remaining, 0);
  run_due();
  EXPECT_EQ(remaining(), 0);
  const WaitingEntry offered = now(*ada);
  EXPECT_EQ(offered.state, WaitingState::offered);
  ASSERT_TRUE(offered.offer);
  EXPECT_EQ(offered.offer->expires_at, clock_.now() + 4h);
  EXPECT_EQ(offered.offer->email, "ada@example.com");
  EXPECT_EQ(state(*bob), WaitingState::waiting);
  EXPECT_EQ(now(*bob).ahead, 0);
  EXPECT_THAT(story(*ada), ElementsAre("waiting.joined", "waiting.offered"));
  EXPECT_THAT(letters().back().body, HasSubstr("Held until Sunday 1 March 2026, 17:00 (Europe/Berlin)"));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, an_offer_is_taken_like_any_hold_at_the_price_of_its_moment) {
  sell_out();
  clock_.set(slots().front().starts_at - 24h * 7 - 11min);
  const Id other = hold("MUG", 1)->id;  // the first ran out
  const auto ada = join("ada@example.com");
  release(other);
  run_due();
  const Id offer = now(*ada).offer->id;
  clock_.advance(1h);  // the early price is over, but not for her
  const auto booking = confirm(offer, "ada@example.com");
  ASSERT_TRUE(booking);
  EXPECT_EQ(booking->total.minor, 1800);
  EXPECT_EQ(state(*ada), WaitingState::taken);
  run_due();
  EXPECT_EQ(state(*ada), WaitingState::taken);
  EXPECT_THAT(story(*ada), ElementsAre("waiting.joined", "waiting.offered", "waiting.taken"));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, an_offer_that_is_not_answered_goes_to_the_next) {
  sell_out();
  const auto ada = join("ada@example.com");
  const auto bob = join("bob@example.com");
  release(taken_);
  run_due();
  letters();
  clock_.advance(4h);
  EXPECT_EQ(state(*ada), WaitingState::lapsed);  // whoever looks sees it before anything has run
  EXPECT_FALSE(hold("MUG", 1));
  run_due();
  EXPECT_EQ(state(*bob), WaitingState::offered);
  EXPECT_THAT(story(*ada), ElementsAre("waiting.joined", "waiting.offered", "waiting.lapsed"));
  std::vector<std::string> subjects;
  for (const auto& letter : letters()) subjects.push_back(letter.recipient + ": " + letter.subject);
  EXPECT_THAT(subjects,
              ::testing::UnorderedElementsAre("ada@example.com: Gone to the next: Glaze evening",
                                              "bob@example.com: Yours if you want it: Glaze evening"));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, an_offer_that_is_declined_goes_to_the_next_at_once) {
  sell_out();
  const auto ada = join("ada@example.com");
  const auto bob = join("bob@example.com");
  release(taken_);
  run_due();
  EXPECT_EQ(leave(*ada).state, WaitingState::declined);
  EXPECT_EQ(leave(*ada).state, WaitingState::declined);  // twice is once
  EXPECT_FALSE(hold("MUG", 1));
  run_due();
  EXPECT_EQ(state(*bob), WaitingState::offered);
  leave(*bob);
  run_due();
  EXPECT_EQ(remaining(), 1);  // nobody waits any more
  EXPECT_TRUE(hold("MUG", 1));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, who_wants_more_than_is_free_is_passed_by_and_keeps_the_place) {
  sell_out(kMugs, 3);
  const auto three = join("three@example.com", 3);
  const auto one = join("one@example.com", 1);
  confirm(taken_);
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:4\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
  run_due();
  EXPECT_EQ(state(*three), WaitingState::waiting);
  EXPECT_EQ(state(*one), WaitingState::offered);
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:6\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
  run_due();
  EXPECT_EQ(state(*three), WaitingState::waiting);  // two are free, and kept
  EXPECT_EQ(remaining(), 0);
  EXPECT_FALSE(hold("MUG", 1));
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:7\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
  run_due();
  EXPECT_EQ(state(*three), WaitingState::offered);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, who_joins_with_a_smaller_wish_gets_what_is_free_and_too_little_for_those_before) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:2\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
  slot_ = slots().front().id;
  const Id first = hold("MUG", 1)->id;
  ASSERT_TRUE(hold("MUG", 1));
  const auto ada = join("ada@example.com", 2);
  release(first);
  run_due();
  ASSERT_EQ(state(*ada), WaitingState::waiting);
  const auto bob = join("bob@example.com", 1);
  run_due();
  EXPECT_EQ(state(*bob), WaitingState::offered);
  EXPECT_EQ(state(*ada), WaitingState::waiting);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, in_the_last_hours_what_fits_nobody_is_for_everybody) {
  sell_out(kMugs, 3);
  const auto three = join("three@example.com", 3);
  confirm(taken_);
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:4\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
  run_due();
  EXPECT_EQ(remaining(), 0);
  EXPECT_THAT(live_text(), HasSubstr("SOLD OUT"));
  clock_.set(slots().front().starts_at - 4h);
  run_due();
  EXPECT_EQ(remaining(), 1);
  EXPECT_THAT(live_text(), HasSubstr("1 left"));
  EXPECT_TRUE(hold("MUG", 1));
  EXPECT_EQ(state(*three), WaitingState::waiting);
}

TEST_P(WaitingList, no_offer_stands_beyond_the_end_of_sales) {
  sell_out();
  clock_.set(slots().front().starts_at - 1h);
  const Id other = hold("MUG", 1)->id;
  const auto ada = join("ada@example.com");
  const auto bob = join("bob@example.com");
  release(other);
  run_due();
  EXPECT_EQ(now(*ada).offer->expires_at, slots().front().starts_at);
  clock_.advance(1h);
  run_due();
  EXPECT_EQ(state(*ada), WaitingState::lapsed);
  EXPECT_EQ(state(*bob), WaitingState::closed);
  EXPECT_THAT(letters(), Contains(Field(&commerce::Letter::body, HasSubstr("Booking has closed."))));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, a_list_ends_with_the_last_price_also_where_booking_may_go_on_behind_the_beginning) {
  sell_out(kTimes +
           "X-SHELF-STOCK;SKU=MUG:1\r\nX-SHELF-CLOSES:PT2H\r\nX-SHELF-PRICE;SKU=MUG;UNTIL=PT1H:18\r\n");
  const Instant last_price = slots().front().starts_at + 1h;
  EXPECT_EQ(slots().front().closes_at, last_price) << "who looks is told of the real end";
  clock_.set(last_price - 2h);
  ASSERT_TRUE(hold("MUG", 1));
  const auto ada = join("ada@example.com");
  clock_.set(last_price);
  run_due();
  EXPECT_EQ(slots().front().state, commerce::SlotState::closed);
  EXPECT_EQ(state(*ada), WaitingState::closed);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, a_slot_that_is_called_off_closes_its_list_and_tells_people) {
  sell_out();
  const auto ada = join("ada@example.com");
  const auto bob = join("bob@example.com");
  release(taken_);
  run_due();
  letters();
  clock_.advance(1ms);
  ASSERT_TRUE(publish(kOneMug + "STATUS:CANCELLED\r\n"));
  run_due();
  EXPECT_EQ(state(*ada), WaitingState::closed);
  EXPECT_EQ(state(*bob), WaitingState::closed);
  const auto told = letters();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_THAT(told[0].body, HasSubstr("It was called off."));
  EXPECT_THAT(story(*ada), ElementsAre("waiting.joined", "waiting.offered", "waiting.closed"));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, a_slot_that_is_off_sale_for_a_while_keeps_its_list_until_its_sales_end) {
  sell_out();
  const auto ada = join("ada@example.com");
  ASSERT_TRUE(publish(kOneMug + "X-SHELF-STATE:OFF\r\n"));
  release(taken_);
  run_due();
  EXPECT_EQ(state(*ada), WaitingState::waiting) << "nobody books what is off sale, and nothing is over";
  ASSERT_TRUE(publish(kOneMug + "X-SHELF-STATE:ON\r\n"));
  run_due();
  EXPECT_EQ(state(*ada), WaitingState::offered);

  ASSERT_TRUE(publish(kOneMug + "X-SHELF-STATE:OFF\r\n"));
  clock_.advance(std::chrono::hours(24 * 60));
  run_due();
  const WaitingState last = state(*ada);
  EXPECT_TRUE(last == WaitingState::closed || last == WaitingState::lapsed) << name_of(last);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, a_cancelled_booking_goes_to_who_waits) {
  sell_out();
  const auto booking = confirm(taken_, "eve@example.com");
  const auto ada = join("ada@example.com");
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking->id)); });
  EXPECT_FALSE(hold("MUG", 1));
  run_due();
  EXPECT_EQ(state(*ada), WaitingState::offered);
}

TEST_P(WaitingList, what_somebody_bought_elsewhere_counts_against_the_limit) {
  const std::string limited = kMugs + "X-SHELF-LIMIT:2\r\n";
  ASSERT_TRUE(publish(limited));
  slot_ = slots().front().id;
  confirm(hold("MUG", 2)->id, "ada@example.com");
  taken_ = hold("MUG", 1)->id;
  EXPECT_EQ(join("ada@example.com").error().code, Refusal::Code::over_limit);
  const auto bob = join("bob@example.com", 2);
  confirm(taken_, "bob@example.com");  // had one in the cart all the while
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:5\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
  run_due();
  EXPECT_EQ(state(*bob), WaitingState::closed);
  EXPECT_EQ(remaining(), 2);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(WaitingList, a_link_that_was_not_given_out_opens_nothing) {
  sell_out();
  const auto ada = join("ada@example.com");
  const std::string token = token_of(*ada);
  store::Shop other;
  write([&](store::Transaction& tx) {
    other = engine_.create_shop(tx, "other", "Other", "EUR", "Europe/Berlin");
  });
  std::string altered = token;
  altered[30] = altered[30] == 'A' ? 'B' : 'A';
  const std::vector<std::string> foreign = {"",
                                            "x",
                                            token.substr(1),
                                            token + "A",
                                            altered,
                                            std::string(100'000, 'A'),
                                            commerce::waiting_token(other, ada->id),
                                            commerce::make_claim(shop_, "timeshelf-place", ada->id.bytes())};
  database().read([&](store::Transaction& tx) {
    EXPECT_TRUE(services_.waiting.find(tx, token));
    for (const auto& text : foreign) EXPECT_FALSE(services_.waiting.find(tx, text)) << text.substr(0, 99);
  });
}

TEST_P(WaitingList, the_check_finds_what_does_not_agree) {
  sell_out();
  const auto ada = join("ada@example.com");
  const auto bob = join("bob@example.com");
  release(taken_);
  run_due();
  ASSERT_THAT(check(), IsEmpty());
  const Id offer = *now(*ada).hold;
  write([&](store::Transaction& tx) {
    tx.execute("UPDATE holds SET state = 'released' WHERE id = $1", {offer});
    tx.execute("UPDATE waiting SET joined_at = joined_at - 1000 WHERE id = $1", {bob->id});
  });
  const std::string found = ::testing::PrintToString(check());
  EXPECT_THAT(found, HasSubstr("has an offer and no open hold"));
  EXPECT_THAT(found, HasSubstr("stands behind somebody who joined later"));
}

TEST_P(WaitingList, two_nodes_that_free_units_at_once_offer_each_of_them_once) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:4\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
  slot_ = slots().front().id;
  std::vector<Id> taken;
  for (int i = 0; i < 4; ++i) taken.push_back(hold("MUG", 1)->id);
  std::vector<WaitingEntry> line;
  for (int i = 0; i < 6; ++i) line.push_back(*join("w" + std::to_string(i) + "@example.com"));

  const auto node = [&](std::uint64_t seed, std::vector<Id> gives_back) {
    const auto own = store::open(address());
    SeededRandom random(seed);
    commerce::Services services(engine_.options(), clock_, random);
    for (const Id& hold : gives_back) {
      own->write([&](store::Transaction& tx) { EXPECT_TRUE(services.engine.release(tx, shop_.id, hold)); });
      for (std::size_t done = 1; done > 0;)
        own->write([&](store::Transaction& tx) { done = services.due.run(tx); });
    }
  };
  std::thread one(node, 11, std::vector{taken[0], taken[1]});
  std::thread other(node, 12, std::vector{taken[2], taken[3]});
  one.join();
  other.join();
  run_due();
  for (std::size_t i = 0; i < line.size(); ++i)
    EXPECT_EQ(state(line[i]), i < taken.size() ? WaitingState::offered : WaitingState::waiting) << i;
  EXPECT_EQ(remaining(), 0);
  EXPECT_THAT(check(), IsEmpty());
}

// The race of races: a unit comes back while a hundred walk-ins press the button and five people wait.
TEST_P(WaitingList, a_hundred_parallel_walk_ins_get_nothing_of_what_five_people_wait_for) {
  sell_out();
  std::vector<WaitingEntry> line;
  for (int i = 0; i < 5; ++i) line.push_back(*join("w" + std::to_string(i) + "@example.com"));
  store::Writer writer(database());
  commerce::Till till(writer, engine_.sale_options(), clock_, random_);
  const auto ask = [&](commerce::SaleRequest request) {
    std::promise<bool> sold;
    till.submit("studio", std::move(request), [&](const auto&, const commerce::Till::Answer& answer) {
      sold.set_value(answer.sale.has_value());
    });
    return sold.get_future().get();
  };
  std::atomic<int> sold = 0;
  std::vector<std::thread> crowd;
  for (int i = 0; i < 100; ++i) {
    crowd.emplace_back([&, i] {
      if (i == 50) {
        ask({commerce::ReleaseCommand{{}, taken_}, {}});
      } else if (ask({commerce::HoldCommand{{}, {{slot_, "MUG", 1, ""}}}, {}})) {
        ++sold;
      }
    });
  }
  crowd.emplace_back([&] { run_due(); });
  for (std::thread& one : crowd) one.join();
  run_due();
  EXPECT_EQ(sold, 0);
  EXPECT_EQ(state(line[0]), WaitingState::offered);
  for (std::size_t i = 1; i < line.size(); ++i) EXPECT_EQ(state(line[i]), WaitingState::waiting);
  EXPECT_THAT(check(), IsEmpty());
}

}  // namespace
}  // namespace timeshelf::tests
