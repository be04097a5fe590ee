#include "commerce/slots/alternatives.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using namespace std::chrono_literals;

constexpr auto kEarlier = 24h * 30;
constexpr auto kLater = 24h * 60;
constexpr std::size_t kLookedAt = 200;  // on either side
constexpr std::size_t kMost = 3;

bool has(const Slot& slot, const std::string& sku) {
  const bool open = slot.state == SlotState::open || slot.state == SlotState::low;
  return open && std::any_of(slot.offers.begin(), slot.offers.end(), [&](const Offer& offer) {
           return offer.sku == sku && offer.price && offer.remaining > 0;
         });
}

bool sells_the_same(const Slot& slot, const Slot& as) {
  return std::any_of(as.offers.begin(), as.offers.end(), [&](const Offer& offer) {
    // A seat is a seat in something else elsewhere.
    return offer.sku != ical::kSeatSku && has(slot, offer.sku);
  });
}

// Those that begin around the slot: whoever wants the last Sunday of January does not want the next one.
std::vector<SlotRow> rows_around(store::Transaction& transaction, const Slot& slot, Instant now) {
  const Instant from = std::max(slot.starts_at, now);
  auto rows = load_slots_between(transaction, slot.shop, std::max(from - kEarlier, now), from, kLookedAt);
  const auto later = load_slots_between(transaction, slot.shop, from, from + kLater, kLookedAt);
  std::set<Id> known;
  for (const SlotRow& row : rows) known.insert(row.slot.id);
  for (const SlotRow& row : later) {
    if (!known.contains(row.slot.id)) rows.push_back(row);  // else it lies on both sides
  }
  return rows;
}

}  // namespace

std::optional<Instant> held_until(store::Transaction& transaction, const Id& shop, const Id& slot,
                                  Instant now) {
  return transaction.first(
      "SELECT h.expires_at FROM holds h WHERE h.shop = $1 AND h.state = 'open' AND h.expires_at > $3 AND "
      "EXISTS (SELECT 1 FROM lines l WHERE l.shop = h.shop AND l.hold = h.id AND l.slot = $2) "
      "ORDER BY h.expires_at LIMIT 1",
      {shop, slot, now}, [](const store::Row& row) { return row.instant(0); });
}

Alternatives alternatives_to(store::Transaction& transaction, const Slot& slot, Instant now) {
  Alternatives found{held_until(transaction, slot.shop, slot.id, now), {}};
  auto rows = rows_around(transaction, slot, now);
  const auto self = load_slot(transaction, slot.shop, slot.id);
  std::set<Id> series;
  for (const SlotRow& row : rows) {
    const bool is_of_series = self && row.event_uid == self->event_uid && row.slot.shelf == self->slot.shelf;
    if (is_of_series || row.slot.summary == slot.summary) series.insert(row.slot.id);
  }
  std::erase_if(rows, [&](const SlotRow& row) { return row.slot.id == slot.id; });
  auto all = views_of(transaction, slot.shop, std::move(rows), now);
  const auto fits = [&](const Slot& other) {
    if (!series.contains(other.id)) return sells_the_same(other, slot);
    return std::any_of(slot.offers.begin(), slot.offers.end(),
                       [&](const Offer& offer) { return has(other, offer.sku); });
  };
  std::erase_if(all, [&](const Slot& other) { return !fits(other); });
  std::sort(all.begin(), all.end(), [&](const Slot& a, const Slot& b) {
    const auto order = [&](const Slot& other) {
      return std::tuple(!series.contains(other.id), std::chrono::abs(other.starts_at - slot.starts_at),
                        other.id);
    };
    return order(a) < order(b);
  });
  if (all.size() > kMost) all.resize(kMost);
  found.slots = std::move(all);
  return found;
}

}  // namespace timeshelf::commerce
