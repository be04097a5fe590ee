#include "commerce/core/pricing.hpp"

#include <algorithm>
#include <numeric>

namespace timeshelf::commerce {
namespace {

__extension__ typedef __int128 Wide;  // a product of two amounts

constexpr std::int64_t kWhole = 10'000;  // 100 % in hundredths of a percent

}  // namespace

std::int64_t fraction_of(std::int64_t amount, std::int64_t numerator, std::int64_t denominator,
                         Rounding rounding) {
  const Wide product = static_cast<Wide>(amount) * numerator;
  auto whole = static_cast<std::int64_t>(product / denominator);
  const auto twice_rest = static_cast<std::int64_t>(product % denominator) * 2;
  const bool at_half = twice_rest == denominator;
  const bool above = twice_rest > denominator;
  if (rounding == Rounding::half_up && (above || at_half)) ++whole;
  if (rounding == Rounding::half_even && (above || (at_half && whole % 2 != 0))) ++whole;
  return whole;
}

std::vector<std::int64_t> share(std::int64_t total, std::span<const std::int64_t> weights) {
  Wide sum = 0;
  for (const std::int64_t weight : weights) sum += weight;
  std::vector<std::int64_t> parts(weights.size());
  std::vector<Wide> lost(weights.size());
  std::int64_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide exact = static_cast<Wide>(total) * (sum == 0 ? 1 : weights[i]);
    const Wide by = sum == 0 ? static_cast<Wide>(weights.size()) : sum;
    parts[i] = static_cast<std::int64_t>(exact / by);
    lost[i] = exact % by;
    left -= parts[i];
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return lost[a] > lost[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
  return parts;
}

std::int64_t tax_of(std::int64_t amount, std::int64_t rate, const TaxRules& rules) {
  return fraction_of(amount, rate, rules.included ? kWhole + rate : kWhole, rules.rounding);
}

Line part_of(const Line& line, std::int64_t units, Rounding rounding) {
  Line part = line;
  part.quantity = units;
  part.discount = fraction_of(line.discount, units, line.quantity, rounding);
  part.tax = fraction_of(line.tax, units, line.quantity, rounding);
  return part;
}

void settle(std::vector<Line>& lines, const std::optional<Discount>& discount, const TaxRules& rules) {
  if (discount && discount->sum) {
    std::vector<std::int64_t> amounts;
    amounts.reserve(lines.size());
    for (const Line& line : lines) amounts.push_back(line.amount().minor);
    const std::int64_t all = std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0});
    const auto parts = share(std::min(all, discount->sum->minor), amounts);
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i].discount = parts[i];
  } else if (discount) {
    for (Line& line : lines)
      line.discount = fraction_of(line.amount().minor, discount->rate, kWhole, rules.rounding);
  }
  for (Line& line : lines) line.tax = tax_of(line.amount().minor, line.tax_rate, rules);
}

}  // namespace timeshelf::commerce
