// Rows of orders, and of how goods can be had.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// More units than that are a slip of the finger.
inline constexpr std::int64_t kMostOrdered = 1'000'000;

/// How a SKU can be had for a venue; money in minor units of the shop's currency.
struct SupplyTerms {
  Id venue;
  std::string sku;
  std::string supplier;                     ///< in words
  std::int64_t lead_days = 0;               ///< from ordering until it is there
  std::int64_t cost = 0;                    ///< of one unit
  std::int64_t salvage = 0;                 ///< what a unit is worth that was not sold
  std::int64_t pack = 1;                    ///< units of a pack
  std::int64_t least = 0;                   ///< units of the smallest order
  std::optional<std::int64_t> room{};       ///< units that the venue has room for
  std::optional<std::int64_t> budget{};     ///< of one order
  std::optional<std::int64_t> by_itself{};  ///< orders up to that are made without asking
};

enum class OrderState {
  draft,      ///< asks to be decided
  ordered,    ///< on its way
  received,   ///< in stock
  declined,   ///< somebody said no
  cancelled,  ///< not needed any more, or too late
};
std::string_view name_of(OrderState state);
std::optional<OrderState> parse_order_state(std::string_view name);

struct Order {
  Id shop;
  Id id;
  Id venue;
  std::string sku;
  Id slot;
  std::string run;
  OrderState state = OrderState::draft;
  std::int64_t units = 0;
  Money cost;           ///< of one unit
  std::string reasons;  ///< JSON
  Instant order_by;
  std::optional<Instant> comes_at{};
  Instant made_at;
  std::string decided_by{};
  std::optional<Instant> decided_at{};
  std::optional<std::int64_t> received{};  ///< in all, of one delivery or several

  /// Ordered, and did not come.
  std::int64_t rest() const { return std::max<std::int64_t>(units - received.value_or(0), 0); }
  std::int64_t expected() const { return state == OrderState::ordered ? rest() : 0; }
  /// Not expected any more.
  std::int64_t missing() const { return state == OrderState::received ? rest() : 0; }
};

std::vector<SupplyTerms> load_supply_terms(store::Transaction&, const Id& shop);
/// Of one product at one venue.
std::optional<SupplyTerms> load_supply_terms(store::Transaction&, const Id& shop, const Id& venue,
                                             const std::string& sku);
void store_supply_terms(store::Transaction&, const Id& shop, const SupplyTerms&, std::string_view actor,
                        Instant now);

std::optional<Order> load_order(store::Transaction&, const Id& shop, const Id& order);
/// All that are open, the soonest `order_by` first, and behind them the newest that are not.
std::vector<Order> load_orders(store::Transaction&, const Id& shop, std::size_t decided = 200);
/// Drafts and what is on its way, the soonest `order_by` first.
std::vector<Order> load_open_orders(store::Transaction&, const Id& shop);
std::vector<Order> load_open_orders(store::Transaction&, const Id& shop, const Id& venue,
                                    const std::string& sku);
std::vector<Order> load_orders_of(store::Transaction&, const Id& shop, const Id& slot,
                                  const std::string& sku);
std::optional<Order> load_order_of_run(store::Transaction&, const Id& shop, const Id& venue,
                                       const std::string& sku, const std::string& run);
/// False if there is one of the run already.
bool insert_order(store::Transaction&, const Order&);
void update_order(store::Transaction&, const Order&);
/// The first slot to come that sells the SKU from the venue's stock: what an order is for.
struct NextSlot {
  Id id;
  Instant starts_at;
};
std::optional<NextSlot> selling_next(store::Transaction&, const Id& shop, const Id& venue,
                                     const std::string& sku, Instant now);
/// Ordered and still expected, by venue and SKU.
std::map<std::pair<Id, std::string>, std::int64_t> in_transit(store::Transaction&, const Id& shop);

}  // namespace timeshelf::commerce
