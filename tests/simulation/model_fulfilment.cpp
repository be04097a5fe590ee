// How goods reach their customers: which way is possible, what it costs, and the steps that a line takes.
#include <algorithm>
#include <set>

#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::Line;
using commerce::LineState;
using Why = Refusal::Code;

// The longest beginning of the postal code.
const commerce::DeliveryZone* zone_of(const std::vector<commerce::DeliveryZone>& zones,
                                      const std::string& postal_code) {
  const commerce::DeliveryZone* found = nullptr;
  std::size_t longest = 0;
  for (const auto& zone : zones) {
    for (const std::string& prefix : zone.prefixes) {
      if (!postal_code.starts_with(prefix) || prefix.size() <= longest) continue;
      longest = prefix.size();
      found = &zone;
    }
  }
  return found;
}

// docs/domain.md: "Lines on their way".
bool is_step(LineState from, LineState to) {
  static const std::set<std::pair<LineState, LineState>> kSteps{
      {LineState::due, LineState::ready},           {LineState::ready, LineState::due},
      {LineState::due, LineState::handed_over},     {LineState::ready, LineState::handed_over},
      {LineState::missed, LineState::handed_over},  {LineState::missed, LineState::ready},
      {LineState::handed_over, LineState::returned}};
  return kSteps.contains({from, to});
}

// What is told within one millisecond is noted a millisecond apart, and what goods do comes after all of it.
Instant after_all(const std::vector<Told>& statements, Instant now) {
  Instant last = now;
  for (const Told& statement : statements) last = std::max(last, statement.at);
  return last;
}

}  // namespace

ShopModel::Chosen ShopModel::way_of(const SoldSlot& slot, const commerce::LineRequest& line,
                                    const std::optional<commerce::Address>& address,
                                    const std::optional<SoldWindow>& before, Instant now) const {
  const auto try_way = [&](const SoldWay& way) {
    Chosen chosen{{}, way.kind, {}, "", way.fee, {}};
    if (way.cut_off && now >= *way.cut_off) chosen.reasons.insert(Why::invalid_fulfilment);
    const bool is_pickup = way.kind == "PICKUP";
    if (line.window && !is_pickup) chosen.reasons.insert(Why::unknown_window);
    if (is_pickup && !line.window && line.sku != "SEAT" && !line.sku.empty()) chosen.window = before;
    for (const SoldWindow& window : slot.windows) {
      const bool is_seat = line.sku.empty() || line.sku == "SEAT";
      if (!is_pickup || chosen.window || (is_seat && !line.window)) break;
      if (line.window && slot.starts_at + window.begins != *line.window) continue;
      const bool is_over = slot.starts_at + window.ends <= now;
      const bool is_full = window.capacity && taken(slot.id, window.key(), now) >= *window.capacity;
      if (!is_over && !is_full) chosen.window = window;
      if (line.window && is_over) chosen.reasons.insert(Why::unknown_window);
      if (line.window && is_full) chosen.reasons.insert(Why::sold_out);
    }
    const bool needs_window =
        line.window || (!slot.windows.empty() && line.sku != "SEAT" && !line.sku.empty());
    if (is_pickup && needs_window && !chosen.window && chosen.reasons.empty())
      chosen.reasons.insert(line.window ? Why::unknown_window : Why::sold_out);
    if (!commerce::is_delivered(way.kind)) return chosen;
    if (!address) {
      chosen.reasons.insert(Why::invalid_address);
    } else if (!zones.empty()) {
      const auto* zone = zone_of(zones, address->postal_code);
      if (!zone) chosen.reasons.insert(Why::outside_zones);
      if (zone) chosen.zone = zone->name;
      if (zone && !chosen.fee) chosen.fee = zone->fee.minor;
      if (zone) chosen.tax_rate = zone->tax_rate;
    }
    return chosen;
  };
  std::vector<SoldWay> offered = slot.ways;
  if (offered.empty()) offered.push_back({"PICKUP", {}, {}});
  std::optional<Chosen> refused;
  for (const SoldWay& way : offered) {
    if (!line.fulfilment.empty() && way.kind != line.fulfilment) continue;
    Chosen chosen = try_way(way);
    if (chosen.fee == 0) chosen.fee.reset();
    if (chosen.reasons.empty()) return chosen;
    if (!refused) refused = chosen;
  }
  if (refused) return *refused;
  Chosen none;
  none.reasons.insert(Why::invalid_fulfilment);
  return none;
}

// Who comes once picks up all: a later line of a slot has the window of an earlier one.
std::vector<ShopModel::Chosen> ShopModel::ways_of(const commerce::HoldCommand& command, Instant now) const {
  std::vector<Chosen> all;
  std::map<Id, SoldWindow> windows;
  for (const auto& line : lines_of(command, now)) {
    const auto before = windows.find(line.slot);
    all.push_back(way_of(slots.at(line.slot), line, command.address,
                         before == windows.end() ? std::nullopt : std::optional(before->second), now));
    if (all.back().window) windows.try_emplace(line.slot, *all.back().window);
  }
  return all;
}

// Once for each slot, way and zone; the tax is that of what is brought.
std::vector<commerce::Fee> ShopModel::fees_of(const std::vector<Line>& lines,
                                              const std::vector<Chosen>& chosen) const {
  std::vector<commerce::Fee> fees;
  std::set<std::tuple<Id, std::string, std::string>> seen;
  for (const Line& first : lines) {
    const auto way = std::find_if(chosen.begin(), chosen.end(), [&](const Chosen& each) {
      return each.fee && each.kind == first.fulfilment && each.zone == first.zone;
    });
    if (way == chosen.end() || slots.at(first.slot).ways.empty()) continue;
    const auto own = std::find_if(slots.at(first.slot).ways.begin(), slots.at(first.slot).ways.end(),
                                  [&](const SoldWay& each) { return each.kind == first.fulfilment; });
    // Another slot of the booking may ask for a fee of its own.
    const auto zone =
        std::find_if(zones.begin(), zones.end(), [&](const auto& each) { return each.name == first.zone; });
    if (!own->fee && zone == zones.end()) continue;
    const std::int64_t fee = own->fee ? *own->fee : zone->fee.minor;
    if (!seen.emplace(first.slot, first.fulfilment, first.zone).second) continue;
    std::map<std::int64_t, std::int64_t> amounts;
    for (const Line& line : lines) {
      if (line.slot == first.slot && line.fulfilment == first.fulfilment && line.zone == first.zone)
        amounts[line.tax_rate] += line.amount().minor;
    }
    if (way->tax_rate) amounts = {{*way->tax_rate, 1}};
    std::vector<std::int64_t> weights;
    for (const auto& [rate, amount] : amounts) weights.push_back(amount);
    const auto parts = split(fee, weights);
    std::size_t next = 0;
    for (const auto& [rate, amount] : amounts) {
      const std::int64_t part = parts[next++];
      if (part == 0) continue;
      fees.push_back({first.slot, first.fulfilment, first.zone, Money{part, *Currency::parse("EUR")}, rate,
                      tax_of(part, rate)});
    }
  }
  return fees;
}

Reasons ShopModel::why_not(const commerce::FulfilmentStep& step) const {
  const Promise* promise = booking_by_code(step.booking);
  if (!promise) return {Why::unknown_booking};
  if (promise->cancelled) return {Why::booking_cancelled};
  const auto at = static_cast<std::size_t>(step.line);
  if (at >= promise->lines.size() || promise->left[at] == 0) return {Why::unknown_fulfilment};
  const Line& line = promise->lines[at];
  const std::int64_t out = line.handed_over - line.returned;
  Reasons reasons;
  if (step.to == LineState::returned && (line.sku == "SEAT" || !step.goods)) reasons.insert(Why::wrong_state);
  if (step.to != LineState::returned && step.goods) reasons.insert(Why::wrong_state);
  if (!is_step(line.state, step.to) && !(step.to == LineState::returned && out > 0))
    reasons.insert(Why::wrong_state);
  const bool counts = step.to == LineState::handed_over || step.to == LineState::returned;
  const std::int64_t there = step.to == LineState::returned ? out : promise->open(at);
  if (!counts && step.units) reasons.insert(Why::invalid_quantity);
  if (counts && there == 0) reasons.insert(Why::wrong_state);
  if (counts && step.units && (*step.units < 1 || *step.units > there)) reasons.insert(Why::invalid_quantity);
  return reasons;
}

void ShopModel::note_at(std::vector<Told>& statements, std::int64_t units, Instant now) {
  statements.push_back({after_all(statements, now), "~handed over", false, units});
}

// Who counts has seen what left before, also where the books hear of it later.
void ShopModel::note_departure(const SoldSlot& slot, const std::string& sku, std::int64_t units, Instant now,
                               std::optional<Instant> happened_at) {
  const auto home = slot.homes.find(sku);
  if (units == 0) return;
  if (home == slot.homes.end() || home->second.empty())
    left_uncounted.push_back({slot.id, sku, happened_at.value_or(now), units});
  else if (happened_at)
    told[{Id::trusted(home->second), sku}].push_back({*happened_at, "", false, -units});
  else
    note_at(told[{Id::trusted(home->second), sku}], -units, now);
}

void ShopModel::keep(const commerce::FulfilmentStep& step, Instant now) {
  Promise& promise = promises.at(booking_by_code(step.booking)->id);
  const auto at = static_cast<std::size_t>(step.line);
  Line& line = promise.lines[at];
  SoldSlot& slot = slots.at(line.slot);
  if (step.to == LineState::handed_over) {
    const std::int64_t units = step.units.value_or(promise.open(at));
    line.handed_over += units;
    if (promise.open(at) == 0) line.state = LineState::handed_over;
    return note_departure(slot, line.sku, units, now, step.happened_at);
  }
  if (step.to != LineState::returned) {
    const Instant until = line.window ? slot.starts_at + line.window->ends : slot.ends_at;
    if (step.to == LineState::ready && now >= until) promise.packed_late.insert(at);
    line.state = step.to;
    return;
  }
  const std::int64_t units = step.units.value_or(line.handed_over - line.returned);
  line.returned += units;
  if (promise.open(at) == 0 && line.handed_over == line.returned) line.state = LineState::returned;
  promise.units[{line.slot, line.sku}] -= units;
  slot.lost[line.sku] += units;
  const auto* venue = venue_of(slot.location);
  if (!venue || *step.goods != commerce::BroughtBack::stock) return;
  const auto pool = told.find({venue->id, line.sku});
  if (pool != told.end())
    pool->second.push_back({after_all(pool->second, now), "~brought back", false, units});
}

}  // namespace timeshelf::simulation
