#include "commerce/core/fees.hpp"

#include <map>

#include "commerce/core/pricing.hpp"

namespace timeshelf::commerce {
namespace {

// What goods of each rate cost together.
std::map<std::int64_t, std::int64_t> amounts_by_rate(const FeeTerms& terms, std::span<const Line> lines) {
  std::map<std::int64_t, std::int64_t> amounts;
  for (const Line& line : lines) {
    if (line.slot == terms.slot && line.fulfilment == terms.kind && line.zone == terms.zone)
      amounts[line.tax_rate] += line.amount().minor;
  }
  return amounts;
}

}  // namespace

std::vector<Fee> fees_of(std::span<const FeeTerms> all, std::span<const Line> lines, const TaxRules& rules) {
  std::vector<Fee> fees;
  for (const FeeTerms& terms : all) {
    auto amounts = amounts_by_rate(terms, lines);
    if (terms.tax_rate) amounts = {{*terms.tax_rate, 1}};
    std::vector<std::int64_t> weights;
    for (const auto& [rate, amount] : amounts) weights.push_back(amount);
    const auto parts = share(terms.amount.minor, weights);
    std::size_t next = 0;
    for (const auto& [rate, amount] : amounts) {
      const std::int64_t part = parts.at(next++);
      if (part == 0) continue;
      fees.push_back({terms.slot,
                      terms.kind,
                      terms.zone,
                      {part, terms.amount.currency},
                      rate,
                      tax_of(part, rate, rules)});
    }
  }
  return fees;
}

}  // namespace timeshelf::commerce
