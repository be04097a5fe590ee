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
    ladder.push_back({step.tier, {}, step.quantity, step.minor});
    if (step.until) ladder.back().until = instant_of(*step.until, occurrence, zone);
  }
  return ladder;
}

}  // namespace

Ladder ShopModel::ladder_of(const SoldSlot& slot, const std::string& sku) const {
  const auto authored = slot.ladders.find(sku);
  if (authored != slot.ladders.end()) return authored->second;
  const auto product = goods.find(sku);
  if (product != goods.end()) return {{"", {}, {}, product->second.price}};
  return {};
}

std::optional<Step> ShopModel::step_of(const SoldSlot& slot, const std::string& sku, Instant now,
                                       std::int64_t taken_before) const {
  for (const Step& step : ladder_of(slot, sku)) {
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
  if (now >= slot.sales_end()) return "closed";
  if (slot.opens_at && now < *slot.opens_at) return "upcoming";
  return "open";
}

bool ShopModel::is_on_show(const SoldSlot& slot) const {
  return slot.cancelled || (!slot.stopped && !slot.off && !slot.given.empty());
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

std::map<std::string, std::int64_t> ShopModel::prices(const SoldSlot& slot, Instant now) const {
  std::map<std::string, std::int64_t> found;
  for (const std::string& sku : offers(slot)) {
    if (const auto step = step_of(slot, sku, now, taken(slot.id, sku, now))) found[sku] = step->minor;
  }
  return found;
}

std::int64_t ShopModel::remaining(const SoldSlot& slot, Instant now) const {
  std::int64_t units = 0;
  for (const auto& [sku, price] : prices(slot, now)) units += for_all(slot, sku, now);
  if (!slot.seats) return units;
  const std::int64_t places = for_all(slot, kSeat, now);
  if (places <= 0) return 0;
  return slot.limit ? std::min(units, places * *slot.limit) : units;
}

std::string ShopModel::state(const SoldSlot& slot, Instant now) const {
  std::string name = window(slot, now);
  if (name == "open") {
    const bool full = slot.seats && for_all(slot, kSeat, now) <= 0;
    std::int64_t left = 0;
    std::int64_t all = 0;
    for (const std::string& sku : offers(slot)) {
      all += slot.given.at(sku);
      const bool priced = step_of(slot, sku, now, taken(slot.id, sku, now)).has_value();
      left += priced && !full ? for_all(slot, sku, now) : 0;
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
  slot.location = event.location;
  slot.cancelled = event.cancelled;
  slot.off = terms.off;
  if (terms.seats) slot.seats = terms.seats;
  if (terms.limit) slot.limit = terms.limit;
  if (terms.opens) slot.opens_at = instant_of(*terms.opens, occurrence, event.zone);
  if (terms.closes) slot.closes_at = instant_of(*terms.closes, occurrence, event.zone);
  if (!terms.bundle.empty()) slot.bundle = terms.bundle;
  for (const auto& [sku, units] : terms.stock) slot.wanted[sku] = units;
  if (!terms.ladders.empty()) slot.ladders.clear();
  for (const auto& [sku, steps] : terms.ladders)
    slot.ladders[sku] = read_ladder(steps, occurrence, event.zone);
  return slot;
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
      const bool too_few_seats = event.terms.seats && *event.terms.seats < taken(slot.id, kSeat, now);
      const bool too_few = std::any_of(slot.wanted.begin(), slot.wanted.end(), [&](const auto& want) {
        return want.second < taken(slot.id, want.first, now);
      });
      if (too_few_seats || too_few) plan.reasons.insert(Refusal::Code::below_sold);
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
