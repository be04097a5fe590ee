// Rows of slots, and how they become what people see.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "commerce/core/ladder.hpp"
#include "commerce/views.hpp"
#include "store/calendars.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The row behind a Slot: what was authored, and what was shown last.
struct SlotRow {
  Slot slot;            ///< without offers and state
  std::string segment;  ///< of the event in its shelf
  std::string event_uid;
  std::string recurrence;
  bool cancelled = false;
  bool switched_off = false;
  std::string problem;
  std::int64_t staff_people = 1;
  std::int64_t staff_per = 8;
  std::string authored;  ///< X-SHELF lines
  std::string shown;
};

std::optional<SlotRow> load_slot(store::Transaction&, const Id& shop, const Id& slot);
std::vector<SlotRow> load_slots_of(store::Transaction&, const store::Collection& shelf,
                                   std::string_view segment);
std::vector<SlotRow> load_slots_between(store::Transaction&, const Id& shop, Instant from, Instant to);
void insert_slot(store::Transaction&, const SlotRow&);
void update_slot(store::Transaction&, const SlotRow&);
void delete_slot(store::Transaction&, const SlotRow&);

struct PriceRow {
  std::string sku;
  PriceStep step;
};
std::vector<PriceRow> load_prices(store::Transaction&, const Id& shop, const Id& slot);
std::vector<PriceStep> ladder_for(const std::vector<PriceRow>& prices, std::string_view sku);

/// The slot as seen now: offers with what remains (expired holds count as free), prices, state and reason.
Slot view_of(store::Transaction&, const SlotRow&, Instant now);

/// What shows has changed: raises the slot's revision (and sequence where state or price changed), its live
/// object and the time of its next change.
void show(store::Transaction&, SlotRow&, Instant now);
/// Name of the slot's object in the live calendar.
std::string live_segment(const Id& slot);

}  // namespace timeshelf::commerce
