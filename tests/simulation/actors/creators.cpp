// Creators publish events, move and change them, call them off, and take them away again.
#include "ical/component.hpp"
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

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
