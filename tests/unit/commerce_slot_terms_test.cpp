// How a slot looks at an instant: on sale or not, at which price, and until when.
#include <gtest/gtest.h>

#include "commerce/core/sale_check.hpp"
#include "commerce/core/slot_terms.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using namespace commerce;
using namespace std::chrono_literals;

const Instant kNow = from_millis(1'772'366'400'000);
const Currency kEuro = *Currency::parse("EUR");

// A slot in a week that sells cups.
class Terms : public ::testing::Test {
 protected:
  Terms() {
    SeededRandom random(1);
    terms_.slot.id = Id::make(kNow, random);
    terms_.slot.starts_at = kNow + 24h * 7;
  }
  OfferTerms& sell(const std::string& sku, std::int64_t units) {
    Account account{allotted(terms_.slot.id, sku)};
    account.credits_posted = units;
    ledger_.load(account);
    OfferTerms offer;
    offer.sku = sku;
    return terms_.offers.emplace_back(std::move(offer));
  }
  Slot at(Instant now) const { return seen(terms_, ledger_, now); }

  SlotTerms terms_;
  Ledger ledger_;
};

PriceStep step(std::int64_t minor, std::optional<Instant> until,
               std::optional<std::int64_t> quantity = std::nullopt) {
  return {"", until, quantity, {minor, kEuro}};
}

TEST_F(Terms, WhoseLastPriceHasEndedAreClosedAndNotSoldOut) {
  sell("CUP", 5).ladder = {step(1'000, kNow + 24h), step(1'200, kNow + 48h)};
  EXPECT_EQ(at(kNow).state, SlotState::open);
  EXPECT_EQ(at(kNow).closes_at, kNow + 48h) << "who looks is told until when it can be booked";
  EXPECT_EQ(next_change(terms_, kNow + 24h), kNow + 48h);
  EXPECT_EQ(at(kNow + 48h).state, SlotState::closed);
  EXPECT_EQ(at(kNow + 48h).reason, kPricesEnded) << "its creator may give it another price";
  EXPECT_EQ(at(terms_.slot.starts_at).reason, "Booking has closed.");
  EXPECT_EQ(next_change(terms_, kNow + 48h), std::nullopt);
}

TEST_F(Terms, StayOpenWhileAnythingHasAPrice) {
  sell("CUP", 5).ladder = {step(1'000, kNow + 24h)};
  sell("MUG", 5).base_price = Money{1'500, kEuro};
  EXPECT_EQ(at(kNow + 24h).state, SlotState::open);
  EXPECT_EQ(at(kNow + 24h).closes_at, std::nullopt);
  EXPECT_EQ(sales_end(terms_), terms_.slot.starts_at);
}

TEST_F(Terms, CloseWhenTheyWereToldTo) {
  sell("CUP", 5).ladder = {step(1'000, kNow + 48h)};
  terms_.slot.closes_at = kNow + 24h;
  EXPECT_EQ(sales_end(terms_), kNow + 24h);
  terms_.slot.closes_at.reset();
  terms_.offers.front().ladder = {step(1'000, terms_.slot.starts_at + 1h)};
  EXPECT_EQ(sales_end(terms_), terms_.slot.starts_at) << "no price outlives the slot";
}

TEST_F(Terms, AreSoldOutWhereAStepOfSoManyIsTaken) {
  sell("CUP", 5).ladder = {step(1'000, std::nullopt, 0)};
  EXPECT_EQ(at(kNow).state, SlotState::sold_out);
}

TEST_F(Terms, OfWhichNothingHasAPriceAreNotOnSale) {
  sell("CUP", 5);
  EXPECT_EQ(at(kNow).state, SlotState::problem);
  EXPECT_EQ(at(kNow).reason, kNoPrice);
}

}  // namespace
}  // namespace timeshelf::tests
