// Checking out: units are held, then confirmed or released.
#include <fmt/format.h>

#include "commerce/checkout/extending.hpp"
#include "commerce/fulfilment/claims.hpp"
#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/api/read_json.hpp"
#include "server/api/write_customer.hpp"
#include "server/experiments/holding.hpp"
#include "server/shop/language.hpp"
#include "server/shop/route.hpp"
#include "server/shop/till.hpp"

namespace timeshelf::server::api {
namespace {

constexpr std::size_t kMostLines = 50;
constexpr std::size_t kLongestCode = 1000;  // a token of an audience is longer than a code

Read<commerce::LineRequest> read_line(const boost::json::object& object, std::size_t index) {
  MemberReader members(object, fmt::format("lines[{}]", index));
  const std::string slot = members.text("slot", 64);
  commerce::LineRequest line;
  line.sku = members.text("sku", 64, "");
  line.quantity = members.whole("quantity");
  line.fulfilment = members.text("fulfilment", 16, "");
  const std::string window = members.text("window", 64, "");
  if (auto problem = members.problem()) return *problem;
  const auto id = Id::parse(slot);
  if (!id) {
    return Problem::make("invalid-member", "There is no such slot in this shop; list its slots again.",
                         fmt::format("lines[{}].slot", index));
  }
  line.slot = *id;
  if (!window.empty()) {
    line.window = parse_rfc3339(window);
    if (!line.window)
      return Problem::make("invalid-member",
                           "A window is the date-time at which it begins, as the slot lists it.",
                           fmt::format("lines[{}].window", index));
  }
  return line;
}

Read<commerce::Address> read_address(const boost::json::object& object) {
  MemberReader members(object, "address");
  commerce::Address address{members.text("name", 200),       members.text("street", 200),
                            members.text("postal_code", 20), members.text("city", 200),
                            members.text("country", 2),      members.degrees("latitude"),
                            members.degrees("longitude")};
  if (auto problem = members.problem()) return *problem;
  return address;
}

// {"lines": [{"slot", "sku"?, "quantity", "fulfilment"?, "window"?}]} or {"bundle", "quantity"}; "currency"?,
// "code"?, "email"?, "place"?, "address"?
Read<commerce::HoldCommand> read_hold(const boost::json::object& body) {
  MemberReader members(body, "");
  commerce::HoldCommand wanted;
  wanted.currency = members.text("currency", 3, "");
  wanted.code = members.text("code", kLongestCode, "");
  wanted.email = members.text("email", 254, "");
  wanted.place = members.text("place", 512, "");
  if (const auto* object = members.object("address")) {
    auto address = read_address(*object);
    if (!address) return address.error();
    wanted.address = std::move(*address);
  }
  if (members.has("bundle")) {
    wanted.bundle = members.text("bundle", 64);
    wanted.quantity = members.whole("quantity");
    if (auto problem = members.problem()) return *problem;
    return wanted;
  }
  const auto lines = members.objects("lines", 1, kMostLines);
  if (auto problem = members.problem()) return *problem;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto line = read_line(*lines[i], i);
    if (!line) return line.error();
    wanted.lines.push_back(std::move(*line));
  }
  return wanted;
}

http::Response hold_answer(const Call& call, int status, const commerce::Hold& hold,
                           std::string location = {}) {
  const auto hold_for = call.engine().options().hold_for;
  return call.answer(status, own_hold_json(hold, hold_for, call.links()), std::move(location));
}

// POST …/holds
Plan make_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto wanted = read_hold(*body);
  if (!wanted) return call.refuse(wanted.error());

  return experiments::hold_at_till(
      context, captures["shop"], {*wanted, *key}, experiments::visitor_of(request, captures["shop"]),
      [call](const commerce::Till::Answer& answer) {
        if (!answer.sale) return call.refuse(answer, false);
        const auto& hold = std::get<commerce::Hold>(*answer.sale);
        return hold_answer(call, 201, hold,
                           fmt::format("{}/holds/{}", call.links().shop_api(), hold.id.text()));
      });
}

http::Response unknown_hold(const Call& call) {
  return call.refuse(
      Problem::make("unknown-hold", "There is no such hold; it may have run out. Make a new one.", "hold"));
}

Plan get_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto id = Id::parse(captures["hold"]);
  if (!id) return unknown_hold(call);
  return ReadWork{[call, id = *id](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto hold = call.engine().find_hold(transaction, shop.id, id);
      return hold ? hold_answer(call, 200, *hold) : unknown_hold(call);
    });
  }};
}

Problem why_not_extended(const commerce::NotExtended& refusal) {
  using Code = commerce::NotExtended::Code;
  const char* kind = refusal.code == Code::run_out    ? "hold-expired"
                     : refusal.code == Code::at_limit ? "hold-at-limit"
                                                      : "unknown-hold";
  return Problem::make(kind, refusal.message, "hold");
}

// POST …/holds/{hold}/extend, with no body or {}
Plan extend_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto id = Id::parse(captures["hold"]);
  if (!id) return unknown_hold(call);
  const auto body = read_body(request, true);
  if (!body) return call.refuse(body.error());
  if (const auto problem = MemberReader(*body, "").problem()) return call.refuse(*problem);
  return WriteWork{[call, id = *id](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto hold =
          commerce::extend_hold(transaction, shop.id, id, call.engine().options().hold_for, call.now());
      return hold ? hold_answer(call, 200, *hold) : call.refuse(why_not_extended(hold.error()));
    });
  }};
}

Plan release_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto id = Id::parse(captures["hold"]);
  if (!id) return unknown_hold(call);
  return at_till(context.till, captures["shop"], {commerce::ReleaseCommand{{}, *id}, {}},
                 [call](const commerce::Till::Answer& answer) {
                   return answer.sale ? http::reply(204, "", "") : call.refuse(answer, true);
                 });
}

// POST …/holds/{hold}/confirm {"name", "email", "payment"?, "language"?}
Plan confirm_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto id = Id::parse(captures["hold"]);
  if (!id) return unknown_hold(call);
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  commerce::ConfirmCommand command{{}, *id, members.text("name", 200), members.text("email", 254)};
  const std::string payment = members.text("payment", 16, "pickup");
  command.language = members.language("language", preferred_language(request));
  if (const auto problem = members.problem()) return call.refuse(*problem);
  if (payment != "pickup")
    return call.refuse(Problem::make("invalid-member",
                                     "What is confirmed is paid at \"pickup\"; to pay online, POST to the "
                                     "hold's checkout.",
                                     "payment"));

  return at_till(context.till, captures["shop"], {command, *key},
                 [call](const commerce::Till::Answer& answer) {
                   if (!answer.sale) return call.refuse(answer, true);
                   auto booking = std::get<commerce::Booking>(*answer.sale);
                   commerce::sign_booking(answer.shop, booking);
                   return call.answer(201, booking_json(booking, call.links()),
                                      booking_address(call.links().origin, booking));
                 });
}

}  // namespace

void add_hold_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/api/v1/shops/{shop}/holds", make_hold);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/holds/{hold}", get_hold);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/holds/{hold}", release_hold);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/holds/{hold}/extend", extend_hold);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/holds/{hold}/confirm", confirm_hold);
}

}  // namespace timeshelf::server::api
