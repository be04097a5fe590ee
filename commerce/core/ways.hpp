// The way of a line to the customer, as it is chosen when the hold is made.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commerce/checkout/commands.hpp"
#include "commerce/core/delivery.hpp"
#include "commerce/core/fees.hpp"
#include "commerce/core/ledger.hpp"

namespace timeshelf::commerce {

/// What the choice looks at, besides the slot.
struct DeliveryTerms {
  struct Place {
    std::string venue;      ///< the id of the venue where the slot is, or ""
    std::string time_zone;  ///< of the venue, or of the slot
  };
  std::vector<DeliveryZone> zones;
  std::map<Id, Place> places;  ///< of slots
};

struct Way {
  std::string kind;  ///< PICKUP …
  std::optional<PickupWindow> window{};
  std::string zone{};
  std::optional<FeeTerms> fee{};
};

/// What is asked, and where a refusal says it is.
struct WayRequest {
  const Slot& slot;
  const LineRequest& line;
  const std::optional<Address>& address;             ///< checked
  const std::optional<PickupWindow>& chosen_before;  ///< of an earlier line of the same slot
  std::function<std::string(std::string_view member)> field;
};

/// The way that is named, or the first that is possible; its window, or the first with room. The ledger
/// holds the slot's accounts.
Decided<Way> choose_way(const WayRequest&, const DeliveryTerms&, const Ledger&, Instant now);

}  // namespace timeshelf::commerce
