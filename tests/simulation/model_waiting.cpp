// The waiting list by the rules of docs/domain.md: what is kept for whom, who may join, what they are
// offered.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {
namespace {

using namespace std::chrono_literals;
using Why = Refusal::Code;

const std::string kSeat = "SEAT";
constexpr auto kLastCall = 4h;
constexpr auto kThinkFor = 4h;
constexpr std::int64_t kMostWished = 20;

}  // namespace

// All that is free and that somebody waits for, even if it fits nobody yet; but what would stay empty in the
// last hours is for everybody. Goods take their buyers' places along.
std::int64_t ShopModel::kept(const SoldSlot& slot, const std::string& sku, Instant now) const {
  struct Wished {
    std::int64_t people = 0, units = 0, smallest = 0;
  };
  std::map<std::string, Wished> wishes;
  for (const auto& [id, waiter] : waiters) {
    if (waiter.slot != slot.id || !waiter.is_waiting()) continue;
    Wished& wished = wishes[waiter.sku];
    wished.smallest = wished.people++ == 0 ? waiter.quantity : std::min(wished.smallest, waiter.quantity);
    wished.units += waiter.quantity;
  }
  std::int64_t units = 0;
  for (const auto& [wanted, wished] : wishes) {
    const std::int64_t loose = std::max<std::int64_t>(free(slot, wanted, now), 0);
    if (now >= sales_end(slot) - kLastCall && loose < wished.smallest) continue;
    const std::int64_t own = std::min(loose, wished.units);
    if (wanted == sku) units += own;
    if (sku == kSeat && wanted != kSeat && slot.seats) units += std::min(own, wished.people);
  }
  return std::min(units, std::max<std::int64_t>(free(slot, sku, now), 0));
}

std::string ShopModel::meant(const SoldSlot& slot, const std::string& sku) const {
  const auto sold = offers(slot);
  const auto is_sold = [&](const std::string& name) {
    return std::find(sold.begin(), sold.end(), name) != sold.end();
  };
  if (!sku.empty()) return is_sold(sku) ? sku : "";
  if (is_sold(kSeat)) return kSeat;
  return sold.size() == 1 ? sold.front() : "";
}

Reasons ShopModel::why_not(const commerce::JoinCommand& command, Instant now) const {
  const auto found = slots.find(command.slot);
  if (found == slots.end()) return {Why::unknown_slot};
  const SoldSlot& slot = found->second;
  if (window(slot, now) != "open") return {Why::not_on_sale};
  Reasons reasons;
  // An offer comes before anybody can say where to.
  const bool is_brought = std::all_of(slot.ways.begin(), slot.ways.end(),
                                      [](const SoldWay& way) { return way.kind == "DELIVERY"; });
  if (!slot.ways.empty() && is_brought) reasons.insert(Why::not_on_sale);
  const std::string sku = meant(slot, command.sku);
  if (sku.empty()) {
    reasons.insert(Why::unknown_sku);
    return reasons;
  }
  if (!prices(slot, now).contains(sku)) reasons.insert(Why::not_on_sale);
  if (shown(slot, sku, now) > 0) reasons.insert(Why::still_free);
  const std::int64_t most = std::max<std::int64_t>(
      std::min({slot.limit.value_or(kMostWished), kMostWished, slot.given.at(sku)}), 1);
  if (command.quantity < 1 || command.quantity > most) reasons.insert(Why::invalid_quantity);
  if (command.email.find('@') == std::string::npos) reasons.insert(Why::invalid_customer);
  const bool waits = std::any_of(waiters.begin(), waiters.end(), [&](const auto& entry) {
    const Waiter& waiter = entry.second;
    return waiter.slot == slot.id && waiter.sku == sku && waiter.email == command.email &&
           waiter.is_in_line();
  });
  if (waits) reasons.insert(Why::waits_already);
  if (slot.limit && units_of(command.email, slot.id, true, now) + command.quantity > *slot.limit)
    reasons.insert(Why::over_limit);
  return reasons;
}

commerce::HoldCommand ShopModel::offer_to(const Waiter& waiter, Instant now) const {
  commerce::HoldCommand command{shop.id, {{waiter.slot, waiter.sku, waiter.quantity, ""}}};
  command.email = waiter.email;
  command.offered_until = std::min(now + kThinkFor, sales_end(slots.at(waiter.slot)));
  return command;
}

}  // namespace timeshelf::simulation
