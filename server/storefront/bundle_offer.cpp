#include "server/storefront/bundle_offer.hpp"

#include <algorithm>

#include "ical/shelf_terms.hpp"
#include "server/pages/words.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

using commerce::Slot;

constexpr std::int64_t kMostPeople = 10;

// What one unit of every slot costs, where that can be said.
std::optional<Money> sum_of(const std::vector<Slot>& slots) {
  std::optional<Money> total;
  for (const Slot& slot : slots) {
    if (slot.offers.size() != 1 || !slot.offers.front().price) return std::nullopt;
    const Money& price = *slot.offers.front().price;
    if (total && !(total->currency == price.currency)) return std::nullopt;
    total = Money{(total ? total->minor : 0) + price.minor, price.currency};
  }
  return total;
}

// A bundle takes the seat of each slot, or the only thing that it sells.
bool is_one_thing_each(const std::vector<Slot>& slots) {
  return std::all_of(slots.begin(), slots.end(), [](const Slot& slot) {
    return slot.offers.size() == 1 ||
           std::any_of(slot.offers.begin(), slot.offers.end(),
                       [](const auto& offer) { return offer.sku == ical::kSeatSku; });
  });
}

// Units that are left of every slot, and that one customer may have.
std::int64_t left_of_all(const std::vector<Slot>& slots) {
  std::int64_t left = slots.empty() ? 0 : kMostPeople;
  for (const Slot& slot : slots)
    left = is_bookable(slot) ? std::min({left, left_of(slot), slot.limit.value_or(left)}) : 0;
  return std::max<std::int64_t>(left, 0);
}

}  // namespace

BundleOffer bundle_offer(store::Transaction& transaction, const store::Shop& shop, const Visit& visit,
                         const std::string& name) {
  BundleOffer offer{name, title_of_slug(name), visit.engine().list_bundle(transaction, shop.id, name), {}, 0};
  const auto terms = visit.context->services.bundles.find(transaction, shop.id, name);
  if (terms && !terms->title.empty()) offer.title = terms->title;
  offer.price = terms && terms->price ? terms->price : sum_of(offer.slots);
  const bool sold = is_one_thing_each(offer.slots) && (!terms || terms->active);
  offer.most = sold ? left_of_all(offer.slots) : 0;
  return offer;
}

}  // namespace timeshelf::server::pages
