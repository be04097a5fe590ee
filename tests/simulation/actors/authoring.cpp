// What creators think of.
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

// Each changes its clocks within the weeks that a run may reach, or never does.
const char* const kZones[] = {"Europe/Berlin", "America/New_York", "UTC", "Asia/Kathmandu"};
const char* const kGoods[] = {"MUG", "BOWL"};

// Whether a step can hold once the one in front of it has ended; the shop refuses one that never could.
bool can_follow(const AuthoredStep& step, const AuthoredStep& next) {
  const auto hours = [](const Before& before) { return before.days * 24 + before.hours; };
  if (step.quantity && step.until) return true;
  if (step.quantity) return !next.quantity || *next.quantity > *step.quantity;
  return !next.until || hours(*next.until) < hours(*step.until);
}

std::vector<AuthoredStep> invent_ladder(Run& run, bool plain) {
  std::vector<AuthoredStep> steps;
  const auto count = run.dice.between(1, 3);
  for (std::int64_t i = 1; i <= count; ++i) {
    AuthoredStep step;
    if (!plain && run.dice.chance(60)) step.tier = fmt::format("tier-{}", i);
    step.minor = run.dice.between(0, 60) * 50;
    const bool last = i == count;
    if (!last || run.dice.chance(15)) {
      const bool by_time = run.dice.chance(60);
      if (by_time)
        step.until =
            run.dice.chance(60) ? Before{run.dice.between(1, 9), 0} : Before{0, run.dice.between(1, 60)};
      if (!by_time || (!plain && run.dice.chance(20))) step.quantity = run.dice.between(1, 6);
    }
    if (steps.empty() || can_follow(steps.back(), step)) steps.push_back(step);
  }
  return steps;
}

// What brings goods, and when they are picked up.
std::vector<AuthoredWay> invent_ways(Run& run) {
  const AuthoredWay pickup{"PICKUP",
                           run.dice.chance(70) ? 30 : 0,
                           run.dice.chance(80) ? std::optional(run.dice.between(1, 3)) : std::nullopt,
                           {},
                           {}};
  AuthoredWay delivery{"DELIVERY", 0, {}, {}, {}};
  if (run.dice.chance(60)) delivery.fee = run.dice.between(0, 3) * 250;
  if (run.dice.chance(30)) delivery.until = Before{0, run.dice.between(1, 30)};
  switch (run.dice.between(1, 5)) {
    case 1:
      return {delivery};
    case 2:
      return {pickup, delivery};
    case 3:
      return {delivery, pickup};
    default:
      return {pickup};
  }
}

}  // namespace

AuthoredTerms invent_terms(Run& run, const ShopModel& shop, bool plain) {
  AuthoredTerms terms;
  if (run.dice.chance(60)) terms.seats = run.dice.between(0, 8);
  for (const auto* sku : kGoods) {
    if (run.dice.chance(terms.seats ? 35 : 70)) terms.stock[sku] = run.dice.between(0, 9);
  }
  for (const auto& [sku, units] : terms.stock) {
    if (run.dice.chance(25)) terms.thresholds[sku] = run.dice.between(1, 12);
  }
  if (!terms.seats && terms.stock.empty()) terms.seats = run.dice.between(1, 8);
  if (terms.seats && (terms.stock.empty() || run.dice.chance(20)))
    terms.ladders["SEAT"] = invent_ladder(run, plain);
  for (const auto& [sku, units] : terms.stock) {
    if (run.dice.chance(60)) terms.ladders[sku] = invent_ladder(run, plain);
  }
  if (run.dice.chance(15) && !terms.stock.contains("BOWL")) terms.preorders["BOWL"] = run.dice.between(1, 9);
  if (!plain && run.dice.chance(20)) {
    for (auto& [sku, steps] : terms.ladders) {  // the same in yen, in steps of its own
      for (AuthoredStep& step : invent_ladder(run, false)) {
        step.currency = "JPY";
        steps.push_back(step);
      }
    }
  }
  if (run.dice.chance(30) && (!terms.stock.empty() || !terms.preorders.empty()))
    terms.ways = invent_ways(run);
  if (run.dice.chance(35)) terms.limit = run.dice.between(1, 4);
  if (run.dice.chance(20)) terms.opens = Before{run.dice.between(1, 6), 0};
  if (run.dice.chance(20)) terms.closes = Before{0, run.dice.between(1, 5)};
  if (!shop.bundles.empty() && run.dice.chance(30)) terms.bundle = run.dice.one_of(shop.bundles).first;
  return terms;
}

// From eight to twenty by the wall clock: no clock jumps then, but days before it one may.
WallClock invent_start(Run& run) {
  const auto today = std::chrono::floor<std::chrono::days>(run.world.now());
  return today + std::chrono::days(run.dice.between(0, 14)) + std::chrono::hours(run.dice.between(8, 20));
}

AuthoredEvent invent_event(Run& run, const ShopModel& shop) {
  AuthoredEvent event;
  event.uid = fmt::format("event-{}", shop.events.size() + 1);
  event.zone = run.dice.one_of(kZones);
  event.start = invent_start(run);
  event.lasts = std::chrono::minutes(30 * run.dice.between(1, 8));
  event.plain_lines = run.dice.chance(30);
  if (run.dice.chance(30)) {
    event.every_days = run.dice.between(1, 7);
    event.times = run.dice.between(2, 4);
  }
  if (run.dice.chance(40)) event.location = run.dice.one_of(shop.venues).name;
  event.terms = invent_terms(run, shop, event.plain_lines);
  return event;
}

}  // namespace timeshelf::simulation
