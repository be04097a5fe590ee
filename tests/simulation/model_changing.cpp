// Parts that are given back, and bookings that move: docs/domain.md, "Bookings that change".
#include <fmt/format.h>

#include <algorithm>

#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::Line;
using commerce::LineState;
using Why = Refusal::Code;

const std::string kSeat = "SEAT";

bool is_any_handed_over(const Promise& promise) {
  return std::any_of(promise.lines.begin(), promise.lines.end(),
                     [](const Line& line) { return line.handed_over > 0; });
}

bool is_all(const Promise& promise, const std::map<std::size_t, std::int64_t>& off) {
  for (std::size_t i = 0; i < promise.lines.size(); ++i) {
    const auto units = off.find(i);
    if (promise.left[i] != (units == off.end() ? 0 : units->second)) return false;
  }
  return true;
}

// A line that waits for nothing any more is with the customer.
void take_off(Promise& promise, const std::map<std::size_t, std::int64_t>& off) {
  for (const auto& [at, units] : off) {
    promise.left[at] -= units;
    Line& line = promise.lines[at];
    if (promise.open(at) == 0 && line.handed_over > 0)
      line.state = line.handed_over == line.returned ? LineState::returned : LineState::handed_over;
  }
}

// What brings goods is paid for as long as anything is brought for it.
void drop_fees(Promise& promise) {
  std::erase_if(promise.fees, [&](const commerce::Fee& fee) {
    const auto standing = promise.standing();
    return std::none_of(standing.begin(), standing.end(), [&](const Line& line) {
      return line.slot == fee.slot && line.fulfilment == fee.kind && line.zone == fee.zone;
    });
  });
}

bool too_late(const ShopModel& shop, const Promise& promise, const std::map<std::size_t, std::int64_t>& off,
              Instant now) {
  return std::any_of(off.begin(), off.end(), [&](const auto& entry) {
    return shop.slots.at(promise.lines[entry.first].slot).starts_at <= now;
  });
}

}  // namespace

std::map<std::size_t, std::int64_t> ShopModel::units_off(const Promise& promise,
                                                         const std::vector<commerce::UnitsOfLine>& asked,
                                                         const std::optional<Id>& except,
                                                         Reasons& reasons) const {
  std::map<std::size_t, std::int64_t> off;
  for (std::size_t i = 0; i < promise.lines.size() && asked.empty(); ++i) {
    if (promise.open(i) > 0 && promise.lines[i].slot != except) off[i] = promise.open(i);
  }
  for (const auto& [position, units] : asked) {
    const auto at = static_cast<std::size_t>(position);
    if (at >= promise.lines.size() || promise.left[at] == 0) {
      reasons.insert(Why::unknown_line);
      continue;
    }
    if (promise.open(at) == 0) reasons.insert(Why::handed_over);
    off[at] += units;
    if (units < 1 || off[at] > promise.open(at)) reasons.insert(Why::invalid_quantity);
    if (promise.lines[at].slot == except) reasons.insert(Why::same_slot);
  }
  if (off.empty()) reasons.insert(Why::same_slot);
  return off;
}

// Units, one place where places are counted, one place in each window; a place goes with the last unit.
void ShopModel::recount(Promise& after, const Promise& before) const {
  after.units.clear();
  for (std::size_t i = 0; i < after.lines.size(); ++i) {
    const Line& line = after.lines[i];
    if (after.left[i] == 0) continue;
    after.units[{line.slot, line.sku}] += after.left[i] - line.returned;
    if (line.window) after.units[{line.slot, fmt::format("+{}", line.window->begins.count())}] = 1;
  }
  for (const Id& slot : after.slots()) {
    const auto place = before.units.find({slot, kSeat});
    const bool had = place != before.units.end() && place->second > 0;
    const bool enters = !before.slots().contains(slot);
    if (had || (enters && slots.at(slot).seats)) after.units.try_emplace({slot, kSeat}, 1);
  }
}

ShopModel::Change ShopModel::change(const commerce::CancelCommand& command, Instant now) const {
  Change change;
  const Promise* promise = booking(command.booking);
  if (!promise) {
    change.reasons = {Why::unknown_booking};
    return change;
  }
  if (promise->cancelled) change.reasons.insert(Why::booking_cancelled);
  if (command.lines.empty() && is_any_handed_over(*promise)) change.reasons.insert(Why::handed_over);
  change.off = units_off(*promise, command.lines, {}, change.reasons);
  if (!change.reasons.empty()) return change;
  change.whole = is_all(*promise, change.off);
  if (!promise->bundle.empty() && !change.whole) change.reasons.insert(Why::bundle_is_whole);
  if (command.by.customer && too_late(*this, *promise, change.off, now)) change.reasons.insert(Why::too_late);
  change.after = *promise;
  if (change.whole) {
    change.after.cancelled = true;
    return change;
  }
  take_off(change.after, change.off);
  drop_fees(change.after);
  recount(change.after, *promise);
  change.total = change.after.total();
  return change;
}

ShopModel::Change ShopModel::change(const commerce::MoveCommand& command, Instant now) const {
  Change change;
  const Promise* promise = booking(command.booking);
  const auto found = slots.find(command.to);
  if (!promise || found == slots.end()) {
    change.reasons = {promise ? Why::unknown_slot : Why::unknown_booking};
    return change;
  }
  const SoldSlot& to = found->second;
  if (promise->cancelled) change.reasons.insert(Why::booking_cancelled);
  if (!promise->bundle.empty()) change.reasons.insert(Why::bundle_is_whole);
  const std::string sale = window(to, now);
  const bool by_staff =
      !command.by.customer && now < to.starts_at && (sale == "upcoming" || sale == "closed");
  if (sale != "open" && !by_staff) change.reasons.insert(Why::not_on_sale);
  change.off = units_off(*promise, command.lines, command.to, change.reasons);
  if (!change.reasons.empty()) return change;
  if (command.by.customer && too_late(*this, *promise, change.off, now)) change.reasons.insert(Why::too_late);

  std::map<std::string, std::int64_t> earlier;
  std::vector<Chosen> chosen;
  std::optional<SoldWindow> window_there;
  change.after = *promise;
  take_off(change.after, change.off);
  for (std::size_t i = 0; i < promise->lines.size() && !window_there; ++i) {
    const Line& line = promise->lines[i];  // who comes once picks up all
    if (promise->left[i] > 0 && line.slot == to.id && line.window && now < to.starts_at + line.window->ends)
      window_there = SoldWindow{line.window->begins, line.window->ends, {}};
  }
  for (const auto& [at, units] : change.off) {
    const Line& agreed = promise->lines[at];
    if (!to.sells(agreed.sku)) {
      change.reasons.insert(Why::unknown_sku);
      continue;
    }
    const Chosen way =
        way_of(to, {to.id, agreed.sku, 1, agreed.fulfilment}, promise->address, window_there, now);
    change.reasons.insert(way.reasons.begin(), way.reasons.end());
    if (way.window) window_there = way.window;
    std::optional<Step> last;
    for (std::int64_t unit = 0; unit < units; ++unit) {
      const auto step = step_of(to, agreed.sku, now, taken(to.id, agreed.sku, now) + earlier[agreed.sku]++,
                                promise->currency);
      if (!step) {
        change.reasons.insert(Why::not_on_sale);
        break;
      }
      if (last == *step) {
        ++change.arrivals.back().quantity;
        continue;
      }
      last = *step;
      Line line{to.id, agreed.sku, 1, Money{step->minor, agreed.unit_price.currency}, step->tier, way.kind};
      line.zone = way.zone;
      if (way.window) line.window = commerce::PickupWindow{way.window->begins, way.window->ends, {}};
      // For the time being, what is off of the whole, and what the whole costs.
      line.discount = agreed.discount;
      line.tax = agreed.unit_price.minor * agreed.quantity;
      change.arrivals.push_back(std::move(line));
    }
    chosen.push_back(way);
  }
  for (Line& line : change.arrivals) {
    const std::int64_t full = line.tax;
    line.discount = full > 0 ? half_up(line.unit_price.minor * line.quantity * line.discount, full) : 0;
    const auto product = goods.find(line.sku);
    line.tax_rate = product == goods.end() ? 0 : product->second.tax_rate;
    line.tax = tax_of(line.amount().minor, line.tax_rate);
    line.position = static_cast<std::int64_t>(change.after.lines.size());
    change.after.lines.push_back(line);
    change.after.left.push_back(line.quantity);
  }
  if (!change.reasons.empty()) return change;
  drop_fees(change.after);
  for (commerce::Fee& fee : fees_of(change.arrivals, chosen)) {
    const bool is_paid = std::any_of(promise->fees.begin(), promise->fees.end(), [&](const auto& other) {
      return other.slot == fee.slot && other.kind == fee.kind && other.zone == fee.zone;
    });
    const auto standing = promise->standing();
    const bool is_brought = std::any_of(standing.begin(), standing.end(), [&](const Line& line) {
      return line.slot == fee.slot && line.fulfilment == fee.kind && line.zone == fee.zone;
    });
    if (promise->currency != "EUR") change.reasons.insert(Why::mixed_currencies);
    if (!is_paid && !is_brought) change.after.fees.push_back(fee);
  }
  recount(change.after, *promise);
  std::int64_t arrived = 0;
  for (const Line& line : change.arrivals) arrived += line.quantity;
  if (command.by.customer && to.limit &&
      units_of(promise->booked_by, to.id, false, now) + arrived > *to.limit)
    change.reasons.insert(Why::over_limit);
  for (const auto& [key, units] : change.after.units) {
    const auto had = promise->units.find(key);
    const std::int64_t more = units - (had == promise->units.end() ? 0 : had->second);
    if (more <= 0 || key.second.front() == '+') continue;
    const std::int64_t left = command.by.customer ? for_all(to, key.second, now) : free(to, key.second, now);
    if (left < more) change.reasons.insert(Why::sold_out);
  }
  change.total = change.after.total();
  if (command.total && *command.total != change.total) change.reasons.insert(Why::total_differs);
  return change;
}

void ShopModel::keep(const Change& change) {
  Promise& promise = promises.at(change.after.id);
  promise = change.after;
  if (!promise.online || promise.online->state != commerce::CheckoutState::booked) return;
  promise.online->paid = std::min(promise.online->paid, promise.cancelled ? 0 : promise.total());
}

}  // namespace timeshelf::simulation
