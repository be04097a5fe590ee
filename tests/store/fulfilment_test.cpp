// How what was booked reaches people, on both databases.
#include "tests/store/fulfilment_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::LineState;
using commerce::Refusal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Fulfilment : public FulfilmentWorld {};
INSTANTIATE_TEST_SUITE_P(, Fulfilment, BothDatabases, name_of_engine);

TEST_P(Fulfilment, handing_over_and_bringing_back_moves_goods_and_is_written_down) {
  ASSERT_TRUE(publish(mugs("")));
  tell(Kind::count, 12);
  const auto booking = booked(command("PICKUP", 3));
  const Id slot = slots().front().id;
  ASSERT_TRUE(advance(step(booking, LineState::ready)));
  auto two = step(booking, LineState::handed_over);
  two.units = 2;
  const auto part = advance(two);
  ASSERT_TRUE(part);
  EXPECT_EQ(part->line.state, LineState::ready);
  EXPECT_EQ(part->line.handed_over, 2);
  EXPECT_EQ(balance(commerce::sold(slot, "MUG")), 1);
  EXPECT_EQ(balance(commerce::handed_over(slot, "MUG")), 2);
  EXPECT_EQ(there(), 10);
  ASSERT_TRUE(advance(step(booking, LineState::handed_over)));

  auto back = step(booking, LineState::returned);
  EXPECT_EQ(advance(back).error().field, "goods");
  back.units = 1;
  back.goods = commerce::BroughtBack::stock;
  ASSERT_TRUE(advance(back));
  run_due();
  EXPECT_EQ(there(), 10) << "nine were left, and one came back";
  back.goods = commerce::BroughtBack::waste;
  ASSERT_TRUE(advance(back));
  EXPECT_EQ(there(), 10);
  EXPECT_EQ(balance({commerce::AccountKind::wasted, kiln_.id.string(), "MUG"}), 1);
  EXPECT_EQ(balance(commerce::handed_over(slot, "MUG")), 1);
  clock_.advance(1s);
  run_due();
  EXPECT_THAT(shifts(), HasSubstr("1 x MUG")) << "two of three came back";
  const auto entries = audit("fulfilment.");
  ASSERT_EQ(entries.size(), 5U);
  EXPECT_EQ(entries.back().action, "fulfilment.ready");
  EXPECT_EQ(entries.back().actor, "sam");
  EXPECT_EQ(entries.back().subject, booking.id.text());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, goods_that_nobody_counts_go_back_to_where_they_came_from) {
  ASSERT_TRUE(publish(mugs("")));
  const auto booking = booked(command("PICKUP", 2));
  ASSERT_TRUE(advance(step(booking, LineState::handed_over)));
  auto back = step(booking, LineState::returned);
  back.goods = commerce::BroughtBack::stock;
  ASSERT_TRUE(advance(back));
  EXPECT_EQ(list().front().line.state, LineState::returned);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, steps_that_there_are_none_change_nothing) {
  ASSERT_TRUE(publish(mugs("")));
  const auto booking = booked(command("PICKUP", 2));
  auto wrong = step(booking, LineState::returned);
  wrong.goods = commerce::BroughtBack::stock;
  EXPECT_EQ(advance(wrong).error().code, Refusal::Code::wrong_state);
  auto many = step(booking, LineState::handed_over);
  many.units = 3;
  EXPECT_EQ(advance(many).error().field, "quantity");
  many.units = -1;
  EXPECT_EQ(advance(many).error().field, "quantity");
  many.booking = "nobody";
  EXPECT_EQ(advance(many).error().code, Refusal::Code::unknown_booking);
  many.booking = booking.code;
  many.line = 7;
  EXPECT_EQ(advance(many).error().code, Refusal::Code::unknown_fulfilment);
  EXPECT_EQ(list().front().line.state, LineState::due);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
  EXPECT_EQ(advance(step(booking, LineState::handed_over)).error().code, Refusal::Code::booking_cancelled);
}

TEST_P(Fulfilment, what_was_handed_over_cannot_be_cancelled) {
  ASSERT_TRUE(publish(mugs("")));
  const auto booking = booked(command("PICKUP", 2));
  booked(command("PICKUP", 2));
  auto one = step(booking, LineState::handed_over);
  one.units = 1;
  ASSERT_TRUE(advance(one));
  write([&](store::Transaction& tx) {
    EXPECT_EQ(engine_.cancel(tx, shop_.id, booking.id).error().code, Refusal::Code::handed_over);
  });
}

TEST_P(Fulfilment, who_does_not_come_in_time_has_missed_it_and_may_come_late) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M:PICKUP\r\n")));
  const auto slot = slots().front();
  auto early = command("PICKUP");
  early.lines[0].window = slot.starts_at;
  const auto first = booked(early);
  early.lines[0].window = slot.starts_at + 30min;
  const auto second = booked(early);
  clock_.set(slot.starts_at + 30min - 2s);
  run_due();
  const auto early_word = advance(step(first, LineState::missed));
  EXPECT_EQ(early_word.error().code, Refusal::Code::wrong_state) << "time alone says so";
  EXPECT_THAT(early_word.error().message, ::testing::HasSubstr("it can be picked up until"));
  EXPECT_EQ(list()[0].line.state, LineState::due);
  clock_.set(slot.starts_at + 30min);
  run_due();
  EXPECT_EQ(list()[0].line.state, LineState::missed);
  EXPECT_EQ(list()[1].line.state, LineState::due);
  ASSERT_TRUE(advance(step(second, LineState::handed_over)));
  clock_.set(slot.ends_at);
  run_due();
  EXPECT_EQ(list()[1].line.state, LineState::handed_over);
  ASSERT_TRUE(advance(step(first, LineState::handed_over)));
  EXPECT_EQ(audit("fulfilment.missed").size(), 1U);
}

// Lists
TEST_P(Fulfilment, lists_are_filtered_and_go_on_behind_a_cursor) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M:PICKUP\r\nX-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  const auto starts = slots().front().starts_at;
  auto late = command("PICKUP");
  late.lines[0].window = starts + 30min;
  const auto a = booked(late);
  const auto b = booked(command("PICKUP"));
  auto delivered = command("DELIVERY");
  delivered.address = berlin();
  const auto c = booked(delivered);
  const auto codes = [](const std::vector<commerce::FulfilmentLine>& lines) {
    std::vector<std::string> found;
    for (const auto& each : lines) found.push_back(each.code);
    return found;
  };
  EXPECT_THAT(codes(list()), ElementsAre(c.code, b.code, a.code)) << "by window";
  commerce::FulfilmentQuery query;
  query.window = starts + 30min;
  EXPECT_THAT(codes(list(query)), ElementsAre(a.code));
  query = {};
  query.zone = "kreuzberg";
  ASSERT_THAT(codes(list(query)), ElementsAre(c.code));
  EXPECT_EQ(list(query)[0].address->city, "Berlin");
  query = {};
  query.state = LineState::ready;
  EXPECT_THAT(list(query), IsEmpty());
  query = {};
  query.kind = "PICKUP";
  query.limit = 1;
  const auto page = list(query);
  EXPECT_THAT(codes(page), ElementsAre(b.code));
  query.after = commerce::FulfilmentCursor::parse(commerce::cursor_of(page[0]).text());
  ASSERT_TRUE(query.after);
  EXPECT_THAT(codes(list(query)), ElementsAre(a.code));
  EXPECT_FALSE(commerce::FulfilmentCursor::parse("nonsense"));
}

// Digital
TEST_P(Fulfilment, a_digital_line_is_claimed_once_and_stays_open_to_who_claimed_it) {
  write([&](store::Transaction& tx) {
    engine_.put_product(
        tx, {shop_.id, "MUG", "Pattern", "", "", {2000, kEuro}, 0, "https://files.example/pattern.pdf"});
  });
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DIGITAL\r\n")));
  const auto booking = booked(command("DIGITAL", 2));
  const std::string token = booking.lines[0].claim;
  ASSERT_FALSE(token.empty());
  const auto look = [&](const std::string& link, const std::string& claimer) {
    std::optional<commerce::Decided<commerce::DigitalGoods>> result;
    database().read([&](store::Transaction& tx) { result = services_.claims.look(tx, link, claimer); });
    return *result;
  };
  const auto claim = [&](const std::string& claimer) {
    std::optional<commerce::Decided<commerce::DigitalGoods>> result;
    write([&](store::Transaction& tx) { result = services_.claims.claim(tx, token, claimer); });
    return *result;
  };
  EXPECT_FALSE(look(token, "")->claimed_at);
  EXPECT_EQ(look(token, "")->content, "") << "looking is not claiming";
  ASSERT_TRUE(claim("browser one"));
  EXPECT_EQ(list().front().line.state, LineState::handed_over);
  EXPECT_EQ(list().front().line.handed_over, 2);
  EXPECT_EQ(look(token, "browser one")->content, "https://files.example/pattern.pdf");
  EXPECT_TRUE(claim("browser one"));
  EXPECT_EQ(claim("browser two").error().code, Refusal::Code::already_claimed);
  EXPECT_EQ(look(token, "browser two")->content, "");
  EXPECT_TRUE(look(token, "browser two")->claimed_at);
  clock_.advance(24h);
  EXPECT_EQ(look(token, "browser one")->content, "");
  EXPECT_EQ(claim("browser one").error().code, Refusal::Code::already_claimed);
  std::string forged = token;
  forged[50] = forged[50] == 'A' ? 'B' : 'A';
  EXPECT_EQ(look(forged, "").error().code, Refusal::Code::unknown_fulfilment);
  EXPECT_EQ(look(booking.token, "").error().code, Refusal::Code::unknown_fulfilment);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, nothing_is_claimed_while_the_shop_has_put_nothing_there) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DIGITAL\r\n")));
  const auto booking = booked(command("DIGITAL"));
  write([&](store::Transaction& tx) {
    EXPECT_EQ(services_.claims.claim(tx, booking.lines[0].claim, "browser").error().code,
              Refusal::Code::nothing_to_claim);
  });
  EXPECT_EQ(list().front().line.state, LineState::due);
}

}  // namespace
}  // namespace timeshelf::tests
