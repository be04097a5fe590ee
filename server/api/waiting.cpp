// The waiting list of what is sold out: joined by anybody, opened and left by a signed token, listed for
// staff.
#include <boost/json/array.hpp>

#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/api/read_json.hpp"
#include "server/api/short_list.hpp"
#include "server/api/staff.hpp"
#include "server/api/write_customer.hpp"
#include "server/shop/language.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::WaitingEntry;

http::Response own_answer(const Call& call, store::Transaction& transaction, int status,
                          const WaitingEntry& entry) {
  const auto shop = store::find_shop(transaction, entry.shop);
  const json::object body = own_waiting_json(entry, *shop, {call.links().origin, shop->slug});
  http::Response response =
      call.answer(status, body, status == 201 ? std::string(body.at("self").as_string()) : std::string());
  response.headers.set("Cache-Control", "private, no-store");
  response.headers.set("Referrer-Policy", "no-referrer");
  return response;
}

http::Response unknown_entry(const Call& call) {
  return call.refuse(Problem::make(
      "unknown-waiting", "This token opens no place on a waiting list; use the whole link of the letter.",
      "token"));
}

// POST …/slots/{slot}/waiting {"name", "email", "sku"?, "quantity"?, "language"?}
Plan join(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  commerce::JoinCommand command;
  command.name = members.text("name", 200);
  command.email = members.text("email", 254);
  command.sku = members.text("sku", 64, "");
  command.quantity = members.whole("quantity", 1);
  command.language = members.language("language", preferred_language(request));
  if (const auto problem = members.problem()) return call.refuse(*problem);
  const auto slot = Id::parse(captures["slot"]);
  if (!slot)
    return call.refuse(
        Problem::make("unknown-slot", "There is no such slot in this shop; list its slots again."));
  command.slot = *slot;

  return WriteWork{[call, command, key = *key](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      return call.once(transaction, shop.id, key, [&] {
        commerce::JoinCommand here = command;
        here.shop = shop.id;
        const auto entry = call.context().services.waiting.join(transaction, here);
        return entry ? own_answer(call, transaction, 201, *entry) : call.refuse(entry.error(), true);
      });
    });
  }};
}

Plan get_entry(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  return ReadWork{[call, token = captures["token"]](store::Transaction& transaction) {
    const auto entry = call.context().services.waiting.find(transaction, token);
    return entry ? own_answer(call, transaction, 200, *entry) : unknown_entry(call);
  }};
}

Plan leave(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  return WriteWork{[call, token = captures["token"]](store::Transaction& transaction) {
    auto& waiting = call.context().services.waiting;
    const auto entry = waiting.find(transaction, token);
    return entry ? own_answer(call, transaction, 200, waiting.leave(transaction, *entry))
                 : unknown_entry(call);
  }};
}

// GET …/waiting?slot=&cursor=&limit=
Plan list(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"slot", "cursor", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto page = read_page(*parameters);
  if (!page) return call.refuse(page.error());
  std::optional<Id> slot;
  if (const auto named = parameters->find("slot"); named != parameters->end()) {
    slot = Id::parse(named->second);
    if (!slot)
      return call.refuse(Problem::make("invalid-parameter", "\"slot\" must be the id of a slot.", "slot"));
  }
  return read_as(
      call, request, store::Role::staff,
      [call, slot, page = *page](store::Transaction& transaction, const Member& member) {
        json::array line;
        for (const auto& entry : call.context().services.waiting.list(transaction, member.shop.id, slot)) {
          json::object written = waiting_json(entry);
          written["offered_until"] =
              entry.offer ? json::value(to_rfc3339(entry.offer->expires_at)) : json::value(nullptr);
          line.push_back(std::move(written));
        }
        const auto listed = page_of("waiting", std::move(line), "id", page);
        return listed ? call.answer(200, *listed) : call.refuse(listed.error());
      });
}

}  // namespace

void add_waiting_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/api/v1/shops/{shop}/slots/{slot}/waiting", join);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/waiting", list);
  add_route(router, context, "GET", "/api/v1/waiting/{token}", get_entry);
  add_route(router, context, "DELETE", "/api/v1/waiting/{token}", leave);
}

}  // namespace timeshelf::server::api
