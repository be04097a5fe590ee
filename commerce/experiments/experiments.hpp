// Experiments from their first draft to their end.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "commerce/due.hpp"
#include "commerce/experiments/experiment.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// More at once take more visitors than a shop has.
inline constexpr std::size_t kMostVariants = 5;

/// Thread-safe: all state is in the database. `actor` is who does it.
class Experiments {
 public:
  Experiments(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// A new draft.
  Experimented<Experiment> draft(store::Transaction&, const store::Shop&, const ExperimentPlan&,
                                 std::string_view actor);
  /// Another plan for a draft. One that runs is never changed: other weights would show people something else
  /// than they saw, and figures of before and after would be mixed up.
  Experimented<Experiment> change(store::Transaction&, const store::Shop&, const Id& experiment,
                                  const ExperimentPlan&, std::string_view actor);
  /// From now on it is what visitors see, or what slots cost.
  Experimented<Experiment> start(store::Transaction&, const store::Shop&, const Id& experiment,
                                 std::string_view actor);
  /// Nobody sees a variant any more. Bookings of those who saw one count until the window is over. `kept` is
  /// only noted: the event is changed by who ends it.
  Experimented<Experiment> end(store::Transaction&, const store::Shop&, const Id& experiment,
                               std::optional<std::int64_t> kept, std::string_view actor);
  /// With all that was learned. Not while it runs.
  Experimented<void> remove(store::Transaction&, const store::Shop&, const Id& experiment,
                            std::string_view actor);

 private:
  Experimented<Experiment> write(store::Transaction&, const store::Shop&, Experiment, const ExperimentPlan&,
                                 std::string_view actor);

  const Clock& clock_;
  Random& random_;
};

/// Once no booking can count any more, the salt of an experiment is thrown away: what stands for a visitor
/// then leads back to nobody's browser.
DueWork throwing_salts_away(const Clock& clock);

}  // namespace timeshelf::commerce
