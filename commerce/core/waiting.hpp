// Who waits for what is sold out, and what is kept for them, as pure functions.
//
// First come, first served, whole wishes only: whatever becomes free is offered to the first whose whole wish
// fits. Somebody who wants three is passed by while one is free and the next wants one, as a restaurant seats
// the first party that fits the table: a seat has an end date, and no part of a wish is of use. What fits
// nobody yet is kept, too, so that a party of three gets its third seat; only in the last hours before sales
// end (`kLastCall`) it is for everybody, because then it would stay empty.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/core/ledger.hpp"
#include "commerce/core/slot_terms.hpp"

namespace timeshelf::commerce {

inline constexpr std::chrono::hours kLastCall{4};

enum class WaitingState {
  waiting,
  offered,   ///< a hold was made for them
  taken,     ///< and they booked it
  declined,  ///< or did not want it
  lapsed,    ///< or did not answer in time
  left,      ///< no longer interested
  closed,    ///< sales ended, or the slot was called off
};
std::string_view name_of(WaitingState state);
std::optional<WaitingState> parse_waiting_state(std::string_view name);

/// One wish: all of it or nothing.
struct Wish {
  Id id;
  std::string sku;
  std::int64_t quantity = 0;
};

/// Free units of a slot's SKU that are spoken for: they are for those who wait, not for who walks in. Of
/// seats beside stock: as many as those people need whose goods are there.
std::int64_t kept_for_waiters(const SlotTerms&, const Ledger&, std::string_view sku, Instant now);

/// Whose turn it is: of the wishes for one slot in the order of joining, those that fit into what is free one
/// behind the other.
std::vector<Id> whose_turn(const std::vector<Wish>& line, const SlotTerms&, const Ledger&);

/// Whether something is to be done for those who wait: somebody may be offered units, an offer may have been
/// answered, or nothing is sold any more.
bool wants_attention(const SlotTerms&, const Ledger&, Instant now);

/// How long an offer stands that is made now: never beyond the end of sales.
Instant offer_deadline(const SlotTerms&, std::chrono::milliseconds offer_for, Instant now);

}  // namespace timeshelf::commerce
