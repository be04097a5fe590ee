// The world in which a run begins.
#include "commerce/core/selling.hpp"
#include "commerce/ledger_rows.hpp"
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using store::Transaction;

void choose_tax_rules(Run& run, Transaction& transaction, ShopModel& model) {
  model.tax_on_top = run.dice.chance(25);
  if (model.tax_on_top) run.world.services().engine.put_tax_rules(transaction, model.shop.id, {false});
}

void open_shop(Run& run, Transaction& transaction, ShopModel& model, std::size_t number) {
  auto& engine = run.world.services().engine;
  const Instant now = run.world.now();
  model.shop =
      engine.create_shop(transaction, fmt::format("shop-{}", number), "Shop", "EUR", "Europe/Berlin");
  store::Collection home;
  home.shop = model.shelf.shop = model.shop.id;
  home.id = Id::make(now, run.world.random());
  model.shelf.id = Id::make(now, run.world.random());
  model.shelf.kind = store::CollectionKind::calendar;
  model.shelf.shelf = true;
  store::insert_collection(transaction, home);
  store::insert_collection(transaction, model.shelf);
  store::bind(transaction, model.shop.id, home.id, "shelf", model.shelf.id, store::Access::owner);
  engine.shelf_changed(transaction, model.shelf, home.id, "shelf").value();
  for (const auto* name : {"Kiln Street 12", "Depot"}) {
    const std::int64_t headcount = run.dice.chance(30) ? run.dice.between(3, 12) : 0;
    model.venues.push_back(
        {model.shop.id, Id::make(now, run.world.random()), name, "", "Europe/Berlin", headcount});
    engine.put_venue(transaction, model.venues.back());
  }
  if (run.dice.chance(50)) return;
  using std::chrono::minutes;
  const Staffed rule{run.dice.between(1, 3), minutes(45), minutes(15)};
  model.staffing[model.venues.front().name] = rule;
  run.world.services().shifts.put_staffing(transaction, model.venues.front(),
                                           {1, rule.per_bookings, 1, rule.before, rule.behind});
}

void stock_catalogue(Run& run, Transaction& transaction, ShopModel& model) {
  const Currency euro = *Currency::parse("EUR");
  model.goods = {{"MUG", {2000, 1900}}, {"BOWL", {1250, 700}}};
  for (const auto& [sku, goods] : model.goods) {
    run.world.services().engine.put_product(
        transaction, {model.shop.id, sku, sku, "", "", Money{goods.price, euro}, goods.tax_rate});
  }
}

// Uses of a code are scarce, so they are in the ledger from the beginning.
void issue_codes(Run& run, Transaction& transaction, ShopModel& model) {
  model.codes = {{"TENOFF", {1000, 0, {}}},
                 {"FIVER", {0, 500, {}}},
                 {"FEW", {3300, 0, run.dice.between(1, 3)}},
                 {"ONCE", {0, 777, 1}}};
  for (const auto& [name, code] : model.codes) {
    transaction.execute(
        "INSERT INTO codes (shop, code, rate, minor, currency, audience, slot, sku, use_limit, active, "
        "created_at) VALUES ($1, $2, $3, $4, 'EUR', '', '', '', $5, 1, 0)",
        {model.shop.id, name, code.rate, code.sum > 0 ? std::optional(code.sum) : std::nullopt, code.limit});
    if (!code.limit) continue;
    commerce::Ledger ledger;
    const commerce::AccountKey issued{commerce::AccountKind::issued, "", ""};
    commerce::load_accounts(transaction, model.shop.id, {issued}, ledger);
    const commerce::Transfer transfer{Id::make(run.world.now(), run.world.random()),
                                      commerce::TransferKind::posted,
                                      issued,
                                      commerce::uses_of(name),
                                      *code.limit,
                                      name,
                                      "issued",
                                      run.world.now()};
    ledger.apply({&transfer, 1}).value();
    commerce::store_written(transaction, model.shop.id, ledger);
  }
}

void price_bundles(Run& run, Transaction& transaction, ShopModel& model) {
  model.bundles = {
      {"course", run.dice.chance(60) ? std::optional(run.dice.between(1, 90) * 100) : std::nullopt},
      {"tour", std::nullopt}};
  for (const auto& [name, price] : model.bundles) {
    if (!price) continue;
    transaction.execute(
        "INSERT INTO bundles (shop, name, title, price, currency, active, created_at) "
        "VALUES ($1, $2, $2, $3, 'EUR', 1, 0)",
        {model.shop.id, name, *price});
  }
}

// Where it delivers, if it says so.
void draw_zones(Run& run, Transaction& transaction, ShopModel& model) {
  if (run.dice.chance(40)) return;
  using Prefixes = std::vector<std::string>;
  const Currency euro = *Currency::parse("EUR");
  model.zones = {
      {model.shop.id, "city", Prefixes{"101", "109"}, "", "", {}, {}, Money{350, euro}, {}, {}, {}},
      {model.shop.id, "around", Prefixes{"1"}, "", "", {}, {}, Money{700, euro}, 1900, {}, {}}};
  for (const auto& zone : model.zones)
    run.world.services().delivery.put_zone(transaction, zone, "clara").value();
}

}  // namespace

void set_up(Run& run) {
  run.market_day = run.dice.chance(30);
  run.shops.resize(static_cast<std::size_t>(run.dice.between(1, run.market_day ? 1 : 2)));
  run.world.write([&](Transaction& transaction) {
    std::size_t number = 0;
    for (ShopModel& model : run.shops) {
      open_shop(run, transaction, model, ++number);
      choose_tax_rules(run, transaction, model);
      stock_catalogue(run, transaction, model);
      issue_codes(run, transaction, model);
      price_bundles(run, transaction, model);
      draw_zones(run, transaction, model);
    }
    invite_people(run, transaction);
    return true;
  });
  run.world.pass(std::chrono::hours(run.dice.between(0, 24 * 28)));  // also just before the clocks change
  for (ShopModel& model : run.shops) {
    for (auto events = run.dice.between(1, 4); events > 0; --events)
      publish(run, model, invent_event(run, model));
  }
  read_the_ledger(run);
  check_calendars(run);
}

}  // namespace timeshelf::simulation
