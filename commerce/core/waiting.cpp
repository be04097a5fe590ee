#include "commerce/core/waiting.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::array<std::pair<WaitingState, std::string_view>, 7> kNames{{
    {WaitingState::waiting, "waiting"},
    {WaitingState::offered, "offered"},
    {WaitingState::taken, "taken"},
    {WaitingState::declined, "declined"},
    {WaitingState::lapsed, "lapsed"},
    {WaitingState::left, "left"},
    {WaitingState::closed, "closed"},
}};

std::int64_t free_units(const SlotTerms& terms, const Ledger& ledger, std::string_view sku) {
  return std::max<std::int64_t>(ledger.available(allotted(terms.slot.id, sku)), 0);
}

// Of its own free units, those that wait for this SKU may have so many.
std::int64_t claimed(const SlotTerms& terms, const OfferTerms& offer, const Ledger& ledger, Instant now) {
  const std::int64_t free = free_units(terms, ledger, offer.sku);
  const bool last_call = now >= sales_end(terms) - kLastCall;
  if (last_call && free < offer.waiters.smallest) return 0;
  return std::min(free, offer.waiters.units);
}

// Who buys goods takes a place, too, where places are counted.
bool takes_place(const SlotTerms& terms, std::string_view sku) {
  return terms.slot.seats && sku != ical::kSeatSku;
}

}  // namespace

std::string_view name_of(WaitingState state) {
  for (const auto& [known, name] : kNames) {
    if (known == state) return name;
  }
  return "closed";
}

std::optional<WaitingState> parse_waiting_state(std::string_view name) {
  for (const auto& [state, known] : kNames) {
    if (known == name) return state;
  }
  return std::nullopt;
}

std::int64_t kept_for_waiters(const SlotTerms& terms, const Ledger& ledger, std::string_view sku,
                              Instant now) {
  std::int64_t kept = 0;
  for (const OfferTerms& offer : terms.offers) {
    if (offer.waiters.people == 0) continue;
    const std::int64_t units = claimed(terms, offer, ledger, now);
    if (offer.sku == sku) kept += units;
    if (sku == ical::kSeatSku && takes_place(terms, offer.sku)) kept += std::min(units, offer.waiters.people);
  }
  return std::min(kept, free_units(terms, ledger, sku));
}

std::vector<Id> whose_turn(const std::vector<Wish>& line, const SlotTerms& terms, const Ledger& ledger) {
  std::map<std::string, std::int64_t, std::less<>> left;
  const auto left_of = [&](std::string_view sku) -> std::int64_t& {
    return left.try_emplace(std::string(sku), free_units(terms, ledger, sku)).first->second;
  };
  std::vector<Id> turn;
  for (const Wish& wish : line) {
    std::int64_t& units = left_of(wish.sku);
    const bool needs_place = takes_place(terms, wish.sku);
    if (units < wish.quantity || (needs_place && left_of(ical::kSeatSku) < 1)) continue;
    units -= wish.quantity;
    if (needs_place) --left_of(ical::kSeatSku);
    turn.push_back(wish.id);
  }
  return turn;
}

bool wants_attention(const SlotTerms& terms, const Ledger& ledger, Instant now) {
  const bool over = now >= sales_end(terms) || terms.cancelled || terms.switched_off;
  return std::any_of(terms.offers.begin(), terms.offers.end(), [&](const OfferTerms& offer) {
    const Waiters& waiters = offer.waiters;
    if (waiters.offered > 0) return true;
    return waiters.people > 0 && (over || free_units(terms, ledger, offer.sku) >= waiters.smallest);
  });
}

Instant offer_deadline(const SlotTerms& terms, std::chrono::milliseconds offer_for, Instant now) {
  return std::min(now + offer_for, sales_end(terms));
}

}  // namespace timeshelf::commerce
