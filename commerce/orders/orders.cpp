#include "commerce/orders/orders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>

#include "base/characters.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/orders/order_entry.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

using Code = OrderError::Code;
using std::chrono::days;

constexpr std::int64_t kMostMinor = 1'000'000'000'000;
constexpr std::int64_t kLongestLead = 365;

std::optional<OrderError> check(const SupplyTerms& terms) {
  const auto within = [](std::int64_t value, std::int64_t least, std::int64_t most) {
    return value >= least && value <= most;
  };
  if (characters_of(terms.supplier) > 200 || !is_utf8(terms.supplier))
    return order_error(Code::invalid, "A supplier has at most 200 characters.", "supplier");
  if (!within(terms.lead_days, 0, kLongestLead))
    return order_error(Code::invalid, fmt::format("Goods take from 0 to {} days.", kLongestLead),
                       "lead_days");
  if (!within(terms.cost, 0, kMostMinor))
    return order_error(Code::invalid, "A unit costs nothing or more.", "cost");
  if (!within(terms.salvage, 0, terms.cost))
    return order_error(Code::invalid, "What is left over is worth nothing or more, and no more than it cost.",
                       "salvage");
  if (!within(terms.pack, 1, kMostOrdered))
    return order_error(Code::invalid, "A pack has 1 unit or more.", "pack");
  if (!within(terms.least, 0, kMostOrdered))
    return order_error(Code::invalid, "The smallest order has 0 units or more.", "least");
  if (!within(terms.room.value_or(0), 0, kMostOrdered))
    return order_error(Code::invalid, "There is room for 0 units or more.", "room");
  if (!within(terms.budget.value_or(0), 0, kMostMinor))
    return order_error(Code::invalid, "A budget is 0 or more.", "budget");
  if (!within(terms.by_itself.value_or(0), 0, kMostMinor))
    return order_error(Code::invalid, "What is ordered without asking is 0 or more.", "by_itself");
  return std::nullopt;
}

bool runs_the_shop(store::Transaction& transaction, const Id& shop, std::string_view user) {
  for (const store::User& each : store::list_users(transaction)) {
    if (each.shop == shop && each.name == user)
      return each.role <= store::Role::manager;  // declared from the highest down
  }
  return false;
}

// Of the shop's own list of tasks.
std::optional<Order> draft_in(store::Transaction& transaction, const store::Collection& list, const Id& id) {
  const auto shop = store::find_shop(transaction, list.shop);
  if (!shop || shop->staff_tasks != list.id) return std::nullopt;
  auto order = load_order(transaction, shop->id, id);
  return order && order->state == OrderState::draft ? std::move(order) : std::nullopt;
}

// Apps say it in three ways (RFC 5545 3.8.1.11, 3.8.1.8, 3.8.2.1).
bool is_completed(const ical::Component& todo) {
  const auto status = todo.value("STATUS");
  if (!status.empty() && !equals_ignoring_case(status, "NEEDS-ACTION"))
    return equals_ignoring_case(status, "COMPLETED");
  return todo.value("PERCENT-COMPLETE") == "100" || todo.find("COMPLETED");
}

void decide(store::Transaction& transaction, Order& order, OrderState state, std::string_view actor,
            Instant now) {
  order.state = state;
  order.decided_by = actor;
  order.decided_at = now;
  for (const SupplyTerms& terms : load_supply_terms(transaction, order.shop)) {
    const bool of_it = terms.venue == order.venue && terms.sku == order.sku;
    if (of_it && state == OrderState::ordered) order.comes_at = now + days(terms.lead_days);
  }
  update_order(transaction, order);
}

void note(store::Transaction& transaction, const Order& order, std::string_view action,
          std::string_view actor, Instant now, Random& random) {
  boost::json::object facts{{"sku", order.sku}, {"units", order.units}, {"slot", order.slot.text()}};
  if (order.received) facts["received"] = *order.received;
  if (order.received && order.expected() > 0) facts["expected"] = order.expected();
  record(transaction, order.shop, actor, action, order.id.text(), facts, now, random);
}

std::string supplier_of(store::Transaction& transaction, const Order& order) {
  const auto terms = load_supply_terms(transaction, order.shop, order.venue, order.sku);
  return terms ? terms->supplier : "";
}

// The first draft makes it; a day that somebody deleted does not come back with the next step.
enum class Making { with_draft, never };
void write_day(store::Transaction& transaction, const store::Shop& shop, const Order& order, const Slot& slot,
               Instant now, Making making) {
  const auto calendar =
      shop.staff_calendar ? store::find_collection(transaction, shop.id, *shop.staff_calendar) : std::nullopt;
  if (!calendar) return;
  Emission day = order_day(order, slot, supplier_of(transaction, order), calendar_words(shop.language), now);
  day.make = day.make && making == Making::with_draft;
  emit(transaction, *calendar, day, now);
}

void write(store::Transaction& transaction, const store::Shop& shop, const Order& order, const Slot& slot,
           Instant now, Making day) {
  write_day(transaction, shop, order, slot, now, day);
  const auto list =
      shop.staff_tasks ? store::find_collection(transaction, shop.id, *shop.staff_tasks) : std::nullopt;
  if (!list) return;
  emit(transaction, *list,
       order_entry(order, slot, supplier_of(transaction, order), calendar_words(shop.language)), now);
}

// Named by what came before it: told again, a delivery changes nothing.
std::optional<OrderError> deliver(store::Transaction& transaction, Stock& stock, const Order& order,
                                  std::int64_t units, std::string_view actor) {
  StockStatement said;
  said.shop = order.shop;
  said.kind = StockKind::delivery;
  said.id = "order-" + order.id.string();
  if (order.received) said.id += fmt::format("-{}", *order.received);
  said.venue = order.venue;
  said.sku = order.sku;
  said.units = units;
  said.actor = actor;
  said.source = "order";
  if (const auto told = stock.tell(transaction, said); !told)
    return order_error(Code::invalid, told.error().message, "units");
  return std::nullopt;
}

// The to-do was decided in a calendar app, which stores it itself.
void write_day_after(store::Transaction& transaction, const Order& order, Instant now) {
  const auto shop = store::find_shop(transaction, order.shop);
  const auto row = load_slot(transaction, order.shop, order.slot);
  if (shop && row) write_day(transaction, *shop, order, row->slot, now, Making::never);
}

}  // namespace

OrderError order_error(OrderError::Code code, std::string sentence, std::string field) {
  OrderError error;
  error.message = std::move(sentence);
  error.code = code;
  error.field = std::move(field);
  return error;
}

Ordered<SupplyTerms> Orders::put_terms(store::Transaction& transaction, const store::Shop& shop,
                                       const SupplyTerms& terms, std::string_view actor) {
  if (!load_venue(transaction, shop.id, terms.venue))
    return order_error(Code::unknown_venue, "The shop has no such venue.", "venue");
  const auto products = engine_.list_products(transaction, shop.id);
  const bool known = std::any_of(products.begin(), products.end(),
                                 [&](const Product& each) { return each.sku == terms.sku; });
  if (!known) return order_error(Code::unknown_product, "The shop has no such product.", "sku");
  if (auto error = check(terms)) return *error;
  store_supply_terms(transaction, shop.id, terms, actor, clock_.now());
  record(transaction, shop.id, actor, "order.terms", terms.venue.text(),
         {{"sku", terms.sku}, {"cost", terms.cost}}, clock_.now(), random_);
  return terms;
}

void Orders::write_anew(store::Transaction& transaction, const store::Shop& shop) {
  for (const Order& order : load_open_orders(transaction, shop.id)) {
    const auto slot = engine_.find_slot(transaction, shop.id, order.slot);
    if (slot) write(transaction, shop, order, *slot, clock_.now(), Making::never);
  }
}

// What stands in the calendar, and in the log.
void Orders::follow(store::Transaction& transaction, const store::Shop& shop, Order& order,
                    std::string_view action, std::string_view actor) {
  note(transaction, order, action, actor, clock_.now(), random_);
  const auto slot = engine_.find_slot(transaction, shop.id, order.slot);
  if (!slot) return;
  write(transaction, shop, order, *slot, clock_.now(),
        action == "order.drafted" ? Making::with_draft : Making::never);
}

Ordered<Order> Orders::approve(store::Transaction& transaction, const store::Shop& shop, const Id& id,
                               std::string_view actor) {
  auto order = load_order(transaction, shop.id, id);
  if (!order) return order_error(Code::unknown_order, "There is no such order; list them again.");
  if (order->state == OrderState::ordered) return *order;
  if (order->state != OrderState::draft)
    return order_error(Code::decided, "It is not a draft any more; list the orders again.");
  decide(transaction, *order, OrderState::ordered, actor, clock_.now());
  follow(transaction, shop, *order, "order.approved", actor);
  return *order;
}

Ordered<Order> Orders::decline(store::Transaction& transaction, const store::Shop& shop, const Id& id,
                               std::string_view actor) {
  auto order = load_order(transaction, shop.id, id);
  if (!order) return order_error(Code::unknown_order, "There is no such order; list them again.");
  if (order->state == OrderState::declined) return *order;
  if (order->state != OrderState::draft)
    return order_error(Code::decided, "It is not a draft any more; list the orders again.");
  decide(transaction, *order, OrderState::declined, actor, clock_.now());
  follow(transaction, shop, *order, "order.declined", actor);
  return *order;
}

Ordered<Order> Orders::receive(store::Transaction& transaction, const store::Shop& shop, const Id& id,
                               const Arrival& arrival, std::string_view actor) {
  auto order = load_order(transaction, shop.id, id);
  if (!order) return order_error(Code::unknown_order, "There is no such order; list them again.");
  if (order->state == OrderState::received) return *order;
  if (order->state != OrderState::ordered)
    return order_error(Code::decided, "It is not on its way; approve it first.");
  const std::int64_t before = order->received.value_or(0);
  const std::int64_t came = arrival.units.value_or(order->expected());
  const bool gives_up = before > 0 && !arrival.rest_expected;
  if (came < (gives_up ? 0 : 1) || came > kMostOrdered)
    return order_error(Code::invalid, fmt::format("From 1 to {} units came.", kMostOrdered), "units");
  if (came > 0) {
    if (auto error = deliver(transaction, stock_, *order, came, actor)) return *error;
  }
  order->received = before + came;
  if (!arrival.rest_expected || order->rest() == 0) order->state = OrderState::received;
  update_order(transaction, *order);
  follow(transaction, shop, *order, "order.received", actor);
  return *order;
}

std::optional<std::string> hear_order(store::Transaction& transaction, const store::Collection& list,
                                      std::string_view user, const ical::Component& object, Instant now,
                                      Random& random) {
  ical::Component sent = object;
  const auto todo = std::find_if(sent.components.begin(), sent.components.end(),
                                 [](const ical::Component& part) { return part.name == "VTODO"; });
  const auto id = todo == sent.components.end() ? std::nullopt : parse_order_uid(todo->value("UID"));
  auto order = id ? draft_in(transaction, list, *id) : std::nullopt;
  if (!order || !is_completed(*todo)) return std::nullopt;
  if (!runs_the_shop(transaction, list.shop, user)) {
    todo->set({"STATUS", "NEEDS-ACTION"});
    for (const char* line : {"COMPLETED", "PERCENT-COMPLETE"}) todo->remove(line);
    return ical::serialize(sent);
  }
  decide(transaction, *order, OrderState::ordered, user, now);
  note(transaction, *order, "order.approved", user, now, random);
  write_day_after(transaction, *order, now);
  return std::nullopt;
}

void hear_order_removal(store::Transaction& transaction, const store::Collection& list, std::string_view user,
                        std::string_view uid, Instant now, Random& random) {
  const auto id = parse_order_uid(uid);
  auto order = id ? draft_in(transaction, list, *id) : std::nullopt;
  if (!order || !runs_the_shop(transaction, list.shop, user)) return;
  decide(transaction, *order, OrderState::declined, user, now);
  note(transaction, *order, "order.declined", user, now, random);
  write_day_after(transaction, *order, now);
}

}  // namespace timeshelf::commerce
