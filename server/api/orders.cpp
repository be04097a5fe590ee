// Orders that forecasts ask for: what is drafted, on its way and received, and how goods can be had. For who
// runs the shop.
#include "server/api/orders.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "base/text.hpp"
#include "commerce/orders/orders.hpp"
#include "server/api/call.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::Order;
using commerce::OrderError;
using commerce::Orders;
using commerce::SupplyTerms;

Orders orders_of(const Call& call) {
  auto& context = call.context();
  return {context.engine, context.services.stock, context.clock, context.random};
}

template <class T>
json::value or_null(const std::optional<T>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}
json::value instant_or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(to_rfc3339(*instant)) : json::value(nullptr);
}

json::object terms_json(const SupplyTerms& terms) {
  return {{"venue", terms.venue.text()},
          {"sku", terms.sku},
          {"supplier", terms.supplier},
          {"lead_days", terms.lead_days},
          {"cost", terms.cost},
          {"salvage", terms.salvage},
          {"pack", terms.pack},
          {"least", terms.least},
          {"room", or_null(terms.room)},
          {"budget", or_null(terms.budget)},
          {"by_itself", or_null(terms.by_itself)}};
}

json::object order_json(const Order& order) {
  const Money total{order.cost.minor * order.units, order.cost.currency};
  return {{"id", order.id.text()},
          {"state", commerce::name_of(order.state)},
          {"venue", order.venue.text()},
          {"sku", order.sku},
          {"slot", order.slot.text()},
          {"units", order.units},
          {"total", money_json(total)},
          {"reasons", json::parse(order.reasons)},
          {"made_at", to_rfc3339(order.made_at)},
          {"order_by", to_rfc3339(order.order_by)},
          {"comes_at", instant_or_null(order.comes_at)},
          {"decided_by", order.decided_by.empty() ? json::value(nullptr) : json::value(order.decided_by)},
          {"decided_at", instant_or_null(order.decided_at)},
          {"received", or_null(order.received)},
          {"expected", order.expected()},
          {"missing", order.missing()}};
}

json::object listed(store::Transaction& transaction, const Id& shop) {
  json::array orders;
  for (const Order& order : commerce::load_orders(transaction, shop)) orders.push_back(order_json(order));
  json::array terms;
  for (const SupplyTerms& each : commerce::load_supply_terms(transaction, shop))
    terms.push_back(terms_json(each));
  json::array transit;
  for (const auto& [key, units] : commerce::in_transit(transaction, shop))
    transit.push_back({{"venue", key.first.text()}, {"sku", key.second}, {"units", units}});
  return {{"orders", std::move(orders)}, {"terms", std::move(terms)}, {"in_transit", std::move(transit)}};
}

Problem problem_of(const OrderError& error) {
  switch (error.code) {
    case OrderError::Code::unknown_order:
      return Problem::make("unknown-order", error.message);
    case OrderError::Code::not_missing:
      return Problem::make("not-missing", error.message);
    case OrderError::Code::decided:
      return Problem::make("order-decided", error.message);
    case OrderError::Code::unknown_venue:
    case OrderError::Code::unknown_product:
    case OrderError::Code::invalid:
      break;
  }
  return Problem::make("invalid-member", error.message, error.field);
}

// GET …/orders
Plan list_orders(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::manager,
                 [call](store::Transaction& transaction, const Member& member) {
                   return call.answer(200, listed(transaction, member.shop.id));
                 });
}

// POST …/orders: what was promised and is not there; {"id", "venue", "sku", "units"}.
Plan order_missing(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::string id = members.text("id", 64);
  const std::string venue = members.text("venue", 64);
  const std::string sku = to_upper(members.text("sku", 64));
  const std::int64_t units = members.whole("units");
  if (auto problem = members.problem()) return call.refuse(*problem);
  return write_as(
      call, request, store::Role::manager,
      [call, id, venue, sku, units](store::Transaction& transaction, const Member& member) {
        const auto order = orders_of(call).order_missing(
            transaction, member.shop, id, Id::parse(venue).value_or(Id{}), sku, units, member.user.name);
        return order ? call.answer(201, order_json(*order)) : call.refuse(problem_of(order.error()));
      });
}

// POST …/orders/look: drafts what the forecasts of this moment ask for.
Plan look(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(call, request, store::Role::manager,
                  [call](store::Transaction& transaction, const Member& member) {
                    const auto forecasts = call.context().services.forecasts.of_slots(
                        transaction, member.shop.id, call.now(), call.now() + commerce::kOrderedAhead);
                    orders_of(call).propose(transaction, member.shop, forecasts);
                    return call.answer(200, listed(transaction, member.shop.id));
                  });
}

Read<SupplyTerms> read_terms(const json::object& body) {
  MemberReader members(body, "");
  SupplyTerms terms;
  const std::string venue = members.text("venue", 64);
  terms.sku = to_upper(members.text("sku", 64));
  terms.supplier = members.text("supplier", 200, "");
  terms.lead_days = members.whole("lead_days");
  terms.cost = members.whole("cost");
  terms.salvage = members.whole("salvage", 0);
  terms.pack = members.whole("pack", 1);
  terms.least = members.whole("least", 0);
  const auto maybe = [&](const char* name) {
    const std::int64_t value = members.whole(name, 0);
    return members.has(name) ? std::optional(value) : std::nullopt;
  };
  terms.room = maybe("room");
  terms.budget = maybe("budget");
  terms.by_itself = maybe("by_itself");
  if (auto problem = members.problem()) return *problem;
  const auto id = Id::parse(venue);
  if (!id) return Problem::make("invalid-member", "The shop has no such venue.", "venue");
  terms.venue = *id;
  return terms;
}

// PUT …/orders/terms
Plan put_terms(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto terms = read_terms(*body);
  if (!terms) return call.refuse(terms.error());
  return write_as(call, request, store::Role::manager,
                  [call, terms = *terms](store::Transaction& transaction, const Member& member) {
                    const auto put =
                        orders_of(call).put_terms(transaction, member.shop, terms, member.user.name);
                    return put ? call.answer(200, terms_json(*put)) : call.refuse(problem_of(put.error()));
                  });
}

using Deed = std::function<commerce::Ordered<Order>(Orders&, store::Transaction&, const Member&, const Id&)>;
Plan decide(const Call& call, const http::Request& request, const Captures& captures, Deed deed,
            const std::optional<IdempotencyKey>& key = {}) {
  const auto id = Id::parse(captures["order"]);
  return write_as(
      call, request, store::Role::manager,
      [call, id, key, deed = std::move(deed)](store::Transaction& transaction, const Member& member) {
        if (!id)
          return call.refuse(Problem::make("unknown-order", "There is no such order; list them again."));
        return call.once(transaction, member.shop.id, key, [&] {
          Orders orders = orders_of(call);
          const auto order = deed(orders, transaction, member, *id);
          return order ? call.answer(200, order_json(*order)) : call.refuse(problem_of(order.error()));
        });
      });
}

// POST …/orders/{order}/approve
Plan approve(Context& context, const http::Request& request, const Captures& captures) {
  return decide(Call(context, request, captures["shop"]), request, captures,
                [](Orders& orders, store::Transaction& transaction, const Member& member, const Id& id) {
                  return orders.approve(transaction, member.shop, id, member.user.name);
                });
}

// POST …/orders/{order}/decline
Plan decline(Context& context, const http::Request& request, const Captures& captures) {
  return decide(Call(context, request, captures["shop"]), request, captures,
                [](Orders& orders, store::Transaction& transaction, const Member& member, const Id& id) {
                  return orders.decline(transaction, member.shop, id, member.user.name);
                });
}

// POST …/orders/{order}/receive; {"units"?, "rest_expected"?}
Plan receive(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  const auto body = read_body(request, true);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::int64_t whole = members.whole("units", 0);
  commerce::Arrival arrival;
  if (members.has("units")) arrival.units = whole;
  arrival.rest_expected = members.flag("rest_expected", false);
  if (auto problem = members.problem()) return call.refuse(*problem);
  const Deed deed = [arrival](Orders& orders, store::Transaction& transaction, const Member& member,
                              const Id& id) {
    return orders.receive(transaction, member.shop, id, arrival, member.user.name);
  };
  return decide(call, request, captures, deed, *key);
}

}  // namespace

void add_order_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/orders", list_orders);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/orders", order_missing);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/orders/look", look);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/orders/terms", put_terms);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/orders/{order}/approve", approve);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/orders/{order}/decline", decline);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/orders/{order}/receive", receive);
}

}  // namespace timeshelf::server::api
