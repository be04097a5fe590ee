// Paying online for a hold: the provider's page is asked for, then waited for.
#include "server/api/call.hpp"
#include "server/api/read_json.hpp"
#include "server/api/write_customer.hpp"
#include "server/shop/language.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

http::Response unknown_checkout(const Call& call) {
  return call.refuse(Problem::make("unknown-hold", "Nobody asked to pay online for such a hold.", "hold"));
}

// POST …/holds/{hold}/checkout {"name", "email", "language"?}
Plan begin(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  commerce::ConfirmCommand command{{}, {}, members.text("name", 200), members.text("email", 254)};
  command.language = members.language("language", preferred_language(request));
  if (const auto problem = members.problem()) return call.refuse(*problem);
  const auto hold = Id::parse(captures["hold"]);
  if (!hold) return unknown_checkout(call);
  command.hold = *hold;
  if (!context.config.sells_online())
    return call.refuse(Problem::make("not-offered", "This shop is paid at pickup; confirm the hold."));
  return WriteWork{[call, command](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      commerce::ConfirmCommand wanted = command;
      wanted.shop = shop.id;
      const auto checkout = call.context().services.payments.begin(transaction, wanted);
      if (!checkout) return call.refuse(checkout.error(), true);
      return call.answer(202, checkout_json(*checkout, shop, call.links()));
    });
  }};
}

// GET …/holds/{hold}/checkout
Plan look(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto hold = Id::parse(captures["hold"]);
  if (!hold) return unknown_checkout(call);
  return ReadWork{[call, hold = *hold](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto checkout = call.context().services.payments.find(transaction, shop.id, hold);
      return checkout ? call.answer(200, checkout_json(*checkout, shop, call.links()))
                      : unknown_checkout(call);
    });
  }};
}

}  // namespace

void add_checkout_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/api/v1/shops/{shop}/holds/{hold}/checkout", begin);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/holds/{hold}/checkout", look);
}

}  // namespace timeshelf::server::api
