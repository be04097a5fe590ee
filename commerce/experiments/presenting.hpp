// What a visitor is shown of the experiments that run: the same each time, and nothing is kept of them but a
// salted hash for each experiment.
#pragma once
#include <string>
#include <vector>

#include "commerce/experiments/experiment.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Who has opened the link of a booking sees on this device what its customer saw.
struct KeptVariant {
  Id experiment;
  std::int64_t variant = 0;
  std::string unit;
};

/// A browser, as far as it says: without a token and anything kept it sees the control and is not counted.
struct Visitor {
  std::string token;  ///< random, known to the browser alone
  std::vector<KeptVariant> kept;
  bool is_known() const { return !token.empty() || !kept.empty(); }
};

/// That a unit saw a variant.
struct Exposure {
  Id experiment;
  std::string unit;
  std::int64_t variant = 0;
};

/// What hides the token: of one experiment, and lost with its salt.
std::string unit_of(const Experiment& experiment, std::string_view token);

class Presentation {
 public:
  /// Reads what runs in the shop.
  Presentation(store::Transaction&, const Id& shop, const Visitor& visitor);

  /// An experiment with visitors shows this slot in several ways, whoever looks.
  bool concerns(const Slot& slot) const;
  /// An experiment runs that orders the slots of the shop's page.
  bool orders() const;
  /// Any experiment with visitors runs.
  bool any() const { return !shown_.empty(); }
  /// Makes the slot look as this visitor sees it.
  void apply(Slot& slot) const;
  /// The same, in the order in which this visitor sees them.
  void apply(std::vector<Slot>& slots) const;
  /// Where the slot stands within its day; nothing where slots stand by their time alone.
  std::optional<std::int64_t> rank(const Slot& slot) const;
  /// What is seen with this slot. Of one that cannot be booked, nothing: nobody can decide by it.
  std::vector<Exposure> exposures(const Slot& slot) const;
  /// What is seen with the shop's page: its order, too.
  std::vector<Exposure> exposures(const std::vector<Slot>& slots) const;
  /// What a hold of these slots is made under.
  std::vector<Exposure> of_hold(const std::vector<Slot>& slots) const;

 private:
  struct Shown {
    Experiment experiment;
    std::optional<Exposure> exposure;  ///< nothing: the visitor takes no part
  };
  std::vector<Shown> shown_;
  std::string ordering_;  ///< of slots: this visitor's, or what was kept for everybody
};

}  // namespace timeshelf::commerce
