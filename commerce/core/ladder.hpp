// Price steps: which one holds at an instant and after so many sold.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

struct PriceStep {
  std::string tier;
  std::optional<Instant> until;          ///< holds before this instant
  std::optional<std::int64_t> quantity;  ///< holds until so many are sold in all
  Money price;

  bool holds(Instant now, std::int64_t sold) const {
    return (!until || now < *until) && (!quantity || sold < *quantity);
  }
};

struct PriceNow {
  const PriceStep* step = nullptr;  ///< null: no step holds (any more)
  const PriceStep* next = nullptr;  ///< what follows when the present step ends by time
};

/// The first step, in the order written, that holds.
inline PriceNow price_at(const std::vector<PriceStep>& ladder, Instant now, std::int64_t sold) {
  PriceNow found;
  for (const PriceStep& step : ladder) {
    if (!found.step) {
      if (step.holds(now, sold)) found.step = &step;
    } else if (found.step->until && step.holds(*found.step->until, sold)) {
      found.next = &step;
      break;
    }
  }
  return found;
}

}  // namespace timeshelf::commerce
