// Hold, confirm, release, expire: what is decided at checkout, as pure functions of what was loaded.
//
// A decision changes nothing. `accept` makes the state what it is after it, so that a batch of commands is
// decided in order, each on what those before it left; what is to be stored is in the decisions and in
// `state.ledger`. Ids and codes come in with `Fresh`, the time as a parameter.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/function_ref.hpp"
#include "commerce/checkout/commands.hpp"
#include "commerce/core/ledger.hpp"
#include "commerce/core/pricing.hpp"
#include "commerce/core/slot_terms.hpp"
#include "commerce/core/ways.hpp"
#include "commerce/refusal.hpp"

namespace timeshelf::commerce {

/// A code that a customer may name.
struct CodeTerms {
  std::string code;  ///< normalised
  std::optional<Discount> discount;
  std::string audience;               ///< whose early opening it grants, or ""
  std::string slot;                   ///< only for this slot; "" = any
  std::string sku;                    ///< only for this SKU; "" = any
  std::optional<std::int64_t> limit;  ///< uses in all, counted by the ledger; absent: unlimited
  std::optional<Instant> valid_from;
  std::optional<Instant> valid_until;
  bool active = true;
};

/// Slots that are sold together.
struct BundleTerms {
  std::string name;
  std::optional<Money> price;  ///< of the whole; absent: what its slots cost
  bool active = true;
  std::vector<Id> slots;  ///< soonest first
};

enum class HoldState { open, confirmed, released, expired };
std::string_view name_of(HoldState state);

struct HoldRecord {
  Hold hold;
  HoldState state = HoldState::open;
  std::optional<Booking> booking;
};

/// A customer in one slot, by normalised address.
struct CustomerIn {
  std::string email;
  Id slot;
  auto operator<=>(const CustomerIn&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// What decisions of one shop look at.
struct SalesState {
  Ledger ledger;
  std::map<Id, const SlotTerms*> slots;
  std::map<std::string, CodeTerms> codes;
  std::map<std::string, BundleTerms> bundles;
  std::map<Id, HoldRecord> holds;
  std::map<CustomerIn, std::int64_t> booked;   ///< units in confirmed bookings
  std::map<CustomerIn, std::int64_t> holding;  ///< units in open holds of a known customer
  DeliveryTerms delivery;
  TaxRules tax;
  std::chrono::milliseconds hold_for{};
  bool prepaid = false;
};

/// What the shell draws at random, on demand.
struct Fresh {
  FunctionRef<Id()> id;
  FunctionRef<std::string()> booking_code;
};

struct HoldDecision {
  Hold hold;
  std::vector<Transfer> transfers;
};
Decided<HoldDecision> decide_hold(const SalesState&, const HoldCommand&, const Fresh&, Instant now);

struct ConfirmDecision {
  Booking booking;  ///< without its token
  std::vector<Transfer> transfers;
  bool again = false;  ///< the hold was confirmed before: nothing changes
};
Decided<ConfirmDecision> decide_confirm(const SalesState&, const ConfirmCommand&, const Fresh&, Instant now);

struct ReleaseDecision {
  Id hold;
  HoldState becomes = HoldState::released;
  std::vector<Transfer> transfers;
};
Decided<ReleaseDecision> decide_release(const SalesState&, const ReleaseCommand&, Instant now);
/// Of a hold that has run out: gives back what it reserved. Nothing if it has not, or is resolved.
std::optional<ReleaseDecision> decide_expiry(const SalesState&, const Id& hold, Instant now);

void accept(SalesState&, const HoldDecision&);
void accept(SalesState&, const Id& hold, const ConfirmDecision&);
void accept(SalesState&, const ReleaseDecision&);

/// The slots of lines, each once.
std::set<Id> slots_of(const std::vector<Line>& lines);
/// Trimmed and in lower case, so that one person is one customer.
std::string normalise_email(std::string_view email);
bool looks_like_email(std::string_view email);
/// Why nobody can be called that or be written to, wherever a customer says who they are; both trimmed.
std::optional<Refusal> refuse_customer(std::string_view name, std::string_view email);
/// Upper case, as it is stored.
std::string normalise_code(std::string_view code);

/// The account that counts what is left of a code's uses.
AccountKey uses_of(std::string_view code);

}  // namespace timeshelf::commerce
