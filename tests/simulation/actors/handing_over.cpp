// Goods are made ready, handed over, and come back: in the right order, in the wrong one, and twice.
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::BroughtBack;
using commerce::LineState;

constexpr LineState kStates[] = {LineState::ready, LineState::handed_over, LineState::handed_over,
                                 LineState::returned, LineState::due};

// Who bought at the stall left no address, and comes to the counter only to bring it back.
const Promise* any_walk_up(Run& run, const ShopModel& shop) {
  std::vector<const Promise*> found;
  for (const auto& [id, promise] : shop.promises) {
    if (promise.is_booked() && promise.booked_by.empty()) found.push_back(&promise);
  }
  return found.empty() ? nullptr : run.dice.one_of(found);
}

}  // namespace

void line_is_handed_over(Run& run) {
  ShopModel& shop = run.any_shop();
  const Promise* walk_up = run.market_day && run.dice.chance(60) ? any_walk_up(run, shop) : nullptr;
  const Promise* promise = walk_up ? walk_up : any_booking(run, shop);
  if (!promise) return;
  commerce::FulfilmentStep step;
  step.shop = shop.shop.id;
  step.booking = promise->booking_code;
  step.line =
      run.dice.between(0, static_cast<std::int64_t>(promise->lines.size()) - (run.dice.chance(4) ? 0 : 1));
  step.to = walk_up ? LineState::returned : run.dice.one_of(kStates);
  if (run.dice.chance(40)) step.units = run.dice.between(run.dice.chance(5) ? 0 : 1, 2);
  const bool goods = step.to == LineState::returned ? !run.dice.chance(4) : run.dice.chance(3);
  if (goods) step.goods = run.dice.chance(70) ? BroughtBack::stock : BroughtBack::waste;
  step.actor = "clara";
  const Reasons reasons = shop.why_not(step);
  std::optional<commerce::Decided<commerce::FulfilmentLine>> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().fulfilment.advance(transaction, step);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      line {} of {} to {} -> {}", step.line, step.booking, name_of(step.to),
                *answer ? "done" : answer->error().message);
  agree_on(reasons, *answer);
  if (ending.happened) shop.keep(step, run.world.now());
}

}  // namespace timeshelf::simulation
