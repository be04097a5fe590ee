#include "tests/simulation/run.hpp"

#include <algorithm>

#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

constexpr int kFaultyPercent = 8;
constexpr int kComparedPercent = 25;
constexpr std::size_t kFewestSteps = 1;

void step(Run& run, const Options& options, std::size_t number) {
  run.dice = Dice(options.seed, number);
  run.world.shuffle(run.dice.next());
  const Actor& actor = draw_actor(run);
  run.trace.say("{:3} {} {}", number, to_rfc3339(run.world.now()), actor.name);
  actor.act(run);
  run.post.read(run);
  for (ShopModel& shop : run.shops) shop.rota.forget_what_changed(shop);
  read_the_ledger(run);
  check_promises(run);
  check_calendars(run);
}

// Hours go by until no page is open any more: then every payment is settled, whatever was lost.
void come_to_an_end(Run& run) {
  run.trace.say("    the end");
  for (int hours = 0; hours < 3; ++hours) {
    run.world.pass(std::chrono::hours(2));
    run.bank.pass_to(run.world.latest(), run.dice);
    all_becomes_quiet(run);
    while (ask_the_bank(run, 10, false) > 0) read_the_ledger(run);
  }
  all_becomes_quiet(run);
  check_promises(run);
  check_the_bank(run);
}

}  // namespace

void Trace::write(std::string line) {
  for (const char c : line) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  lines_.push_back(std::move(line));
}

Run::Run(const Options& options) : world(options.disk, options.seed), dice(options.seed) {}

bool Run::maybe_plan_a_fault() {
  static constexpr Fault kFaults[] = {Fault::fails,     Fault::lost,          Fault::done_and_lost,
                                      Fault::conflicts, Fault::killed_within, Fault::killed_after};
  if (!dice.chance(kFaultyPercent)) return false;
  const Fault fault = dice.one_of(kFaults);
  world.plan(fault, dice.between(1, 40));
  trace.say("      fault: {}", name_of(fault));
  return true;
}

Ending Run::write(FunctionRef<bool(store::Transaction&)> command) {
  // To compare everything costs as much as all other checks: always where something breaks, else now and
  // then.
  const bool looks = maybe_plan_a_fault() || dice.chance(kComparedPercent);
  const std::uint64_t before = looks ? world.digest() : 0;
  const Ending ending = world.write(command);
  unchanged = looks && world.digest() == before;
  require(!looks || ending.happened || unchanged, "What was refused or broke off changed something.");
  compared = looks;
  if (!ending.acknowledged)
    trace.say("      no answer; {}", ending.happened ? "it happened" : "nothing happened");
  return ending;
}

Result run(const Options& options) {
  Result result;
  std::optional<Run> world;
  try {
    world.emplace(options);
    set_up(*world);
    for (std::size_t number = 1; number <= options.steps; ++number) {
      if (std::binary_search(options.skipped.begin(), options.skipped.end(), number)) continue;
      result.failed_step = number;
      step(*world, options, number);
      ++result.steps;
    }
    come_to_an_end(*world);
    result.failed_step = 0;
  } catch (const std::exception& error) {  // also what the engine threw: nothing planned it
    result.violation = error.what();
  }
  if (world) {
    result.trace = world->trace.lines();
    result.hash = world->trace.hash();
  }
  return result;
}

Options shrink(Options options) {
  options.steps = run(options).failed_step;
  const auto still_fails = [](const Options& tried) { return !run(tried).violation.empty(); };
  for (std::size_t part = options.steps / 2; part >= kFewestSteps; part /= 2) {
    for (std::size_t from = 1; from <= options.steps; from += part) {
      Options tried = options;
      for (std::size_t i = from; i < from + part && i < options.steps; ++i) {
        if (!std::binary_search(options.skipped.begin(), options.skipped.end(), i))
          tried.skipped.push_back(i);
      }
      std::sort(tried.skipped.begin(), tried.skipped.end());
      if (tried.skipped.size() > options.skipped.size() && still_fails(tried)) options = std::move(tried);
    }
  }
  options.steps = std::max(run(options).failed_step, kFewestSteps);
  return options;
}

}  // namespace timeshelf::simulation
