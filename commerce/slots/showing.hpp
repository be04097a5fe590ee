// How slots become what people see: as values, and in the live calendar.
#pragma once
#include <string>
#include <vector>

#include "commerce/core/ledger.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {

/// The slots as seen now, in the order of the rows.
std::vector<Slot> views_of(store::Transaction&, const Id& shop, std::vector<SlotRow> rows, Instant now);
Slot view_of(store::Transaction&, const SlotRow&, Instant now);

/// What shows has changed: raises the slot's revision (and sequence where state or price changed), stores
/// those and how many bookings it has, its live object and the time of its next change; owes those who wait
/// what follows from it (waiting.hpp).
void show(store::Transaction&, SlotRow&, Instant now);
/// The same of a row with its offers and with all of its accounts in the ledger.
void show(store::Transaction&, SlotRow&, const Ledger&, Instant now);
/// The same of the slot with that id, if there is one.
void show_slot(store::Transaction&, const Id& shop, const Id& slot, Instant now);
/// A picture was made of an attachment: the slots whose events it hangs on have it now.
void show_picture(store::Transaction&, const Id& shop, const Id& attachment, const std::string& image,
                  Instant now);
/// Name of the slot's object in the live calendar.
std::string live_segment(const Id& slot);

}  // namespace timeshelf::commerce
