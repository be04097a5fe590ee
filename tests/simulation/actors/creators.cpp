// Creators publish events, move and change them, call them off, and take them away again.
#include <algorithm>

#include "ical/component.hpp"
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using namespace std::chrono_literals;

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

AuthoredTerms invent_terms(Run& run, const ShopModel& shop, bool plain) {
  AuthoredTerms terms;
  if (run.dice.chance(60)) terms.seats = run.dice.between(0, 8);
  for (const auto* sku : kGoods) {
    if (run.dice.chance(terms.seats ? 35 : 70)) terms.stock[sku] = run.dice.between(0, 9);
  }
  if (!terms.seats && terms.stock.empty()) terms.seats = run.dice.between(1, 8);
  if (terms.seats && (terms.stock.empty() || run.dice.chance(20)))
    terms.ladders["SEAT"] = invent_ladder(run, plain);
  for (const auto& [sku, units] : terms.stock) {
    if (run.dice.chance(60)) terms.ladders[sku] = invent_ladder(run, plain);
  }
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

void change(Run& run, const ShopModel& shop, AuthoredEvent& event) {
  switch (run.dice.between(1, 8)) {
    case 1:
      event.start = invent_start(run);
      break;
    case 2:
      event.start += std::chrono::hours(run.dice.between(-3, 3));
      break;
    case 3:
      event.cancelled = !event.cancelled;
      break;
    case 4:
      event.dropped = !event.plain_lines;
      break;
    case 5:
      if (event.every_days > 0) event.times = run.dice.between(1, 4);
      break;
    case 6:
      event.terms.off = !event.terms.off;
      break;
    case 7:
      event.location = run.dice.chance(50) ? "" : run.dice.one_of(shop.venues).name;
      break;
    default:
      event.terms = invent_terms(run, shop, event.plain_lines);
  }
}

std::string told(const AuthoredEvent& event) {
  std::string text = event.text();
  for (const auto* noise : {"BEGIN:VCALENDAR\r\n", "VERSION:2.0\r\n", "PRODID:-//Calendar app//EN\r\n"})
    text.erase(text.find(noise), std::string(noise).size());
  text.erase(text.find("END:VEVENT"));
  for (std::size_t at = 0; (at = text.find("\r\n", at)) != std::string::npos;) text.replace(at, 2, "; ");
  return text;
}

// As the calendar server does: what is read back, and what a series is extended from.
void store_object(Run& run, store::Transaction& transaction, const ShopModel& shop,
                  const AuthoredEvent& event, const std::string& bytes) {
  store::ObjectEntry entry;
  entry.segment = event.segment();
  entry.uid = event.uid;
  entry.component = "VEVENT";
  entry.etag = "\"1\"";
  store::put_object(transaction, shop.shelf, entry, bytes, run.world.now());
}

// New slots get the ids that the engine gave them.
void learn(Run& run, ShopModel& shop, const ShopModel::Plan& plan) {
  for (SoldSlot slot : plan.after) {
    if (slot.id.empty()) {
      run.world.read([&](store::Transaction& transaction) {
        transaction.query(
            "SELECT id FROM slots WHERE shop = $1 AND shelf = $2 AND uid = $3 AND recurrence = $4",
            {shop.shop.id, shop.shelf.id, slot.event, slot.recurrence},
            [&](const store::Row& row) { slot.id = row.id(0); });
      });
      require(!slot.id.empty(), "{} at {} became no slot.", slot.event, to_rfc3339(slot.starts_at));
    }
    shop.slots.insert_or_assign(slot.id, slot);
  }
}

template <class Decided>
void agree(const Reasons& reasons, const Decided& answer) {
  require(answer.has_value() == reasons.empty(), "The shelf was {}: {}", answer ? "changed" : "not changed",
          answer ? "though that breaks a promise" : answer.error().message);
  require(answer.has_value() || reasons.contains(answer.error().code), "Not for that reason: {}",
          answer ? "" : answer.error().message);
}

}  // namespace

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

void publish(Run& run, ShopModel& shop, AuthoredEvent event) {
  // What an app has dropped comes back as it was.
  if (event.dropped) event.terms = shop.events.at(event.uid).terms;
  run.trace.say("      {}", told(event));
  const std::string text = event.text();
  const auto parsed = ical::parse(text);
  std::optional<commerce::Decided<commerce::Engine::Published>> answer;
  const auto plan = shop.publish(event, run.world.now());
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().engine.publish(transaction, shop.shelf, event.segment(),
                                                 parsed->calendars.front());
    if (!answer->has_value()) return false;
    store_object(run, transaction, shop, event, (*answer)->content.value_or(text));
    return true;
  });
  if (!ending.happened && !ending.acknowledged) return;
  agree(plan.reasons, *answer);
  if (!ending.happened) {
    run.trace.say("      refused: {}", answer->error().message);
    return;
  }
  require((*answer)->content.has_value() == event.dropped,
          "What the calendar app dropped is put back, and nothing else.");
  learn(run, shop, plan);
  AuthoredEvent kept = event;
  kept.dropped = false;
  shop.events[event.uid] = std::move(kept);
}

void creator_publishes(Run& run) {
  ShopModel& shop = run.any_shop();
  if (shop.events.empty() || (shop.events.size() < 6 && run.dice.chance(30))) {
    publish(run, shop, invent_event(run, shop));
    return;
  }
  AuthoredEvent event = run.dice.one_of(shop.events).second;
  for (auto times = run.dice.between(0, 2); times > 0; --times) change(run, shop, event);  // or saved again
  publish(run, shop, event);
}

void creator_withdraws(Run& run) {
  ShopModel& shop = run.any_shop();
  if (shop.events.empty()) return;
  const AuthoredEvent& event = run.dice.one_of(shop.events).second;
  std::optional<commerce::Decided<void>> answer;
  const auto plan = shop.withdraw(event.uid, run.world.now());
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().engine.withdraw(transaction, shop.shelf, event.segment());
    if (!answer->has_value()) return false;
    store::delete_object(transaction, shop.shelf, event.segment(), run.world.now());
    return true;
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} -> {}", event.uid, *answer ? "withdrawn" : answer->error().message);
  agree(plan.reasons, *answer);
  if (ending.happened) learn(run, shop, plan);
}

}  // namespace timeshelf::simulation
