// A booking passes to somebody else by a link that works once.
#include "commerce/bookings/passing_on.hpp"

#include "server/api/call.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/api/write_customer.hpp"
#include "server/shop/language.hpp"
#include "server/shop/passing_on.hpp"
#include "server/shop/route.hpp"
#include "server/shop/secret.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

// Runs `act` with the booking of the address's token.
Plan on_booking(const Call& call, const Captures& captures,
                std::function<http::Response(store::Transaction&, const commerce::Booking&)> act) {
  return WriteWork{[call, token = captures["token"],
                    act = std::move(act)](store::Transaction& transaction) -> caldav::Written {
    const auto booking = call.engine().find_booking(transaction, token);
    return keep_secret(booking ? act(transaction, *booking) : call.refuse(token_problem(transaction, token)));
  }};
}

json::object link_json(const Call& call, const commerce::Passage& passage, const std::string& secret) {
  return {{"link", transfer_page(call.links().origin, secret)},
          {"accept", call.links().origin + "/api/v1/transfers/" + secret + "/accept"},
          {"expires_at", to_rfc3339(passage.expires_at)}};
}

// POST …/bookings/{token}/transfer {"days"?}
Plan offer(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  const auto body = read_body(request, true);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::int64_t days = members.whole("days", commerce::kPassageDays);
  if (auto problem = members.problem()) return call.refuse(*problem);
  return on_booking(call, captures,
                    [call, days](store::Transaction& transaction, const commerce::Booking& booking) {
                      const auto made = call.context().services.passing_on.offer(transaction, booking, days);
                      if (!made) return call.refuse(made.error(), true);
                      return call.answer(201, link_json(call, made->passage, made->secret));
                    });
}

// GET …/bookings/{token}/transfer: whether a link is open.
Plan show_offer(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  return ReadWork{[call, token = captures["token"]](store::Transaction& transaction) {
    const auto booking = call.engine().find_booking(transaction, token);
    if (!booking) return keep_secret(call.refuse(token_problem(transaction, token)));
    const auto open = call.context().services.passing_on.open_of(transaction, booking->shop, booking->id);
    return keep_secret(call.answer(
        200, {{"open", open.has_value()},
              {"expires_at", open ? json::value(to_rfc3339(open->expires_at)) : json::value(nullptr)}}));
  }};
}

// DELETE …/bookings/{token}/transfer
Plan take_back(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  return on_booking(call, captures,
                    [call](store::Transaction& transaction, const commerce::Booking& booking) {
                      call.context().services.passing_on.take_back(transaction, booking);
                      return http::reply(204, "", "");
                    });
}

// Runs `act` with the booking whose code is in the address, for who of the shop asks.
Plan on_booking_of_shop(
    const Call& call, const http::Request& request, const Captures& captures,
    std::function<http::Response(store::Transaction&, const commerce::Booking&, const Member&)> act) {
  return write_as(call, request, store::Role::staff,
                  [call, code = captures["booking"], act = std::move(act)](store::Transaction& transaction,
                                                                           const Member& member) {
                    const auto booking = call.engine().booking_by_code(transaction, member.shop.id, code);
                    if (booking) return act(transaction, *booking, member);
                    return call.refuse(Problem::make("unknown-booking",
                                                     "The shop has no booking with this code.", "booking"));
                  });
}

// POST …/shops/{shop}/bookings/{booking}/transfer {"days"?}: for a customer who asks for it at the counter
Plan offer_for_customer(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request, true);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::int64_t days = members.whole("days", commerce::kPassageDays);
  if (auto problem = members.problem()) return call.refuse(*problem);
  return on_booking_of_shop(
      call, request, captures,
      [call, days](store::Transaction& transaction, const commerce::Booking& booking, const Member& member) {
        const auto made =
            call.context().services.passing_on.offer(transaction, booking, days, member.user.name);
        if (!made) return call.refuse(made.error(), true);
        return keep_secret(call.answer(201, link_json(call, made->passage, made->secret)));
      });
}

// DELETE …/shops/{shop}/bookings/{booking}/transfer
Plan take_back_for_customer(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return on_booking_of_shop(
      call, request, captures,
      [call](store::Transaction& transaction, const commerce::Booking& booking, const Member& member) {
        call.context().services.passing_on.take_back(transaction, booking, member.user.name);
        return http::reply(204, "", "");
      });
}

http::Response unknown_transfer(const Call& call) {
  return call.refuse(unknown_transfer_problem());
}

// GET …/transfers/{secret}: what would be yours.
Plan show_transfer(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  return ReadWork{[call, secret = captures["secret"]](store::Transaction& transaction) {
    const auto offered = call.context().services.passing_on.find(transaction, secret);
    if (!offered) return keep_secret(unknown_transfer(call));
    return keep_secret(call.answer(200, offered_json(*offered, call.now())));
  }};
}

// POST …/transfers/{secret}/accept {"name", "email", "language"?}
Plan accept(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::string name = members.text("name", 200);
  const std::string email = members.text("email", 254);
  const std::string language = members.language("language", preferred_language(request));
  if (auto problem = members.problem()) return call.refuse(*problem);
  return WriteWork{[call, name, email, language,
                    secret = captures["secret"]](store::Transaction& transaction) -> caldav::Written {
    auto& passing_on = call.context().services.passing_on;
    const auto offered = passing_on.find(transaction, secret);
    if (!offered) return keep_secret(unknown_transfer(call));
    const auto booking = passing_on.accept(transaction, secret, name, email, language);
    if (!booking) return keep_secret(call.refuse(transfer_problem(booking.error())));
    const Links links = call.links_of(transaction, booking->shop);
    return keep_secret(
        call.answer(201, booking_json(*booking, links), booking_address(links.origin, *booking)));
  }};
}

}  // namespace

void add_transfer_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/api/v1/bookings/{token}/transfer", offer);
  add_route(router, context, "GET", "/api/v1/bookings/{token}/transfer", show_offer);
  add_route(router, context, "DELETE", "/api/v1/bookings/{token}/transfer", take_back);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/bookings/{booking}/transfer", offer_for_customer);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/bookings/{booking}/transfer",
            take_back_for_customer);
  add_route(router, context, "GET", "/api/v1/transfers/{secret}", show_transfer);
  add_route(router, context, "POST", "/api/v1/transfers/{secret}/accept", accept);
}

}  // namespace timeshelf::server::api
