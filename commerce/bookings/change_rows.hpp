// Rows of bookings that change: what a decision looks at, and what it leaves.
#pragma once
#include <optional>
#include <set>

#include "commerce/core/changing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// A booking with all that a decision about it needs. The rows of its slots are kept beside it.
struct LoadedBooking {
  BookedState state;
  std::map<Id, SlotRow> rows;
};
/// With another slot, if something is to be moved there. Nothing if there is no such booking.
std::optional<LoadedBooking> load_for_change(store::Transaction&, const Id& shop, const Id& booking,
                                             const std::optional<Id>& target);

/// The lines of holds as they were agreed, and what is left of them; by position.
std::vector<BookedLine> load_agreed_lines(store::Transaction&, const Id& shop, const Id& hold);

/// Stores everything of a decision but its transfers.
void store_change(store::Transaction&, const BookedState&, const ChangeDecision&, const Id& change,
                  const ChangedBy&, Instant now);

/// When customers come too late to cancel or move what they have in these slots.
std::map<Id, Instant> cancel_times(store::Transaction&, const Id& shop, const std::map<Id, SlotRow>& rows);
/// What the slot itself says of that.
void set_cancel_time(store::Transaction&, const Id& shop, const Id& slot, Instant until);
/// How long before the start of a slot that says nothing itself.
std::chrono::milliseconds load_cancel_rule(store::Transaction&, const Id& shop);
void store_cancel_rule(store::Transaction&, const Id& shop, std::chrono::milliseconds before_start);

/// How often bookings of the customer left the slot.
std::int64_t times_left(store::Transaction&, const Id& shop, const std::string& email, const Id& slot);

/// What the calendar of a customer is told of a slot that they have (`stands`) or have left. It takes an
/// event with the UID of one that was cancelled for sure only if its SEQUENCE is higher, so leaving and
/// coming back each count.
std::int64_t sequence_for(store::Transaction&, const Slot&, const std::string& email, bool stands);

}  // namespace timeshelf::commerce
