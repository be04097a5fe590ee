// People wait for what is sold out, and change their minds. What they are offered, jobs bring about.
#include "base/text.hpp"
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

const char* const kPeople[] = {"ada@example.com", "ben@example.com", " Ada@Example.com",
                               "cy@example.com",  "eve@example.com", "nobody"};

struct Wanted {
  const SoldSlot* slot;
  std::string sku;
};

// Mostly something that is sold out: else nobody could join.
Wanted any_wish(Run& run, const ShopModel& shop) {
  const Instant now = run.world.now();
  std::vector<Wanted> gone;
  for (const auto& [id, slot] : shop.slots) {
    if (shop.window(slot, now) != "open") continue;
    for (const auto& [sku, step] : shop.prices(slot, now)) {
      if (shop.shown(slot, sku, now) <= 0 && slot.given.at(sku) > 0) gone.push_back({&slot, sku});
    }
  }
  if (!gone.empty() && run.dice.chance(85)) return run.dice.one_of(gone);
  const SoldSlot& slot = run.dice.one_of(shop.slots).second;
  const auto sold = shop.offers(slot);
  return {&slot, sold.empty() || run.dice.chance(30) ? "" : run.dice.one_of(sold)};
}

}  // namespace

void customer_joins_the_waiting_list(Run& run) {
  ShopModel& shop = run.any_shop();
  if (shop.slots.empty()) return;
  const Instant now = run.world.now();
  const Wanted wanted = any_wish(run, shop);
  const SoldSlot& slot = *wanted.slot;
  commerce::JoinCommand command{shop.shop.id, slot.id,
                                wanted.sku,   run.dice.between(run.dice.chance(5) ? 0 : 1, 3),
                                "Ada",        run.dice.one_of(kPeople)};
  std::optional<commerce::Decided<commerce::WaitingEntry>> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().waiting.join(transaction, command);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} wants {} of {} \"{}\" -> {}", command.email, command.quantity, slot.event,
                command.sku, *answer ? "waits" : answer->error().message);
  command.email = to_lower(trim(command.email));
  const Reasons reasons = shop.why_not(command, now);
  require(answer->has_value() == reasons.empty(), "Joining was {}: {}", *answer ? "granted" : "refused",
          *answer ? "" : answer->error().message);
  require(answer->has_value() || reasons.contains(answer->error().code),
          "Joining was refused for a reason that is none: {}", *answer ? "" : answer->error().message);
  if (!ending.happened) return;
  const commerce::WaitingEntry& entry = **answer;
  Waiter waiter{entry.id,      slot.id,          shop.meant(slot, command.sku),   entry.place,
                command.email, command.quantity, commerce::WaitingState::waiting, {}};
  std::int64_t ahead = 0;
  for (const auto& [id, other] : shop.waiters) {
    require(other.slot != slot.id || other.place < entry.place,
            "Two have the place {}, or one of them jumped.", entry.place);
    ahead += other.slot == slot.id && other.sku == waiter.sku && other.is_waiting() ? 1 : 0;
  }
  require(entry.ahead == ahead && entry.sku == waiter.sku, "{} people are ahead, and {} were told.", ahead,
          entry.ahead);
  shop.waiters.emplace(entry.id, std::move(waiter));
}

// Also twice, and when it is too late.
void customer_leaves_the_waiting_list(Run& run) {
  ShopModel& shop = run.any_shop();
  if (shop.waiters.empty()) return;
  Waiter& waiter = run.dice.one_of(shop.waiters).second;
  const std::string token = commerce::waiting_token(shop.shop, waiter.id);
  bool known = false;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    auto& waiting = run.world.services().waiting;
    const auto entry = waiting.find(transaction, token);
    known = entry.has_value();
    if (known) waiting.leave(transaction, *entry);
    return known;
  });
  if (!ending.happened && !ending.acknowledged) return;
  require(known, "The link of somebody who waits leads nowhere.");
  run.trace.say("      {} leaves {}", waiter.email, waiter.id.text());
  using commerce::WaitingState;
  if (waiter.state == WaitingState::waiting) waiter.state = WaitingState::left;
  if (waiter.state != WaitingState::offered) return;
  Promise& offer = shop.promises.at(*waiter.hold);
  if (!offer.is_live(run.world.now())) return;
  offer.state = Promise::State::released;
  waiter.state = WaitingState::declined;
}

}  // namespace timeshelf::simulation
