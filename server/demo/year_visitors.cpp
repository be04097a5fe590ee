#include "server/demo/year_visitors.hpp"

#include "commerce/experiments/experiments.hpp"
#include "commerce/experiments/exposures.hpp"
#include "commerce/experiments/presenting.hpp"

namespace timeshelf::server::demo {
namespace {

constexpr std::chrono::days kShown{45};

commerce::Presentation shown_to(store::Transaction& transaction, const Id& shop, const std::string& token) {
  return {transaction, shop, commerce::Visitor{token, {}}};
}

}  // namespace

commerce::Experiment start_experiment(Parts& parts, store::Transaction& transaction, const store::Shop& shop,
                                      const commerce::ExperimentPlan& plan, std::string_view owner) {
  commerce::Experiments experiments(parts.clock, parts.random);
  const auto drafted = experiments.draft(transaction, shop, plan, owner).value();
  return experiments.start(transaction, shop, drafted.id, owner).value();
}

void end_experiment(Parts& parts, store::Transaction& transaction, const store::Shop& shop,
                    const Id& experiment, std::int64_t kept, std::string_view owner) {
  commerce::Experiments(parts.clock, parts.random).end(transaction, shop, experiment, kept, owner).value();
}

void visit(Parts& parts, store::Transaction& transaction, const Id& shop, const std::string& token) {
  const auto shown = shown_to(transaction, shop, token);
  if (!shown.any()) return;
  const Instant now = parts.clock.now();
  const auto slots = parts.services.engine.list_slots(transaction, shop, now, now + kShown);
  commerce::note_exposures(transaction, shop, shown.exposures(slots), now);
}

void hold_as_visitor(Parts& parts, store::Transaction& transaction, const Id& shop, const std::string& token,
                     const Id& hold, const Id& slot) {
  const auto shown = shown_to(transaction, shop, token);
  if (!shown.any()) return;
  const auto held = parts.services.engine.find_slot(transaction, shop, slot);
  if (held) commerce::note_hold(transaction, shop, hold, shown.of_hold({*held}));
}

}  // namespace timeshelf::server::demo
