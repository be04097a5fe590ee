// What a slot looks like, and what its creator may do to it.
#include <algorithm>

#include "base/text.hpp"
#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {
namespace {

const std::string kSeat = "SEAT";
constexpr auto kDay = std::chrono::hours(24);

Ladder read_ladder(const std::vector<AuthoredStep>& steps, const AuthoredOccurrence& occurrence,
                   const std::string& zone) {
  Ladder ladder;
  for (const AuthoredStep& step : steps) {
    ladder.push_back({step.tier, {}, step.quantity, step.minor, step.currency});
    if (step.until) ladder.back().until = instant_of(*step.until, occurrence, zone);
  }
  return ladder;
}

// What is left at the end of the slot makes the last window longer.
std::vector<SoldWindow> read_windows(const AuthoredWay& way, const AuthoredOccurrence& occurrence) {
  const auto whole =
      std::chrono::duration_cast<std::chrono::seconds>(occurrence.ends_at - occurrence.starts_at);
  const std::chrono::seconds length = std::chrono::minutes(way.window_minutes);
  std::vector<SoldWindow> windows;
  for (auto begins = std::chrono::seconds(0); begins + length <= whole; begins += length)
    windows.push_back({begins, begins + length, way.capacity});
  windows.back().ends = whole;
  return windows;
}

}  // namespace

std::vector<std::string> ShopModel::currencies_of(const SoldSlot& slot, const std::string& sku) const {
  std::vector<std::string> found;
  const auto authored = slot.ladders.find(sku);
  if (authored == slot.ladders.end()) return goods.contains(sku) ? std::vector<std::string>{"EUR"} : found;
  for (const Step& step : authored->second) {
    if (std::find(found.begin(), found.end(), step.currency) == found.end()) found.push_back(step.currency);
  }
  return found;
}

Ladder ShopModel::ladder_of(const SoldSlot& slot, const std::string& sku, const std::string& currency) const {
  const auto authored = slot.ladders.find(sku);
  if (authored != slot.ladders.end()) {
    Ladder ladder = authored->second;
    const std::string wanted = currency.empty() ? ladder.front().currency : currency;
    std::erase_if(ladder, [&](const Step& step) { return step.currency != wanted; });
    return ladder;
  }
  const auto product = goods.find(sku);
  if (product != goods.end() && (currency.empty() || currency == "EUR"))
    return {{"", {}, {}, product->second.price}};
  return {};
}

std::optional<Step> ShopModel::step_of(const SoldSlot& slot, const std::string& sku, Instant now,
                                       std::int64_t taken_before, const std::string& currency) const {
  for (const Step& step : ladder_of(slot, sku, currency)) {
    if (step.until && now >= *step.until) continue;
    if (step.quantity && taken_before >= *step.quantity) continue;
    return step;
  }
  return std::nullopt;
}

std::string ShopModel::window(const SoldSlot& slot, Instant now) const {
  if (slot.cancelled) return "cancelled";
  if (slot.stopped) return "not-on-sale";
  if (slot.off || slot.given.empty()) return "off";
  if (now >= sales_end(slot)) return "closed";
  if (slot.opens_at && now < *slot.opens_at) return "upcoming";
  return "open";
}

bool ShopModel::is_on_show(const SoldSlot& slot) const {
  return slot.cancelled || (!slot.stopped && !slot.off && has_price(slot));
}

Instant ShopModel::sales_end(const SoldSlot& slot) const {
  const Instant end = slot.closes_at.value_or(slot.starts_at);
  std::vector<std::optional<Instant>> prices;
  for (const auto& given : slot.given) {
    for (const std::string& currency : currencies_of(slot, given.first)) {
      for (const Step& step : ladder_of(slot, given.first, currency)) prices.push_back(step.until);
    }
  }
  std::sort(prices.begin(), prices.end());  // one without an end comes first
  return prices.empty() || !prices.front() ? end : std::min(end, *prices.back());
}

bool ShopModel::has_price(const SoldSlot& slot) const {
  return std::any_of(slot.given.begin(), slot.given.end(),
                     [&](const auto& given) { return !currencies_of(slot, given.first).empty(); });
}

// Seats beside goods only bound the people, unless they have a price of their own.
std::vector<std::string> ShopModel::offers(const SoldSlot& slot) const {
  std::vector<std::string> skus;
  for (const auto& [sku, units] : slot.given) {
    const bool beside_goods = slot.given.size() > 1 || !slot.sells(kSeat);
    if (sku == kSeat && beside_goods && !slot.ladders.contains(kSeat)) continue;
    skus.push_back(sku);
  }
  return skus;
}

// In the first currency that has a price.
std::map<std::string, Step> ShopModel::prices(const SoldSlot& slot, Instant now) const {
  std::map<std::string, Step> found;
  for (const std::string& sku : offers(slot)) {
    for (const std::string& currency : currencies_of(slot, sku)) {
      const auto step = step_of(slot, sku, now, taken(slot.id, sku, now), currency);
      if (step) found.try_emplace(sku, *step);
    }
  }
  return found;
}

// Goods that can only be picked up need a window with room.
bool ShopModel::is_without_window(const SoldSlot& slot, Instant now) const {
  const bool full = std::all_of(slot.windows.begin(), slot.windows.end(), [&](const SoldWindow& window) {
    return window.capacity && taken(slot.id, window.key(), now) >= *window.capacity;
  });
  return !slot.windows.empty() && full &&
         std::all_of(slot.ways.begin(), slot.ways.end(),
                     [](const SoldWay& way) { return way.kind == "PICKUP"; });
}

std::int64_t ShopModel::shown(const SoldSlot& slot, const std::string& sku, Instant now) const {
  const bool full = slot.seats && for_all(slot, kSeat, now) <= 0;
  const bool none = full || (sku != kSeat && is_without_window(slot, now));
  const std::int64_t left = for_all(slot, sku, now);
  return none ? std::min<std::int64_t>(left, 0) : left;
}

std::int64_t ShopModel::remaining(const SoldSlot& slot, Instant now) const {
  std::int64_t units = 0;
  for (const auto& [sku, price] : prices(slot, now))
    units += std::max<std::int64_t>(shown(slot, sku, now), 0);
  if (!slot.seats) return units;
  const std::int64_t places = for_all(slot, kSeat, now);
  if (places <= 0) return 0;
  return slot.limit ? std::min(units, places * *slot.limit) : units;
}

std::string ShopModel::state(const SoldSlot& slot, Instant now) const {
  std::string name = window(slot, now);
  if (name == "open") {
    const auto priced = prices(slot, now);
    std::int64_t left = 0;
    std::int64_t all = 0;
    for (const std::string& sku : offers(slot)) {
      all += slot.given.at(sku);
      left += priced.contains(sku) ? shown(slot, sku, now) : 0;
    }
    if (left <= 0)
      name = "sold-out";
    else if (left <= 3 || left * 5 <= all)
      name = "low";
  }
  return to_upper(name);
}

SoldSlot ShopModel::described(SoldSlot slot, const AuthoredEvent& event,
                              const AuthoredOccurrence& occurrence) const {
  const AuthoredTerms& terms = event.terms;
  slot.event = event.uid;
  slot.recurrence = occurrence.recurrence;
  slot.starts_at = occurrence.starts_at;
  slot.ends_at = occurrence.ends_at;
  slot.moved = slot.moved || (!slot.id.empty() && slot.location != event.location);
  slot.location = event.location;
  slot.cancelled = event.cancelled;
  slot.off = terms.off;
  if (terms.seats) slot.seats = terms.seats;
  if (terms.limit) slot.limit = terms.limit;
  if (terms.opens) slot.opens_at = instant_of(*terms.opens, occurrence, event.zone);
  if (terms.closes) slot.closes_at = instant_of(*terms.closes, occurrence, event.zone);
  if (!terms.bundle.empty()) slot.bundle = terms.bundle;
  if (!terms.preorders.empty()) slot.preorders.clear();
  for (const auto& [sku, units] : terms.stock) {
    slot.wanted[sku] = units;
    slot.preorders.erase(sku);
  }
  for (const auto& [sku, units] : terms.thresholds) slot.thresholds[sku] = units;
  for (const auto& [sku, units] : terms.preorders) {
    slot.wanted[sku] = units;
    slot.preorders.insert(sku);
  }
  if (!terms.ways.empty()) {
    slot.ways.clear();
    slot.windows.clear();
  }
  for (const AuthoredWay& way : terms.ways) {
    slot.ways.push_back({way.kind, way.fee, {}});
    if (way.until) slot.ways.back().cut_off = instant_of(*way.until, occurrence, event.zone);
    if (way.window_minutes > 0) slot.windows = read_windows(way, occurrence);
  }
  if (!terms.ladders.empty()) slot.ladders.clear();
  for (const auto& [sku, steps] : terms.ladders)
    slot.ladders[sku] = read_ladder(steps, occurrence, event.zone);
  return slot;
}

// Whoever picks up in a window that is there no more, or that takes fewer than it has.
bool ShopModel::is_cut_off(const Promise& promise, const SoldSlot& after, Instant now) const {
  if (!promise.is_booked() && !promise.is_live(now)) return false;
  return std::any_of(promise.units.begin(), promise.units.end(), [&](const auto& entry) {
    const auto& [key, units] = entry;
    if (key.first != after.id || key.second.front() != '+' || units == 0) return false;
    const auto window =
        std::find_if(after.windows.begin(), after.windows.end(),
                     [&, &key = key](const SoldWindow& each) { return each.key() == key.second; });
    return window == after.windows.end() ||
           (window->capacity && taken(after.id, key.second, now) > *window->capacity);
  });
}

ShopModel::Plan ShopModel::publish(const AuthoredEvent& event, Instant now) const {
  Plan plan;
  std::set<std::string> kept;
  for (const AuthoredOccurrence& occurrence : occurrences_of(event)) {
    // A series goes on from yesterday; what was before stays as it was.
    if (!occurrence.recurrence.empty() && occurrence.ends_at <= now - kDay) continue;
    kept.insert(occurrence.recurrence);
    SoldSlot slot;
    for (const auto& [id, known] : slots) {
      if (known.event == event.uid && known.recurrence == occurrence.recurrence) slot = known;
    }
    slot = described(slot, event, occurrence);
    if (!slot.id.empty()) {
      const bool too_few_seats = event.terms.seats && *event.terms.seats < used(slot.id, kSeat, now);
      const bool too_few = std::any_of(slot.wanted.begin(), slot.wanted.end(), [&](const auto& want) {
        return want.second < used(slot.id, want.first, now);
      });
      const bool too_few_picked_up = std::any_of(promises.begin(), promises.end(), [&](const auto& entry) {
        return is_cut_off(entry.second, slot, now);
      });
      if (too_few_seats || too_few || too_few_picked_up) plan.reasons.insert(Refusal::Code::below_sold);
    }
    plan.after.push_back(std::move(slot));
  }
  for (const auto& [id, slot] : slots) {
    if (slot.event != event.uid || kept.contains(slot.recurrence) || slot.ends_at < now) continue;
    if (bookings(id) > 0) plan.reasons.insert(Refusal::Code::below_sold);
    plan.after.push_back(slot);
    plan.after.back().off = true;
    plan.after.back().bundle.clear();
  }
  return plan;
}

ShopModel::Plan ShopModel::withdraw(const std::string& uid, Instant now) const {
  Plan plan;
  for (const auto& [id, slot] : slots) {
    if (slot.event != uid) continue;
    if (bookings(id) > 0 && slot.ends_at > now) plan.reasons.insert(Refusal::Code::below_sold);
    plan.after.push_back(slot);
    plan.after.back().off = true;
    plan.after.back().bundle.clear();
  }
  return plan;
}

}  // namespace timeshelf::simulation
