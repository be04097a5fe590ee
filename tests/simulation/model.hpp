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

#include "commerce/checkout/sales.hpp"
#include "commerce/core/delivery.hpp"
#include "commerce/fulfilment/fulfilment.hpp"
#include "commerce/payments/payments.hpp"
#include "commerce/waiting/waiting.hpp"
#include "store/accounts.hpp"
#include "store/calendars.hpp"
#include "tests/simulation/authored.hpp"
#include "tests/simulation/rota.hpp"
#include "tests/simulation/sold.hpp"

namespace timeshelf::simulation {

using commerce::Refusal;
using Reasons = std::set<Refusal::Code>;

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
  std::vector<LeftUncounted> left_uncounted;
  std::map<Id, Waiter> waiters;
  std::map<Id, Lent> lent;      ///< to devices
  std::vector<Id> just_closed;  ///< leases whose rest was seen to be back when the books were read last
  std::vector<PassingLink> links;
  std::vector<commerce::DeliveryZone> zones;
  std::map<std::string, Staffed> staffing;  ///< by the venue's name
  Rota rota;
  bool tax_on_top = false;      ///< of prices
  std::set<std::string> heard;  ///< events of the payment provider

  // What is taken
  std::int64_t taken(const Id& slot, const std::string& sku, Instant now) const;
  /// On lease, and not sold as far as is known.
  std::int64_t lent_of(const Id& slot, const std::string& sku) const;
  /// What is unsold of it goes back.
  void close(Lent&);
  /// Taken of what the slot was given.
  std::int64_t used(const Id& slot, const std::string& sku, Instant now) const;
  std::int64_t bookings(const Id& slot) const;
  std::int64_t free(const SoldSlot& slot, const std::string& sku, Instant now) const;
  std::int64_t units_of(const std::string& email, const Id& slot, bool with_holds, Instant now) const;
  std::int64_t uses(const std::string& code, Instant now) const;
  /// Free units that are for those who wait.
  std::int64_t kept(const SoldSlot& slot, const std::string& sku, Instant now) const;
  /// What anybody may have: free and not kept.
  std::int64_t for_all(const SoldSlot& slot, const std::string& sku, Instant now) const {
    return free(slot, sku, now) - kept(slot, sku, now);
  }

  // What may be asked at checkout
  /// The lines that a request stands for: its own, or one for each slot of its bundle.
  std::vector<commerce::LineRequest> lines_of(const commerce::HoldCommand&, Instant now) const;
  Reasons why_not(const commerce::HoldCommand&, Instant now) const;
  Reasons why_not(const commerce::ConfirmCommand&, Instant now) const;
  Reasons why_not(const commerce::ReleaseCommand&, Instant now) const;
  Reasons why_not(const commerce::JoinCommand&, Instant now) const;
  std::map<UnitsKey, std::int64_t> demand(const std::vector<commerce::LineRequest>&) const;
  std::vector<std::string> currencies_of(const SoldSlot& slot, const std::string& sku) const;
  /// With prices, discount and tax, in the order in which they are charged.
  std::vector<commerce::Line> priced(const commerce::HoldCommand&, Instant now) const;
  /// What is left for somebody to wait for: the SKU that is meant, or "".
  std::string meant(const SoldSlot& slot, const std::string& sku) const;
  /// The offer that a waiter is made when it is their turn.
  commerce::HoldCommand offer_to(const Waiter&, Instant now) const;
  /// Keeps what was granted, as the rules say it must be.
  Promise promised(const commerce::HoldCommand&, Instant now) const;
  /// Holds that have run out are over.
  void sweep(Instant now);

  // What a slot looks like
  /// The step of a SKU that holds for the next unit.
  std::optional<Step> step_of(const SoldSlot& slot, const std::string& sku, Instant now, std::int64_t taken,
                              const std::string& currency = "") const;
  bool is_on_show(const SoldSlot& slot) const;
  /// Of anything that it has.
  bool has_price(const SoldSlot& slot) const;
  Instant sales_end(const SoldSlot& slot) const;
  /// Units that are shown as left.
  std::int64_t shown(const SoldSlot& slot, const std::string& sku, Instant now) const;
  std::string state(const SoldSlot& slot, Instant now) const;  ///< X-SHELF-STATE
  std::int64_t remaining(const SoldSlot& slot, Instant now) const;
  std::map<std::string, Step> prices(const SoldSlot& slot, Instant now) const;
  std::vector<std::string> offers(const SoldSlot& slot) const;

  // Paying online, and changing what was booked
  struct Settled {
    bool is_news = false;  ///< it was not settled before
    bool is_booked = false;
    bool may_be_retaken = false;  ///< the same again was there, and could not be booked
  };
  /// What follows when the provider says how a page stands.
  Settled settle(const Id& hold, const commerce::PaymentSession&, Instant now);
  /// Units of each line that leave, what comes instead, and what it costs then.
  struct Change {
    Reasons reasons;
    std::map<std::size_t, std::int64_t> off;  ///< by line
    std::vector<commerce::Line> arrivals;
    std::vector<commerce::Fee> fees;
    bool whole = false;
    std::int64_t total = 0;
    Promise after;
  };
  Change change(const commerce::CancelCommand&, Instant now) const;
  Change change(const commerce::MoveCommand&, Instant now) const;
  /// Also the money that it owes.
  void keep(const Change&);
  Reasons why_not(const commerce::FulfilmentStep&) const;
  /// Why a booking cannot become somebody else's; with an address, why not theirs.
  Reasons why_not_passed_on(const Promise&, const std::optional<std::string>& to, Instant now) const;
  void keep(const commerce::FulfilmentStep&, Instant now);
  /// Units left the place where they are counted, now or when a device says that it was.
  void note_departure(const SoldSlot&, const std::string& sku, std::int64_t units, Instant now,
                      std::optional<Instant> happened_at = {});
  static void note_at(std::vector<Told>&, std::int64_t units, Instant now);
  /// How a line reaches the customer, or why it cannot.
  struct Chosen {
    Reasons reasons;
    std::string kind;
    std::optional<SoldWindow> window;
    std::string zone;
    std::optional<std::int64_t> fee;
    std::optional<std::int64_t> tax_rate;
  };
  Chosen way_of(const SoldSlot&, const commerce::LineRequest&, const std::optional<commerce::Address>&,
                const std::optional<SoldWindow>& before, Instant now) const;
  std::vector<commerce::Fee> fees_of(const std::vector<commerce::Line>& lines,
                                     const std::vector<Chosen>& chosen) const;
  const Promise* booking(const Id& id) const;
  const Promise* booking_by_code(const std::string& code) const;

  /// Within an amount, or on top of it; `rate` in hundredths of a percent.
  std::int64_t tax_of(std::int64_t amount, std::int64_t rate) const;

  // What a creator may do
  struct Plan {
    Reasons reasons;
    std::vector<SoldSlot> after;  ///< of the event's slots: new ones have no id yet
  };
  Plan publish(const AuthoredEvent& event, Instant now) const;
  Plan withdraw(const std::string& uid, Instant now) const;

  /// Open, upcoming …, whatever is left: the name of commerce's states.
  std::string window(const SoldSlot& slot, Instant now) const;
  const commerce::Venue* venue_of(const std::string& location) const;

 private:
  /// In one currency; the first that it is sold in where none is named.
  Ladder ladder_of(const SoldSlot& slot, const std::string& sku, const std::string& currency = "") const;
  std::vector<commerce::Line> price_each(const std::vector<commerce::LineRequest>&,
                                         const std::string& currency, Instant now) const;
  bool is_without_window(const SoldSlot& slot, Instant now) const;
  bool is_cut_off(const Promise&, const SoldSlot& after, Instant now) const;
  std::vector<Chosen> ways_of(const commerce::HoldCommand&, Instant now) const;
  std::map<std::size_t, std::int64_t> units_off(const Promise&, const std::vector<commerce::UnitsOfLine>&,
                                                const std::optional<Id>& except, Reasons&) const;
  void recount(Promise& after, const Promise& before) const;
  std::string currency_of(const commerce::HoldCommand&, Instant now) const;
  std::vector<commerce::Line> price_together(const std::vector<commerce::LineRequest>&, std::int64_t price,
                                             Instant now) const;
  void charge(std::vector<commerce::Line>& lines, const std::string& code) const;
  SoldSlot described(SoldSlot slot, const AuthoredEvent& event, const AuthoredOccurrence& occurrence) const;
};

}  // namespace timeshelf::simulation
