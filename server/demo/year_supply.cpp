#include "server/demo/year_supply.hpp"

#include <algorithm>
#include <array>

#include "commerce/orders/orders.hpp"
#include "server/demo/catalog.hpp"

namespace timeshelf::server::demo {
namespace {

constexpr std::array<std::string_view, 3> kThrown = {"MUG-BLUE", "BOWL-CELADON", "PLATE-SPECKLE"};
constexpr std::int64_t kLeadDays = 10;
constexpr std::int64_t kPack = 6;
constexpr std::int64_t kWorthTheWay = 2 * kPack;

commerce::Orders orders_of(Parts& parts) {
  return {parts.services.engine, parts.services.stock, parts.clock, parts.random};
}

}  // namespace

void put_supply_terms(Parts& parts, store::Transaction& transaction, const store::Shop& shop,
                      std::string_view owner) {
  const Id venue = parts.services.engine.list_venues(transaction, shop.id).front().id;
  for (const DemoProduct& product : products()) {
    if (std::find(kThrown.begin(), kThrown.end(), product.sku) == kThrown.end()) continue;
    commerce::SupplyTerms terms;
    terms.venue = venue;
    terms.sku = product.sku;
    terms.supplier = "The workshop in Velten";
    terms.lead_days = kLeadDays;
    terms.cost = Money::parse(product.price, *Currency::parse(shop.currency))->minor / 3;
    terms.pack = kPack;
    orders_of(parts).put_terms(transaction, shop, terms, owner).value();
  }
}

std::size_t tend_orders(Parts& parts, store::Transaction& transaction, const store::Shop& shop,
                        std::string_view owner) {
  std::size_t approved = 0;
  auto orders = orders_of(parts);
  for (const commerce::Order& order : commerce::load_open_orders(transaction, shop.id)) {
    const bool draft = order.state == commerce::OrderState::draft;
    const bool has_come = order.state == commerce::OrderState::ordered && order.comes_at &&
                          *order.comes_at <= parts.clock.now();
    if (has_come) orders.receive(transaction, shop, order.id, {}, owner).value();
    if (draft && order.units < kWorthTheWay) orders.decline(transaction, shop, order.id, owner).value();
    if (!draft || order.units < kWorthTheWay) continue;
    orders.approve(transaction, shop, order.id, owner).value();
    ++approved;
  }
  return approved;
}

}  // namespace timeshelf::server::demo
