#include "commerce/core/sale_check.hpp"

#include <fmt/format.h>

#include <array>

namespace timeshelf::commerce {
namespace {

using Kind = SaleObstacle::Kind;

SaleObstacle begun(const Slot& slot) {
  return {Kind::over, "It has begun, so nobody can book it any more.", "", slot.starts_at};
}

// What keeps the slot as a whole from being sold.
std::optional<SaleObstacle> obstacle_of(const Slot& slot, Instant now) {
  switch (slot.state) {
    case SlotState::cancelled:
      return SaleObstacle{Kind::cancelled, "It was called off. Say that it takes place to sell it again."};
    case SlotState::off:
      if (slot.starts_at <= now) return begun(slot);     // putting it on sale would sell nothing
      if (slot.reason == kNoTerms) return std::nullopt;  // that it offers nothing is said of its offers
      return SaleObstacle{Kind::switched_off,
                          "It was taken off sale. Put it on sale again when it is ready."};
    case SlotState::problem:
      if (slot.reason == kNoPrice) return std::nullopt;  // each offer says so itself
      return SaleObstacle{Kind::unreadable, slot.reason};
    case SlotState::closed:
      if (slot.reason == kPricesEnded) return std::nullopt;
      if (slot.closes_at && *slot.closes_at <= now && slot.starts_at > now)
        return SaleObstacle{Kind::over, "Booking has ended. Let it end later to sell what is left.", "",
                            slot.closes_at};
      return begun(slot);
    case SlotState::upcoming:
      return SaleObstacle{Kind::not_yet, "Booking has not begun yet.", "", slot.opens_at};
    default:
      return std::nullopt;
  }
}

// A seat without a price sells nothing itself where goods are sold: it only bounds how many people fit.
bool is_bound_only(const Slot& slot, const Offer& offer) {
  return offer.sku == "SEAT" && slot.offers.size() > 1;
}

void check_offers(const Slot& slot, std::vector<SaleObstacle>& found) {
  if (slot.offers.empty()) {
    found.push_back({Kind::nothing, "It says neither how many seats there are nor what is in stock."});
    return;
  }
  for (const Offer& offer : slot.offers) {
    if (!offer.price && !is_bound_only(slot, offer))
      found.push_back(
          {Kind::no_price, fmt::format("{} has no price now, so it is not sold.", offer.name), offer.sku});
    if (offer.allotted == 0 && !offer.preorder)
      found.push_back({Kind::no_stock, fmt::format("No {} is set aside for it.", offer.name), offer.sku});
  }
  if (slot.state == SlotState::sold_out) found.push_back({Kind::sold_out, "Everything is sold or held."});
}

}  // namespace

std::string_view name_of(Kind kind) {
  static constexpr std::array<std::string_view, 13> kNames{"cancelled",
                                                           "switched-off",
                                                           "over",
                                                           "unreadable",
                                                           "not-yet",
                                                           "nothing",
                                                           "no-price",
                                                           "no-stock",
                                                           "sold-out",
                                                           "hidden",
                                                           "picture-unreadable",
                                                           "picture-elsewhere",
                                                           "picture-pending"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::vector<SaleObstacle> check_sale(const Slot& slot, Instant now, bool followed) {
  std::vector<SaleObstacle> found;
  if (auto obstacle = obstacle_of(slot, now)) found.push_back(std::move(*obstacle));
  // What stands in the way of all of it makes the rest idle.
  const auto stops = [](Kind kind) {
    return kind == Kind::cancelled || kind == Kind::over || kind == Kind::unreadable;
  };
  const bool gone = !found.empty() && stops(found.front().kind);
  if (!gone) check_offers(slot, found);
  if (!gone && !followed)
    found.push_back(
        {Kind::hidden,
         "Its calendar has no feed: customers find it on the shop's page, but cannot subscribe to it."});
  return found;
}

}  // namespace timeshelf::commerce
