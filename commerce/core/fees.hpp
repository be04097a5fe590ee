// What bringing the goods costs: once for each slot of a booking, way and zone.
#pragma once
#include <span>
#include <vector>

#include "commerce/refusal.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// The fee of one slot, way and zone.
struct FeeTerms {
  Id slot;
  std::string kind;
  std::string zone;
  Money amount;
  std::optional<std::int64_t> tax_rate;  ///< absent: that of the goods
};

/// Adds the fee unless that of the slot, way and zone is there. Refuses one of another currency.
std::optional<Refusal> add_terms(std::vector<FeeTerms>& terms, const FeeTerms& fee, const Currency&,
                                 std::string field);

/// Whether any of the lines is brought in that way, to that zone, out of that slot.
bool any_brought(std::span<const Line> lines, const Id& slot, std::string_view kind, std::string_view zone);

/// The fees of a booking with their tax. Goods of several rates share the fee in the proportion of what they
/// cost, to the smallest unit; a fee of nothing is none. `terms` has each slot, way and zone once.
std::vector<Fee> fees_of(std::span<const FeeTerms> terms, std::span<const Line> lines, const TaxRules&);

}  // namespace timeshelf::commerce
