// What the shop has said and promised, kept apart from the engine: a small second opinion, written from
// docs/domain.md and docs/vocabulary.md and from nothing in commerce/.
//
// It never predicts ids or texts, only what is allowed: for a request, all reasons for which it may be
// refused (none: it must be granted); for what was granted, the exact units, prices and times.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "commerce/sales.hpp"
#include "store/accounts.hpp"
#include "store/calendars.hpp"
#include "tests/simulation/authored.hpp"

namespace timeshelf::simulation {

using commerce::Refusal;
using Reasons = std::set<Refusal::Code>;

struct Step {
  std::string tier;
  std::optional<Instant> until;
  std::optional<std::int64_t> quantity;
  std::int64_t minor = 0;
  bool operator==(const Step&) const = default;
};
using Ladder = std::vector<Step>;

/// One bookable occurrence as its creator last described it.
struct SoldSlot {
  Id id;
  std::string event;  ///< UID of the event
  std::string recurrence;
  Instant starts_at;
  Instant ends_at;
  std::string location;
  bool cancelled = false;
  bool off = false;
  bool stopped = false;  ///< nothing of its stock is there (as the engine says; checked when all is quiet)
  std::optional<std::int64_t> seats;
  std::optional<std::int64_t> limit;
  std::optional<Instant> opens_at;
  std::optional<Instant> closes_at;
  std::string bundle;
  std::map<std::string, std::int64_t> wanted;  ///< goods, by SKU
  std::map<std::string, Ladder> ladders;       ///< by SKU
  std::map<std::string, std::int64_t> given;   ///< of what it sells, by SKU, as the ledger says

  bool sells(const std::string& sku) const { return given.contains(sku); }
};

/// Units of a slot and SKU.
using UnitsKey = std::pair<Id, std::string>;

/// A hold, and what became of it.
struct Promise {
  enum class State { open, confirmed, released, expired };
  Id id;
  std::string email;  ///< known when it was held, or ""
  std::string code;
  Instant expires_at;
  std::vector<commerce::Line> lines;
  std::int64_t total = 0;
  std::map<UnitsKey, std::int64_t> units;  ///< places included
  State state = State::open;
  std::optional<Id> booking;
  std::string booking_code;
  std::string booked_by;
  bool cancelled = false;

  bool is_live(Instant now) const { return state == State::open && now < expires_at; }
  std::map<Id, std::string> answers;  ///< PARTSTAT that the customer's calendar sent, by slot
  bool is_booked() const { return state == State::confirmed && !cancelled; }
};

/// What a code is worth.
struct Code {
  std::int64_t rate = 0;  ///< hundredths of a percent
  std::int64_t sum = 0;   ///< or so much off the booking
  std::optional<std::int64_t> limit;
};

struct Goods {
  std::int64_t price = 0;
  std::int64_t tax_rate = 0;
};

/// What was told of a SKU at a venue.
struct Told {
  Instant at;
  std::string id;
  bool counts = false;
  std::int64_t units = 0;
};

/// An answer that was given under an Idempotency-Key.
struct Answered {
  std::string digest;
  Id hold;
};

class ShopModel {
 public:
  store::Shop shop;
  store::Collection shelf;
  std::vector<commerce::Venue> venues;
  std::map<std::string, Goods> goods;
  std::map<std::string, Code> codes;
  std::map<std::string, std::optional<std::int64_t>> bundles;  ///< price of the whole, by name
  std::map<std::string, AuthoredEvent> events;                 ///< as last published with terms, by UID
  std::map<Id, SoldSlot> slots;
  std::map<Id, Promise> promises;
  std::map<std::pair<std::string, std::string>, Answered> answers;
  std::map<std::pair<Id, std::string>, std::vector<Told>> told;  ///< by venue and SKU

  // What is taken
  std::int64_t taken(const Id& slot, const std::string& sku, Instant now) const;
  std::int64_t booked(const Id& slot, const std::string& sku) const;
  std::int64_t bookings(const Id& slot) const;
  std::int64_t free(const SoldSlot& slot, const std::string& sku, Instant now) const;
  std::int64_t units_of(const std::string& email, const Id& slot, bool with_holds, Instant now) const;
  std::int64_t uses(const std::string& code, Instant now) const;

  // What may be asked at checkout
  /// The lines that a request stands for: its own, or one for each slot of its bundle.
  std::vector<commerce::LineRequest> lines_of(const commerce::HoldCommand&, Instant now) const;
  Reasons why_not(const commerce::HoldCommand&, Instant now) const;
  Reasons why_not(const commerce::ConfirmCommand&, Instant now) const;
  Reasons why_not(const commerce::ReleaseCommand&, Instant now) const;
  Reasons why_not_cancel(const Id& booking, Instant now) const;
  std::map<UnitsKey, std::int64_t> demand(const std::vector<commerce::LineRequest>&) const;
  /// With prices, discount and tax, in the order in which they are charged.
  std::vector<commerce::Line> priced(const commerce::HoldCommand&, Instant now) const;
  /// Holds that have run out are over.
  void sweep(Instant now);

  // What a slot looks like
  /// The step of a SKU that holds for the next unit.
  std::optional<Step> step_of(const SoldSlot& slot, const std::string& sku, Instant now,
                              std::int64_t taken) const;
  bool is_on_show(const SoldSlot& slot) const;
  std::string state(const SoldSlot& slot, Instant now) const;  ///< X-SHELF-STATE
  std::int64_t remaining(const SoldSlot& slot, Instant now) const;
  std::map<std::string, std::int64_t> prices(const SoldSlot& slot, Instant now) const;
  std::vector<std::string> offers(const SoldSlot& slot) const;

  // What a creator may do
  struct Plan {
    Reasons reasons;
    std::vector<SoldSlot> after;  ///< of the event's slots: new ones have no id yet
  };
  Plan publish(const AuthoredEvent& event, Instant now) const;
  Plan withdraw(const std::string& uid, Instant now) const;

  Promise* booking(const Id& id);
  const commerce::Venue* venue_of(const std::string& location) const;

 private:
  std::string window(const SoldSlot& slot, Instant now) const;
  Ladder ladder_of(const SoldSlot& slot, const std::string& sku) const;
  std::vector<commerce::Line> price_each(const std::vector<commerce::LineRequest>&, Instant now) const;
  std::vector<commerce::Line> price_together(const std::vector<commerce::LineRequest>&, std::int64_t price,
                                             Instant now) const;
  void charge(std::vector<commerce::Line>& lines, const std::string& code) const;
  SoldSlot described(SoldSlot slot, const AuthoredEvent& event, const AuthoredOccurrence& occurrence) const;
};

}  // namespace timeshelf::simulation
