// What can be booked, as it moves: server-sent events (WHATWG HTML 9.2).
#include "server/live/live.hpp"
#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

constexpr const char* kRetryAfter = "30";  // seconds

http::Response too_many(const Call& call) {
  http::Response response = call.refuse(Problem::make(
      "too-many-followers",
      "As many as can be served follow what is on sale here; list the slots every minute instead."));
  response.headers.add("Retry-After", kRetryAfter);
  return response;
}

Plan follow_slots(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  if (const auto parameters = read_parameters(request.query, {}); !parameters)
    return call.refuse(parameters.error());
  // Before the snapshot: what is committed after it is news.
  const auto listener = context.live.join(captures["shop"]);
  if (!listener) return too_many(call);
  return ReadWork{[call, listener, slug = captures["shop"]](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const live::Standing standing = live::standing_of(transaction, shop.id);
      http::Response response =
          http::reply(200, "text/event-stream", call.context().live.begin(slug, standing));
      response.headers.add("Cache-Control", "no-store");
      response.headers.add("X-Accel-Buffering", "no");  // nginx would keep what comes in drops
      response.stream = listener;
      return response;
    });
  }};
}

}  // namespace

void add_live_routes(Router& router, Context& context) {
  add_public_route(router, context, "/api/v1/shops/{shop}/live", follow_slots);
}

}  // namespace timeshelf::server::api
