// Checking out: units are held, then confirmed or released.
#include <fmt/format.h>

#include "server/api/call.hpp"
#include "server/api/read_json.hpp"
#include "server/shop/bundle.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

constexpr std::size_t kMostLines = 50;

/// What a client wants held: lines, or a bundle.
struct HoldRequest {
  std::vector<commerce::LineRequest> lines;
  std::string bundle;
  std::int64_t quantity = 1;
};

Read<commerce::LineRequest> read_line(const boost::json::object& object, std::size_t index) {
  MemberReader members(object, fmt::format("lines[{}]", index));
  const std::string slot = members.text("slot", 64);
  commerce::LineRequest line;
  line.sku = members.text("sku", 64, "");
  line.quantity = members.whole("quantity");
  line.fulfilment = members.text("fulfilment", 16, "PICKUP");
  if (auto problem = members.problem()) return *problem;
  const auto id = Id::parse(slot);
  if (!id) {
    return Problem::make("invalid-member", "There is no such slot in this shop; list its slots again.",
                         fmt::format("lines[{}].slot", index));
  }
  line.slot = *id;
  return line;
}

// {"lines": [{"slot", "sku"?, "quantity", "fulfilment"?}]} or {"bundle", "quantity"}
Read<HoldRequest> read_hold(const boost::json::object& body) {
  MemberReader members(body, "");
  HoldRequest wanted;
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

http::Response hold_lines(const Call& call, store::Transaction& transaction, const store::Shop& shop,
                          std::vector<commerce::LineRequest> lines) {
  const auto hold = call.engine().hold(transaction, {shop.id, std::move(lines)});
  if (!hold) return call.refuse(hold.error(), false);
  return call.answer(201, hold_json(*hold, call.links()),
                     call.links().shop_api() + "/holds/" + hold->id.text());
}

http::Response hold_bundle(const Call& call, store::Transaction& transaction, const store::Shop& shop,
                           const HoldRequest& wanted) {
  const auto slots = bundle_slots(transaction, call.engine(), shop.id, wanted.bundle, call.now());
  if (slots.empty()) {
    return call.refuse(Problem::make(
        "unknown-bundle", fmt::format("The shop sells no bundle \"{}\".", wanted.bundle), "bundle"));
  }
  auto lines = bundle_lines(slots, wanted.quantity);
  if (!lines) {
    return call.refuse(Problem::make("ambiguous-bundle", lines.error().message, lines.error().field));
  }
  const auto hold = call.engine().hold(transaction, {shop.id, std::move(*lines)});
  if (hold) {
    return call.answer(201, hold_json(*hold, call.links()),
                       call.links().shop_api() + "/holds/" + hold->id.text());
  }
  commerce::Refusal refusal = hold.error();  // its field names a line that the client did not write
  refusal.field = refusal.code == commerce::Refusal::Code::invalid_quantity ? "quantity" : "bundle";
  return call.refuse(refusal, false);
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

  return WriteWork{[call, key = *key, wanted = *wanted](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      return call.once(transaction, shop.id, key, [&] {
        return wanted.bundle.empty() ? hold_lines(call, transaction, shop, wanted.lines)
                                     : hold_bundle(call, transaction, shop, wanted);
      });
    });
  }};
}

http::Response unknown_hold(const Call& call) {
  return call.refuse(
      Problem::make("unknown-hold", "There is no such hold; it may have run out. Make a new one."));
}

Plan get_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto id = Id::parse(captures["hold"]);
  if (!id) return unknown_hold(call);
  return ReadWork{[call, id = *id](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto hold = call.engine().find_hold(transaction, shop.id, id);
      return hold ? call.answer(200, hold_json(*hold, call.links())) : unknown_hold(call);
    });
  }};
}

Plan release_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto id = Id::parse(captures["hold"]);
  if (!id) return unknown_hold(call);
  return WriteWork{[call, id = *id](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto released = call.engine().release(transaction, shop.id, id);
      return released ? http::reply(204, "", "") : call.refuse(released.error(), true);
    });
  }};
}

// POST …/holds/{hold}/confirm {"name", "email"}
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
  if (const auto problem = members.problem()) return call.refuse(*problem);

  return WriteWork{[call, key = *key, command](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      return call.once(transaction, shop.id, key, [&] {
        commerce::ConfirmCommand confirm = command;
        confirm.shop = shop.id;
        const auto booking = call.engine().confirm(transaction, confirm);
        if (!booking) return call.refuse(booking.error(), true);
        return call.answer(201, booking_json(transaction, call.engine(), *booking, call.links()),
                           booking_address(call.links().origin, *booking));
      });
    });
  }};
}

}  // namespace

void add_hold_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/api/v1/shops/{shop}/holds", make_hold);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/holds/{hold}", get_hold);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/holds/{hold}", release_hold);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/holds/{hold}/confirm", confirm_hold);
}

}  // namespace timeshelf::server::api
