// Parts of bookings are given back, and bookings move to other slots: by customers and by staff.
#include <algorithm>

#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

// Some units of some lines; now and then more than there are, or of a line that there is not.
std::vector<commerce::UnitsOfLine> any_units(Run& run, const Promise& promise) {
  std::vector<commerce::UnitsOfLine> lines;
  for (auto count = run.dice.between(1, 2); count > 0; --count) {
    const auto at =
        run.dice.between(0, static_cast<std::int64_t>(promise.lines.size()) - (run.dice.chance(4) ? 0 : 1));
    const bool known = at < static_cast<std::int64_t>(promise.lines.size());
    const std::int64_t there = known ? promise.open(static_cast<std::size_t>(at)) : 1;
    lines.push_back({at, run.dice.chance(8) ? there + 1 : run.dice.between(there > 0 ? 1 : 0, there)});
  }
  return lines;
}

commerce::ChangedBy somebody(Run& run) {
  if (run.dice.chance(70)) return {};
  return {false, "clara", "asked by telephone"};
}

// Mostly one that sells the same.
const Id& any_target(Run& run, const ShopModel& shop, const Promise& promise) {
  std::vector<const Id*> alike;
  for (const auto& [id, slot] : shop.slots) {
    const bool sells = slot.sells(promise.lines.front().sku) && !promise.slots().contains(id);
    if (sells && shop.window(slot, run.world.now()) == "open") alike.push_back(&id);
  }
  return alike.empty() || run.dice.chance(20) ? run.dice.one_of(shop.slots).first : *run.dice.one_of(alike);
}

std::string told(const std::vector<commerce::UnitsOfLine>& lines) {
  std::string text;
  for (const auto& [position, units] : lines) text += fmt::format(" {}x line {}", units, position);
  return text.empty() ? " all" : text;
}

}  // namespace

void part_is_cancelled(Run& run) {
  ShopModel& shop = run.any_shop();
  const Promise* promise = any_booking(run, shop);
  if (!promise) return;
  const commerce::CancelCommand command{shop.shop.id, *promise->booking, any_units(run, *promise),
                                        somebody(run)};
  const auto change = shop.change(command, run.world.now());
  std::optional<commerce::Decided<commerce::Change>> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().changes.cancel(transaction, command);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {}{} -> {}", promise->booking->text(), told(command.lines),
                *answer ? (*answer)->after.text() : answer->error().message);
  agree_on(change.reasons, *answer);
  if (!ending.happened) return;
  require((*answer)->after.minor == change.total, "The booking costs {} now, and should cost {}.",
          (*answer)->after.minor, change.total);
  shop.keep(change);
}

// Where goods are counted, what a hold that ran out gives back may go where some are missing, and a slot with
// it. A move tidies up first, so that only the engine knows within the step what is on sale then.
bool waits_for_tidying(const ShopModel& shop, Instant now) {
  return !shop.told.empty() &&
         std::any_of(shop.promises.begin(), shop.promises.end(), [&](const auto& entry) {
           return entry.second.state == Promise::State::open && !entry.second.is_live(now);
         });
}

// They are shown what it would cost, and say yes to that.
void booking_is_moved(Run& run) {
  ShopModel& shop = run.any_shop();
  if (waits_for_tidying(shop, run.world.now())) return;
  const Promise* promise = any_booking(run, shop);
  if (!promise) return;
  commerce::MoveCommand command{shop.shop.id, *promise->booking, any_target(run, shop, *promise)};
  if (run.dice.chance(35)) command.lines = any_units(run, *promise);
  command.by = somebody(run);
  const auto shown = shop.change(command, run.world.now());
  std::optional<commerce::Decided<commerce::Change>> answer;
  run.world.read([&](store::Transaction& transaction) {
    answer = run.world.services().changes.price_move(transaction, command);
  });
  agree_on(shown.reasons, *answer);
  if (*answer)
    require((*answer)->after.minor == shown.total, "Moving is said to come to {}, and should to {}.",
            (*answer)->after.minor, shown.total);
  command.total = shown.total + (run.dice.chance(8) ? 100 : 0);
  const auto change = shop.change(command, run.world.now());
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().changes.move(transaction, command);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {}{} to {} at {} -> {}", promise->booking->text(), told(command.lines),
                shop.slots.at(command.to).event, *command.total,
                *answer ? (*answer)->after.text() : answer->error().message);
  agree_on(change.reasons, *answer);
  if (ending.happened) shop.keep(change);
}

}  // namespace timeshelf::simulation
