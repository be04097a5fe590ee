// The terms of sale of one slot, from what was authored into rows. What the terms leave out stays as it was.
#pragma once
#include "commerce/slots/slot_rows.hpp"
#include "ical/date_time.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {

/// The wall clock that moments like "a week before" count back from: of this occurrence, not of the first.
struct SlotClock {
  ical::DateTime start;
  const ical::Zones& zones;
  const ical::Zone& zone;

  /// So long before the start in the slot's wall clock, or the date-time itself.
  Instant at(const ical::Moment& moment) const;
  std::optional<Instant> at(const std::optional<ical::Moment>& moment) const;
};

/// Sets the row's own columns. The caller stores the row.
void set_terms(SlotRow& row, const ical::AuthoredTerms& authored, const SlotClock& clock);

/// Replaces ladder, fulfilment and time to cancel where the terms say something of them. The row is stored
/// already.
void write_terms(store::Transaction&, const SlotRow& row, const ical::ShelfTerms& terms,
                 const SlotClock& clock);

}  // namespace timeshelf::commerce
