// What a slot sells and on which terms, and how that looks at an instant.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "commerce/core/ladder.hpp"
#include "commerce/core/ledger.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// Those who wait for one SKU of a slot, added up (core/waiting.hpp).
struct Waiters {
  std::int64_t people = 0;
  std::int64_t units = 0;
  std::int64_t smallest = 0;  ///< the least that one of them wants
  std::int64_t offered = 0;   ///< people who have an offer: no longer among the others
};

/// One SKU of a slot, as it was authored.
struct OfferTerms {
  std::string sku;
  std::string name;
  std::string image;
  std::vector<PriceStep> ladder;    ///< in the order written, all currencies
  std::optional<Money> base_price;  ///< of the product: asked where the slot names no price
  std::int64_t tax_rate = 0;
  bool preorder = false;
  Waiters waiters{};

  /// The steps in one currency; the product's own price is a ladder of one step.
  std::vector<PriceStep> ladder_in(const Currency& currency) const;
  /// What it is sold in; the first is the one that it is shown in.
  std::vector<Currency> currencies() const;
};

struct SlotTerms {
  Slot slot;  ///< without offers and state
  bool cancelled = false;
  bool switched_off = false;
  std::string problem;             ///< why its terms cannot be read, or ""
  std::vector<OfferTerms> offers;  ///< of every SKU that was ever allotted to it

  const OfferTerms* find(std::string_view sku) const;
  /// When it opens for somebody who belongs to `audience` ("" = anybody).
  std::optional<Instant> opens_for(std::string_view audience) const;
};

/// Units of a slot that have a buyer: sold, with the customer, held or lent at the moment. What ladders
/// count.
std::int64_t taken_of(const Ledger& ledger, const Id& slot, std::string_view sku);

/// When booking ends: when its creator says so, else when it begins; before, where all prices end before.
Instant sales_end(const SlotTerms& terms);

/// Open, upcoming, closed, cancelled, off or problem: whatever is left of its units.
SlotState window_of(const SlotTerms& terms, std::string_view audience, Instant now);

/// As everybody sees it. The ledger holds all accounts of the slot, without holds that have run out.
Slot seen(const SlotTerms& terms, const Ledger& ledger, Instant now);

/// When time alone changes what is seen: a price step, an opening, the end.
std::optional<Instant> next_change(const SlotTerms& terms, Instant now);

}  // namespace timeshelf::commerce
