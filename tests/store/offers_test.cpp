// What the shop gives out and promises: codes, bundles with a price, preorders, early openings, several
// currencies.
#include "base/digest.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using commerce::CodeTerms;
using commerce::Discount;
using commerce::HoldCommand;
using commerce::Refusal;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Currency kEuro = *Currency::parse("EUR");
const std::string kStock = kTimes + "X-SHELF-STOCK;SKU=MUG:30\r\n";

class Offers : public ShopWorld {
 protected:
  commerce::Decided<commerce::Hold> hold_with(std::string code, std::int64_t quantity = 1,
                                              std::string currency = "") {
    HoldCommand command{shop_.id, {{slots().front().id, "MUG", quantity, ""}}};
    command.code = std::move(code);
    command.currency = std::move(currency);
    return hold_for(command);
  }
  commerce::Decided<commerce::Hold> hold_for(const HoldCommand& command) {
    std::optional<commerce::Decided<commerce::Hold>> result;
    write([&](store::Transaction& tx) { result = engine_.hold(tx, command); });
    return *result;
  }
  commerce::Decided<commerce::CodeInUse> put(CodeTerms terms) {
    std::optional<commerce::Decided<commerce::CodeInUse>> result;
    write(
        [&](store::Transaction& tx) { result = services_.codes.put(tx, shop_.id, std::move(terms), "ada"); });
    return *result;
  }
  commerce::Decided<commerce::AudienceToken> make_token(std::string_view code,
                                                        std::optional<Instant> until = {}) {
    std::optional<commerce::Decided<commerce::AudienceToken>> result;
    write(
        [&](store::Transaction& tx) { result = services_.codes.make_token(tx, shop_, code, until, "ada"); });
    return *result;
  }
  CodeTerms ten_percent(std::optional<std::int64_t> limit = {}) {
    CodeTerms terms;
    terms.code = "spring";
    terms.discount = Discount{1000, std::nullopt};
    terms.limit = limit;
    return terms;
  }
};
INSTANTIATE_TEST_SUITE_P(, Offers, BothDatabases, name_of_engine);

TEST_P(Offers, a_code_takes_its_part_off_and_cannot_be_used_more_often_than_its_limit) {
  ASSERT_TRUE(publish(kStock));
  ASSERT_TRUE(put(ten_percent(2)));
  const auto first = hold_with("SPRING", 2);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->total.text(), "36.00 EUR");
  ASSERT_TRUE(confirm(first->id));
  ASSERT_TRUE(hold_with("spring"));
  EXPECT_EQ(hold_with("Spring").error().code, Refusal::Code::code_used_up);
  clock_.advance(std::chrono::minutes(11));  // the second hold ran out, and its use is free again
  EXPECT_TRUE(hold_with("spring"));
  EXPECT_EQ(put(ten_percent(1)).error().field, "limit");
  const auto raised = put(ten_percent(3));
  ASSERT_TRUE(raised);
  EXPECT_EQ(raised->used, 1);
  EXPECT_EQ(raised->held, 1);
  EXPECT_TRUE(hold_with("spring"));
  EXPECT_EQ(hold_with("spring").error().code, Refusal::Code::code_used_up);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Offers, a_code_that_is_switched_off_or_out_of_its_time_is_not_accepted) {
  ASSERT_TRUE(publish(kStock));
  CodeTerms terms = ten_percent();
  terms.valid_from = clock_.now() + std::chrono::hours(1);
  terms.valid_until = clock_.now() + std::chrono::hours(2);
  ASSERT_TRUE(put(terms));
  EXPECT_EQ(hold_with("spring").error().code, Refusal::Code::code_not_valid);
  clock_.advance(std::chrono::hours(1));
  EXPECT_TRUE(hold_with("spring"));
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(hold_with("spring").error().code, Refusal::Code::code_not_valid);
  terms.valid_from = terms.valid_until = std::nullopt;
  terms.active = false;
  ASSERT_TRUE(put(terms));
  EXPECT_EQ(hold_with("spring").error().code, Refusal::Code::code_not_valid);
  EXPECT_EQ(hold_with("summer").error().code, Refusal::Code::unknown_code);
}

TEST_P(Offers, members_book_before_it_opens_to_all) {
  ASSERT_TRUE(
      publish(kStock + "X-SHELF-OPENS:20260310T090000Z\r\nX-SHELF-OPENS;FOR=MEMBERS:20260305T090000Z\r\n"));
  CodeTerms terms;
  terms.code = "CLUB";
  terms.audience = "members";
  ASSERT_TRUE(put(terms));
  EXPECT_EQ(hold_with("CLUB").error().code, Refusal::Code::not_on_sale);
  clock_.advance(std::chrono::hours(93));  // to 5 March, 9:00
  EXPECT_TRUE(hold_with("CLUB"));
  EXPECT_EQ(hold_with("").error().code, Refusal::Code::not_on_sale);
  EXPECT_EQ(slots().front().early.at(0).audience, "MEMBERS");
  clock_.advance(std::chrono::hours(24 * 5));
  EXPECT_TRUE(hold_with(""));
}

TEST_P(Offers, a_token_of_the_audience_opens_early_as_its_code_does) {
  ASSERT_TRUE(
      publish(kStock + "X-SHELF-OPENS:20260310T090000Z\r\nX-SHELF-OPENS;FOR=MEMBERS:20260225T090000Z\r\n"));
  CodeTerms terms = ten_percent(2);
  terms.audience = "MEMBERS";
  ASSERT_TRUE(put(terms));
  const auto token = make_token("spring", clock_.now() + std::chrono::hours(2));
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->audience, "MEMBERS");
  const std::string text = commerce::make_audience_token(shop_, *token);
  const auto hold = hold_with(text);
  ASSERT_TRUE(hold) << hold.error().message;
  EXPECT_EQ(hold->code, "SPRING") << "the token is kept nowhere";
  EXPECT_EQ(hold->lines[0].unit_price.minor, hold_with("SPRING")->lines[0].unit_price.minor);
  EXPECT_EQ(hold_with(text).error().code, Refusal::Code::code_used_up) << "uses are the code's";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Offers, a_token_opens_nothing_when_it_or_its_code_is_over_or_the_shop_did_not_sign_it) {
  ASSERT_TRUE(
      publish(kStock + "X-SHELF-OPENS:20260310T090000Z\r\nX-SHELF-OPENS;FOR=MEMBERS:20260225T090000Z\r\n"));
  CodeTerms terms = ten_percent();
  EXPECT_EQ(make_token("SPRING").error().code, Refusal::Code::unknown_code);
  ASSERT_TRUE(put(terms));
  EXPECT_EQ(make_token("SPRING").error().field, "code") << "it is for no audience";
  terms.audience = "MEMBERS";
  ASSERT_TRUE(put(terms));
  EXPECT_EQ(make_token("SPRING", clock_.now()).error().field, "valid_until");
  const auto token = make_token("SPRING", clock_.now() + std::chrono::hours(2)).value();
  const std::string text = commerce::make_audience_token(shop_, token);
  std::string altered = text;
  altered[text.find('.') + 5] ^= 1;
  store::Shop other = shop_;
  const SigningKey theirs = SigningKey::make(random_);
  other.signing_secret = theirs.secret;
  other.signing_public = theirs.public_key;
  for (const std::string& wrong : {altered, commerce::make_audience_token(other, token), std::string(".."),
                                   text + ".", text.substr(0, text.size() - 1)})
    EXPECT_EQ(hold_with(wrong).error().code, Refusal::Code::unknown_code) << wrong;
  terms.audience = "PRESS";
  ASSERT_TRUE(put(terms));
  EXPECT_EQ(hold_with(text).error().code, Refusal::Code::unknown_code) << "the code is for others now";
  terms.audience = "MEMBERS";
  terms.active = false;
  ASSERT_TRUE(put(terms));
  EXPECT_EQ(hold_with(text).error().code, Refusal::Code::code_not_valid);
  EXPECT_EQ(make_token("SPRING").error().code, Refusal::Code::code_not_valid);
  terms.active = true;
  ASSERT_TRUE(put(terms));
  EXPECT_TRUE(hold_with(text));
  clock_.advance(std::chrono::hours(2));
  EXPECT_EQ(hold_with(text).error().code, Refusal::Code::code_not_valid);
}

// A bug: a code for one slot opened all of its audience's slots early, and was taken for any of them.
TEST_P(Offers, a_code_for_one_slot_or_sku_opens_nothing_else_early) {
  ASSERT_TRUE(
      publish(kStock + "X-SHELF-OPENS:20260310T090000Z\r\nX-SHELF-OPENS;FOR=MEMBERS:20260225T090000Z\r\n"));
  const Id here = slots().front().id;
  ASSERT_TRUE(publish("DTSTART:20260327T100000Z\r\nDTEND:20260327T120000Z\r\nX-SHELF-SEATS:5\r\n", "other"));
  const Id other = slots().back().id;
  const auto held = [&](const Id& slot, std::string sku) {
    CodeTerms terms;
    terms.code = "CLUB";
    terms.audience = "MEMBERS";
    terms.slot = slot.text();
    terms.sku = std::move(sku);
    EXPECT_TRUE(put(terms));
    return hold_with("CLUB");
  };
  EXPECT_EQ(held(other, "").error().code, Refusal::Code::not_on_sale);
  EXPECT_EQ(held(here, "SEAT").error().code, Refusal::Code::not_on_sale);
  EXPECT_TRUE(held(here, "MUG"));
  clock_.advance(std::chrono::hours(24 * 10));  // open to all
  EXPECT_EQ(held(other, "").error().code, Refusal::Code::code_not_valid);
  EXPECT_TRUE(held(here, ""));
}

TEST_P(Offers, a_preorder_needs_nothing_on_hand_and_says_so) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-PREORDER;SKU=MUG:5\r\n"));
  const auto slot = slots().front();
  EXPECT_TRUE(slot.offers.at(0).preorder);
  EXPECT_EQ(slot.offers.at(0).remaining, 5);
  EXPECT_THAT(live_text(), HasSubstr("5 to preorder"));
  const auto held = hold_with("", 4);
  ASSERT_TRUE(held);
  EXPECT_TRUE(held->lines.at(0).preorder);
  const auto booking = confirm(held->id);
  ASSERT_TRUE(booking);
  EXPECT_TRUE(booking->lines.at(0).preorder);
  EXPECT_EQ(hold_with("", 2).error().code, Refusal::Code::sold_out);

  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:6\r\n"));  // they have come
  EXPECT_FALSE(slots().front().offers.at(0).preorder);
  EXPECT_THAT(live_text(), Not(HasSubstr("preorder")));
  EXPECT_EQ(slots().front().offers.at(0).remaining, 2);
  EXPECT_THAT(check(), IsEmpty());
}

// A bug: who had bought what was in stock was told that it is made for them once the slot took preorders.
TEST_P(Offers, what_was_in_stock_is_no_preorder_when_the_slot_takes_preorders_later) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:5\r\n"));
  const auto from_stock = hold_with("");
  ASSERT_TRUE(from_stock);
  ASSERT_TRUE(publish(kTimes + "X-SHELF-PREORDER;SKU=MUG:8\r\n"));
  const auto to_be_made = hold_with("");
  ASSERT_TRUE(to_be_made);
  const auto is_preorder = [&](const commerce::Hold& hold, const std::string& email) {
    return confirm(hold.id, email)->lines.at(0).preorder;
  };
  EXPECT_FALSE(is_preorder(*from_stock, "stock@example.com"));
  EXPECT_TRUE(is_preorder(*to_be_made, "order@example.com"));
}

TEST_P(Offers, a_preorder_is_not_taken_from_the_stock_of_the_venue) {
  commerce::Venue kiln{shop_.id, Id::make(clock_.now(), random_), "Kiln", "", "Europe/Berlin", 0};
  write([&](store::Transaction& tx) {
    engine_.put_venue(tx, kiln);
    commerce::StockStatement came;
    came.shop = shop_.id;
    came.venue = kiln.id;
    came.sku = "MUG";
    came.units = 3;
    ASSERT_TRUE(services_.stock.tell(tx, came));
  });
  ASSERT_TRUE(publish(kTimes + "LOCATION:Kiln\r\nX-SHELF-PREORDER;SKU=MUG:50\r\n"));
  run_due();
  EXPECT_EQ(slots().front().offers.at(0).remaining, 50);
  database().read(
      [&](store::Transaction& tx) { EXPECT_EQ(services_.stock.levels(tx, shop_.id).at(0).on_hand, 3); });
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Offers, a_slot_has_a_ladder_in_each_currency) {
  ASSERT_TRUE(publish(kStock + "X-SHELF-PRICE;SKU=MUG;UNTIL=-P7D:18\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"
                               "X-SHELF-PRICE;SKU=MUG;CURRENCY=USD:25\r\n"));
  EXPECT_EQ(slots().front().offers.at(0).price->text(), "18.00 EUR");
  EXPECT_EQ(slots().front().offers.at(0).other_prices.at(0).text(), "25.00 USD");
  EXPECT_EQ(hold_with("")->total.text(), "18.00 EUR");
  EXPECT_EQ(hold_with("", 2, "USD")->total.text(), "50.00 USD");
  EXPECT_EQ(hold_with("", 1, "JPY").error().code, Refusal::Code::mixed_currencies);
}

TEST_P(Offers, a_bundle_costs_what_was_put_for_the_whole) {
  const std::string seats = "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:30\r\nX-SHELF-BUNDLE:course\r\n";
  ASSERT_TRUE(publish(kTimes + seats, "one"));
  ASSERT_TRUE(publish("DTSTART:20260327T100000Z\r\nDTEND:20260327T120000Z\r\n" + seats, "two"));
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.bundles.put(tx, shop_.id, {"Course", "The course", Money{5000, kEuro}}, "ada"));
    EXPECT_EQ(services_.bundles.put(tx, shop_.id, {"the course"}, "ada").error().field, "bundle");
    EXPECT_EQ(services_.bundles.find(tx, shop_.id, "course")->title, "The course");
  });
  HoldCommand command{shop_.id, {}, "course"};
  command.quantity = 2;
  const auto held = hold_for(command);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->total.text(), "100.00 EUR");
  ASSERT_TRUE(confirm(held->id));
  for (const auto& slot : slots()) EXPECT_EQ(slot.offers.at(0).remaining, 2);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Offers, bundles_are_those_that_were_put_and_those_that_slots_name) {
  const std::string seats = "X-SHELF-SEATS:4\r\nX-SHELF-PRICE:30\r\nX-SHELF-BUNDLE:";
  ASSERT_TRUE(publish(kTimes + seats + "course\r\n", "one"));
  ASSERT_TRUE(publish(kTimes + seats + "weekend\r\n", "two"));
  ASSERT_TRUE(publish(kTimes + seats + "weekend\r\n", "three"));
  ASSERT_TRUE(publish("DTSTART:20250327T100000Z\r\nDTEND:20250327T120000Z\r\n" + seats + "over\r\n", "four"));
  ASSERT_TRUE(publish(kTimes + seats + "called-off\r\nSTATUS:CANCELLED\r\n", "five"));
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.bundles.put(tx, shop_.id, {"course", "The course"}, "ada"));
    ASSERT_TRUE(services_.bundles.put(tx, shop_.id, {"alone", "Nothing yet"}, "ada"));
  });
  std::vector<std::string> named;
  database().read([&](store::Transaction& tx) {
    for (const auto& bundle : services_.bundles.list(tx, shop_.id))
      named.push_back(bundle.name + ":" + bundle.title);
  });
  EXPECT_THAT(named, ::testing::ElementsAre("alone:Nothing yet", "course:The course", "weekend:"));
}

TEST_P(Offers, a_code_that_is_worth_nothing_is_refused) {
  const auto refused = [&](CodeTerms terms) { return put(std::move(terms)).error().field; };
  CodeTerms terms = ten_percent();
  terms.code = "x";
  EXPECT_EQ(refused(terms), "code");
  terms = ten_percent();
  terms.discount.reset();
  EXPECT_EQ(refused(terms), "rate");
  terms.discount = Discount{10'001, std::nullopt};
  EXPECT_EQ(refused(terms), "rate");
  terms.discount = Discount{0, Money{0, kEuro}};
  EXPECT_EQ(refused(terms), "sum");
  EXPECT_EQ(refused(ten_percent(0)), "limit");
  terms = ten_percent();
  terms.sku = "VASE";
  EXPECT_EQ(refused(terms), "sku");
  terms = ten_percent();
  terms.slot = "nowhere";
  EXPECT_EQ(refused(terms), "slot");
  write([&](store::Transaction& tx) { EXPECT_THAT(services_.codes.list(tx, shop_.id), IsEmpty()); });
}

}  // namespace
}  // namespace timeshelf::tests
