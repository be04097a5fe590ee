#include "commerce/orders/order_rows.hpp"

#include <fmt/format.h>

#include <array>

namespace timeshelf::commerce {
namespace {

constexpr std::array<std::pair<OrderState, std::string_view>, 5> kStates{
    {{OrderState::draft, "draft"},
     {OrderState::ordered, "ordered"},
     {OrderState::received, "received"},
     {OrderState::declined, "declined"},
     {OrderState::cancelled, "cancelled"}}};

constexpr std::string_view kColumns =
    "SELECT shop, id, venue, sku, slot, run, state, units, cost, currency, reasons, order_by, comes_at, "
    "made_at, decided_by, "
    "decided_at, received FROM orders ";

Order read_order(const store::Row& row) {
  const auto currency = Currency::parse(row.text(9)).value_or(*Currency::parse("EUR"));
  return {row.id(0),
          row.id(1),
          row.id(2),
          row.string(3),
          row.id(4),
          row.string(5),
          parse_order_state(row.text(6)).value_or(OrderState::cancelled),
          row.integer(7),
          Money{row.integer(8), currency},
          row.string(10),
          row.instant(11),
          row.maybe_instant(12),
          row.instant(13),
          row.string(14),
          row.maybe_instant(15),
          row.maybe_integer(16)};
}

// As the index orders_open says it: SQLite reads one only where its condition stands word by word.
constexpr std::string_view kOpen = "state IN ('draft', 'ordered')";

std::vector<Order> load(store::Transaction& transaction, const std::string& condition, store::Params params) {
  std::vector<Order> orders;
  transaction.query(fmt::format("{}WHERE {}", kColumns, condition), params,
                    [&](const store::Row& row) { orders.push_back(read_order(row)); });
  return orders;
}

}  // namespace

std::string_view name_of(OrderState state) {
  for (const auto& [each, name] : kStates) {
    if (each == state) return name;
  }
  return "";
}
std::optional<OrderState> parse_order_state(std::string_view name) {
  for (const auto& [state, each] : kStates) {
    if (each == name) return state;
  }
  return std::nullopt;
}

std::vector<SupplyTerms> load_supply_terms(store::Transaction& transaction, const Id& shop) {
  std::vector<SupplyTerms> all;
  transaction.query(
      "SELECT venue, sku, supplier, lead_days, cost, salvage, pack, least, room, budget, by_itself FROM "
      "order_terms WHERE shop = "
      "$1 ORDER BY sku, venue",
      {shop}, [&](const store::Row& row) {
        all.push_back({row.id(0), row.string(1), row.string(2), row.integer(3), row.integer(4),
                       row.integer(5), row.integer(6), row.integer(7), row.maybe_integer(8),
                       row.maybe_integer(9), row.maybe_integer(10)});
      });
  return all;
}

void store_supply_terms(store::Transaction& transaction, const Id& shop, const SupplyTerms& terms,
                        std::string_view actor, Instant now) {
  transaction.execute("DELETE FROM order_terms WHERE shop = $1 AND venue = $2 AND sku = $3",
                      {shop, terms.venue, terms.sku});
  transaction.execute(
      "INSERT INTO order_terms (shop, venue, sku, supplier, lead_days, cost, salvage, pack, least, room, "
      "budget, by_itself, "
      "changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
      {shop, terms.venue, terms.sku, terms.supplier, terms.lead_days, terms.cost, terms.salvage, terms.pack,
       terms.least, terms.room, terms.budget, terms.by_itself, actor, now});
}

std::optional<Order> load_order(store::Transaction& transaction, const Id& shop, const Id& order) {
  return transaction.first(std::string(kColumns) + "WHERE shop = $1 AND id = $2", {shop, order}, read_order);
}

std::vector<Order> load_orders(store::Transaction& transaction, const Id& shop, std::size_t decided) {
  std::vector<Order> orders = load_open_orders(transaction, shop);
  for (Order& order :
       load(transaction, "shop = $1 AND state NOT IN ('draft', 'ordered') ORDER BY id DESC LIMIT $2",
            {shop, static_cast<std::int64_t>(decided)}))
    orders.push_back(std::move(order));
  return orders;
}

std::vector<Order> load_open_orders(store::Transaction& transaction, const Id& shop) {
  return load(transaction, fmt::format("shop = $1 AND {} ORDER BY order_by, id", kOpen), {shop});
}

std::vector<Order> load_open_orders(store::Transaction& transaction, const Id& shop, const Id& venue,
                                    const std::string& sku) {
  return load(transaction,
              fmt::format("shop = $1 AND venue = $2 AND sku = $3 AND {} ORDER BY order_by, id", kOpen),
              {shop, venue, sku});
}

std::vector<Order> load_orders_of(store::Transaction& transaction, const Id& shop, const Id& slot,
                                  const std::string& sku) {
  return load(transaction, "shop = $1 AND slot = $2 AND sku = $3 ORDER BY id", {shop, slot, sku});
}

std::optional<Order> load_order_of_run(store::Transaction& transaction, const Id& shop, const Id& venue,
                                       const std::string& sku, const std::string& run) {
  return transaction.first(std::string(kColumns) + "WHERE shop = $1 AND venue = $2 AND sku = $3 AND run = $4",
                           {shop, venue, sku, run}, read_order);
}

bool insert_order(store::Transaction& transaction, const Order& order) {
  return transaction.execute(
             "INSERT INTO orders (shop, id, venue, sku, slot, run, state, units, cost, currency, reasons, "
             "order_by, comes_at, "
             "made_at, decided_by, decided_at, received) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
             "$11, $12, $13, $14, "
             "$15, $16, $17) ON CONFLICT (shop, slot, sku, run) DO NOTHING",
             {order.shop, order.id, order.venue, order.sku, order.slot, order.run, name_of(order.state),
              order.units, order.cost.minor, order.cost.currency.code(), order.reasons, order.order_by,
              order.comes_at, order.made_at, order.decided_by, order.decided_at, order.received}) > 0;
}

void update_order(store::Transaction& transaction, const Order& order) {
  transaction.execute(
      "UPDATE orders SET state = $3, units = $4, cost = $5, currency = $6, reasons = $7, order_by = $8, "
      "comes_at = $9, decided_by = $10, decided_at = $11, received = $12 WHERE shop = $1 AND id = $2",
      {order.shop, order.id, name_of(order.state), order.units, order.cost.minor, order.cost.currency.code(),
       order.reasons, order.order_by, order.comes_at, order.decided_by, order.decided_at, order.received});
}

std::optional<NextSlot> selling_next(store::Transaction& transaction, const Id& shop, const Id& venue,
                                     const std::string& sku, Instant now) {
  return transaction.first(
      "SELECT s.id, s.starts_at FROM slot_stock n JOIN slots s ON s.shop = n.shop AND s.id = n.slot WHERE "
      "n.shop = $1 AND n.venue = $2 AND n.sku = $3 AND s.ends_at > $4 ORDER BY s.starts_at, s.id LIMIT 1",
      {shop, venue, sku, now}, [](const store::Row& row) {
        return NextSlot{row.id(0), row.instant(1)};
      });
}

std::map<std::pair<Id, std::string>, std::int64_t> in_transit(store::Transaction& transaction,
                                                              const Id& shop) {
  std::map<std::pair<Id, std::string>, std::int64_t> units;
  transaction.query(
      fmt::format("SELECT venue, sku, CAST(SUM(units - COALESCE(received, 0)) AS BIGINT) FROM orders WHERE "
                  "shop = $1 AND {} AND state = 'ordered' GROUP BY venue, sku",
                  kOpen),
      {shop}, [&](const store::Row& row) {
        units[{row.id(0), row.string(1)}] = row.integer(2);
      });
  return units;
}

std::optional<SupplyTerms> load_supply_terms(store::Transaction& transaction, const Id& shop, const Id& venue,
                                             const std::string& sku) {
  for (SupplyTerms& terms : load_supply_terms(transaction, shop)) {
    if (terms.venue == venue && terms.sku == sku) return std::move(terms);
  }
  return std::nullopt;
}

}  // namespace timeshelf::commerce
