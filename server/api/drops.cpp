// The line of a drop: places in it.
#include "server/api/call.hpp"
#include "server/api/read_json.hpp"
#include "server/api/write_customer.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::PlaceView;

http::Response place_answer(const Call& call, int status, const PlaceView& place) {
  const json::object body = place_json(place, call.links());
  const std::string self(body.at("self").as_string());
  http::Response response = call.answer(status, body, status == 201 ? self : std::string());
  response.headers.set("Referrer-Policy", "no-referrer");
  return response;
}

// POST …/drops/{drop}/place, with no body or {}
Plan take_place(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  const auto body = read_body(request, true);
  if (!body) return call.refuse(body.error());
  if (const auto problem = MemberReader(*body, "").problem()) return call.refuse(*problem);
  return WriteWork{[call, key = *key, drop = captures["drop"]](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      return call.once(transaction, shop.id, key, [&] {
        const auto place = call.context().services.waiting_rooms.take(transaction, shop.id, drop);
        return place ? place_answer(call, 201, *place) : call.refuse(place.error(), true);
      });
    });
  }};
}

Plan get_place(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return ReadWork{[call, drop = captures["drop"],
                   token = captures["token"]](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto place = call.context().services.waiting_rooms.find(transaction, shop.id, drop, token);
      if (place) return place_answer(call, 200, *place);
      return call.refuse(Problem::make(
          "unknown-place", "This is no place in the line of this drop (any more). Take a new one.", "token"));
    });
  }};
}

}  // namespace

void add_drop_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/api/v1/shops/{shop}/drops/{drop}/place", take_place);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/drops/{drop}/place/{token}", get_place);
}

}  // namespace timeshelf::server::api
