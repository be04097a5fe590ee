// The clock runs, jumps, and steps back a little as NTP makes it; jobs run late, in part, or twice.
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using namespace std::chrono_literals;

// Something happens exactly then: a hold runs out, a price step ends, booking opens or closes.
std::optional<Instant> turning_point(Run& run) {
  std::vector<Instant> ahead;
  for (const ShopModel& shop : run.shops) {
    for (const auto& [id, promise] : shop.promises) {
      if (promise.is_live(run.world.now())) ahead.push_back(promise.expires_at);
    }
    for (const auto& [id, slot] : shop.slots) {
      ahead.push_back(slot.closes_at.value_or(slot.starts_at));
      if (slot.opens_at) ahead.push_back(*slot.opens_at);
      for (const auto& [sku, ladder] : slot.ladders) {
        for (const Step& step : ladder) {
          if (step.until) ahead.push_back(*step.until);
        }
      }
    }
  }
  std::erase_if(ahead, [&](Instant at) { return at <= run.world.now() || at > run.world.now() + 72h; });
  if (ahead.empty()) return std::nullopt;
  return run.dice.one_of(ahead);
}

}  // namespace

void time_passes(Run& run) {
  const auto way = run.dice.between(1, 100);
  std::chrono::milliseconds by = std::chrono::seconds(run.dice.between(1, 90));
  if (way > 90) {
    by = -std::chrono::milliseconds(run.dice.between(1, 5000));
  } else if (way > 80) {
    by = std::chrono::hours(run.dice.between(1, 40));
  } else if (way > 60) {
    by = std::chrono::minutes(run.dice.between(1, 12));
  } else if (const auto point = turning_point(run); point && way > 25) {
    by = *point - run.world.now() + std::chrono::milliseconds(run.dice.between(-1, 1));
  }
  run.world.pass(by);
  run.trace.say("      {} ms, to {}", by.count(), to_rfc3339(run.world.now()));
}

void jobs_run(Run& run) {
  const auto at_most = static_cast<std::size_t>(run.dice.chance(50) ? 100 : run.dice.between(1, 3));
  const auto rounds = run.dice.between(1, 3);
  for (std::int64_t round = 0; round < rounds; ++round) {
    std::size_t done = 0;
    run.write([&](store::Transaction& transaction) {
      done = run.world.services().due.run(transaction, at_most);
      return true;
    });
    run.post.read(run);
    run.trace.say("      {} done, at most {} of each", done, at_most);
  }
}

void all_becomes_quiet(Run& run) {
  // Shifts are gathered for a second, by a clock that may have stepped back since.
  run.world.pass(run.world.latest() + 2s - run.world.now());
  std::size_t done = 1;
  for (int rounds = 0; done > 0; ++rounds) {
    require(rounds < 100, "What is due never ends.");
    run.world.write([&](store::Transaction& transaction) {
      done = run.world.services().due.run(transaction);
      return true;
    });
    run.post.read(run);
  }
  for (ShopModel& shop : run.shops) shop.sweep(run.world.now());
  read_the_ledger(run);
  check_when_quiet(run);
}

void process_dies(Run& run) {
  run.world.die();
}

}  // namespace timeshelf::simulation
