// Where the shop delivers: its zones.
#pragma once
#include <string>
#include <vector>

#include "base/random.hpp"
#include "commerce/core/delivery.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Thread-safe: all state is in the database.
class Delivery {
 public:
  Delivery(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// By name.
  std::vector<DeliveryZone> list_zones(store::Transaction&, const Id& shop);
  /// Adds it, or changes the one of that name; what is held or booked keeps its fee. The place of the venue
  /// is looked up.
  Decided<DeliveryZone> put_zone(store::Transaction&, const DeliveryZone&, const std::string& actor);
  Decided<void> remove_zone(store::Transaction&, const Id& shop, const std::string& name,
                            const std::string& actor);

 private:
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
