// Deliveries, counts, waste and moves are told: late, twice, and in any order.
#include <tuple>

#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {

using commerce::StockKind;

namespace {

const char* const kGoods[] = {"MUG", "BOWL"};
constexpr StockKind kKinds[] = {StockKind::delivery, StockKind::delivery, StockKind::count,
                                StockKind::waste,    StockKind::returned, StockKind::move};

// Some time between what a device did and now: the books heard of that later than it was counted.
std::optional<Instant> moment_at_stall(Run& run) {
  std::vector<Instant> done;
  for (const Phone& phone : run.phones) {
    for (const Scanned& each : phone.brought) done.push_back(each.at);
  }
  if (done.empty()) return std::nullopt;
  const Instant at = run.dice.one_of(done);
  return at + (run.world.now() - at) * run.dice.between(0, 100) / 100;
}

commerce::StockStatement invent(Run& run, const ShopModel& shop) {
  commerce::StockStatement said;
  said.shop = shop.shop.id;
  said.kind = run.market_day && run.dice.chance(40) ? StockKind::count : run.dice.one_of(kKinds);
  said.id = fmt::format("said-{}", run.dice.between(1, 60));  // now and then one that came before
  said.venue =
      run.dice.chance(run.market_day ? 90 : 70) ? shop.venues.front().id : run.dice.one_of(shop.venues).id;
  if (said.kind == StockKind::move) {
    for (const auto& venue : shop.venues) {
      if (venue.id != said.venue) said.to = venue.id;
    }
  }
  said.sku = run.dice.one_of(kGoods);
  said.units = run.dice.between(said.kind == StockKind::count ? 0 : 1, 9);
  if (run.dice.chance(30))
    said.occurred_at = run.world.now() - std::chrono::minutes(run.dice.between(0, 2000));
  if (run.market_day && said.kind == StockKind::count && run.dice.chance(40))
    said.occurred_at = moment_at_stall(run);
  said.actor = "clara";
  said.source = "stocktake";
  return said;
}

bool known(const ShopModel& shop, const std::string& id) {
  for (const auto& [pool, statements] : shop.told) {
    for (const Told& told : statements) {
      if (told.id == id) return true;
    }
  }
  return false;
}

// Nobody moves away what is not there, unless somebody counted the rest since.
bool is_too_much(Run& run, const ShopModel& shop, const commerce::StockStatement& said) {
  if (said.kind != StockKind::move) return false;
  const auto pool = shop.told.find({said.venue, said.sku});
  if (pool != shop.told.end() && said.occurred_at) {
    for (const Told& told : pool->second) {
      if (told.counts && std::tie(*said.occurred_at, said.id) < std::tie(told.at, told.id)) return false;
    }
  }
  std::int64_t there = 0;
  run.world.read([&](store::Transaction& transaction) {
    for (const auto& level : run.world.services().stock.levels(transaction, shop.shop.id)) {
      if (level.venue.id == said.venue && level.sku == said.sku) there = level.there();
    }
  });
  return said.units > there;
}

// Who counts a venue for the first time may say how it stood before something left it. What is counted now is
// there after all that left, also where the clock went back in between.
void learn_what_left(Run& run, ShopModel& shop, const commerce::StockMovement& count) {
  if (count.occurred_at >= run.world.now()) return;
  std::set<Id> slots;
  run.world.read([&](store::Transaction& transaction) {
    transaction.query("SELECT slot FROM slot_stock WHERE shop = $1 AND venue = $2 AND sku = $3",
                      {shop.shop.id, count.venue, count.sku},
                      [&](const store::Row& row) { slots.insert(row.id(0)); });
  });
  std::erase_if(shop.left_uncounted, [&](const LeftUncounted& left) {
    if (left.sku != count.sku || left.at <= count.occurred_at || !slots.contains(left.slot)) return false;
    shop.told[{count.venue, count.sku}].push_back({left.at, "~left", false, -left.units});
    return true;
  });
}

// What is counted now is there after all that goods did, also within the same millisecond
// (model_fulfilment.cpp puts that last).
void put_before(std::vector<Told>& statements, Instant counted) {
  for (Told& told : statements) {
    if (told.id.starts_with('~') && told.at >= counted) told.at = counted - std::chrono::milliseconds(1);
  }
}

void tell(Run& run, ShopModel& shop) {
  const auto said = invent(run, shop);
  const bool again = known(shop, said.id);
  const bool refused = !again && is_too_much(run, shop, said);
  std::optional<commerce::Decided<commerce::StockTold>> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer = run.world.services().stock.tell(transaction, said);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} {} of {} units of {} -> {}", said.id, name_of(said.kind), said.units, said.sku,
                *answer ? "noted" : answer->error().message);
  require(*answer || again || refused, "A fact was refused: {}", *answer ? "" : answer->error().message);
  require(!*answer || !refused, "{} of {} were moved away, and fewer are there.", said.units, said.sku);
  if (!*answer) return;
  require((*answer)->repeated == again, "A statement was {} heard before.", again ? "" : "not");
  if (again) return;
  for (const auto& movement : (*answer)->movements) {
    if (said.kind == StockKind::count && movement.occurred_at >= run.world.now())
      put_before(shop.told[{movement.venue, movement.sku}], movement.occurred_at);
    shop.told[{movement.venue, movement.sku}].push_back(
        {movement.occurred_at, said.id, said.kind == StockKind::count, movement.units});
    if (said.kind == StockKind::count) learn_what_left(run, shop, movement);
  }
}

}  // namespace

// A few at a time, as a till hands them in.
void stock_is_told(Run& run) {
  ShopModel& shop = run.any_shop();
  for (auto statements = run.dice.between(1, 5); statements > 0; --statements) tell(run, shop);
}

}  // namespace timeshelf::simulation
