// Customers who need longer ask for more time, as often as they like.
#include "commerce/checkout/extending.hpp"
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using namespace std::chrono_literals;
using commerce::NotExtended;
using Extended = timeshelf::Result<commerce::Hold, NotExtended>;

constexpr auto kHoldFor = 10min;
constexpr auto kAtMost = 30min;  // in all

std::optional<NotExtended::Code> why_not(const Promise& promise, Instant now) {
  if (promise.state == Promise::State::confirmed) return NotExtended::Code::unknown;
  if (!promise.is_live(now)) return NotExtended::Code::run_out;
  if (promise.expires_at >= promise.made_at + kAtMost) return NotExtended::Code::at_limit;
  return std::nullopt;
}

Promise* any_hold(Run& run, ShopModel& shop) {
  std::vector<Promise*> holds;
  for (auto& [id, promise] : shop.promises) {
    if (promise.state == Promise::State::open || run.dice.chance(5)) holds.push_back(&promise);
  }
  return holds.empty() ? nullptr : run.dice.one_of(holds);
}

void ask(Run& run, const ShopModel& shop, Promise* promise) {
  const Instant now = run.world.now();
  std::optional<Extended> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = commerce::extend_hold(transaction, shop.shop.id, promise->id, kHoldFor, now);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} -> {}", promise->id.text(),
                *answer ? to_rfc3339((*answer)->expires_at) : answer->error().message);
  const auto expected = why_not(*promise, now);
  require(answer->has_value() == !expected, "More time was {}, and should have been {}.",
          *answer ? "given" : "refused", expected ? "refused" : "given");
  if (!*answer) {
    require(answer->error().code == *expected, "More time was refused for another reason: {}",
            answer->error().message);
    return;
  }
  const Instant until = std::max(promise->expires_at, std::min(now + kHoldFor, promise->made_at + kAtMost));
  require((*answer)->expires_at == until, "It is held until {}, and should be until {}.",
          to_rfc3339((*answer)->expires_at), to_rfc3339(until));
  if (ending.happened) promise->expires_at = until;
}

}  // namespace

// Some type slowly: they ask again and again, as long as it is theirs and longer.
void customer_asks_for_more_time(Run& run) {
  ShopModel& shop = run.any_shop();
  Promise* promise = any_hold(run, shop);
  if (!promise) return;
  ask(run, shop, promise);
  for (auto again = run.dice.chance(40) ? run.dice.between(1, 4) : 0; again > 0; --again) {
    run.world.pass(std::chrono::minutes(run.dice.between(1, 9)));
    ask(run, shop, promise);
  }
}

}  // namespace timeshelf::simulation
