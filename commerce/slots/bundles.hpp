// Slots that are sold together: their title and their price as a whole. Which slots belong to a bundle, they
// say themselves (X-SHELF-BUNDLE); one without an entry here costs what its slots cost.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/refusal.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct Bundle {
  std::string name;              ///< lower case, as slots name it
  std::string title{};           ///< for people; "" = the name in words
  std::optional<Money> price{};  ///< of the whole, for one person
  bool active = true;            ///< may be booked
};

/// Thread-safe: all state is in the database.
class Bundles {
 public:
  Bundles(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// Adds it, or changes it; `actor` is who does.
  Decided<Bundle> put(store::Transaction&, const Id& shop, Bundle bundle, std::string_view actor);
  std::optional<Bundle> find(store::Transaction&, const Id& shop, std::string_view name);
  /// Those that were put and those that slots name which are not over, by name.
  std::vector<Bundle> list(store::Transaction&, const Id& shop);

 private:
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
