// What was put on sale and what was promised, as plain values of the model.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "commerce/core/paying.hpp"
#include "commerce/core/waiting.hpp"
#include "commerce/views.hpp"

namespace timeshelf::simulation {

/// Units of a slot and SKU. Places in a pickup window are counted in the same way: their SKU is its begin,
/// as "+1800".
using UnitsKey = std::pair<Id, std::string>;

struct Step {
  std::string tier;
  std::optional<Instant> until;
  std::optional<std::int64_t> quantity;
  std::int64_t minor = 0;
  std::string currency = "EUR";
  bool operator==(const Step&) const = default;
};
using Ladder = std::vector<Step>;

/// How goods of a slot reach the customer.
struct SoldWay {
  std::string kind;
  std::optional<std::int64_t> fee;
  std::optional<Instant> cut_off;
};

struct SoldWindow {
  std::chrono::seconds begins{0};
  std::chrono::seconds ends{0};
  std::optional<std::int64_t> capacity;
  std::string key() const { return "+" + std::to_string(begins.count()); }
};

/// One bookable occurrence as its creator last described it.
struct SoldSlot {
  Id id;
  std::string event;  ///< UID of the event
  std::string recurrence;
  Instant starts_at;
  Instant ends_at;
  std::string location;
  bool moved = false;  ///< from one place to another
  bool cancelled = false;
  bool off = false;
  bool stopped = false;  ///< nothing of its stock is there (as the engine says; checked when all is quiet)
  std::optional<std::int64_t> seats;
  std::optional<std::int64_t> limit;
  std::optional<Instant> opens_at;
  std::optional<Instant> closes_at;
  std::string bundle;
  std::map<std::string, std::int64_t> wanted;      ///< goods, by SKU
  std::set<std::string> preorders;                 ///< those of them that are made once they are booked
  std::map<std::string, std::int64_t> thresholds;  ///< by SKU: it takes none while fewer are left for it
  std::map<std::string, Ladder> ladders;           ///< by SKU
  std::vector<SoldWay> ways;
  std::vector<SoldWindow> windows;
  std::map<std::string, std::int64_t> given;  ///< of what it sells, by SKU, as the ledger says
  std::map<std::string, std::int64_t> lost;   ///< goods that went to waste, or came back and stayed away
  /// Units beyond what the slot was given: that devices sold and nobody had, or have from the venue itself.
  std::map<std::string, std::int64_t> beyond;
  std::map<std::string, std::string> homes;  ///< the venue that its goods are counted at, or "", as stored

  /// Of its entry in feeds, letters and calendars.
  std::string uid() const { return recurrence.empty() ? event : event + "/" + recurrence; }
  bool sells(const std::string& sku) const { return given.contains(sku); }
};

/// Money on its way by a provider's page.
struct PaidOnline {
  commerce::CheckoutState state = commerce::CheckoutState::wanted;
  std::int64_t total = 0;
  std::string name;
  std::string email;
  Instant expires_at;
  std::string page{};     ///< where the customer pays, once the shop knows it
  std::int64_t paid = 0;  ///< charges of its booking less what was ordered to go back
};

/// A booking passed from one holder to the next.
struct PassedOn {
  Instant at;
  std::string from;  ///< addresses
  std::string to;
  std::string token;  ///< that opened it until then
};

/// A hold, and what became of it.
struct Promise {
  enum class State { open, confirmed, released, expired };
  Id id;
  std::string email;  ///< known when it was held, or ""
  std::string code;
  std::string bundle;
  std::string currency = "EUR";
  bool tax_on_top = false;  ///< of its prices
  Instant made_at;
  Instant expires_at;
  std::vector<commerce::Line> lines;  ///< as they were agreed; those that a move made are behind
  std::vector<std::int64_t> left;     ///< of each line, what the booking still has
  std::vector<commerce::Fee> fees;
  std::optional<commerce::Address> address;
  std::map<UnitsKey, std::int64_t> units;  ///< taken of each, places and windows included
  State state = State::open;
  std::optional<Id> booking;
  std::string booking_code;
  std::string booked_by;
  bool cancelled = false;
  std::optional<PaidOnline> online;
  std::set<std::size_t> packed_late{};  ///< lines that staff made ready when they were missed already
  std::map<Id, std::string> answers;    ///< PARTSTAT that the customer's calendar sent, by slot
  std::vector<PassedOn> passed_on{};    ///< in order

  bool is_live(Instant now) const { return state == State::open && now < expires_at; }
  bool is_booked() const { return state == State::confirmed && !cancelled; }
  /// Units of a line that nobody has got yet.
  std::int64_t open(std::size_t line) const { return left[line] - lines[line].handed_over; }
  std::set<Id> slots() const;
  /// What it has by now, each line with its part of discount and tax.
  std::vector<commerce::Line> standing() const;
  /// What that costs.
  std::int64_t total() const;
};

/// Somebody who waits, or waited.
struct Waiter {
  Id id;
  Id slot;
  std::string sku;
  std::int64_t place = 0;
  std::string email;
  std::int64_t quantity = 0;
  commerce::WaitingState state = commerce::WaitingState::waiting;
  std::optional<Id> hold;

  bool is_waiting() const { return state == commerce::WaitingState::waiting; }
  bool is_in_line() const { return is_waiting() || state == commerce::WaitingState::offered; }
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

/// Goods that left a venue that did not count them yet.
struct LeftUncounted {
  Id slot;
  std::string sku;
  Instant at;
  std::int64_t units = 0;
};

/// Units of a slot that one device alone may sell.
struct Lent {
  Id slot;
  std::string sku;
  std::int64_t units = 0;
  std::int64_t sold = 0;
  std::int64_t returned = 0;  ///< of sales that were taken back when there was no place for them any more
  bool places = false;        ///< a place of the slot with each unit
  bool from_venue = false;    ///< of what the venue had in no slot
  bool is_closed = false;     ///< what was unsold went back
  Instant expires_at;
  std::int64_t tax_rate = 0;
  std::string currency;
  std::map<Instant, Step> prices;  ///< tax included, from then on

  std::int64_t left() const { return is_closed ? 0 : units - sold - returned; }
};

/// A link that passes a booking on, once.
struct PassingLink {
  enum class State { open, taken_back, used };
  Id hold;  ///< of the booking
  std::string secret;
  Instant expires_at;
  State state = State::open;
  std::string used_by{};

  bool is_open(Instant now) const { return state == State::open && now < expires_at; }
};

/// An answer that was given under an Idempotency-Key.
struct Answered {
  std::string digest;
  Id hold;
};

/// Of a whole, so much for a part of it; half a unit is rounded up. Nothing is negative, all is small.
std::int64_t half_up(std::int64_t numerator, std::int64_t denominator);
/// To the smallest unit; who lost most by rounding down gets one more, the first of equals first.
std::vector<std::int64_t> split(std::int64_t total, const std::vector<std::int64_t>& weights);

}  // namespace timeshelf::simulation
