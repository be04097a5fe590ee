#include "commerce/core/fees.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commerce/core/pricing.hpp"

namespace timeshelf::commerce {
namespace {

bool is_brought(const Line& line, const Id& slot, std::string_view kind, std::string_view zone) {
  return line.slot == slot && line.fulfilment == kind && line.zone == zone;
}

// What goods of each rate cost together.
std::map<std::int64_t, std::int64_t> amounts_by_rate(const FeeTerms& terms, std::span<const Line> lines) {
  std::map<std::int64_t, std::int64_t> amounts;
  for (const Line& line : lines) {
    if (is_brought(line, terms.slot, terms.kind, terms.zone)) amounts[line.tax_rate] += line.amount().minor;
  }
  return amounts;
}

}  // namespace

std::optional<Refusal> add_terms(std::vector<FeeTerms>& terms, const FeeTerms& fee, const Currency& currency,
                                 std::string field) {
  const bool known = std::any_of(terms.begin(), terms.end(), [&](const FeeTerms& other) {
    return other.slot == fee.slot && other.kind == fee.kind && other.zone == fee.zone;
  });
  if (known) return std::nullopt;
  if (!(fee.amount.currency == currency))
    return refuse(Refusal::Code::mixed_currencies,
                  fmt::format("{} costs {}; one booking has one currency.", fee.kind, fee.amount.text()),
                  std::move(field));
  terms.push_back(fee);
  return std::nullopt;
}

bool any_brought(std::span<const Line> lines, const Id& slot, std::string_view kind, std::string_view zone) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const Line& line) { return is_brought(line, slot, kind, zone); });
}

std::vector<Fee> fees_of(std::span<const FeeTerms> all, std::span<const Line> lines, const TaxRules& rules) {
  std::vector<Fee> fees;
  for (const FeeTerms& terms : all) {
    auto amounts = amounts_by_rate(terms, lines);
    if (terms.tax_rate) amounts = {{*terms.tax_rate, 1}};
    std::vector<std::int64_t> weights;
    weights.reserve(amounts.size());
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
