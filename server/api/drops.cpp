// The line of a drop: places in it.
#include "base/text.hpp"
#include "server/api/call.hpp"
#include "server/api/read_json.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::PlaceView;

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

http::Response place_answer(const Call& call, int status, const PlaceView& place) {
  const std::string self = place_address(call.links(), place.drop) + "/" + percent_encode(place.token);
  const auto wait = place.wait ? std::optional<std::int64_t>(place.wait->count()) : std::nullopt;
  const auto opens = place.opens_at ? std::optional(to_rfc3339(*place.opens_at)) : std::nullopt;
  const json::object body{{"drop", place.drop},
                          {"in", place.is_in},
                          {"used_up", place.used_up},
                          {"opens_at", or_null(opens)},
                          {"ahead", or_null(place.ahead)},
                          {"wait_seconds", or_null(wait)},
                          {"standing", place.standing},
                          {"sold_out", place.sold_out},
                          {"token", place.token},
                          {"self", self}};
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
