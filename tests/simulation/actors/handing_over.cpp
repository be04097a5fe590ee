// Goods are made ready, handed over, and come back: in the right order, in the wrong one, and twice.
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::BroughtBack;
using commerce::LineState;

constexpr LineState kStates[] = {LineState::ready, LineState::handed_over, LineState::handed_over,
                                 LineState::returned, LineState::due};

}  // namespace

void line_is_handed_over(Run& run) {
  ShopModel& shop = run.any_shop();
  const Promise* promise = any_booking(run, shop);
  if (!promise) return;
  commerce::FulfilmentStep step;
  step.shop = shop.shop.id;
  step.booking = promise->booking_code;
  step.line =
      run.dice.between(0, static_cast<std::int64_t>(promise->lines.size()) - (run.dice.chance(4) ? 0 : 1));
  step.to = run.dice.one_of(kStates);
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
