// The form on a slot's page: how much of what, and how it reaches the customer.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "commerce/checkout/commands.hpp"
#include "server/pages/page.hpp"
#include "server/pages/words.hpp"

namespace timeshelf::server::pages {

/// What the form says when it is shown again, and why it is.
struct TypedChoice {
  commerce::HoldCommand command;
  std::map<std::string, std::string, std::less<>> quantities;  ///< by SKU
  std::optional<Problem> problem{};
};

/// Offers, ways, pickup windows and the fields of an address (slot.mustache).
boost::json::object form_values(store::Transaction& transaction, const commerce::Slot& slot,
                                const Visit& visit, const TypedChoice& typed);

/// The pickup windows of a slot that are still to come, as options; those that are full cannot be chosen.
boost::json::array window_choices(const commerce::Slot& slot, const WallClock& clock, Instant now,
                                  const std::optional<Instant>& wanted);

}  // namespace timeshelf::server::pages
