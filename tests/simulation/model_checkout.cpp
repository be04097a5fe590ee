// What may be asked at checkout, and what it costs.
#include <fmt/format.h>

#include <algorithm>

#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::Line;
using commerce::LineRequest;
using Why = Refusal::Code;

const std::string kSeat = "SEAT";

std::string sku_of(const LineRequest& line) {
  return line.sku.empty() ? kSeat : line.sku;
}

}  // namespace

std::vector<LineRequest> ShopModel::lines_of(const commerce::HoldCommand& command, Instant now) const {
  if (command.bundle.empty()) return command.lines;
  std::vector<const SoldSlot*> members;
  for (const auto& [id, slot] : slots) {
    if (slot.bundle == command.bundle && slot.starts_at >= now - std::chrono::hours(24 * 14))
      members.push_back(&slot);
  }
  std::sort(members.begin(), members.end(), [](const SoldSlot* a, const SoldSlot* b) {
    return std::tie(a->starts_at, a->id) < std::tie(b->starts_at, b->id);
  });
  std::vector<LineRequest> lines;
  for (const SoldSlot* slot : members) {
    const bool seats = slot->sells(kSeat);
    if (!seats && slot->given.size() != 1) return {};
    lines.push_back({slot->id, seats ? kSeat : slot->given.begin()->first, command.quantity, ""});
  }
  return lines;
}

std::map<UnitsKey, std::int64_t> ShopModel::demand(const std::vector<LineRequest>& lines) const {
  std::map<UnitsKey, std::int64_t> units;
  for (const LineRequest& line : lines) units[{line.slot, sku_of(line)}] += line.quantity;
  for (const LineRequest& line : lines) {
    const auto slot = slots.find(line.slot);
    if (slot != slots.end() && slot->second.seats) units.try_emplace({line.slot, kSeat}, 1);
  }
  return units;
}

Reasons ShopModel::why_not(const commerce::HoldCommand& command, Instant now) const {
  Reasons reasons;
  if (!command.email.empty() && command.email.find('@') == std::string::npos)
    reasons.insert(Why::invalid_customer);
  if (!command.code.empty()) {
    const auto code = codes.find(command.code);
    if (code == codes.end())
      reasons.insert(Why::unknown_code);
    else if (code->second.limit && uses(command.code, now) >= *code->second.limit)
      reasons.insert(Why::code_used_up);
  }
  const auto lines = lines_of(command, now);
  if (lines.empty()) {
    reasons.insert({Why::invalid_quantity, Why::unknown_bundle, Why::ambiguous_bundle});
    return reasons;
  }
  std::map<Id, std::int64_t> asked;
  for (const LineRequest& line : lines) {
    if (line.quantity < 1 || line.quantity > 1000) reasons.insert(Why::invalid_quantity);
    const auto found = slots.find(line.slot);
    if (found == slots.end()) {
      reasons.insert(Why::unknown_slot);
      continue;
    }
    const SoldSlot& slot = found->second;
    if (window(slot, now) != "open") reasons.insert(Why::not_on_sale);
    if (!slot.sells(sku_of(line))) reasons.insert(Why::unknown_sku);
    asked[slot.id] += line.quantity;
    const auto had = command.email.empty() ? 0 : units_of(command.email, slot.id, true, now);
    if (slot.limit && had + asked[slot.id] > *slot.limit) reasons.insert(Why::over_limit);
  }
  if (reasons.contains(Why::unknown_slot)) return reasons;
  for (const Chosen& chosen : ways_of(command, now))
    reasons.insert(chosen.reasons.begin(), chosen.reasons.end());
  if (!reasons.empty()) return reasons;
  for (const auto& [key, units] : demand(lines)) {
    const SoldSlot& slot = slots.at(key.first);
    const std::int64_t left =
        command.offered_until ? free(slot, key.second, now) : for_all(slot, key.second, now);
    if (left < units) reasons.insert(Why::sold_out);
  }
  if (!reasons.empty()) return reasons;
  const std::string currency = currency_of(command, now);
  const auto code = codes.find(command.code);
  if (code != codes.end() && code->second.sum > 0 && currency != "EUR") reasons.insert(Why::code_not_valid);
  for (const Chosen& chosen : ways_of(command, now)) {
    if (chosen.fee && currency != "EUR") reasons.insert(Why::mixed_currencies);
  }
  const auto bundle = bundles.find(command.bundle);
  if (bundle != bundles.end() && bundle->second) {  // the whole has a price
    if (currency != "EUR") reasons.insert(Why::mixed_currencies);
    return reasons;
  }
  std::map<UnitsKey, std::int64_t> before;
  for (const LineRequest& line : lines) {
    const SoldSlot& slot = slots.at(line.slot);
    const auto sold_in = currencies_of(slot, sku_of(line));
    if (!sold_in.empty() && std::find(sold_in.begin(), sold_in.end(), currency) == sold_in.end())
      reasons.insert(Why::mixed_currencies);
    std::int64_t& earlier = before[{line.slot, sku_of(line)}];
    const std::int64_t last = taken(line.slot, sku_of(line), now) + (earlier += line.quantity) - 1;
    if (!step_of(slot, sku_of(line), now, last, currency)) reasons.insert({Why::not_on_sale, Why::sold_out});
  }
  return reasons;
}

Reasons ShopModel::why_not(const commerce::ConfirmCommand& command, Instant now) const {
  const auto found = promises.find(command.hold);
  if (found == promises.end()) return {Why::unknown_hold};
  const Promise& promise = found->second;
  if (promise.booking) return promise.booked_by == command.email ? Reasons{} : Reasons{Why::hold_confirmed};
  if (!promise.is_live(now)) return {Why::hold_expired};
  Reasons reasons;
  std::map<Id, std::int64_t> asked;
  for (const Line& line : promise.lines) {
    const SoldSlot& slot = slots.at(line.slot);
    if (slot.cancelled || slot.off) reasons.insert(Why::not_on_sale);
    asked[line.slot] += line.quantity;
    if (slot.limit && units_of(command.email, line.slot, false, now) + asked[line.slot] > *slot.limit)
      reasons.insert(Why::over_limit);
  }
  if (command.email.find('@') == std::string::npos || command.name.empty())
    reasons.insert(Why::invalid_customer);
  return reasons;
}

Reasons ShopModel::why_not(const commerce::ReleaseCommand& command, Instant now) const {
  const auto found = promises.find(command.hold);
  return found == promises.end() || !found->second.is_live(now) ? Reasons{Why::unknown_hold} : Reasons{};
}

Promise ShopModel::promised(const commerce::HoldCommand& command, Instant now) const {
  Promise promise;
  promise.email = command.email;
  promise.code = command.code;
  promise.bundle = command.bundle;
  promise.currency = currency_of(command, now);
  promise.tax_on_top = tax_on_top;
  promise.lines = priced(command, now);
  for (const Line& line : promise.lines) {
    promise.left.push_back(line.quantity);
    if (commerce::is_delivered(line.fulfilment)) promise.address = command.address;
  }
  promise.fees = fees_of(promise.lines, ways_of(command, now));
  promise.units = demand(lines_of(command, now));
  for (const Line& line : promise.lines) {
    if (line.window) promise.units[{line.slot, fmt::format("+{}", line.window->begins.count())}] = 1;
  }
  promise.made_at = now;
  promise.expires_at = command.offered_until.value_or(now + std::chrono::minutes(10));
  return promise;
}

}  // namespace timeshelf::simulation
