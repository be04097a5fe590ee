// What is tried out in the demo's year: an experiment of each kind, made up like all of that year. Two orders
// of the shop's page, of which one runs by now; an event with two titles, which makes a difference; one with
// two pictures, of which one does not load for everybody, so that its figures are not to be believed; and
// courses with and without an early bird.
#pragma once
#include <array>
#include <deque>
#include <map>
#include <random>

#include "commerce/experiments/experiment.hpp"
#include "server/demo/year_customers.hpp"
#include "server/demo/year_keepers.hpp"

namespace timeshelf::server::demo {

/// An event that so many look at that an experiment says something.
struct Party {
  Sketch sketch;
  int published = 0;  ///< days ago, like all days here
  commerce::ExperimentPlan plan;
  int from = 0;
  int to = 0;
  int visitors = 0;
  std::array<int, 2> one_in{};  ///< of who sees a variant, one in so many books
  bool loses_half = false;      ///< half of who would see the second leave before it is there
  std::int64_t kept = 0;
};

class Trials {
 public:
  Trials(Past& past, Keepers& keepers, Customers& customers, std::uint64_t seed)
      : past_(past), keepers_(keepers), customers_(customers), chance_(seed) {}

  void plan();
  /// Somebody looks at the shop's page. While its order is the same to all, nothing is learned by it.
  void look_at(Instant when);

 private:
  Instant days_ago(double days) const;
  void plan_order(std::string_view name, std::string_view ordering, int from, int to);
  void plan_party(const Party& party);
  void look(const Party& party, const Id& slot, const Id& experiment);
  std::size_t variant_shown(const Party& party, const Id& slot, const Id& experiment,
                            const std::string& token);
  void plan_courses();
  void sell_course(const Id& slot, bool early_bird);
  void end_at(Instant when, const Id& experiment, std::int64_t kept);
  const Wanted& somebody(Instant comes_at);
  double share() { return std::uniform_real_distribution<>(0, 1)(chance_); }

  Past& past_;
  Keepers& keepers_;
  Customers& customers_;
  std::mt19937_64 chance_;
  std::deque<Party> parties_;
  std::map<Id, std::array<int, 2>> looks_;  ///< by experiment, at each variant
  std::deque<Wanted> people_;               ///< outlive what is planned with them
};

}  // namespace timeshelf::server::demo
