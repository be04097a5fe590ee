// How much to order of what is sold once (Arrow, Harris and Marschak 1951): as much as makes running out as
// likely as it is worth.
#pragma once
#include <cstdint>
#include <optional>

#include "base/function_ref.hpp"
#include "insight/forecast/demand.hpp"

namespace timeshelf::insight {

/// Of one unit, in minor units of one currency.
struct UnitTerms {
  std::int64_t price = 0;
  std::int64_t cost = 0;
  std::int64_t salvage = 0;   ///< what a unit is worth that was not sold
  std::int64_t holding = 0;   ///< what keeping it costs
  std::int64_t goodwill = 0;  ///< what it costs beyond the margin that somebody went away

  std::int64_t too_few() const { return price - cost + goodwill; }
  std::int64_t too_many() const { return cost + holding - salvage; }
};

/// The share of outcomes that there should be enough for. Nothing where a unit more earns nothing whatever
/// happens, 1 where one too many costs nothing.
std::optional<double> critical_ratio(const UnitTerms&);

/// The least quantity with P(D <= quantity) >= ratio.
std::int64_t stocked_for(double ratio, FunctionRef<double(std::int64_t)> at_most);
std::int64_t poisson_quantity(double mean, double ratio);
double normal_quantity(double mean, double deviation, double ratio);

/// How goods can be had.
struct OrderTerms {
  UnitTerms unit;
  std::int64_t pack = 1;                 ///< units of a pack: only whole ones can be had
  std::int64_t least = 0;                ///< units of the smallest order
  std::optional<std::int64_t> room{};    ///< units that the venue has room for beside what is there
  std::optional<std::int64_t> budget{};  ///< minor units
};

/// What bounds an order, for whoever asks why it is not more.
enum class Bound { none, earns_nothing, enough, least_order, room, budget };
struct Quantity {
  std::int64_t units = 0;
  std::int64_t ideal = 0;  ///< before packs, room and budget
  double ratio = 0;
  double gain = 0;  ///< expected, over ordering nothing, in minor units
  Bound bound = Bound::none;
};
/// Beside what is there and on its way. Of the two numbers of packs around the ideal, that which earns more.
Quantity order_quantity(const Remaining& demand, std::int64_t there, const OrderTerms&);

}  // namespace timeshelf::insight
