#include "commerce/core/changing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "commerce/core/exchange.hpp"
#include "commerce/core/fees.hpp"
#include "commerce/core/pricing.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/core/waiting.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;
using UnitsByPosition = std::map<std::int64_t, std::int64_t>;

const BookedLine* find_line(const BookedState& state, std::int64_t position) {
  const auto found = std::find_if(state.lines.begin(), state.lines.end(),
                                  [&](const BookedLine& line) { return line.agreed.position == position; });
  return found == state.lines.end() ? nullptr : &*found;
}

std::int64_t taken_off(const UnitsByPosition& off, const BookedLine& line) {
  const auto found = off.find(line.agreed.position);
  return found == off.end() ? 0 : found->second;
}

Refusal refuse_handed_over(std::string sentence, std::string field) {
  return refuse(Code::handed_over, std::move(sentence), std::move(field));
}

// How many units of a line may be named.
std::optional<Refusal> check_units(const BookedLine* line, std::int64_t units, std::size_t i) {
  if (!line || line->units == 0)
    return refuse(Code::unknown_line, "The booking has no such line (any more).",
                  fmt::format("lines[{}].position", i));
  if (line->open() == 0)
    return refuse_handed_over("All of the line is with the customer already; take it back as a return.",
                              fmt::format("lines[{}].position", i));
  if (units >= 1 && units <= line->open()) return std::nullopt;
  return refuse(
      Code::invalid_quantity,
      line->agreed.handed_over > 0
          ? fmt::format("The quantity is a whole number from 1 to {}: the rest was handed over.",
                        line->open())
          : fmt::format("The quantity is a whole number from 1 to {}, which the line has.", line->open()),
      fmt::format("lines[{}].quantity", i));
}

// What is asked for, folded by line; where no lines are named, all that is still with the shop, but for what
// is at `except`.
Decided<UnitsByPosition> read_lines(const BookedState& state, const std::vector<UnitsOfLine>& asked,
                                    const std::optional<Id>& except) {
  UnitsByPosition off;
  for (const BookedLine& line : state.lines) {
    if (asked.empty() && line.open() > 0 && line.agreed.slot != except)
      off[line.agreed.position] = line.open();
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const BookedLine* line = find_line(state, asked[i].position);
    if (auto refused = check_units(line, asked[i].units, i)) return *refused;
    std::int64_t& units = off[asked[i].position];
    units += asked[i].units;
    if (units > line->open())
      return refuse(Code::invalid_quantity,
                    fmt::format("Together that is more than the {} that the line has.", line->open()),
                    fmt::format("lines[{}].quantity", i));
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

// Who moves does not go round the line of a drop. Who leaves a slot behind the same line has stood in it.
std::optional<Refusal> goes_round_line(const BookedState& state, const UnitsByPosition& off,
                                       const SlotTerms& target) {
  if (target.slot.queue_rate == 0) return std::nullopt;
  const bool has_stood = std::all_of(off.begin(), off.end(), [&](const auto& entry) {
    const auto from = state.slots.find(find_line(state, entry.first)->agreed.slot);
    return from != state.slots.end() && from->second->slot.queue_rate > 0 &&
           from->second->slot.drop == target.slot.drop;
  });
  if (has_stood) return std::nullopt;
  Refusal refusal = refuse(Code::place_needed,
                           fmt::format("\"{}\" has a line, and moving does not go round it. Take a place in "
                                       "the line and book there, or ask the shop.",
                                       target.slot.summary),
                           "to");
  refusal.drop = target.slot.drop;
  return refusal;
}

Money cost_of(const std::vector<Line>& lines, const std::vector<Fee>& fees, const Booking& booking) {
  return lines.empty() ? Money{0, booking.total.currency} : total_of(lines, fees, booking.tax);
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

Refusal refuse_shortage(const BookedState& state, const AccountKey& account) {
  const std::int64_t left = std::max<std::int64_t>(state.ledger.available(account), 0);
  std::string sentence =
      left == 0 ? "There is nothing left of it there." : fmt::format("Only {} left there.", left);
  std::string field = "to";
  if (account.kind == AccountKind::window_room) {
    sentence = "The pickup window is full; choose another.";
    field = "window";
  }
  Refusal refusal = refuse(Code::sold_out, std::move(sentence), std::move(field));
  refusal.remaining = left;
  return refusal;
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
  for (const Fee& fee : state.booking.fees) {
    if (!any_brought(after, fee.slot, fee.kind, fee.zone)) decision.fees_back.push_back(fee);
  }
  decision.before = cost_of(state.booking.lines, state.booking.fees, state.booking);
  decision.after = cost_of(after, fees_after(state, decision), state.booking);
  Exchange exchanged = exchange(state, after, to_waste, reason, fresh, now);
  if (const auto account = first_shortage(state.ledger, exchanged.demand))
    return refuse_shortage(state, *account);
  decision.transfers = std::move(exchanged.transfers);
  if (decision.whole) return_codes(state, decision.transfers, fresh, now);
  Ledger tried = state.ledger;
  if (!tried.apply(decision.transfers))
    return refuse_handed_over("Some of it is with the customer already; take it back as a return.", "");
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

// The window in which the booking picks up there already: who comes once picks up all.
std::optional<PickupWindow> window_before(const BookedState& state, const std::vector<Line>& arrivals,
                                          const Slot& there, Instant now) {
  const auto is_it = [&](const Line& line) {
    return line.slot == there.id && line.window && now < there.starts_at + line.window->ends;
  };
  for (const BookedLine& line : state.lines) {
    if (line.units > 0 && is_it(line.agreed)) return line.agreed.window;
  }
  const auto arrival = std::find_if(arrivals.begin(), arrivals.end(), is_it);
  return arrival == arrivals.end() ? std::nullopt : arrival->window;
}

// How the line reaches its customer out of the other slot: as before, if that is possible there and now.
Decided<Way> way_there(const BookedState& state, const MoveCommand& command, const SlotTerms& target,
                       const Line& agreed, const std::vector<Line>& arrivals, Instant now) {
  LineRequest asked{target.slot.id, agreed.sku, 1, agreed.fulfilment};
  if (agreed.fulfilment == "PICKUP" && agreed.sku != ical::kSeatSku) asked.window = command.window;
  const auto before = window_before(state, arrivals, target.slot, now);
  const bool has_it = asked.window && before && target.slot.starts_at + before->begins == *asked.window;
  if (has_it) asked.window.reset();  // it takes no more room there
  const auto field = [](std::string_view member) { return std::string(member == "window" ? member : "to"); };
  auto way = choose_way({target.slot, asked, state.booking.address, before, field}, state.delivery,
                        state.ledger, now);
  if (!way && way.error().field.starts_with("address")) way.error().field = "to";
  return way;
}

// The line as it begins anew in another slot.
Line placed_in(const Line& agreed, const Slot& slot) {
  Line line = agreed;
  line.slot = slot.id;
  line.summary = slot.summary;
  line.location = slot.location;
  line.starts_at = slot.starts_at;
  line.ends_at = slot.ends_at;
  line.time_zone = slot.time_zone;
  line.state = LineState::due;
  line.handed_over = 0;
  line.returned = 0;
  line.claim.clear();
  return line;
}

// Units of a line at what they cost in the other slot now; a discount keeps its proportion.
Decided<std::vector<Line>> price_there(const BookedState& state, const SlotTerms& target, const Line& agreed,
                                       std::int64_t units, std::int64_t earlier, Instant now) {
  const OfferTerms* offer = target.find(agreed.sku);
  if (!offer)
    return refuse(Code::unknown_sku, fmt::format("\"{}\" does not sell {}.", target.slot.summary, agreed.sku),
                  "to");
  const auto ladder = offer->ladder_in(agreed.unit_price.currency);
  const std::int64_t taken = taken_of(state.ledger, target.slot.id, agreed.sku) + earlier;
  std::vector<Line> lines;
  std::int64_t priced = 0;
  for (const PricedUnits& part : price_units(ladder, now, taken, units)) {
    Line moved = placed_in(agreed, target.slot);
    moved.preorder = offer->preorder;
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

// Who moves does not overtake who waits: what is kept for them is as good as taken.
std::optional<Refusal> kept_from(const BookedState& state, const SlotTerms& target,
                                 const std::vector<Transfer>& transfers, Instant now) {
  for (const Transfer& transfer : transfers) {
    const bool enters =
        transfer.debit.kind == AccountKind::allotted && transfer.debit.place == target.slot.id.text();
    const std::int64_t kept = enters ? kept_for_waiters(target, state.ledger, transfer.debit.sku, now) : 0;
    const std::int64_t left = state.ledger.available(transfer.debit) - kept;
    if (kept == 0 || left >= transfer.amount) continue;
    Refusal refusal =
        refuse(Code::sold_out,
               left > 0 ? fmt::format("Only {} left there; the rest is for those who wait.", left)
                        : "None is left there: what came back is for those who wait.",
               "to");
    refusal.remaining = left;
    return refusal;
  }
  return std::nullopt;
}

// Everything of a slot, way and zone is brought for one fee.
bool is_brought_there(const BookedState& state, const FeeTerms& fee) {
  return any_brought(state.booking.lines, fee.slot, fee.kind, fee.zone);
}

// What arrives in the other slot, with its fees.
std::optional<Refusal> arrive(const BookedState& state, const MoveCommand& command, const SlotTerms& target,
                              ChangeDecision& decision, Instant now) {
  std::int64_t position = state.lines.back().agreed.position;
  std::map<std::string, std::int64_t> earlier;
  std::vector<FeeTerms> fees;
  for (const Departure& departure : decision.departures) {
    const Line& agreed = departure.line;
    std::int64_t& before = earlier[agreed.sku];
    auto lines = price_there(state, target, agreed, departure.units, before, now);
    if (!lines) return lines.error();
    before += departure.units;
    const auto way = way_there(state, command, target, agreed, decision.arrivals, now);
    if (!way) return way.error();
    if (way->fee && !is_brought_there(state, *way->fee)) {
      if (auto refused = add_terms(fees, *way->fee, state.booking.total.currency, "to")) return refused;
    }
    for (Line& line : *lines) {
      line.position = ++position;
      line.window = way->window;
      line.zone = way->zone;
      decision.arrivals.push_back(std::move(line));
    }
  }
  decision.fees_new = fees_of(fees, decision.arrivals, state.booking.tax);
  return std::nullopt;
}

std::int64_t units_of(const std::vector<Line>& lines) {
  std::int64_t units = 0;
  for (const Line& line : lines) units += line.quantity;
  return units;
}

bool is_all(const BookedState& state, const UnitsByPosition& off) {
  return std::all_of(state.lines.begin(), state.lines.end(),
                     [&](const BookedLine& line) { return taken_off(off, line) == line.units; });
}

bool is_any_handed_over(const BookedState& state) {
  return std::any_of(state.lines.begin(), state.lines.end(),
                     [](const BookedLine& line) { return line.units > 0 && line.agreed.handed_over > 0; });
}

}  // namespace

std::vector<Fee> fees_after(const BookedState& state, const ChangeDecision& decision) {
  const std::vector<Line> lines = lines_after(state, decision);
  std::vector<Fee> fees;
  for (const Fee& fee : state.booking.fees) {
    if (any_brought(lines, fee.slot, fee.kind, fee.zone)) fees.push_back(fee);
  }
  fees.insert(fees.end(), decision.fees_new.begin(), decision.fees_new.end());
  return fees;
}

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
  if (command.lines.empty() && is_any_handed_over(state))
    return refuse_handed_over(
        "Something of it was handed over already. Cancel the rest line by line, or ask the shop.", "");
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
  if (command.by.customer) {
    if (auto refused = goes_round_line(state, *off, **target)) return *refused;
  }

  ChangeDecision decision{{}, {}, {}, {}, {}, {}, state.booking.total, state.booking.total};
  depart(state, *off, decision);
  if (auto refused = arrive(state, command, **target, decision, now)) return *refused;
  if (command.by.customer) {
    if (auto refused = over_limit(state, **target, units_of(decision.arrivals))) return *refused;
  }
  if (auto refused = settle(state, decision, false, "moved", fresh, now)) return *refused;
  if (command.by.customer) {
    if (auto refused = kept_from(state, **target, decision.transfers, now)) return *refused;
  }
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
