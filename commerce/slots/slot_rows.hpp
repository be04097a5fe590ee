// Rows of slots: one table, read and written in one order of columns.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "commerce/core/slot_terms.hpp"
#include "commerce/core/staffing.hpp"
#include "commerce/views.hpp"
#include "store/calendars.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The row behind a Slot: its terms, what was authored, and what was shown last.
struct SlotRow : SlotTerms {
  std::string segment;  ///< of the event in its shelf
  std::string event_uid;
  std::string recurrence;
  StaffingRule staffing;
  std::string authored;    ///< X-SHELF lines
  std::string attachment;  ///< that its picture is made of, or ""
  std::string shown;
  std::optional<Instant> next_change_at;  ///< as it is stored
};

// Rows without their offers.
std::optional<SlotRow> load_slot(store::Transaction&, const Id& shop, const Id& slot);
std::vector<SlotRow> load_slots(store::Transaction&, const Id& shop, const std::set<Id>& slots);
std::vector<SlotRow> load_slots_of(store::Transaction&, const store::Collection& shelf,
                                   std::string_view segment);
/// Of the event with that UID, whatever its object is called.
std::vector<SlotRow> load_slots_of_event(store::Transaction&, const store::Collection& shelf,
                                         std::string_view uid);
std::vector<SlotRow> load_slots_between(store::Transaction&, const Id& shop, Instant from, Instant to,
                                        std::size_t at_most = 100'000);
/// Of the bundles with these names, soonest first: what lies ahead, and what began within the last two weeks,
/// so that nobody buys the rest of a course that has begun.
std::vector<SlotRow> load_slots_in_bundles(store::Transaction&, const Id& shop,
                                           const std::set<std::string>& bundles, Instant now);
/// Of the drop, soonest first: what has not begun.
std::vector<SlotRow> load_slots_in_drop(store::Transaction&, const Id& shop, const std::string& drop,
                                        Instant now);
void insert_slot(store::Transaction&, const SlotRow&);
void update_slot(store::Transaction&, const SlotRow&);
/// What show() keeps of it, and when it changes by itself next.
void store_shown(store::Transaction&, SlotRow&, std::optional<Instant> next_change_at);

}  // namespace timeshelf::commerce
