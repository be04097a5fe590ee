// Sums of money as integers: shares, discounts, taxes. Nothing is lost and nothing appears by rounding.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// numerator * amount / denominator, rounded. `amount` is not negative; the product may exceed 64 bits.
std::int64_t fraction_of(std::int64_t amount, std::int64_t numerator, std::int64_t denominator,
                         Rounding rounding);

/// Splits `total` in the proportion of the weights, to the smallest unit: what rounding leaves goes to those
/// that lost most by it, the first of equals first. All weights zero: equal parts.
std::vector<std::int64_t> share(std::int64_t total, std::span<const std::int64_t> weights);

/// The tax in an amount (included) or on it. `rate` is in hundredths of a percent.
std::int64_t tax_of(std::int64_t amount, std::int64_t rate, const TaxRules& rules);

/// So many units of a line, with their part of its discount and tax. Of all units, the line itself; the parts
/// that are taken off one after the other add up to it.
Line part_of(const Line& line, std::int64_t units, Rounding rounding);

/// What a code takes off: a part of the price, or a sum.
struct Discount {
  std::int64_t rate = 0;     ///< hundredths of a percent, up to 10,000
  std::optional<Money> sum;  ///< off the whole booking, at most all of it
};

/// Writes discount and tax into the lines, in this order.
void settle(std::vector<Line>& lines, const std::optional<Discount>& discount, const TaxRules& rules);

}  // namespace timeshelf::commerce
