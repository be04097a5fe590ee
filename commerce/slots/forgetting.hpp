// Terms that a slot is to have no longer. What an event leaves out unsets nothing (docs/vocabulary.md, 2), so
// that a calendar app which drops lines takes nothing away; who means it says so.
#pragma once
#include <set>
#include <string>
#include <string_view>

#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {

/// Of the coming slots of the event: "prices", "fulfilment", "limit", "opens", "early", "closes", "cancel",
/// "drop", "bundle", "queue", "staffing". The event is to be published behind it.
void forget_terms(store::Transaction&, const store::Collection& shelf, std::string_view uid,
                  const std::set<std::string>& kinds, Instant now);

}  // namespace timeshelf::commerce
