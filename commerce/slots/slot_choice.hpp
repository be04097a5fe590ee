// Some of a shop's slots, by where they are, what they sell or what they belong to: what a feed may be of.
#pragma once
#include <optional>
#include <set>
#include <string>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "commerce/views.hpp"
#include "ical/component.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// All that are set have to fit.
struct SlotChoice {
  std::optional<Venue> venue;
  std::string sku;   ///< upper case; ical::kSeatSku for seats
  std::string drop;  ///< as events name it
  bool any() const { return venue || !sku.empty() || !drop.empty(); }
};

/// The slots that fit and overlap [from, to), called off or sold out as they may be. A slot sells what it has
/// a price for or was allotted.
std::set<Id> chosen_slots(store::Transaction&, const Id& shop, const SlotChoice&, std::optional<Instant> from,
                          std::optional<Instant> to);

/// Whether an event that is no slot fits, by its LOCATION and the terms that it is written with (X-SHELF
/// lines): one of its components has to fit on all accounts.
bool fits(const SlotChoice&, const std::vector<Venue>& venues, const ical::Component& calendar, Currency);

}  // namespace timeshelf::commerce
