// What a shop sells: the shop itself and its slots.
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "commerce/shop_keys.hpp"
#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/api/write_customer.hpp"
#include "server/experiments/seeing.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

// What a page of our own reads again is what it showed before. Caches keep answers to visitors apart.
http::Response as_seen(const commerce::Presentation& presentation, http::Response response) {
  if (!presentation.any()) return response;
  response.headers.add("Vary", "Cookie, Sec-GPC");
  response.headers.set("Cache-Control", "private, no-cache");
  return response;
}

Plan get_shop(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return ReadWork{[call](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto products = call.engine().list_products(transaction, shop.id);
      json::object body = shop_json(shop, products, call.links());
      body["payment"] = payment_ways(call.context().config);
      body["keys"] = json::array{commerce::public_key_json(shop)};
      return call.answer_if_changed(body);
    });
  }};
}

// GET …/slots?from=&to=&drop=&bundle=
Plan list_slots(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  auto parameters = read_parameters(request.query, {"from", "to", "drop", "bundle"});
  if (!parameters) return call.refuse(parameters.error());
  const auto window = read_window(*parameters, call.now());
  if (!window) return call.refuse(window.error());

  return ReadWork{
      [call, parameters = *parameters, window = *window,
       visitor = experiments::visitor_of(request, captures["shop"])](store::Transaction& transaction) {
        const auto wanted = [&](const char* parameter, const std::string& value) {
          const auto found = parameters.find(parameter);
          return found == parameters.end() || found->second == value;
        };
        return call.in_shop(transaction, [&](const store::Shop& shop) {
          const commerce::Presentation presentation(transaction, shop.id, visitor);
          json::array slots;
          for (const auto& slot : call.engine().list_slots(transaction, shop.id, window.from, window.to)) {
            if (wanted("drop", slot.drop) && wanted("bundle", slot.bundle)) {
              slots.push_back(experiments::slot_json(presentation, slot, call.links()));
            }
          }
          return as_seen(presentation, call.answer_if_changed({{"from", to_rfc3339(window.from)},
                                                               {"to", to_rfc3339(window.to)},
                                                               {"slots", std::move(slots)}}));
        });
      }};
}

Plan get_slot(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto id = Id::parse(captures["slot"]);
  return ReadWork{[call, id, visitor = experiments::visitor_of(request, captures["shop"])](
                      store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto slot = id ? call.engine().find_slot(transaction, shop.id, *id) : std::nullopt;
      if (slot) {
        const commerce::Presentation presentation(transaction, shop.id, visitor);
        return as_seen(presentation,
                       call.answer_if_changed(experiments::slot_json(presentation, *slot, call.links())));
      }
      return call.refuse(
          Problem::make("unknown-slot", "There is no such slot in this shop; list its slots again."));
    });
  }};
}

// GET …/slots/{slot}/alternatives
Plan get_alternatives(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto id = Id::parse(captures["slot"]);
  return ReadWork{[call, id](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto slot = id ? call.engine().find_slot(transaction, shop.id, *id) : std::nullopt;
      if (slot) {
        return call.answer_if_changed(
            alternatives_json(commerce::alternatives_to(transaction, *slot, call.now()), call.links()));
      }
      return call.refuse(
          Problem::make("unknown-slot", "There is no such slot in this shop; list its slots again."));
    });
  }};
}

}  // namespace

void add_slot_routes(Router& router, Context& context) {
  add_public_route(router, context, "/api/v1/shops/{shop}", get_shop);
  add_public_route(router, context, "/api/v1/shops/{shop}/slots", list_slots);
  add_public_route(router, context, "/api/v1/shops/{shop}/slots/{slot}", get_slot);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/slots/{slot}/alternatives", get_alternatives);
}

}  // namespace timeshelf::server::api
