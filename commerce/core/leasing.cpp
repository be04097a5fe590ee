#include "commerce/core/leasing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "commerce/core/pricing.hpp"
#include "commerce/core/waiting.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

std::string closed_because(const SlotTerms& slot) {
  if (slot.cancelled) return "it was called off.";
  if (!slot.problem.empty()) return slot.problem;
  return "it was taken off sale.";
}

std::optional<Refusal> refuse_slot(const SlotTerms& slot, Instant now) {
  if (now >= slot.slot.ends_at)
    return refuse(Code::too_late, fmt::format("\"{}\" is over.", slot.slot.summary), "slot");
  if (slot.cancelled || slot.switched_off || !slot.problem.empty())
    return refuse(Code::not_on_sale,
                  fmt::format("\"{}\" is not on sale: {}", slot.slot.summary, closed_because(slot)), "slot");
  return std::nullopt;
}

std::optional<Refusal> refuse_offer(const OfferTerms& offer) {
  if (offer.preorder)
    return refuse(Code::not_on_sale, fmt::format("{} is made to order; nothing of it is there.", offer.name),
                  "sku");
  return std::nullopt;
}

std::int64_t with_tax(const PriceStep& step, std::int64_t tax_rate, const TaxRules& rules) {
  return step.price.minor + (rules.included ? 0 : tax_of(step.price.minor, tax_rate, rules));
}

// The step that holds now, and those that follow when it ends by time. How many are sold meanwhile elsewhere
// the device cannot know, so steps of quantity stay as they are now.
std::vector<LeasePrice> prices_of(const std::vector<PriceStep>& ladder, std::int64_t taken,
                                  std::int64_t tax_rate, const TaxRules& rules, Instant now, Instant end) {
  std::vector<LeasePrice> prices;
  Instant at = now;
  while (at < end) {
    const PriceStep* step = price_at(ladder, at, taken).step;
    if (!step) break;
    prices.push_back({at, with_tax(*step, tax_rate, rules), step->tier});
    if (!step->until) break;
    at = *step->until;
  }
  return prices;
}

Refusal too_few(std::int64_t free, const std::string& none, const std::string& few) {
  Refusal refusal = refuse(Code::sold_out, free < 1 ? none : few, "units");
  refusal.remaining = std::max<std::int64_t>(free, 0);
  return refusal;
}

// What customers see as free, of the slot; of the venue, what lies there. The scarcer of units and places is
// told.
std::optional<Refusal> refuse_beyond(const SlotTerms& slot, const Ledger& ledger, const AccountKey& source,
                                     const LeaseCommand& command, bool places, Instant now) {
  const auto free_in_slot = [&](std::string_view sku) {
    return ledger.available(allotted(slot.slot.id, sku)) - kept_for_waiters(slot, ledger, sku, now);
  };
  const std::int64_t free = command.from_venue ? ledger.available(source) : free_in_slot(command.sku);
  const std::int64_t seats = places ? free_in_slot(ical::kSeatSku) : free;
  if (seats < std::min(free, command.units))
    return too_few(seats, fmt::format("\"{}\" is full: whoever buys there takes a place.", slot.slot.summary),
                   fmt::format("Only {} places are free, and whoever buys there takes one.", seats));
  if (free < command.units)
    return too_few(free,
                   command.from_venue ? "The venue has none that is in no slot."
                                      : "None is free: what is left is sold, held, or kept for who waits.",
                   fmt::format("Only {} are free.", free));
  return std::nullopt;
}

}  // namespace

bool is_nonce(std::string_view text) {
  return text.size() >= 16 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

AccountKey leased(const Id& slot, std::string_view sku) {
  return {AccountKind::leased, slot.string(), std::string(sku)};
}

Instant lease_end(const Slot& slot, std::chrono::minutes lasts, Instant now) {
  return std::min(now + lasts, slot.ends_at);
}

Decided<LeaseTerms> decide_lease(const SlotTerms& slot, const Ledger& ledger, const AccountKey& source,
                                 const TaxRules& rules, const LeaseCommand& command, Instant now) {
  if (command.units < 1 || command.units > kMostLeased)
    return refuse(Code::invalid_quantity, fmt::format("A lease is of 1 to {} units.", kMostLeased), "units");
  if (command.lasts < std::chrono::minutes(1) || command.lasts > kLongestLease)
    return refuse(Code::invalid_quantity,
                  fmt::format("A lease lasts 1 to {} minutes.", std::chrono::minutes(kLongestLease).count()),
                  "minutes");
  if (auto refused = refuse_slot(slot, now)) return *refused;
  const OfferTerms* offer = slot.find(command.sku);
  if (!offer)
    return refuse(Code::unknown_sku, fmt::format("\"{}\" does not sell {}.", slot.slot.summary, command.sku),
                  "sku");
  if (auto refused = refuse_offer(*offer)) return *refused;
  const auto currencies = offer->currencies();
  const Instant end = lease_end(slot.slot, command.lasts, now);
  const std::int64_t taken = taken_of(ledger, slot.slot.id, command.sku);
  auto prices = currencies.empty() ? std::vector<LeasePrice>{}
                                   : prices_of(offer->ladder_in(currencies.front()), taken, offer->tax_rate,
                                               rules, now, end);
  if (prices.empty())
    return refuse(Code::not_on_sale, fmt::format("{} has no price at the moment.", offer->name), "sku");
  const bool places = slot.slot.seats && command.sku != ical::kSeatSku;
  if (auto refused = refuse_beyond(slot, ledger, source, command, places, now)) return *refused;
  return LeaseTerms{end, currencies.front(), offer->tax_rate, std::move(prices), places};
}

const LeasePrice& price_of(const std::vector<LeasePrice>& prices, Instant at) {
  const LeasePrice* found = &prices.front();
  for (const LeasePrice& price : prices) {
    if (price.from <= at) found = &price;
  }
  return *found;
}

SoldFrom split_sale(std::int64_t units, std::int64_t left_of_lease, std::int64_t free_in_slot) {
  SoldFrom from;
  from.leased = std::min(units, std::max<std::int64_t>(left_of_lease, 0));
  from.free = std::min(units - from.leased, std::max<std::int64_t>(free_in_slot, 0));
  from.beyond = units - from.leased - from.free;
  return from;
}

std::int64_t never_lent(std::int64_t units, std::int64_t lent, std::int64_t left, std::int64_t sold_before) {
  const std::int64_t had = std::max<std::int64_t>({left, lent - sold_before, 0});
  return std::max<std::int64_t>(units - had, 0);
}

}  // namespace timeshelf::commerce
