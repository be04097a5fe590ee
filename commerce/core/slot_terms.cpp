#include "commerce/core/slot_terms.hpp"

#include <algorithm>

#include "commerce/core/leasing.hpp"
#include "commerce/core/sale_check.hpp"
#include "commerce/core/waiting.hpp"
#include "commerce/core/windows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

// Low: at most a fifth, or three.
SlotState by_units(std::int64_t remaining, std::int64_t allotted) {
  if (remaining <= 0) return SlotState::sold_out;
  return remaining <= 3 || remaining * 5 <= allotted ? SlotState::low : SlotState::open;
}

// When its creator lets booking end.
Instant told_end(const SlotTerms& terms) {
  return terms.slot.closes_at.value_or(terms.slot.starts_at);
}

std::string reason_of(const SlotTerms& terms, SlotState state, Instant now) {
  switch (state) {
    case SlotState::problem:
      return terms.problem;
    case SlotState::off:
      return terms.switched_off ? "It was taken off sale." : std::string(kNoTerms);
    case SlotState::cancelled:
      return "It was called off.";
    case SlotState::closed:
      return now < told_end(terms) ? std::string(kPricesEnded) : "Booking has closed.";
    case SlotState::upcoming:
      return "Booking has not opened yet.";
    case SlotState::sold_out:
      return "Everything is sold or held.";
    default:
      return "";
  }
}

Offer offer_of(const SlotTerms& terms, const OfferTerms& sells, const Ledger& ledger, Instant now) {
  const Id& slot = terms.slot.id;
  const std::int64_t taken = taken_of(ledger, slot, sells.sku);
  const Account free = ledger.account(allotted(slot, sells.sku));
  Offer offer;
  offer.sku = sells.sku;
  offer.name = sells.name;
  offer.image = sells.image;
  offer.remaining = free.available() - kept_for_waiters(terms, ledger, sells.sku, now);
  offer.allotted = free.available() + taken;
  offer.tax_rate = sells.tax_rate;
  offer.preorder = sells.preorder;
  for (const Currency& currency : sells.currencies()) {
    const auto ladder = sells.ladder_in(currency);
    const PriceNow price = price_at(ladder, now, taken);
    if (!price.step) continue;
    if (offer.price) {
      offer.other_prices.push_back(price.step->price);
      continue;
    }
    offer.price = price.step->price;
    offer.tier = price.step->tier;
    offer.price_until = price.step->until;
    if (price.next) offer.next_price = price.next->price;
  }
  return offer;
}

// Goods that can only be picked up need a window with room.
bool is_without_window(const Slot& slot) {
  return !slot.windows.empty() &&
         std::all_of(slot.windows.begin(), slot.windows.end(),
                     [](const PickupWindow& window) { return window.left < 1; }) &&
         std::all_of(slot.fulfilment.begin(), slot.fulfilment.end(),
                     [](const FulfilmentChoice& choice) { return choice.kind == "PICKUP"; });
}

// Of nothing that it offers anybody has said what it costs: that is not "sold out".
bool is_priceless(const SlotTerms& terms) {
  return !terms.offers.empty() &&
         std::all_of(terms.offers.begin(), terms.offers.end(),
                     [](const OfferTerms& offer) { return offer.currencies().empty(); });
}

bool could_be_booked(SlotState state) {
  return state == SlotState::open || state == SlotState::upcoming || state == SlotState::closed;
}

}  // namespace

std::vector<PriceStep> OfferTerms::ladder_in(const Currency& currency) const {
  if (!ladder.empty()) return in_currency(ladder, currency);
  if (base_price && base_price->currency == currency) return {{"", {}, {}, *base_price}};
  return {};
}

std::vector<Currency> OfferTerms::currencies() const {
  if (!ladder.empty()) return currencies_of(ladder);
  return base_price ? std::vector{base_price->currency} : std::vector<Currency>{};
}

const OfferTerms* SlotTerms::find(std::string_view sku) const {
  const auto found =
      std::find_if(offers.begin(), offers.end(), [&](const OfferTerms& offer) { return offer.sku == sku; });
  return found == offers.end() ? nullptr : &*found;
}

std::optional<Instant> SlotTerms::opens_for(std::string_view audience) const {
  auto opens = slot.opens_at;
  for (const Opening& early : slot.early) {
    if (opens && early.audience == audience) opens = std::min(*opens, early.opens_at);
  }
  return opens;
}

std::int64_t taken_of(const Ledger& ledger, const Id& slot, std::string_view sku) {
  const Account booked = ledger.account(sold(slot, sku));
  return booked.balance() + booked.credits_pending + ledger.account(held(slot, sku)).balance() +
         ledger.account(leased(slot, sku)).balance() + ledger.account(handed_over(slot, sku)).balance();
}

Instant sales_end(const SlotTerms& terms) {
  const Instant end = told_end(terms);
  std::optional<Instant> last_price;
  for (const OfferTerms& offer : terms.offers) {
    if (offer.ladder.empty() && offer.base_price) return end;
    for (const PriceStep& step : offer.ladder) {
      if (!step.until) return end;
      last_price = std::max(last_price.value_or(*step.until), *step.until);
    }
  }
  return std::min(end, last_price.value_or(end));
}

SlotState window_of(const SlotTerms& terms, std::string_view audience, Instant now) {
  if (terms.cancelled) return SlotState::cancelled;
  if (!terms.problem.empty()) return SlotState::problem;
  if (terms.switched_off || terms.offers.empty()) return SlotState::off;
  if (now >= sales_end(terms)) return SlotState::closed;
  const auto opens = terms.opens_for(audience);
  return opens && now < *opens ? SlotState::upcoming : SlotState::open;
}

Slot seen(const SlotTerms& terms, const Ledger& ledger, Instant now) {
  Slot slot = terms.slot;
  const Instant end = sales_end(terms);
  if (slot.closes_at || end < slot.starts_at) slot.closes_at = end;
  if (slot.seats) {
    slot.seats_remaining = ledger.available(allotted(slot.id, ical::kSeatSku)) -
                           kept_for_waiters(terms, ledger, ical::kSeatSku, now);
  }
  for (PickupWindow& window : slot.windows) window.left = ledger.available(window_room(slot.id, window));
  const bool no_window = is_without_window(slot);
  const bool sells_goods = std::any_of(terms.offers.begin(), terms.offers.end(),
                                       [](const OfferTerms& offer) { return offer.sku != ical::kSeatSku; });
  std::int64_t remaining = 0;
  std::int64_t allotted = 0;
  for (const OfferTerms& sells : terms.offers) {
    // Seats beside stock bound the people; they are sold on their own only at a price of their own.
    if (sells.sku == ical::kSeatSku && sells_goods && sells.ladder.empty()) continue;
    Offer offer = offer_of(terms, sells, ledger, now);
    if (slot.seats_remaining && *slot.seats_remaining <= 0)
      offer.remaining = std::min<std::int64_t>(offer.remaining, 0);
    if (no_window && offer.sku != ical::kSeatSku)
      offer.remaining = std::min<std::int64_t>(offer.remaining, 0);
    remaining += offer.price ? offer.remaining : 0;
    allotted += offer.allotted;
    slot.offers.push_back(std::move(offer));
  }
  if (slot.fulfilment.empty()) slot.fulfilment.push_back({"PICKUP", {}, {}});
  for (const Offer& offer : slot.offers) {
    if (slot.image.empty()) slot.image = offer.image;
  }
  slot.state = window_of(terms, "", now);
  if (is_priceless(terms) && could_be_booked(slot.state)) {
    slot.state = SlotState::problem;
    slot.reason = kNoPrice;
    return slot;
  }
  if (slot.state == SlotState::open) slot.state = by_units(remaining, allotted);
  slot.reason = reason_of(terms, slot.state, now);
  return slot;
}

std::optional<Instant> next_change(const SlotTerms& terms, Instant now) {
  std::optional<Instant> next;
  const auto consider = [&](std::optional<Instant> at) {
    if (at && *at > now) next = std::min(next.value_or(*at), *at);
  };
  for (const OfferTerms& offer : terms.offers) {
    for (const PriceStep& step : offer.ladder) consider(step.until);
  }
  for (const Opening& early : terms.slot.early) consider(early.opens_at);
  consider(terms.slot.opens_at);
  const Instant end = sales_end(terms);
  consider(end);
  const bool awaited = std::any_of(terms.offers.begin(), terms.offers.end(),
                                   [](const OfferTerms& offer) { return offer.waiters.people > 0; });
  if (awaited) consider(end - kLastCall);
  return next;
}

}  // namespace timeshelf::commerce
