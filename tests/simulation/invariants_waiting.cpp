// No promise of the waiting list is broken: first come, first served, each unit to one, and until its
// deadline.
#include <algorithm>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::WaitingState;

// The list ends where nothing is sold any more, or for who has got enough elsewhere.
bool may_close(const ShopModel& shop, const Waiter& waiter, Instant now) {
  const SoldSlot& slot = shop.slots.at(waiter.slot);
  if (slot.cancelled || now >= shop.sales_end(slot)) return true;
  return slot.limit && shop.units_of(waiter.email, slot.id, true, now) + waiter.quantity > *slot.limit;
}

bool may_become(const ShopModel& shop, const Waiter& waiter, WaitingState to, Instant now) {
  if (to == WaitingState::closed) return may_close(shop, waiter, now);
  if (waiter.is_waiting()) return to == WaitingState::offered;
  if (waiter.state != WaitingState::offered) return false;
  const Promise& offer = shop.promises.at(*waiter.hold);
  if (to == WaitingState::taken) return offer.state == Promise::State::confirmed;
  if (to == WaitingState::declined) return offer.state == Promise::State::released;
  return to == WaitingState::lapsed && offer.state != Promise::State::confirmed && !offer.is_live(now);
}

// Who came earlier and wants no more of the same would have fitted, too.
void check_nobody_jumped(const ShopModel& shop, const Waiter& offered) {
  for (const auto& [id, other] : shop.waiters) {
    require(other.slot != offered.slot || other.sku != offered.sku || !other.is_waiting() ||
                other.place > offered.place || other.quantity > offered.quantity,
            "{} was offered {} of {}, and {} waits longer for {}.", offered.email, offered.quantity,
            offered.sku, other.email, other.quantity);
  }
}

std::vector<commerce::Line> lines_of(store::Transaction& transaction, const Id& shop, const Id& hold) {
  std::vector<commerce::Line> lines;
  transaction.query(
      "SELECT slot, sku, quantity, minor, currency, tier, discount, tax FROM lines WHERE shop = $1 AND hold "
      "= $2 ORDER BY position",
      {shop, hold}, [&](const store::Row& row) {
        lines.push_back({row.id(0), row.string(1), row.integer(2),
                         Money{row.integer(3), *Currency::parse(row.text(4))}, row.string(5), ""});
        lines.back().discount = row.integer(6);
        lines.back().tax = row.integer(7);
      });
  return lines;
}

bool are_same(const std::vector<commerce::Line>& a, const std::vector<commerce::Line>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.sku == y.sku && x.quantity == y.quantity && x.unit_price == y.unit_price && x.tier == y.tier &&
           x.tax == y.tax;
  });
}

// Offers of one slot that were made at the same moment, one behind the other: each at the price that the one
// before it left. Which came first only the prices say.
bool learn_offers_as_it_was(store::Transaction& transaction, ShopModel& shop, std::vector<Waiter*> made,
                            Instant now) {
  std::sort(made.begin(), made.end(), [](auto* a, auto* b) { return a->place < b->place; });
  std::map<Id, std::vector<commerce::Line>> stored;
  for (const Waiter* waiter : made) stored[waiter->id] = lines_of(transaction, shop.shop.id, *waiter->hold);
  const auto by_place = [](const Waiter* a, const Waiter* b) { return a->place < b->place; };
  do {
    bool fits = true;
    for (const Waiter* waiter : made) {
      Promise promise = shop.promised(shop.offer_to(*waiter, now), now);
      fits = fits && are_same(promise.lines, stored[waiter->id]);
      promise.id = *waiter->hold;
      shop.promises.emplace(promise.id, std::move(promise));
    }
    if (fits) return true;
    for (const Waiter* waiter : made) shop.promises.erase(*waiter->hold);
  } while (std::next_permutation(made.begin(), made.end(), by_place));
  return false;
}

// What was lent counts for prices, and went back in the same moment: before the offers or behind them.
void learn_offers(store::Transaction& transaction, ShopModel& shop, const std::vector<Waiter*>& made,
                  Instant now) {
  if (learn_offers_as_it_was(transaction, shop, made, now)) return;
  for (const Id& lease : shop.just_closed) shop.lent.at(lease).is_closed = false;
  const bool is_right = learn_offers_as_it_was(transaction, shop, made, now);
  for (const Id& lease : shop.just_closed) shop.lent.at(lease).is_closed = true;
  require(is_right, "What {} is offered costs other than the slot asks.", made.front()->email);
}

}  // namespace

void learn_of_the_waiting(Run& run, store::Transaction& transaction, ShopModel& shop) {
  const Instant now = run.world.now();
  std::map<Id, std::vector<Waiter*>> offered;
  std::size_t count = 0;
  std::vector<std::pair<Waiter*, WaitingState>> changed;
  transaction.query("SELECT id, state, hold FROM waiting WHERE shop = $1 ORDER BY place, id", {shop.shop.id},
                    [&](const store::Row& row) {
                      ++count;
                      const auto found = shop.waiters.find(row.id(0));
                      require(found != shop.waiters.end(), "Somebody waits who never joined.");
                      const auto state = commerce::parse_waiting_state(row.text(1));
                      if (*state == found->second.state) return;
                      require(may_become(shop, found->second, *state, now), "{} was {} and is {}.",
                              found->second.email, name_of(found->second.state), row.string(1));
                      changed.emplace_back(&found->second, *state);
                      if (*state == WaitingState::offered) found->second.hold = row.id(2);
                    });
  require(count == shop.waiters.size(), "Somebody who waits is gone.");
  for (auto& [waiter, state] : changed) {
    // Called off: the offer goes with it.
    if (waiter->state == WaitingState::offered && state == WaitingState::closed)
      shop.promises.at(*waiter->hold).state = Promise::State::released;
    waiter->state = state;
    if (state == WaitingState::offered) offered[waiter->slot].push_back(waiter);
    if (state == WaitingState::closed) run.trace.say("      the list is closed for {}", waiter->email);
  }
  for (const auto& [slot, made] : offered) {
    for (const Waiter* waiter : made) {
      run.trace.say("      {} is offered {} of {}", waiter->email, waiter->quantity, waiter->sku);
      check_nobody_jumped(shop, *waiter);
    }
    learn_offers(transaction, shop, made, now);
  }
}

// When nothing is due, nobody waits for what they could have, or where nothing is sold.
void check_nobody_is_forgotten(const ShopModel& shop, Instant now) {
  for (const auto& [id, waiter] : shop.waiters) {
    if (!waiter.is_in_line()) continue;
    const std::string window = shop.window(shop.slots.at(waiter.slot), now);
    require(window == "open" || window == "upcoming" || window == "not-on-sale" ||
                (window == "off" && now < shop.sales_end(shop.slots.at(waiter.slot))),
            "{} still waits for {}, which is {}.", waiter.email, shop.slots.at(waiter.slot).event, window);
    if (waiter.state == WaitingState::offered) {
      require(shop.promises.at(*waiter.hold).is_live(now), "An offer to {} is over and still in the line.",
              waiter.email);
      continue;
    }
    require(!shop.why_not(shop.offer_to(waiter, now), now).empty(),
            "{} waits for {} of {} in {}, which is there.", waiter.email, waiter.quantity, waiter.sku,
            shop.slots.at(waiter.slot).event);
  }
}

}  // namespace timeshelf::simulation
