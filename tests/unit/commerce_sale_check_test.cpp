#include <gtest/gtest.h>

#include "commerce/core/sale_check.hpp"

namespace timeshelf::commerce {
namespace {

using Kind = SaleObstacle::Kind;
const Currency kEuro = *Currency::parse("EUR");
constexpr Instant kNow = Instant(std::chrono::hours(500'000));

Slot slot_on_sale() {
  Slot slot;
  slot.state = SlotState::open;
  slot.starts_at = kNow + std::chrono::hours(48);
  slot.ends_at = kNow + std::chrono::hours(50);
  Offer mug;
  mug.sku = "MUG";
  mug.name = "Mug";
  mug.remaining = mug.allotted = 4;
  mug.price = Money{1800, kEuro};
  slot.offers = {mug};
  return slot;
}

std::vector<Kind> kinds_of(const Slot& slot, bool followed = true) {
  std::vector<Kind> kinds;
  for (const auto& obstacle : check_sale(slot, kNow, followed)) {
    kinds.push_back(obstacle.kind);
    EXPECT_FALSE(obstacle.sentence.empty());
  }
  return kinds;
}

TEST(SaleCheck, NothingStandsInTheWayOfWhatIsOnSale) {
  EXPECT_EQ(kinds_of(slot_on_sale()), std::vector<Kind>{});
}

TEST(SaleCheck, EachReasonIsToldInPlainWords) {
  Slot slot = slot_on_sale();
  slot.offers.front().price.reset();
  slot.offers.front().allotted = 0;
  EXPECT_EQ(kinds_of(slot), (std::vector{Kind::no_price, Kind::no_stock}));
  EXPECT_EQ(check_sale(slot, kNow, true).front().sentence, "Mug has no price now, so it is not sold.");
  slot.offers.clear();
  EXPECT_EQ(kinds_of(slot), std::vector{Kind::nothing});
}

TEST(SaleCheck, WhatHasNoPriceIsNotCalledUnreadableOrSoldOut) {
  Slot slot = slot_on_sale();
  slot.state = SlotState::problem;
  slot.reason = kNoPrice;
  slot.offers.front().price.reset();
  EXPECT_EQ(kinds_of(slot), std::vector{Kind::no_price});
}

TEST(SaleCheck, WhosePricesHaveEndedNeedsAnotherOne) {
  Slot slot = slot_on_sale();
  slot.state = SlotState::closed;
  slot.reason = kPricesEnded;
  slot.offers.front().price.reset();
  EXPECT_EQ(kinds_of(slot), std::vector{Kind::no_price});
}

TEST(SaleCheck, SeatsThatOnlyBoundNeedNoPrice) {
  Slot slot = slot_on_sale();
  Offer seat;
  seat.sku = "SEAT";
  seat.allotted = 12;
  slot.offers.push_back(seat);
  EXPECT_EQ(kinds_of(slot), std::vector<Kind>{});
}

TEST(SaleCheck, WhatIsMadeToOrderNeedsNoStock) {
  Slot slot = slot_on_sale();
  slot.offers.front().preorder = true;
  slot.offers.front().allotted = 0;
  EXPECT_EQ(kinds_of(slot), std::vector<Kind>{});
}

TEST(SaleCheck, StatesAreReasonsToo) {
  const std::pair<SlotState, Kind> states[] = {
      {SlotState::cancelled, Kind::cancelled}, {SlotState::off, Kind::switched_off},
      {SlotState::problem, Kind::unreadable},  {SlotState::upcoming, Kind::not_yet},
      {SlotState::closed, Kind::over},         {SlotState::sold_out, Kind::sold_out}};
  for (const auto& [state, kind] : states) {
    Slot slot = slot_on_sale();
    slot.state = state;
    slot.reason = "The line cannot be read.";
    EXPECT_EQ(kinds_of(slot), std::vector{kind}) << name_of(kind);
  }
}

TEST(SaleCheck, WhatHasBegunIsOverAndWasNotTakenOffByAnybody) {
  Slot slot = slot_on_sale();
  slot.state = SlotState::off;
  slot.starts_at = kNow;
  EXPECT_EQ(kinds_of(slot), std::vector{Kind::over});
  EXPECT_EQ(check_sale(slot, kNow, true).front().at, slot.starts_at);
}

TEST(SaleCheck, WhatSaysNothingOfItsSaleWasNotTakenOffByAnybody) {
  Slot slot = slot_on_sale();
  slot.state = SlotState::off;
  slot.reason = kNoTerms;
  slot.offers.clear();
  EXPECT_EQ(kinds_of(slot), std::vector{Kind::nothing});
}

TEST(SaleCheck, ACalendarWithoutFeedHidesIt) {
  EXPECT_EQ(kinds_of(slot_on_sale(), false), std::vector{Kind::hidden});
}

}  // namespace
}  // namespace timeshelf::commerce
