#include "insight/forecast/newsvendor.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>

namespace timeshelf::insight {
namespace {

constexpr std::int64_t kMostUnits = 1'000'000;
constexpr double kNearlyAll = 0.9999;  // where one too many costs nothing, there is no end to it

// Expected profit of having so many units, but for a constant.
double worth(const Remaining& demand, std::int64_t units, const UnitTerms& terms) {
  const double sold = demand.expected_up_to(units);
  return static_cast<double>(terms.too_few()) * sold -
         static_cast<double>(terms.too_many()) * (static_cast<double>(units) - sold);
}

std::int64_t whole_packs(std::int64_t units, std::int64_t pack) {
  return units / pack * pack;
}

}  // namespace

std::optional<double> critical_ratio(const UnitTerms& terms) {
  if (terms.too_few() <= 0) return std::nullopt;
  if (terms.too_many() <= 0) return 1;
  return static_cast<double>(terms.too_few()) / static_cast<double>(terms.too_few() + terms.too_many());
}

std::int64_t stocked_for(double ratio, FunctionRef<double(std::int64_t)> at_most) {
  std::int64_t enough = 1;
  while (enough < kMostUnits && at_most(enough) < ratio) enough *= 2;
  std::int64_t least = 0;
  while (least < enough) {
    const std::int64_t middle = (least + enough) / 2;
    if (at_most(middle) >= ratio)
      enough = middle;
    else
      least = middle + 1;
  }
  return least;
}

std::int64_t poisson_quantity(double mean, double ratio) {
  const boost::math::poisson_distribution<double> demand(mean);
  return stocked_for(
      ratio, [&](std::int64_t units) { return boost::math::cdf(demand, static_cast<double>(units)); });
}

double normal_quantity(double mean, double deviation, double ratio) {
  return boost::math::quantile(boost::math::normal_distribution<double>(mean, deviation), ratio);
}

Quantity order_quantity(const Remaining& demand, std::int64_t there, const OrderTerms& terms) {
  const auto ratio = critical_ratio(terms.unit);
  if (!ratio) return {.bound = Bound::earns_nothing};
  Quantity quantity{.ratio = *ratio};
  const std::int64_t wanted =
      stocked_for(std::min(*ratio, kNearlyAll), [&](std::int64_t units) { return demand.at_most(units); });
  quantity.ideal = std::max<std::int64_t>(0, wanted - there);
  if (quantity.ideal == 0) {
    quantity.bound = Bound::enough;
    return quantity;
  }
  const std::int64_t pack = std::max<std::int64_t>(1, terms.pack);
  const auto gain = [&](std::int64_t units) {
    return worth(demand, there + units, terms.unit) - worth(demand, there, terms.unit);
  };
  const std::int64_t below = whole_packs(quantity.ideal, pack);
  const std::int64_t above = whole_packs(quantity.ideal + pack - 1, pack);
  quantity.units = gain(above) >= gain(below) ? above : below;
  const std::int64_t least = whole_packs(terms.least + pack - 1, pack);
  if (quantity.units > 0 && quantity.units < least) {
    quantity.units = least;
    quantity.bound = Bound::least_order;
  }
  const auto cap = [&](std::int64_t most, Bound bound) {
    if (quantity.units <= most) return;
    quantity.units = whole_packs(std::max<std::int64_t>(0, most), pack);
    quantity.bound = bound;
  };
  if (terms.room) cap(*terms.room, Bound::room);
  if (terms.budget && terms.unit.cost > 0) cap(*terms.budget / terms.unit.cost, Bound::budget);
  if (quantity.units < least) quantity.units = 0;
  quantity.gain = gain(quantity.units);
  // The smallest order may be more than the risk is worth.
  if (quantity.units > 0 && quantity.gain <= 0) quantity.units = 0;
  if (quantity.units == 0) quantity.gain = 0;
  return quantity;
}

}  // namespace timeshelf::insight
