// What may be asked at checkout, and what it costs.
#include <algorithm>
#include <numeric>

#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::Line;
using commerce::LineRequest;
using Why = Refusal::Code;

const std::string kSeat = "SEAT";
constexpr std::int64_t kWhole = 10'000;

// To the smallest unit; who lost most by rounding down gets one more, the first of equals first.
std::vector<std::int64_t> split(std::int64_t total, const std::vector<std::int64_t>& weights) {
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  if (sum == 0) return split(total, std::vector<std::int64_t>(weights.size(), 1));
  std::vector<std::int64_t> parts, rests;
  for (const auto weight : weights) {
    parts.push_back(total * weight / sum);
    rests.push_back(total * weight % sum);
  }
  for (auto left = total - std::accumulate(parts.begin(), parts.end(), std::int64_t{0}); left > 0; --left) {
    const auto most = std::max_element(rests.begin(), rests.end());
    ++parts[static_cast<std::size_t>(most - rests.begin())];
    *most = -1;
  }
  return parts;
}

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
  if (!reasons.empty()) return reasons;
  for (const auto& [key, units] : demand(lines)) {
    const SoldSlot& slot = slots.at(key.first);
    const std::int64_t left =
        command.offered_until ? free(slot, key.second, now) : for_all(slot, key.second, now);
    if (left < units) reasons.insert(Why::sold_out);
  }
  if (!reasons.empty()) return reasons;
  std::map<UnitsKey, std::int64_t> before;
  for (const LineRequest& line : lines) {
    const auto bundle = bundles.find(command.bundle);
    if (bundle != bundles.end() && bundle->second) break;  // the whole has a price
    std::int64_t& earlier = before[{line.slot, sku_of(line)}];
    const std::int64_t last = taken(line.slot, sku_of(line), now) + (earlier += line.quantity) - 1;
    if (!step_of(slots.at(line.slot), sku_of(line), now, last))
      reasons.insert({Why::not_on_sale, Why::sold_out});
  }
  return reasons;
}

Reasons ShopModel::why_not(const commerce::ConfirmCommand& command, Instant now) const {
  const auto found = promises.find(command.hold);
  if (found == promises.end()) return {Why::unknown_hold};
  const Promise& promise = found->second;
  if (promise.booking) return {};
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

Reasons ShopModel::why_not_cancel(const Id& booking, Instant now) const {
  const auto found = std::find_if(promises.begin(), promises.end(),
                                  [&](const auto& entry) { return entry.second.booking == booking; });
  if (found == promises.end()) return {Why::unknown_booking};
  Reasons reasons;
  if (found->second.cancelled) reasons.insert(Why::booking_cancelled);
  for (const Id& slot : found->second.slots()) {
    if (slots.at(slot).starts_at <= now) reasons.insert(Why::too_late);
  }
  return reasons;
}

std::vector<Line> ShopModel::price_each(const std::vector<LineRequest>& asked, Instant now) const {
  std::vector<Line> lines;
  std::map<UnitsKey, std::int64_t> before;
  const Currency euro = *Currency::parse("EUR");
  for (const LineRequest& line : asked) {
    const SoldSlot& slot = slots.at(line.slot);
    std::int64_t taken_before = taken(line.slot, sku_of(line), now) + before[{line.slot, sku_of(line)}];
    before[{line.slot, sku_of(line)}] += line.quantity;
    const Ladder ladder = ladder_of(slot, sku_of(line));
    std::optional<Step> last;
    for (std::int64_t unit = 0; unit < line.quantity; ++unit, ++taken_before) {
      const auto step = std::find_if(ladder.begin(), ladder.end(), [&](const Step& each) {
        return (!each.until || now < *each.until) && (!each.quantity || taken_before < *each.quantity);
      });
      if (step == ladder.end()) return {};
      if (last == *step) {
        ++lines.back().quantity;
        continue;
      }
      last = *step;
      lines.push_back({line.slot, sku_of(line), 1, Money{step->minor, euro}, step->tier, ""});
    }
  }
  return lines;
}

std::vector<Line> ShopModel::price_together(const std::vector<LineRequest>& asked, std::int64_t price,
                                            Instant now) const {
  std::vector<std::int64_t> alone;
  for (const LineRequest& line : asked) {
    const auto step = step_of(slots.at(line.slot), sku_of(line), now, taken(line.slot, sku_of(line), now));
    alone.push_back(step ? step->minor : 0);
  }
  const auto parts = split(price, alone);
  std::vector<Line> lines;
  const Currency euro = *Currency::parse("EUR");
  for (std::size_t i = 0; i < asked.size(); ++i)
    lines.push_back(
        {asked[i].slot, sku_of(asked[i]), asked[i].quantity, Money{parts[i], euro}, "bundle", ""});
  return lines;
}

// A part of each line, or a sum shared by all; then the tax that is within.
void ShopModel::charge(std::vector<Line>& lines, const std::string& name) const {
  const auto code = codes.find(name);
  if (code != codes.end() && code->second.sum > 0) {
    std::vector<std::int64_t> amounts;
    for (const Line& line : lines) amounts.push_back(line.unit_price.minor * line.quantity);
    const auto all = std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0});
    const auto parts = split(std::min(all, code->second.sum), amounts);
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i].discount = parts[i];
  } else if (code != codes.end()) {
    for (Line& line : lines)
      line.discount = half_up(line.unit_price.minor * line.quantity * code->second.rate, kWhole);
  }
  for (Line& line : lines) {
    const auto found = goods.find(line.sku);
    line.tax_rate = found == goods.end() ? 0 : found->second.tax_rate;
    line.tax = half_up(line.amount().minor * line.tax_rate, kWhole + line.tax_rate);
  }
}

std::vector<Line> ShopModel::priced(const commerce::HoldCommand& command, Instant now) const {
  const auto asked = lines_of(command, now);
  const auto bundle = bundles.find(command.bundle);
  auto lines = bundle != bundles.end() && bundle->second ? price_together(asked, *bundle->second, now)
                                                         : price_each(asked, now);
  charge(lines, command.code);
  for (std::size_t i = 0; i < lines.size(); ++i) lines[i].position = static_cast<std::int64_t>(i);
  return lines;
}

Promise ShopModel::promised(const commerce::HoldCommand& command, Instant now) const {
  Promise promise;
  promise.email = command.email;
  promise.code = command.code;
  promise.bundle = command.bundle;
  promise.lines = priced(command, now);
  for (const Line& line : promise.lines) promise.left.push_back(line.quantity);
  promise.units = demand(lines_of(command, now));
  promise.expires_at = command.offered_until.value_or(now + std::chrono::minutes(10));
  return promise;
}

}  // namespace timeshelf::simulation
