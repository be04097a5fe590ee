// What is told to whom, and what becomes of it, on both databases.
#include "commerce/webhooks/webhooks.hpp"
#include "commerce/webhooks/events.hpp"

#include <boost/json.hpp>

#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::DeliveryState;
using commerce::DueDelivery;

class Telling : public ShopWorld {
 protected:
  Id add(std::vector<std::string> kinds = {}) {
    Id id;
    write([&](store::Transaction& tx) {
      id = webhooks()
               .add(tx, shop_.id, {"https://receiver.example/", std::move(kinds), true}, "ada")
               ->webhook.id;
    });
    return id;
  }
  commerce::Webhooks& webhooks() { return services_.webhooks; }
  void happen(const std::string& kind = "slot.moved") {
    write([&](store::Transaction& tx) {
      commerce::happened(tx, shop_.id, kind, "subject", {{"n", 1}}, clock_.now(), random_);
    });
  }
  std::vector<DueDelivery> take(const commerce::Webhooks::UnderWay& under_way = {}) {
    std::vector<DueDelivery> taken;
    write([&](store::Transaction& tx) { taken = webhooks().take(tx, under_way, 4); });
    return taken;
  }
  void note(const DueDelivery& due, std::int64_t status, bool gone = false) {
    write([&](store::Transaction& tx) {
      webhooks().note(tx, {due.shop,
                           due.webhook,
                           due.event,
                           {clock_.now(), status, 12, "answer", status == 200 ? "" : "It answered."},
                           {},
                           gone});
    });
  }
  commerce::Webhook find(const Id& id) {
    commerce::Webhook found;
    write([&](store::Transaction& tx) { found = *webhooks().find(tx, shop_.id, id); });
    return found;
  }
  std::vector<commerce::WebhookDelivery> log(const Id& id) {
    std::vector<commerce::WebhookDelivery> all;
    write([&](store::Transaction& tx) { all = webhooks().deliveries(tx, shop_.id, id, {}); });
    return all;
  }
  std::int64_t rows(const std::string& table) {
    std::int64_t count = 0;
    write([&](store::Transaction& tx) {
      count = *tx.first("SELECT COUNT(*) FROM " + table, {},
                        [](const store::Row& row) { return row.integer(0); });
    });
    return count;
  }
};
INSTANTIATE_TEST_SUITE_P(, Telling, BothDatabases, name_of_engine);

TEST_P(Telling, writes_nothing_where_nobody_wants_to_know) {
  happen();
  EXPECT_EQ(rows("events"), 0);
  add({"booking.made"});
  happen();
  EXPECT_EQ(rows("events"), 0);
}

TEST_P(Telling, reaches_everybody_who_wants_the_kind_under_one_id) {
  const Id all = add();
  const Id one = add({"slot.moved", "booking.made"});
  add({"booking.made"});
  happen();
  const auto taken = take();
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ((std::set<Id>{taken[0].webhook, taken[1].webhook}), (std::set<Id>{all, one}));
  EXPECT_EQ(taken[0].event, taken[1].event);
  const auto body = boost::json::parse(taken[0].body).as_object();
  EXPECT_EQ(body.at("id").as_string(), std::string(taken[0].event.text()));
  EXPECT_EQ(body.at("type").as_string(), "slot.moved");
  EXPECT_EQ(body.at("data").at("slot").as_string(), "subject");
}

TEST_P(Telling, is_taken_by_one_node_at_a_time_and_again_after_a_minute) {
  add();
  happen();
  EXPECT_EQ(take().size(), 1U);
  EXPECT_EQ(take().size(), 0U);
  clock_.advance(std::chrono::minutes(1));
  EXPECT_EQ(take().size(), 1U);
}

TEST_P(Telling, gives_one_receiver_a_few_at_a_time_and_keeps_no_other_waiting) {
  const Id busy = add({"slot.moved"});
  const Id other = add({"slot.published"});
  for (int i = 0; i < 10; ++i) happen();
  happen("slot.published");
  const auto taken = take();
  EXPECT_EQ(
      std::count_if(taken.begin(), taken.end(), [&](const DueDelivery& due) { return due.webhook == busy; }),
      4);
  EXPECT_EQ(
      std::count_if(taken.begin(), taken.end(), [&](const DueDelivery& due) { return due.webhook == other; }),
      1);
  EXPECT_EQ(take({{{shop_.id, busy}, 3}}).size(), 1U);
  EXPECT_EQ(take({{{shop_.id, busy}, 4}}).size(), 0U);
}

TEST_P(Telling, tries_for_three_days_then_gives_up_and_shows_it) {
  const Id id = add();
  happen();
  const Instant began = clock_.now();
  int tries = 0;
  for (;; ++tries) {
    std::optional<Instant> next;
    write([&](store::Transaction& tx) { next = webhooks().next(tx); });
    if (!next) break;
    clock_.advance(std::max(*next - clock_.now(), std::chrono::milliseconds(0)));
    const auto taken = take();
    ASSERT_EQ(taken.size(), 1U);
    note(taken[0], 500);
    ASSERT_LT(tries, 50);
  }
  EXPECT_GT(tries, 8);
  EXPECT_GT(clock_.now() - began, std::chrono::hours(48));
  EXPECT_LE(clock_.now() - began, std::chrono::hours(72));
  EXPECT_EQ(find(id).given_up, 1);
  EXPECT_EQ(log(id).front().state, DeliveryState::given_up);
  EXPECT_EQ(log(id).front().tries.front().answer, "answer");
}

TEST_P(Telling, tells_again_under_the_same_id_with_the_same_bytes) {
  const Id id = add();
  happen();
  const auto first = take();
  note(first[0], 200);
  EXPECT_EQ(log(id).front().state, DeliveryState::delivered);
  clock_.advance(std::chrono::hours(200));
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(webhooks().replay(tx, shop_.id, id, first[0].event, "ada"));
  });
  const auto again = take();
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].event, first[0].event);
  EXPECT_EQ(again[0].body, first[0].body);
  note(again[0], 500);
  EXPECT_EQ(log(id).front().state, DeliveryState::waiting) << "three days count from the replay";
}

TEST_P(Telling, stops_where_nobody_wants_anything_any_more) {
  const Id id = add();
  happen();
  note(take()[0], 410, true);
  EXPECT_FALSE(find(id).active);
  EXPECT_THAT(find(id).stopped, testing::HasSubstr("410"));
  happen();
  EXPECT_EQ(rows("events"), 1);
}

TEST_P(Telling, signs_with_both_secrets_for_a_day) {
  const Id id = add();
  std::string renewed;
  write([&](store::Transaction& tx) { renewed = webhooks().renew_secret(tx, shop_.id, id, "ada")->secret; });
  happen();
  auto taken = take();
  ASSERT_EQ(taken[0].secrets.size(), 2U);
  EXPECT_EQ(taken[0].secrets[0], renewed);
  clock_.advance(std::chrono::hours(25));
  taken = take();
  EXPECT_EQ(taken[0].secrets, std::vector<std::string>{renewed});
}

TEST_P(Telling, forgets_after_a_month) {
  add();
  happen();
  note(take()[0], 200);
  const auto work = webhooks().forgetting();
  write([&](store::Transaction& tx) { EXPECT_EQ(work.run(tx, 100), 0U); });
  clock_.advance(std::chrono::hours(24 * 31));
  write([&](store::Transaction& tx) { EXPECT_EQ(work.run(tx, 100), 1U); });
  for (const char* table : {"events", "webhook_deliveries", "webhook_tries"})
    EXPECT_EQ(rows(table), 0) << table;
}

TEST_P(Telling, hears_of_slots_and_bookings_in_the_transaction_that_changes_them) {
  const Id id = add();
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
  run_due();
  ASSERT_EQ(log(id).size(), 1U);
  EXPECT_EQ(log(id)[0].kind, "slot.published");
  EXPECT_NE(log(id)[0].body.find("\"remaining\":12"), std::string::npos) << log(id)[0].body;

  const auto booking = confirm(hold("MUG", 12)->id);
  ASSERT_TRUE(booking);
  run_due();
  std::map<std::string, std::string> told;
  for (const auto& delivery : log(id)) told[delivery.kind] = delivery.body;
  EXPECT_NE(told["booking.made"].find("\"code\":\"" + booking->code), std::string::npos)
      << told["booking.made"];
  EXPECT_NE(told["booking.made"].find("\"units\":12"), std::string::npos);
  EXPECT_NE(told["stock.low"].find("\"state\":\"sold-out\""), std::string::npos) << told["stock.low"];

  commerce::CancelCommand cancel;
  cancel.shop = shop_.id;
  cancel.booking = booking->id;
  cancel.by.actor = "ada";
  write([&](store::Transaction& tx) { ASSERT_TRUE(services_.changes.cancel(tx, cancel)); });
  for (const auto& delivery : log(id)) told[delivery.kind] = delivery.body;
  EXPECT_NE(told["booking.cancelled"].find("\"state\":\"cancelled\""), std::string::npos)
      << told["booking.cancelled"];
}

TEST_P(Telling, says_nothing_of_who_booked) {
  add();
  write([&](store::Transaction& tx) {
    commerce::happened(tx, shop_.id, "booking.passed_on", "x",
                       {{"from_email", "a@b.example"}, {"to", "Bea Berg"}, {"seq", 1}}, clock_.now(),
                       random_);
  });
  const auto body = take()[0].body;
  EXPECT_EQ(body.find("b.example"), std::string::npos) << body;
  EXPECT_EQ(body.find("Berg"), std::string::npos) << body;
  EXPECT_NE(body.find("\"seq\":1"), std::string::npos) << body;
}

}  // namespace
}  // namespace timeshelf::tests
