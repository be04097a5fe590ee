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
  std::optional<std::int64_t> quantity;  ///< holds until so many are taken in all (sold, or held meanwhile)
  Money price;

  bool holds(Instant now, std::int64_t taken) const {
    return (!until || now < *until) && (!quantity || taken < *quantity);
  }
};

struct PriceNow {
  const PriceStep* step = nullptr;  ///< null: no step holds (any more)
  const PriceStep* next = nullptr;  ///< what follows when the present step ends by time
};

/// The first step, in the order written, that holds.
PriceNow price_at(const std::vector<PriceStep>& ladder, Instant now, std::int64_t taken);

/// The steps in one currency, in the order written. A thing that is sold in several has a ladder for each.
std::vector<PriceStep> in_currency(const std::vector<PriceStep>& ladder, const Currency& currency);
/// The currencies of a ladder, the first written first.
std::vector<Currency> currencies_of(const std::vector<PriceStep>& ladder);

/// So many units at one price.
struct PricedUnits {
  std::int64_t quantity = 0;
  Money price;
  std::string tier;
};

/// What `quantity` more units cost, after so many taken: the units that still fit into a step bounded by
/// quantity have its price, the others that of the next step. Fewer units in all than asked for: the ladder
/// ends before.
std::vector<PricedUnits> price_units(const std::vector<PriceStep>& ladder, Instant now, std::int64_t taken,
                                     std::int64_t quantity);

}  // namespace timeshelf::commerce
