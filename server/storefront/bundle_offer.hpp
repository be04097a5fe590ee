// What a bundle is to who wants to book it: its dates, what they cost together, and how many people still
// fit.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/pages/page.hpp"

namespace timeshelf::server::pages {

struct BundleOffer {
  std::string name;
  std::string title;
  std::vector<commerce::Slot> slots;  ///< soonest first
  std::optional<Money> price;         ///< for each person, where that can be said
  std::int64_t most = 0;              ///< people that one customer may still book for; 0: not as a whole
};

BundleOffer bundle_offer(store::Transaction& transaction, const store::Shop& shop, const Visit& visit,
                         const std::string& name);

/// GET /s/{shop}/bundles/{bundle}
void add_bundle_routes(Router& router, Context& context);

}  // namespace timeshelf::server::pages
