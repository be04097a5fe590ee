#include "commerce/core/ladder.hpp"

#include <algorithm>

namespace timeshelf::commerce {

PriceNow price_at(const std::vector<PriceStep>& ladder, Instant now, std::int64_t taken) {
  PriceNow found;
  for (const PriceStep& step : ladder) {
    if (!found.step) {
      if (step.holds(now, taken)) found.step = &step;
    } else if (found.step->until && step.holds(*found.step->until, taken)) {
      found.next = &step;
      break;
    }
  }
  return found;
}

std::vector<PriceStep> in_currency(const std::vector<PriceStep>& ladder, const Currency& currency) {
  std::vector<PriceStep> steps;
  std::copy_if(ladder.begin(), ladder.end(), std::back_inserter(steps),
               [&](const PriceStep& step) { return step.price.currency == currency; });
  return steps;
}

std::vector<Currency> currencies_of(const std::vector<PriceStep>& ladder) {
  std::vector<Currency> currencies;
  for (const PriceStep& step : ladder) {
    if (std::find(currencies.begin(), currencies.end(), step.price.currency) == currencies.end())
      currencies.push_back(step.price.currency);
  }
  return currencies;
}

std::vector<PricedUnits> price_units(const std::vector<PriceStep>& ladder, Instant now, std::int64_t taken,
                                     std::int64_t quantity) {
  std::vector<PricedUnits> priced;
  while (quantity > 0) {
    const PriceStep* step = price_at(ladder, now, taken).step;
    if (!step) break;
    const std::int64_t units = step->quantity ? std::min(quantity, *step->quantity - taken) : quantity;
    priced.push_back({units, step->price, step->tier});
    taken += units;
    quantity -= units;
  }
  return priced;
}

}  // namespace timeshelf::commerce
