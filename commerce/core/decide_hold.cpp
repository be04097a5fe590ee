// A hold: every unit that it asks for, or none, at prices that are locked.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "commerce/core/selling.hpp"
#include "commerce/core/waiting.hpp"
#include "commerce/core/windows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::int64_t kMostUnits = 1000;
constexpr std::size_t kMostLines = 50;

// One line of the request with what it names.
struct Ask {
  std::string field;  ///< "lines[0]", or "" in a bundle
  const SlotTerms* slot = nullptr;
  const OfferTerms* offer = nullptr;
  std::int64_t quantity = 0;
  Way way;

  std::string at(std::string_view member) const {
    return field.empty() ? std::string(member == "quantity" ? "quantity" : "bundle")
                         : fmt::format("{}.{}", field, member);
  }
};

Decided<const CodeTerms*> find_code(const SalesState& state, const HoldCommand& command, Instant now) {
  if (command.code.empty()) return nullptr;
  const auto found = state.codes.find(normalise_code(command.code));
  if (found == state.codes.end()) return refuse(Code::unknown_code, "This shop has no such code.", "code");
  const CodeTerms& code = found->second;
  if (!code.active) return refuse(Code::code_not_valid, "This code is no longer accepted.", "code");
  if (code.valid_from && now < *code.valid_from)
    return refuse(Code::code_not_valid, "This code is not valid yet.", "code");
  if (code.valid_until && now >= *code.valid_until)
    return refuse(Code::code_not_valid, "This code is not valid any more.", "code");
  if (code.limit && state.ledger.available(uses_of(code.code)) < 1)
    return refuse(Code::code_used_up, "Every use of this code is taken.", "code");
  return &code;
}

// A code that is bound to a slot or SKU gives nothing to other lines: neither a discount nor its early
// opening.
bool is_for(const CodeTerms& code, const Id& slot, std::string_view sku) {
  return (code.slot.empty() || code.slot == slot.text()) && (code.sku.empty() || code.sku == sku);
}

// A bundle has a line for each of its slots: its seat, or the only thing that it sells.
Decided<std::vector<LineRequest>> lines_of(const SalesState& state, const HoldCommand& command) {
  if (command.bundle.empty()) return command.lines;
  const auto found = state.bundles.find(command.bundle);
  if (found == state.bundles.end() || found->second.slots.empty())
    return refuse(Code::unknown_bundle, fmt::format("The shop sells no bundle \"{}\".", command.bundle),
                  "bundle");
  if (!found->second.active)
    return refuse(Code::not_on_sale, "This bundle is not on sale any more.", "bundle");
  std::vector<LineRequest> lines;
  for (const Id& id : found->second.slots) {
    const SlotTerms& slot = *state.slots.at(id);
    const bool seats = slot.find(ical::kSeatSku) != nullptr;
    if (!seats && slot.offers.size() != 1) {
      return refuse(Code::ambiguous_bundle,
                    fmt::format("\"{}\" sells {} different things: send lines that name slot and SKU instead "
                                "of the bundle.",
                                slot.slot.summary, slot.offers.size()),
                    "bundle");
    }
    lines.push_back(
        {id, seats ? std::string(ical::kSeatSku) : slot.offers.front().sku, command.quantity, ""});
  }
  return lines;
}

std::string closed_because(const SlotTerms& slot, SlotState window) {
  if (window == SlotState::problem) return slot.problem;
  if (window == SlotState::cancelled) return "it was called off.";
  if (window == SlotState::closed) return "booking has closed.";
  if (window == SlotState::upcoming) return "booking has not opened yet.";
  return slot.switched_off ? "it was taken off sale." : "it has no terms of sale yet.";
}

Decided<Ask> read_line(const SalesState& state, const LineRequest& line, std::string field,
                       const CodeTerms* code, Instant now) {
  Ask ask;
  ask.field = std::move(field);
  ask.quantity = line.quantity;
  if (line.quantity < 1 || line.quantity > kMostUnits)
    return refuse(Code::invalid_quantity,
                  fmt::format("The quantity is a whole number from 1 to {}.", kMostUnits),
                  ask.at("quantity"));
  const auto found = state.slots.find(line.slot);
  if (found == state.slots.end())
    return refuse(Code::unknown_slot, "This shop has no such slot.", ask.at("slot"));
  ask.slot = found->second;
  const std::string& summary = ask.slot->slot.summary;
  const std::string sku = line.sku.empty() ? std::string(ical::kSeatSku) : line.sku;
  const bool invited = code && is_for(*code, line.slot, sku);
  const SlotState window = window_of(*ask.slot, invited ? code->audience : "", now);
  if (window != SlotState::open)
    return refuse(Code::not_on_sale,
                  fmt::format("\"{}\" is not on sale: {}", summary, closed_because(*ask.slot, window)),
                  ask.at("slot"));
  ask.offer = ask.slot->find(sku);
  if (!ask.offer)
    return refuse(Code::unknown_sku, fmt::format("\"{}\" does not sell {}.", summary, sku), ask.at("sku"));
  return ask;
}

// The window that an earlier line of the slot has: who comes once picks up all.
std::optional<PickupWindow> window_before(const std::vector<Ask>& asks, const SlotTerms* slot) {
  for (const Ask& ask : asks) {
    if (ask.slot == slot && ask.way.window) return ask.way.window;
  }
  return std::nullopt;
}

Decided<std::vector<Ask>> read_lines(const SalesState& state, const HoldCommand& command,
                                     const std::optional<Address>& address, const CodeTerms* code,
                                     Instant now) {
  const auto lines = lines_of(state, command);
  if (!lines) return lines.error();
  if (lines->empty() || lines->size() > kMostLines)
    return refuse(Code::invalid_quantity, fmt::format("Ask for 1 to {} lines.", kMostLines), "lines");
  std::vector<Ask> asks;
  for (std::size_t i = 0; i < lines->size(); ++i) {
    auto ask =
        read_line(state, (*lines)[i], command.bundle.empty() ? fmt::format("lines[{}]", i) : "", code, now);
    if (!ask) return ask.error();
    const auto before = window_before(asks, ask->slot);
    const auto field = [&](std::string_view member) { return ask->at(member); };
    auto way =
        choose_way({ask->slot->slot, (*lines)[i], address, before, field}, state.delivery, state.ledger, now);
    if (!way) return way.error();
    ask->way = std::move(*way);
    asks.push_back(std::move(*ask));
  }
  return asks;
}

// All lines together ask this of each account.
Demand fold(const std::vector<Ask>& asks, const CodeTerms* code) {
  Demand demand;
  for (const Ask& ask : asks) demand[allotted(ask.slot->slot.id, ask.offer->sku)] += ask.quantity;
  for (const Ask& ask : asks) {
    // Who buys only goods still takes a place, where places are counted.
    if (ask.slot->slot.seats) demand.try_emplace(allotted(ask.slot->slot.id, ical::kSeatSku), 1);
  }
  for (const Ask& ask : asks) {
    // However much is picked up in a window, it is one booking.
    if (ask.way.window) demand.try_emplace(window_room(ask.slot->slot.id, *ask.way.window), 1);
  }
  if (code && code->limit) demand[uses_of(code->code)] = 1;
  return demand;
}

std::int64_t units_of(const std::map<CustomerIn, std::int64_t>& units, const std::string& email,
                      const Id& slot) {
  const auto found = units.find({email, slot});
  return found == units.end() ? 0 : found->second;
}

std::optional<Refusal> over_limit(const SalesState& state, const std::vector<Ask>& asks,
                                  const std::string& email) {
  std::map<Id, std::int64_t> asked;
  for (const Ask& ask : asks) {
    const Slot& slot = ask.slot->slot;
    const std::int64_t units = asked[slot.id] += ask.quantity;
    if (!slot.limit) continue;
    const std::int64_t had =
        email.empty() ? 0 : units_of(state.booked, email, slot.id) + units_of(state.holding, email, slot.id);
    if (had + units <= *slot.limit) continue;
    return refuse(Code::over_limit,
                  had == 0
                      ? fmt::format("At most {} for each customer.", *slot.limit)
                      : fmt::format("At most {} for each customer; you have {} already.", *slot.limit, had),
                  ask.at("quantity"));
  }
  return std::nullopt;
}

Refusal sold_out(const Ask& ask, std::int64_t left) {
  Refusal refusal =
      refuse(Code::sold_out,
             left == 0 ? "It has just been taken; none is left." : fmt::format("Only {} left.", left),
             ask.field.empty() ? "bundle" : ask.field);
  refusal.remaining = left;
  return refusal;
}

std::optional<Refusal> short_of(const SalesState& state, const std::vector<Ask>& asks, const Demand& demand) {
  const auto account = first_shortage(state.ledger, demand);
  if (!account) return std::nullopt;
  const std::int64_t left = std::max<std::int64_t>(state.ledger.available(*account), 0);
  const auto named = [&](bool by_sku) {
    return std::find_if(asks.begin(), asks.end(), [&](const Ask& ask) {
      return ask.slot->slot.id.text() == account->place && (!by_sku || ask.offer->sku == account->sku);
    });
  };
  auto ask = named(true);
  if (ask == asks.end()) ask = named(false);  // it is the place that lacks
  return sold_out(*ask, left);
}

Decided<Currency> currency_of(const HoldCommand& command, const std::vector<Ask>& asks,
                              const BundleTerms* bundle) {
  if (!command.currency.empty()) {
    const auto named = Currency::parse(to_upper(command.currency));
    if (!named) return refuse(Code::mixed_currencies, "This is not an ISO 4217 currency.", "currency");
    return *named;
  }
  if (bundle && bundle->price) return bundle->price->currency;
  const auto currencies = asks.front().offer->currencies();
  if (currencies.empty())
    return refuse(Code::not_on_sale, fmt::format("{} has no price at the moment.", asks.front().offer->name),
                  asks.front().at("sku"));
  return currencies.front();
}

Line line_of(const Ask& ask, std::int64_t quantity, const Money& price, std::string tier) {
  const Slot& slot = ask.slot->slot;
  Line line{slot.id, ask.offer->sku, quantity, price, std::move(tier), ask.way.kind};
  line.tax_rate = ask.offer->tax_rate;
  line.summary = slot.summary;
  line.location = slot.location;
  line.starts_at = slot.starts_at;
  line.ends_at = slot.ends_at;
  line.time_zone = slot.time_zone;
  line.preorder = ask.offer->preorder;
  line.window = ask.way.window;
  line.zone = ask.way.zone;
  return line;
}

// A line that crosses a step of quantity becomes two.
Decided<std::vector<Line>> price_lines(const SalesState& state, const std::vector<Ask>& asks,
                                       const Currency& currency, Instant now) {
  std::vector<Line> lines;
  std::map<AccountKey, std::int64_t> before;  // units of earlier lines
  for (const Ask& ask : asks) {
    const Id& slot = ask.slot->slot.id;
    const auto ladder = ask.offer->ladder_in(currency);
    if (ladder.empty() && !ask.offer->currencies().empty())
      return refuse(Code::mixed_currencies,
                    fmt::format("One booking has one currency; {} has no price in {}. Book these apart.",
                                ask.offer->name, currency.code()),
                    ask.field.empty() ? "bundle" : ask.field);
    std::int64_t& earlier = before[allotted(slot, ask.offer->sku)];
    const std::int64_t taken = taken_of(state.ledger, slot, ask.offer->sku) + earlier;
    earlier += ask.quantity;
    std::int64_t priced = 0;
    for (const PricedUnits& units : price_units(ladder, now, taken, ask.quantity)) {
      priced += units.quantity;
      lines.push_back(line_of(ask, units.quantity, units.price, units.tier));
    }
    if (priced == 0)
      return refuse(Code::not_on_sale, fmt::format("{} has no price at the moment.", ask.offer->name),
                    ask.at("sku"));
    if (priced < ask.quantity) return sold_out(ask, priced);
  }
  return lines;
}

// What is free may be kept for those who wait.
std::optional<Refusal> kept_from(const SalesState& state, const std::vector<Ask>& asks, const Demand& demand,
                                 Instant now) {
  for (const Ask& ask : asks) {
    for (const std::string_view sku : {std::string_view(ask.offer->sku), ical::kSeatSku}) {
      const AccountKey account = allotted(ask.slot->slot.id, sku);
      const auto amount = demand.find(account);
      const std::int64_t kept = kept_for_waiters(*ask.slot, state.ledger, sku, now);
      if (amount == demand.end() || kept == 0) continue;
      const std::int64_t left = state.ledger.available(account) - kept;
      if (left >= amount->second) continue;
      Refusal refusal = sold_out(ask, left);
      if (left == 0) refusal.message = "None is left: what came back is for those who wait. Join them.";
      return refusal;
    }
  }
  return std::nullopt;
}

// The price of the whole, in the proportion of what each slot costs alone.
Decided<std::vector<Line>> price_bundle(const SalesState& state, const std::vector<Ask>& asks,
                                        const Money& price, const Currency& currency, Instant now) {
  if (!(price.currency == currency))
    return refuse(Code::mixed_currencies, fmt::format("This bundle is sold in {}.", price.currency.code()),
                  "currency");
  std::vector<std::int64_t> alone;
  for (const Ask& ask : asks) {
    const auto ladder = ask.offer->ladder_in(currency);
    const PriceNow now_alone =
        price_at(ladder, now, taken_of(state.ledger, ask.slot->slot.id, ask.offer->sku));
    alone.push_back(now_alone.step ? now_alone.step->price.minor : 0);
  }
  const auto parts = share(price.minor, alone);
  std::vector<Line> lines;
  for (std::size_t i = 0; i < asks.size(); ++i)
    lines.push_back(line_of(asks[i], asks[i].quantity, {parts[i], currency}, "bundle"));
  return lines;
}

std::optional<Refusal> settle_with(std::vector<Line>& lines, const CodeTerms* code, const TaxRules& tax) {
  const auto is_chosen = [&](const Line& line) { return is_for(*code, line.slot, line.sku); };
  if (code && std::none_of(lines.begin(), lines.end(), is_chosen))
    return refuse(Code::code_not_valid, "This code is for something else than what was chosen.", "code");
  if (!code || !code->discount) {
    settle(lines, std::nullopt, tax);
    return std::nullopt;
  }
  if (code->discount->sum && !(code->discount->sum->currency == lines.front().unit_price.currency))
    return refuse(Code::code_not_valid,
                  fmt::format("This code is worth {}; choose that currency.", code->discount->sum->text()),
                  "code");
  const auto others = std::stable_partition(lines.begin(), lines.end(), is_chosen);
  std::vector<Line> cheaper(lines.begin(), others);
  std::vector<Line> rest(others, lines.end());
  settle(cheaper, code->discount, tax);
  settle(rest, std::nullopt, tax);
  lines = std::move(cheaper);
  lines.insert(lines.end(), rest.begin(), rest.end());
  return std::nullopt;
}

Decided<std::optional<Address>> address_of(const HoldCommand& command) {
  if (!command.address) return std::optional<Address>{};
  auto address = check_address(*command.address);
  if (!address) return address.error();
  return std::optional(std::move(*address));
}

// Once for each slot, way and zone.
Decided<std::vector<FeeTerms>> fee_terms_of(const std::vector<Ask>& asks, const Currency& currency) {
  std::vector<FeeTerms> all;
  for (const Ask& ask : asks) {
    if (!ask.way.fee) continue;
    if (auto refused = add_terms(all, *ask.way.fee, currency, "currency")) return *refused;
  }
  return all;
}

// Where each demand goes.
AccountKind taker_of(AccountKind from) {
  if (from == AccountKind::uses) return AccountKind::used;
  return from == AccountKind::window_room ? AccountKind::window_taken : AccountKind::sold;
}

}  // namespace

Decided<HoldDecision> decide_hold(const SalesState& state, const HoldCommand& command, const Fresh& fresh,
                                  Instant now) {
  const std::string email = normalise_email(command.email);
  if (!email.empty() && !looks_like_email(email))
    return refuse(Code::invalid_customer, "This is not an e-mail address.", "email");
  const auto code = find_code(state, command, now);
  if (!code) return code.error();
  const auto address = address_of(command);
  if (!address) return address.error();
  const auto asks = read_lines(state, command, *address, *code, now);
  if (!asks) return asks.error();
  if (auto refused = over_limit(state, *asks, email)) return *refused;
  const Demand demand = fold(*asks, *code);
  if (auto refused = short_of(state, *asks, demand)) return *refused;
  if (!command.offered_until) {
    if (auto refused = kept_from(state, *asks, demand, now)) return *refused;
  }

  const BundleTerms* bundle = command.bundle.empty() ? nullptr : &state.bundles.at(command.bundle);
  const auto currency = currency_of(command, *asks, bundle);
  if (!currency) return currency.error();
  auto lines = bundle && bundle->price ? price_bundle(state, *asks, *bundle->price, *currency, now)
                                       : price_lines(state, *asks, *currency, now);
  if (!lines) return lines.error();
  if (auto refused = settle_with(*lines, *code, state.tax)) return *refused;
  const auto fees = fee_terms_of(*asks, *currency);
  if (!fees) return fees.error();

  HoldDecision decision{{fresh.id(),
                         command.shop,
                         now,
                         command.offered_until.value_or(now + state.hold_for),
                         std::move(*lines),
                         {0, *currency}},
                        {}};
  Hold& hold = decision.hold;
  for (std::size_t i = 0; i < hold.lines.size(); ++i) hold.lines[i].position = static_cast<std::int64_t>(i);
  hold.fees = fees_of(*fees, hold.lines, state.tax);
  if (std::any_of(hold.lines.begin(), hold.lines.end(),
                  [](const Line& line) { return is_delivered(line.fulfilment); }))
    hold.address = *address;
  hold.total = total_of(hold.lines, hold.fees, state.tax);
  hold.tax = state.tax;
  hold.email = email;
  hold.code = *code ? (*code)->code : "";
  hold.bundle = command.bundle;
  for (const auto& [account, amount] : demand) {
    decision.transfers.push_back({fresh.id(),
                                  TransferKind::pending,
                                  account,
                                  {taker_of(account.kind), account.place, account.sku},
                                  amount,
                                  hold.id.string(),
                                  "hold",
                                  now});
  }
  return decision;
}

}  // namespace timeshelf::commerce
