#include "commerce/core/changing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "commerce/core/pricing.hpp"
#include "commerce/core/selling.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;
using UnitsByPosition = std::map<std::int64_t, std::int64_t>;
using SlotSku = std::pair<Id, std::string>;

const BookedLine* find_line(const BookedState& state, std::int64_t position) {
  const auto found = std::find_if(state.lines.begin(), state.lines.end(),
                                  [&](const BookedLine& line) { return line.agreed.position == position; });
  return found == state.lines.end() ? nullptr : &*found;
}

std::int64_t taken_off(const UnitsByPosition& off, const BookedLine& line) {
  const auto found = off.find(line.agreed.position);
  return found == off.end() ? 0 : found->second;
}

// What is asked for, folded by line; all that stands where no lines are named, but for what is at `except`.
Decided<UnitsByPosition> read_lines(const BookedState& state, const std::vector<UnitsOfLine>& asked,
                                    const std::optional<Id>& except) {
  UnitsByPosition off;
  for (const BookedLine& line : state.lines) {
    if (asked.empty() && line.units > 0 && line.agreed.slot != except) off[line.agreed.position] = line.units;
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const BookedLine* line = find_line(state, asked[i].position);
    if (!line || line->units == 0)
      return refuse(Code::unknown_line, "The booking has no such line (any more).",
                    fmt::format("lines[{}].position", i));
    const std::string field = fmt::format("lines[{}].quantity", i);
    if (asked[i].units < 1 || asked[i].units > line->units)
      return refuse(
          Code::invalid_quantity,
          fmt::format("The quantity is a whole number from 1 to {}, which the line has.", line->units),
          field);
    std::int64_t& units = off[asked[i].position];
    units += asked[i].units;
    if (units > line->units)
      return refuse(Code::invalid_quantity,
                    fmt::format("Together that is more than the {} that the line has.", line->units), field);
    if (line->agreed.slot == except)
      return refuse(Code::same_slot, "It is in that slot already; choose another.",
                    fmt::format("lines[{}].position", i));
  }
  if (off.empty()) return refuse(Code::same_slot, "All of it is in that slot already; choose another.", "to");
  return off;
}

std::optional<Refusal> cannot_change(const BookedState& state, const UnitsByPosition& off,
                                     const ChangedBy& by, Instant now) {
  if (!by.customer) return std::nullopt;
  for (const auto& [position, units] : off) {
    const Id& slot = find_line(state, position)->agreed.slot;
    const auto until = state.cancel_until.find(slot);
    if (until == state.cancel_until.end() || now < until->second) continue;
    const auto terms = state.slots.find(slot);
    const bool begun = terms != state.slots.end() && terms->second->slot.starts_at <= now;
    return refuse(Code::too_late, begun ? "It has begun already. Ask the shop."
                                        : fmt::format("This could be changed until {}. Ask the shop.",
                                                      to_rfc3339(until->second)));
  }
  return std::nullopt;
}

// What of each slot and SKU is with the booking, by the ledger.
std::map<SlotSku, std::int64_t> sold_to(const std::vector<Transfer>& transfers) {
  std::map<SlotSku, std::int64_t> units;
  for (const Transfer& transfer : transfers) {
    if (transfer.kind != TransferKind::posted && transfer.kind != TransferKind::post) continue;
    const auto add = [&](const AccountKey& key, std::int64_t amount) {
      if (key.kind == AccountKind::sold) units[{Id::trusted(key.place), key.sku}] += amount;
    };
    add(transfer.credit, transfer.amount);
    add(transfer.debit, -transfer.amount);
  }
  return units;
}

// What the lines ask of each slot and SKU: who has only goods still takes a place, where places are counted.
std::map<SlotSku, std::int64_t> asked_by(const BookedState& state, const std::vector<Line>& lines,
                                         const std::map<SlotSku, std::int64_t>& sold) {
  std::map<SlotSku, std::int64_t> units;
  for (const Line& line : lines) units[{line.slot, line.sku}] += line.quantity;
  const std::string seat(ical::kSeatSku);
  for (const Id& slot : slots_of(lines)) {
    const auto has = sold.find({slot, seat});
    const auto terms = state.slots.find(slot);
    const bool counted = (has != sold.end() && has->second > 0) ||
                         (terms != state.slots.end() && terms->second->slot.seats.has_value());
    // A slot that began to count places later did not count this booking's.
    const bool entering = std::none_of(sold.begin(), sold.end(), [&](const auto& entry) {
      return entry.first.first == slot && entry.second > 0;
    });
    if (counted && (entering || has != sold.end())) units.try_emplace({slot, seat}, 1);
  }
  return units;
}

struct Exchange {
  std::vector<Transfer> transfers;
  Demand demand;  ///< what is taken anew
};

// Brings what is sold to the booking to what its lines ask for.
Exchange exchange(const BookedState& state, const std::vector<Line>& after, bool to_waste, const char* reason,
                  FreshId fresh, Instant now) {
  Exchange result;
  const auto sold = sold_to(state.transfers);
  auto asked = asked_by(state, after, sold);
  const std::string subject = state.booking.id.text();
  for (const auto& [key, units] : sold) asked.try_emplace(key, 0);
  for (const auto& [key, units] : asked) {
    const auto& [slot, sku] = key;
    const auto has = sold.find(key);
    const std::int64_t more = units - (has == sold.end() ? 0 : has->second);
    const AccountKey free = allotted(slot, sku);
    const AccountKey with_them = commerce::sold(slot, sku);
    if (more > 0) {
      result.demand[free] = more;
      result.transfers.push_back(
          {fresh(), TransferKind::posted, free, with_them, more, {}, subject, reason, now});
    } else if (more < 0) {
      const auto venue = state.venues.find(key);
      const AccountKey wasted{AccountKind::wasted, venue == state.venues.end() ? "" : venue->second, sku};
      const bool waste = to_waste && sku != ical::kSeatSku;
      result.transfers.push_back(
          {fresh(), TransferKind::posted, with_them, waste ? wasted : free, -more, {}, subject, reason, now});
    }
  }
  return result;
}

// The use of a code goes back once nothing is left of what it was used for.
void return_code(const BookedState& state, std::vector<Transfer>& transfers, FreshId fresh, Instant now) {
  std::map<std::string, std::int64_t> used;
  for (const Transfer& transfer : state.transfers) {
    if (transfer.kind != TransferKind::posted && transfer.kind != TransferKind::post) continue;
    if (transfer.credit.kind == AccountKind::used) used[transfer.credit.place] += transfer.amount;
    if (transfer.debit.kind == AccountKind::used) used[transfer.debit.place] -= transfer.amount;
  }
  for (const auto& [code, units] : used) {
    if (units <= 0) continue;
    transfers.push_back({fresh(),
                         TransferKind::posted,
                         {AccountKind::used, code, ""},
                         uses_of(code),
                         units,
                         {},
                         state.booking.id.text(),
                         "cancelled",
                         now});
  }
}

Money cost_of(const std::vector<Line>& lines, const Booking& booking) {
  return lines.empty() ? Money{0, booking.total.currency} : total_of(lines, booking.tax);
}

// What leaves, and what it is worth: the difference that it makes to its line, so that parts add up.
void depart(const BookedState& state, const UnitsByPosition& off, ChangeDecision& decision) {
  const TaxRules& rules = state.booking.tax;
  for (const BookedLine& line : state.lines) {
    const std::int64_t units = taken_off(off, line);
    if (units == 0) continue;
    const Line with = part_of(line.agreed, line.units, rules.rounding);
    const Line without = part_of(line.agreed, line.units - units, rules.rounding);
    const std::int64_t tax = with.tax - without.tax;
    const std::int64_t worth = with.amount().minor - without.amount().minor + (rules.included ? 0 : tax);
    decision.departures.push_back({line.agreed, units, {worth, line.agreed.unit_price.currency}, tax});
  }
}

// The rest of a decision follows from what leaves and what arrives.
std::optional<Refusal> settle(const BookedState& state, ChangeDecision& decision, bool to_waste,
                              const char* reason, FreshId fresh, Instant now) {
  const std::vector<Line> after = lines_after(state, decision);
  const auto had = slots_of(state.booking.lines);
  const auto has = slots_of(after);
  std::set_difference(had.begin(), had.end(), has.begin(), has.end(),
                      std::inserter(decision.left, decision.left.end()));
  std::set_difference(has.begin(), has.end(), had.begin(), had.end(),
                      std::inserter(decision.entered, decision.entered.end()));
  decision.whole = after.empty();
  decision.before = cost_of(state.booking.lines, state.booking);
  decision.after = cost_of(after, state.booking);
  Exchange exchanged = exchange(state, after, to_waste, reason, fresh, now);
  if (const auto account = first_shortage(state.ledger, exchanged.demand)) {
    const std::int64_t left = std::max<std::int64_t>(state.ledger.available(*account), 0);
    Refusal refusal = refuse(
        Code::sold_out,
        left == 0 ? "There is nothing left of it there." : fmt::format("Only {} left there.", left), "to");
    refusal.remaining = left;
    return refusal;
  }
  decision.transfers = std::move(exchanged.transfers);
  if (decision.whole) return_code(state, decision.transfers, fresh, now);
  Ledger tried = state.ledger;
  if (!tried.apply(decision.transfers))
    return refuse(Code::handed_over, "Some of it is with the customer already; take it back as a return.");
  return std::nullopt;
}

Decided<const SlotTerms*> find_target(const BookedState& state, const MoveCommand& command, Instant now) {
  const auto found = state.slots.find(command.to);
  if (found == state.slots.end()) return refuse(Code::unknown_slot, "This shop has no such slot.", "to");
  const SlotTerms& target = *found->second;
  const SlotState window = window_of(target, "", now);
  const bool by_staff = !command.by.customer && now < target.slot.starts_at &&
                        (window == SlotState::upcoming || window == SlotState::closed);
  if (window != SlotState::open && !by_staff)
    return refuse(Code::not_on_sale, fmt::format("\"{}\" is not on sale.", target.slot.summary), "to");
  return &target;
}

bool offers(const Slot& slot, const std::string& fulfilment, Instant now) {
  if (slot.fulfilment.empty()) return fulfilment == "PICKUP";
  return std::any_of(slot.fulfilment.begin(), slot.fulfilment.end(), [&](const FulfilmentChoice& choice) {
    return choice.kind == fulfilment && (!choice.cut_off || now < *choice.cut_off);
  });
}

// Units of a line at what they cost in the other slot now; a discount keeps its proportion.
Decided<std::vector<Line>> price_there(const BookedState& state, const SlotTerms& target,
                                       const BookedLine& line, std::int64_t units, std::int64_t earlier,
                                       Instant now) {
  const Line& agreed = line.agreed;
  const OfferTerms* offer = target.find(agreed.sku);
  if (!offer)
    return refuse(Code::unknown_sku, fmt::format("\"{}\" does not sell {}.", target.slot.summary, agreed.sku),
                  "to");
  if (!offers(target.slot, agreed.fulfilment, now))
    return refuse(Code::invalid_fulfilment,
                  fmt::format("\"{}\" does not offer {} (any more).", target.slot.summary, agreed.fulfilment),
                  "to");
  const auto ladder = offer->ladder_in(agreed.unit_price.currency);
  const std::int64_t taken = taken_of(state.ledger, target.slot.id, agreed.sku) + earlier;
  std::vector<Line> lines;
  std::int64_t priced = 0;
  for (const PricedUnits& part : price_units(ladder, now, taken, units)) {
    Line moved = agreed;
    moved.slot = target.slot.id;
    moved.quantity = part.quantity;
    moved.unit_price = part.price;
    moved.tier = part.tier;
    moved.tax_rate = offer->tax_rate;
    moved.discount = 0;
    const std::int64_t full = agreed.unit_price.minor * agreed.quantity;
    if (full > 0)
      moved.discount = fraction_of(moved.amount().minor, agreed.discount, full, state.booking.tax.rounding);
    moved.tax = tax_of(moved.amount().minor, moved.tax_rate, state.booking.tax);
    priced += part.quantity;
    lines.push_back(std::move(moved));
  }
  if (priced < units)
    return refuse(Code::not_on_sale,
                  fmt::format("\"{}\" has no price for it in {}.", target.slot.summary,
                              agreed.unit_price.currency.code()),
                  "to");
  return lines;
}

std::optional<Refusal> over_limit(const BookedState& state, const SlotTerms& target, std::int64_t units) {
  if (!target.slot.limit) return std::nullopt;
  const auto found = state.units_of_customer.find(target.slot.id);
  const std::int64_t had = found == state.units_of_customer.end() ? 0 : found->second;
  if (had + units <= *target.slot.limit) return std::nullopt;
  return refuse(
      Code::over_limit,
      fmt::format("At most {} for each customer; you have {} there already.", *target.slot.limit, had), "to");
}

std::optional<Refusal> cancelled_or_bundle(const BookedState& state, bool whole) {
  if (state.booking.state == BookingState::cancelled)
    return refuse(Code::booking_cancelled, "It was cancelled already.");
  if (!state.bundle.empty() && !whole)
    return refuse(Code::bundle_is_whole,
                  "A bundle is kept or cancelled as a whole. Cancel it, and book what you want instead.");
  return std::nullopt;
}

bool is_all(const BookedState& state, const UnitsByPosition& off) {
  return std::all_of(state.lines.begin(), state.lines.end(),
                     [&](const BookedLine& line) { return taken_off(off, line) == line.units; });
}

}  // namespace

std::vector<Line> lines_after(const BookedState& state, const ChangeDecision& decision) {
  std::vector<Line> lines;
  for (const BookedLine& line : state.lines) {
    std::int64_t units = line.units;
    for (const Departure& departure : decision.departures) {
      if (departure.line.position == line.agreed.position) units -= departure.units;
    }
    if (units > 0) lines.push_back(part_of(line.agreed, units, state.booking.tax.rounding));
  }
  lines.insert(lines.end(), decision.arrivals.begin(), decision.arrivals.end());
  return lines;
}

Decided<ChangeDecision> decide_cancel(const BookedState& state, const CancelCommand& command, FreshId fresh,
                                      Instant now) {
  if (auto refused = cancelled_or_bundle(state, true)) return *refused;
  const auto off = read_lines(state, command.lines, std::nullopt);
  if (!off) return off.error();
  if (auto refused = cancelled_or_bundle(state, is_all(state, *off))) return *refused;
  if (auto refused = cannot_change(state, *off, command.by, now)) return *refused;
  ChangeDecision decision{{}, {}, {}, {}, {}, {}, state.booking.total, state.booking.total};
  depart(state, *off, decision);
  if (auto refused = settle(state, decision, command.to_waste, "cancelled", fresh, now)) return *refused;
  return decision;
}

Decided<ChangeDecision> decide_move(const BookedState& state, const MoveCommand& command, FreshId fresh,
                                    Instant now) {
  if (auto refused = cancelled_or_bundle(state, false)) return *refused;
  const auto target = find_target(state, command, now);
  if (!target) return target.error();
  const auto off = read_lines(state, command.lines, command.to);
  if (!off) return off.error();
  if (auto refused = cannot_change(state, *off, command.by, now)) return *refused;

  ChangeDecision decision{{}, {}, {}, {}, {}, {}, state.booking.total, state.booking.total};
  depart(state, *off, decision);
  std::int64_t position = state.lines.back().agreed.position;
  std::int64_t units = 0;
  std::map<std::string, std::int64_t> earlier;
  for (const Departure& departure : decision.departures) {
    std::int64_t& before = earlier[departure.line.sku];
    auto lines = price_there(state, **target, *find_line(state, departure.line.position), departure.units,
                             before, now);
    if (!lines) return lines.error();
    before += departure.units;
    units += departure.units;
    for (Line& line : *lines) {
      line.position = ++position;
      decision.arrivals.push_back(std::move(line));
    }
  }
  if (command.by.customer) {
    if (auto refused = over_limit(state, **target, units)) return *refused;
  }
  if (auto refused = settle(state, decision, false, "moved", fresh, now)) return *refused;
  if (command.total && *command.total != decision.after.minor) return refuse_total(decision.after);
  return decision;
}

Refusal refuse_total(const Money& now) {
  Refusal refusal = refuse(
      Code::total_differs,
      fmt::format("The booking would cost {}. Show that, and ask again with it.", now.text()), "total");
  refusal.total = now;
  return refusal;
}

}  // namespace timeshelf::commerce
