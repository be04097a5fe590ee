// Stock that was counted between what a device did and the upload of its record.
#pragma once
#include <string>

#include "base/random.hpp"
#include "commerce/devices/devices.hpp"
#include "commerce/devices/scans.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// What one line of a record moved at the stall.
struct MovedAtStall {
  Id slot;
  std::string sku;
  std::int64_t units = 0;  ///< below zero what went
  std::int64_t seq = 0;    ///< of the record,
  std::int64_t position = 0;
  Instant at;  ///< and when that was
};

/// It is in the books already. Whoever counted at the stall after it had seen it, though its record came
/// later: what is there by the books stays as they said. Goods whose stock lies elsewhere are not counted at
/// the stall.
void heed_later_count(store::Transaction&, const Id& shop, const Device&, const MovedAtStall&, Instant now,
                      Random&);

}  // namespace timeshelf::commerce
