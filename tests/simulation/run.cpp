#include "tests/simulation/run.hpp"

#include <algorithm>

#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

constexpr int kFaultyPercent = 8;
constexpr std::size_t kFewestSteps = 1;

void step(Run& run, const Options& options, std::size_t number) {
  run.dice = Dice(options.seed, number);
  run.world.shuffle(run.dice.next());
  const Actor& actor = draw_actor(run.dice);
  run.trace.say("{:3} {} {}", number, to_rfc3339(run.world.now()), actor.name);
  actor.act(run);
  read_the_ledger(run);
  check_promises(run);
  check_calendars(run);
}

}  // namespace

void Trace::write(std::string line) {
  for (const char c : line) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  lines_.push_back(std::move(line));
}

Run::Run(const Options& options) : world(options.disk, options.seed), dice(options.seed) {}

void Run::maybe_plan_a_fault() {
  static constexpr Fault kFaults[] = {Fault::fails,     Fault::lost,          Fault::done_and_lost,
                                      Fault::conflicts, Fault::killed_within, Fault::killed_after};
  if (!dice.chance(kFaultyPercent)) return;
  const Fault fault = dice.one_of(kFaults);
  world.plan(fault, dice.between(1, 40));
  trace.say("      fault: {}", name_of(fault));
}

Ending Run::write(FunctionRef<bool(store::Transaction&)> command) {
  maybe_plan_a_fault();
  const Ending ending = world.write(command);
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
