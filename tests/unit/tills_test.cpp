// How makers of tills write: their documented examples, what a figure means, and what stands before the door.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "commerce/core/till_figures.hpp"
#include "server/pos/door.hpp"
#include "server/pos/drop_folder.hpp"
#include "server/pos/maker.hpp"
#include "tests/world.hpp"

using namespace timeshelf;
using namespace timeshelf::server;
using commerce::change_for;
using commerce::ChangeOutcome;
using commerce::news_of;
using Kind = commerce::TillStatementKind;

namespace {

const Instant kAt = from_millis(1'772'366'400'000);

http::Request request_with(std::string body,
                           std::initializer_list<std::pair<const char*, const char*>> headers) {
  http::Request request;
  request.body = std::move(body);
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  return request;
}

commerce::PointOfSale till_at(std::string location) {
  commerce::PointOfSale till;
  till.location = std::move(location);
  return till;
}

// https://developer.squareup.com/docs/webhooks/step3validate
TEST(Square, signs_url_and_body) {
  const auto request =
      request_with(R"({"hello":"world"})",
                   {{"x-square-hmacsha256-signature", "2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og="}});
  EXPECT_TRUE(pos::square().is_signed(request, "https://example.com/webhook", {"asdf1234"}, kAt));
  EXPECT_TRUE(pos::square().is_signed(request, "https://example.com/webhook", {"new", "asdf1234"}, kAt));
  EXPECT_FALSE(pos::square().is_signed(request, "https://example.com/other", {"asdf1234"}, kAt));
  EXPECT_FALSE(pos::square().is_signed(request, "https://example.com/webhook", {""}, kAt));
  EXPECT_FALSE(
      pos::square().is_signed(request_with("{}", {}), "https://example.com/webhook", {"asdf1234"}, kAt));
}

TEST(Square, tells_how_many_there_are) {
  const std::string event =
      R"({"merchant_id":"M","type":"inventory.count.updated","event_id":"df5f3813-a913-45a1-94e9-fdc3f7d5e3b6",)"
      R"("created_at":"2019-10-29T18:38:45.455006797Z","data":{"type":"inventory_counts","id":"84e4ac73","object":)"
      R"({"inventory_counts":[{"calculated_at":"2019-10-29T18:38:45.10296Z","catalog_object_id":"FGQ5JJWT2PYTHF35CKZ2DSKP",)"
      R"("catalog_object_type":"ITEM_VARIATION","location_id":"YYQR03DGCTXA4","quantity":"10","state":"IN_STOCK"}]}}})";
  const auto told = pos::square().read(request_with(event, {}), till_at("YYQR03DGCTXA4"));
  ASSERT_TRUE(told);
  ASSERT_EQ(told->size(), 1U);
  EXPECT_EQ(told->front().item, "FGQ5JJWT2PYTHF35CKZ2DSKP");
  EXPECT_EQ(told->front().units, 10);
  EXPECT_EQ(to_millis(told->front().occurred_at) % 1'000, 102) << "two figures of one second are told apart";
  EXPECT_TRUE(pos::square().read(request_with(event, {}), till_at("elsewhere"))->empty());
  EXPECT_TRUE(pos::square().read(request_with(R"({"type":"payment.created"})", {}), till_at("L"))->empty());
  EXPECT_FALSE(pos::square().read(request_with("[1]", {}), till_at("L")));
}

TEST(Shopify, signs_the_body) {
  const auto request = request_with(
      R"({"id":1})", {{"X-Shopify-Hmac-Sha256", "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="}});
  EXPECT_TRUE(pos::shopify().is_signed(request, "", {"hush"}, kAt));
  EXPECT_FALSE(pos::shopify().is_signed(request, "", {"loud"}, kAt));
}

// The sample that Shopify sends for this topic.
TEST(Shopify, tells_what_is_available) {
  const std::string level =
      R"({"inventory_item_id":271878346596884015,"location_id":24826418,"available":11,"updated_at":)"
      R"("2021-12-31T19:00:00-05:00","admin_graphql_api_id":"gid:\/\/shopify\/InventoryLevel\/24826418?inventory_item_id=271878346596884015"})";
  const auto request =
      request_with(level, {{"X-Shopify-Topic", "inventory_levels/update"},
                           {"X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"}});
  const auto told = pos::shopify().read(request, till_at("24826418"));
  ASSERT_TRUE(told);
  ASSERT_EQ(told->size(), 1U);
  EXPECT_EQ(told->front().item, "271878346596884015") << "an id beyond what a double holds";
  EXPECT_EQ(to_rfc3339(told->front().occurred_at), "2022-01-01T00:00:00Z");
}

// `updated_at` has whole seconds.
TEST(Shopify, parts_figures_of_one_second_by_when_they_were_triggered) {
  const auto said_at = [](const char* updated, const char* triggered) {
    const std::string level =
        fmt::format(R"({{"inventory_item_id":1,"location_id":2,"available":11,"updated_at":"{}"}})", updated);
    auto request =
        request_with(level, {{"X-Shopify-Topic", "inventory_levels/update"}, {"X-Shopify-Webhook-Id", "w"}});
    if (triggered) request.headers.add("X-Shopify-Triggered-At", triggered);
    return (pos::shopify().read(request, till_at("2"))->front().occurred_at - kAt).count();
  };
  const char* updated = "2026-03-01T07:00:00-05:00";
  EXPECT_EQ(said_at(updated, nullptr), 0);
  EXPECT_EQ(said_at(updated, "2026-03-01T12:00:00.877041743Z"), 877);
  EXPECT_EQ(said_at(updated, "2026-03-01T12:00:01.010000000Z"), 999);
  EXPECT_EQ(said_at(updated, "2026-03-01T11:59:59Z"), 0);
  EXPECT_EQ(said_at(updated, "2027-03-01T12:00:00Z"), 999)
      << "what is not signed makes no old figure a new one";
  EXPECT_EQ(said_at(updated, "soon"), 0);
}

TEST(Makers, have_no_control_characters_in_names) {
  const std::string at = R"("2026-03-01T12:00:00Z")";
  for (const auto& [id, sku, reason] :
       {std::tuple(R"(a\u0000)", "MUG", "sold"), std::tuple("a", R"(MUG\u0000)", "sold"),
        std::tuple("a", "MUG", R"(sold\u0000)"), std::tuple(R"(a\n)", "MUG", "")}) {
    const std::string body = fmt::format(
        R"({{"statements":[{{"id":"{}","kind":"adjust","sku":"{}","units":-1,"occurred_at":{},"reason":"{}"}}]}})",
        id, sku, at, reason);
    const auto told = pos::generic().read(request_with(body, {}), till_at(""));
    ASSERT_FALSE(told) << body;
    EXPECT_THAT(told.error().message, testing::HasSubstr("statements[0]"));
  }
  const std::string count =
      R"({"type":"inventory.count.updated","event_id":"e","data":{"object":{"inventory_counts":[{"calculated_at":)" +
      at + R"(,"catalog_object_id":"VAR\u0000","location_id":"L","quantity":"1","state":"IN_STOCK"}]}}})";
  EXPECT_FALSE(pos::square().read(request_with(count, {}), till_at("L")));
  const std::string level =
      R"({"inventory_item_id":"1\u0000","location_id":2,"available":11,"updated_at":)" + at + "}";
  EXPECT_FALSE(pos::shopify().read(
      request_with(level, {{"X-Shopify-Topic", "inventory_levels/update"}, {"X-Shopify-Webhook-Id", "w"}}),
      till_at("2")));
  using namespace std::string_literals;
  EXPECT_FALSE(pos::read_csv(
      "id,kind,sku,units,occurred_at,reason\na,adjust,MUG,-2,2026-03-01T12:00:00Z,sold\0\n"s, till_at("")));
}

TEST(Shopify, is_compared_where_something_is_known) {
  commerce::DueChange due;
  due.change.change = {true, 7};
  due.change.item = "1";
  EXPECT_THAT(pos::shopify().tell(due, kAt).body, testing::HasSubstr(R"("changeFromQuantity":null)"));
  due.known = 5;
  EXPECT_THAT(pos::shopify().tell(due, kAt).body, testing::HasSubstr(R"("changeFromQuantity":5)"));
}

TEST(Makers, are_asked_again_later_or_not_at_all) {
  using Fate = ChangeOutcome::Fate;
  webhooks::CallAnswer limited;
  limited.status = 429;
  limited.retry_after = std::chrono::seconds(7);
  webhooks::CallAnswer throttled;
  throttled.status = 200;
  throttled.body = R"({"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]})";
  webhooks::CallAnswer stale;
  stale.status = 200;
  stale.body =
      R"({"data":{"inventorySetQuantities":{"userErrors":[{"code":"CHANGE_FROM_QUANTITY_STALE","message":"x"}]}}})";
  webhooks::CallAnswer lost;
  lost.problem = "Timeout was reached";
  for (const pos::Maker* maker : {&pos::square(), &pos::shopify(), &pos::generic()}) {
    EXPECT_EQ(maker->outcome(limited).fate, Fate::again);
    EXPECT_EQ(maker->outcome(limited).rest, std::chrono::seconds(7));
    EXPECT_EQ(maker->outcome(lost).fate, Fate::again);
  }
  EXPECT_EQ(pos::shopify().outcome(throttled).fate, Fate::again);
  EXPECT_EQ(pos::shopify().outcome(stale).fate, Fate::failed);
}

TEST(TillFigure, is_news_only_where_it_differs_from_what_both_knew) {
  const auto later = kAt + std::chrono::seconds(1);
  const auto news = news_of(Kind::figure, 5, later, {7, kAt}, true);
  EXPECT_TRUE(news.told && !news.counts);
  EXPECT_EQ(news.units, -2);
  EXPECT_EQ(news.known.units, 5);
  EXPECT_EQ(news.known.at, later);
  EXPECT_FALSE(news_of(Kind::figure, 7, later, {7, kAt}, true).told) << "the echo of our own change";
  const auto late = news_of(Kind::figure, 5, kAt - std::chrono::milliseconds(1), {7, kAt}, true);
  EXPECT_FALSE(late.told || late.refused);
  EXPECT_EQ(late.known.units, 7);
}

TEST(TillFigure, of_the_same_instant_is_the_later_one) {
  EXPECT_EQ(news_of(Kind::figure, 5, kAt, {7, kAt}, true).units, -2);
  const auto echo = news_of(Kind::figure, 7, kAt, {7, kAt}, true);
  EXPECT_FALSE(echo.told || echo.refused);
  EXPECT_TRUE(echo.known == (commerce::KnownFigure{7, kAt}));
}

TEST(TillFigure, counts_where_nobody_else_has_counted) {
  const auto first = news_of(Kind::figure, 5, kAt, {}, false);
  EXPECT_TRUE(first.told && first.counts);
  EXPECT_EQ(first.units, 5);
  EXPECT_FALSE(news_of(Kind::figure, 5, kAt, {}, true).told) << "the books say already how many there are";
  EXPECT_EQ(news_of(Kind::figure, 5, kAt, {}, true).known.units, 5);
  EXPECT_FALSE(news_of(Kind::figure, -5, kAt, {}, false).told);
}

TEST(TillStatement, replaces_or_adds_within_what_a_venue_can_have) {
  EXPECT_TRUE(news_of(Kind::count, 0, kAt, {}, true).counts);
  EXPECT_TRUE(news_of(Kind::count, -1, kAt, {}, true).refused);
  EXPECT_TRUE(news_of(Kind::count, 1'000'001, kAt, {}, true).refused);
  EXPECT_EQ(news_of(Kind::adjust, -3, kAt, {7, kAt}, true).units, -3);
  EXPECT_TRUE(news_of(Kind::adjust, -1'000'001, kAt, {}, true).refused);
  const auto nothing = news_of(Kind::adjust, 0, kAt, {}, true);
  EXPECT_FALSE(nothing.told || nothing.refused);
}

TEST(TillFigure, is_set_once_and_then_changed_by_differences) {
  EXPECT_TRUE(change_for({}, 5)->sets);
  EXPECT_EQ(change_for({}, -3)->units, 0) << "nobody counts less than nothing";
  EXPECT_FALSE(change_for({5, kAt}, 5));
  EXPECT_EQ(change_for({5, kAt}, 3)->units, -2);
  EXPECT_FALSE(change_for({5, kAt}, 3)->sets);
}

TEST(DroppedFile, is_read_by_its_heading) {
  const auto told = pos::read_csv(
      "\xEF\xBB\xBFsku,units,kind,id,occurred_at,reason\r\n"
      "MUG,-2,adjust,a,2026-03-01T12:00:00Z,\"sold, \"\"cheap\"\"\"\r\n",
      till_at(""));
  ASSERT_TRUE(told) << told.error().message;
  EXPECT_EQ(told->front().units, -2);
  EXPECT_EQ(told->front().reason, "sold, \"cheap\"");
  EXPECT_FALSE(pos::read_csv("", till_at("")));
  EXPECT_FALSE(
      pos::read_csv("id,kind,sku,units,occurred_at\na,adjust,MUG,two,2026-03-01T12:00:00Z\n", till_at("")));
}

TEST(Door, lets_in_so_many_a_second_from_each_sender) {
  tests::ManualClock clock;
  pos::Door door(clock);
  const Id till = Id::trusted("068q2m4v7c9xk3n5t8w1z0ar2d");
  int heard = 0;
  for (int i = 0; i < 10'000; ++i) heard += door.lets_in(till, "203.0.113.1") ? 1 : 0;
  EXPECT_EQ(heard, 200);
  EXPECT_TRUE(door.lets_in(till, "203.0.113.2")) << "who forges does not keep the till from being heard";
  clock.advance(std::chrono::seconds(1));
  heard = 0;
  for (int i = 0; i < 100; ++i) heard += door.lets_in(till, "203.0.113.1") ? 1 : 0;
  EXPECT_EQ(heard, 50);
}

TEST(Door, lets_in_no_more_by_made_up_ids) {
  tests::ManualClock clock;
  pos::Door door(clock);
  const Id till = Id::trusted("068q2m4v7c9xk3n5t8w1z0ar2d");
  door.meet(till);
  int heard = 0;
  tests::SeededRandom random(7);
  for (int i = 0; i < 1'000; ++i) heard += door.lets_in(Id::make(clock.now(), random), "203.0.113.1") ? 1 : 0;
  EXPECT_EQ(heard, 200);
  EXPECT_TRUE(door.lets_in(till, "203.0.113.1")) << "one that is known has its own";
  door.part_from(till);
  EXPECT_FALSE(door.lets_in(till, "203.0.113.1"));
}

TEST(Door, has_refusals_written_down_once_a_second) {
  tests::ManualClock clock;
  pos::Door door(clock);
  const Id till = Id::trusted("068q2m4v7c9xk3n5t8w1z0ar2d");
  EXPECT_EQ(door.refused(till, "forged"), 1);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(door.refused(till, "forged"), 0);
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(door.refused(till, "forged"), 10);
}

}  // namespace
