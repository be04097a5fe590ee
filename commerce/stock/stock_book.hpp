// Where every unit is, by venue and by slot: the figures behind "how many are there".
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct StockFigures {
  std::int64_t on_hand = 0;   ///< at the venue and in no slot; of a slot 0
  std::int64_t allotted = 0;  ///< given to slots, and free
  std::int64_t held = 0;      ///< set aside while somebody checks out, pays or thinks about an offer
  std::int64_t sold = 0;      ///< booked, and not handed over
  std::int64_t leased = 0;    ///< lent to devices, and not sold as far as is known
  std::int64_t missing = 0;   ///< promised and not there
  std::int64_t promised = 0;  ///< sold before they exist
  std::int64_t in_transit = 0;

  /// What a till at the venue may sell without breaking a promise. Below zero it broke one.
  std::int64_t free() const { return on_hand + allotted - missing; }
  /// What is there for a till to count, less what is with customers in all but their hands.
  std::int64_t unsold() const { return on_hand + allotted + held - missing; }
  StockFigures& operator+=(const StockFigures& other);
};

struct VenueBook {
  Id venue;
  std::string sku;
  StockFigures figures;
};
/// Of every SKU that anything was said of at a venue.
std::vector<VenueBook> venue_books(store::Transaction&, const Id& shop);

struct SlotBook {
  Id slot;
  std::string summary;
  Instant starts_at;
  std::optional<Id> venue;  ///< whose stock it lives on; none: its goods are not tracked
  std::string sku;
  std::int64_t wanted = 0;
  std::int64_t handed_over = 0;
  StockFigures figures;
};
/// Of slots that end after `from`, soonest first.
std::vector<SlotBook> slot_books(store::Transaction&, const Id& shop, Instant from);

}  // namespace timeshelf::commerce
