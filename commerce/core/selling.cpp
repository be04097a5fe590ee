#include "commerce/core/selling.hpp"

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

// Posts or voids all that a hold reserves.
std::vector<Transfer> resolve(const SalesState& state, const Id& hold, TransferKind kind, const char* reason,
                              Instant now) {
  std::vector<Transfer> transfers;
  for (const Transfer& pending : state.ledger.pending_of(hold.text())) {
    transfers.push_back(
        {pending.id, kind, pending.debit, pending.credit, pending.amount, pending.subject, reason, now});
  }
  return transfers;
}

bool is_live(const HoldRecord& record, Instant now) {
  return record.state == HoldState::open && record.hold.expires_at > now;
}

const HoldRecord* find(const SalesState& state, const Id& hold) {
  const auto found = state.holds.find(hold);
  return found == state.holds.end() ? nullptr : &found->second;
}

void count(std::map<CustomerIn, std::int64_t>& units, const std::string& email, const Hold& hold, int sign) {
  if (email.empty()) return;
  for (const Line& line : hold.lines) units[{email, line.slot}] += sign * line.quantity;
}

std::map<Id, std::int64_t> units_by_slot(const Hold& hold) {
  std::map<Id, std::int64_t> units;
  for (const Line& line : hold.lines) units[line.slot] += line.quantity;
  return units;
}

std::optional<Refusal> over_limit(const SalesState& state, const Hold& hold, const std::string& email) {
  for (const auto& [id, asked] : units_by_slot(hold)) {
    const auto slot = state.slots.find(id);
    if (slot == state.slots.end() || !slot->second->slot.limit) continue;
    const std::int64_t limit = *slot->second->slot.limit;
    const auto found = state.booked.find({email, id});
    const std::int64_t had = found == state.booked.end() ? 0 : found->second;
    if (had + asked <= limit) continue;
    return refuse(Code::over_limit,
                  fmt::format("At most {} for each customer; you have {} already.", limit, had), "email");
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(HoldState state) {
  switch (state) {
    case HoldState::open:
      return "open";
    case HoldState::confirmed:
      return "confirmed";
    case HoldState::released:
      return "released";
    case HoldState::expired:
      break;
  }
  return "expired";
}

Decided<ConfirmDecision> decide_confirm(const SalesState& state, const ConfirmCommand& command,
                                        const Fresh& fresh, Instant now) {
  const HoldRecord* record = find(state, command.hold);
  if (!record) return refuse(Code::unknown_hold, "There is no such hold.", "hold");
  if (record->booking) {
    // Who asks again gets the same answer; who replays somebody's hold does not get their booking.
    if (record->booking->customer_email != normalise_email(command.email))
      return refuse(Code::hold_confirmed, "This hold was booked by somebody else. Make one of your own.",
                    "hold");
    return ConfirmDecision{*record->booking, {}, true};
  }
  if (!is_live(*record, now))
    return refuse(Code::hold_expired,
                  "The time to check out has run out. Choose again; it may still be free.", "hold");
  const Hold& hold = record->hold;
  if (state.prepaid && !command.is_paid && hold.total.minor > 0)
    return refuse(Code::payment_needed,
                  fmt::format("This shop is paid before it books: pay {} online.", hold.total.text()),
                  "payment");
  for (const Line& line : hold.lines) {
    // Price and time were locked with the hold; that the slot takes place was not.
    const auto slot = state.slots.find(line.slot);
    if (slot == state.slots.end() || slot->second->cancelled || slot->second->switched_off)
      return refuse(Code::not_on_sale,
                    "It was taken off sale meanwhile. Nothing was booked; choose another.");
  }
  const std::string name(trim(command.name));
  const std::string email = normalise_email(command.email);
  if (auto refused = refuse_customer(name, email)) return *refused;
  if (auto refused = over_limit(state, hold, email)) return *refused;

  ConfirmDecision decision{{fresh.id(), hold.shop, fresh.booking_code(), "", BookingState::confirmed, name,
                            email, hold.lines, hold.total, now, std::nullopt, hold.tax},
                           resolve(state, hold.id, TransferKind::post, "booking", now),
                           false};
  decision.booking.fees = hold.fees;
  decision.booking.address = hold.address;
  decision.booking.language = command.language;
  return decision;
}

Decided<ReleaseDecision> decide_release(const SalesState& state, const ReleaseCommand& command, Instant now) {
  const HoldRecord* record = find(state, command.hold);
  if (!record || !is_live(*record, now))
    return refuse(Code::unknown_hold, "There is no such hold (any more).", "hold");
  return ReleaseDecision{command.hold, HoldState::released,
                         resolve(state, command.hold, TransferKind::void_pending, "released", now)};
}

std::optional<ReleaseDecision> decide_expiry(const SalesState& state, const Id& hold, Instant now) {
  const HoldRecord* record = find(state, hold);
  if (!record || record->state != HoldState::open || is_live(*record, now)) return std::nullopt;
  return ReleaseDecision{hold, HoldState::expired,
                         resolve(state, hold, TransferKind::void_pending, "expired", now)};
}

void accept(SalesState& state, const HoldDecision& decision) {
  state.ledger.apply(decision.transfers).value();
  state.holds.insert_or_assign(decision.hold.id, HoldRecord{decision.hold, HoldState::open, std::nullopt});
  count(state.holding, decision.hold.email, decision.hold, 1);
}

void accept(SalesState& state, const Id& hold, const ConfirmDecision& decision) {
  if (decision.again) return;
  state.ledger.apply(decision.transfers).value();
  HoldRecord& record = state.holds.at(hold);
  record.state = HoldState::confirmed;
  record.booking = decision.booking;
  count(state.holding, record.hold.email, record.hold, -1);
  count(state.booked, decision.booking.customer_email, record.hold, 1);
}

void accept(SalesState& state, const ReleaseDecision& decision) {
  state.ledger.apply(decision.transfers).value();
  HoldRecord& record = state.holds.at(decision.hold);
  record.state = decision.becomes;
  count(state.holding, record.hold.email, record.hold, -1);
}

std::set<Id> slots_of(const std::vector<Line>& lines) {
  std::set<Id> slots;
  for (const Line& line : lines) slots.insert(line.slot);
  return slots;
}

std::string normalise_email(std::string_view email) {
  return to_lower(trim(email));
}

bool looks_like_email(std::string_view email) {
  const auto at = email.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < email.size() && email.size() <= 254 &&
         email.find_first_of(" \t\r\n<>,;\"") == std::string_view::npos &&
         email.find('@', at + 1) == std::string_view::npos;
}

std::optional<Refusal> refuse_customer(std::string_view name, std::string_view email) {
  if (name.empty() || characters_of(name) > 200 || !is_utf8(name) || !is_printable(name))
    return refuse(Code::invalid_customer, "Tell us a name of at most 200 characters, on one line.", "name");
  if (!looks_like_email(email))
    return refuse(Code::invalid_customer, "This is not an e-mail address.", "email");
  return std::nullopt;
}

std::string normalise_code(std::string_view code) {
  return to_upper(trim(code));
}

AccountKey uses_of(std::string_view code) {
  return {AccountKind::uses, std::string(code), ""};
}

}  // namespace timeshelf::commerce
