// Points of sale of other makers: tills that sell from the same shelf, as they are set up (docs/tills.md).
//
// What they tell is in pos_messages.hpp, what they are told in pos_changes.hpp, how a maker writes either in
// server/pos.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/core/till_figures.hpp"
#include "commerce/refusal.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

enum class TillMaker { square, shopify, generic };
std::string_view name_of(TillMaker maker);
std::optional<TillMaker> parse_till_maker(std::string_view name);

struct PointOfSale {
  Id shop;
  Id id;
  TillMaker maker = TillMaker::generic;
  std::string name;
  Id venue;
  std::string location;
  std::string api;     ///< where changes go; "" = it is told nothing
  std::string access;  ///< the maker's token; never shown
  bool active = true;
  std::string problem;
  std::optional<Instant> resting_until;
  std::optional<Instant> heard_at;
  Instant created_at;

  /// Whether it is told what changes here.
  bool is_told() const { return active && !api.empty(); }
};

struct TillItem {
  std::string sku;
  std::string item;
  KnownFigure known{};
};

struct TillTerms {
  std::string maker;
  std::string name;
  std::string venue;
  std::string location;
  std::string api;
  std::string access;  ///< "" of a change: as it was
  std::string secret;  ///< "" of a change: as it was. Of a generic till it is made here
  bool active = true;
};

/// Thread-safe: all state is in the database.
class PointsOfSale {
 public:
  PointsOfSale(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  struct Made {
    PointOfSale till;
    std::string secret;  ///< of a generic till, shown this once
  };
  Decided<Made> add(store::Transaction&, const Id& shop, const TillTerms&, const std::string& actor);
  Decided<PointOfSale> change(store::Transaction&, const Id& shop, const Id& till, const TillTerms&,
                              const std::string& actor);
  Decided<void> remove(store::Transaction&, const Id& shop, const Id& till, const std::string& actor);
  std::vector<PointOfSale> list(store::Transaction&, const Id& shop);
  Decided<PointOfSale> find(store::Transaction&, const Id& shop, const Id& till);
  /// What it may sign with at the moment.
  std::vector<std::string> secrets(store::Transaction&, const PointOfSale&);

  std::vector<TillItem> items(store::Transaction&, const Id& shop, const Id& till);
  /// Replaces which item is which SKU. What was refused because nobody knew the item is heard now.
  Decided<void> set_items(store::Transaction&, const Id& shop, const Id& till, const std::vector<TillItem>&,
                          const std::string& actor);

 private:
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
