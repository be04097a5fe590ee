// Bookings that are cancelled or moved, in whole or in part: what goes back, what is taken instead, and what
// it is worth. Pure, like selling.hpp.
//
// A line says for ever what was agreed. What its booking still has of it is a number beside it, and every sum
// is computed from the two, so that the parts of a line add up to it, in whatever order they are given back.
// What brings goods is paid for as long as anything of the slot, way and zone stands. Units that were handed
// over are the customer's: they neither go back nor move.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/function_ref.hpp"
#include "commerce/checkout/commands.hpp"
#include "commerce/core/ledger.hpp"
#include "commerce/core/slot_terms.hpp"
#include "commerce/core/ways.hpp"
#include "commerce/refusal.hpp"

namespace timeshelf::commerce {

/// A line as it was agreed, and how many of its units the booking still has.
struct BookedLine {
  Line agreed;
  std::int64_t units = 0;

  std::int64_t open() const { return units - agreed.handed_over; }  ///< still with the shop
};

/// What a decision about a booking looks at.
struct BookedState {
  Booking booking;  ///< its lines are what it still has
  Id hold;
  std::string bundle;
  std::vector<BookedLine> lines{};    ///< every line that it ever had, by position
  std::vector<Transfer> transfers{};  ///< of the sale, and of every change since
  std::map<Id, const SlotTerms*> slots{};
  std::map<Id, Instant> cancel_until{};  ///< by slot: when customers come too late
  /// Where goods of a slot are, by slot and SKU: the venue, or "" where nobody counts them.
  std::map<std::pair<Id, std::string>, std::string> venues{};
  std::map<Id, std::int64_t> units_of_customer{};  ///< in all of the customer's bookings, by slot
  Ledger ledger{};
  DeliveryTerms delivery{};  ///< of the slot that something is moved to
};

/// Units that leave a line.
struct Departure {
  Line line;           ///< as it was agreed
  std::int64_t units;  ///< so many of it
  Money worth;         ///< what they cost, tax included
  std::int64_t tax = 0;
};

struct ChangeDecision {
  bool whole = false;  ///< nothing of the booking is left: it is cancelled
  std::vector<Departure> departures;
  std::vector<Line> arrivals;  ///< new lines, with their positions
  std::vector<Transfer> transfers;
  std::set<Id> left;             ///< slots in which the booking has nothing any more
  std::set<Id> entered;          ///< slots in which it had nothing before
  Money before;                  ///< what the booking cost
  Money after;                   ///< and costs now
  std::vector<Fee> fees_back{};  ///< nothing is brought for them any more
  std::vector<Fee> fees_new{};   ///< for what arrives
};

using FreshId = FunctionRef<Id()>;
Decided<ChangeDecision> decide_cancel(const BookedState&, const CancelCommand&, FreshId, Instant now);
/// The total must be the one that was shown, if there is one: see `refuse_total`.
Decided<ChangeDecision> decide_move(const BookedState&, const MoveCommand&, FreshId, Instant now);

/// Nobody pays what they were not shown: says what it would cost now.
Refusal refuse_total(const Money& now);

/// What a decision leaves standing of the lines, those that arrived included.
std::vector<Line> lines_after(const BookedState&, const ChangeDecision&);
/// The same of its fees.
std::vector<Fee> fees_after(const BookedState&, const ChangeDecision&);

}  // namespace timeshelf::commerce
