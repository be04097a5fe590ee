// A confirmed booking, opened by its token.
#include "server/api/call.hpp"
#include "server/shop/address.hpp"
#include "server/shop/passing_on.hpp"
#include "server/shop/qr.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

// Finds the booking of the address's token and lets `show` answer.
Plan read_booking(const Call& call, const Captures& captures,
                  std::function<http::Response(store::Transaction&, const commerce::Booking&)> show) {
  return ReadWork{[call, token = captures["token"], show = std::move(show)](store::Transaction& transaction) {
    const auto booking = call.engine().find_booking(transaction, token);
    if (!booking) return call.refuse(token_problem(transaction, token));
    http::Response response = show(transaction, *booking);
    response.headers.set("Cache-Control", "private, no-store");
    response.headers.set("Referrer-Policy", "no-referrer");
    return response;
  }};
}

http::Response booking_answer(const Call& call, store::Transaction& transaction,
                              const commerce::Booking& booking) {
  const Links links = call.links_of(transaction, booking.shop);
  return call.answer(200, booking_json(booking, links));
}

Plan get_booking(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  return read_booking(call, captures, [call](store::Transaction& transaction, const auto& booking) {
    return booking_answer(call, transaction, booking);
  });
}

Plan get_qr(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  return read_booking(call, captures, [call](store::Transaction&, const commerce::Booking& booking) {
    return http::reply(200, "image/svg+xml",
                       qr_svg(booking_page(call.links().origin, booking), "Booking " + booking.code));
  });
}

Plan get_calendar(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request);
  return read_booking(
      call, captures, [call](store::Transaction& transaction, const commerce::Booking& booking) {
        http::Response response = http::reply(200, "text/calendar; charset=utf-8",
                                              call.engine().render_booking_ics(transaction, booking));
        response.headers.add("Content-Disposition", "attachment; filename=\"booking.ics\"");
        return response;
      });
}

}  // namespace

void add_booking_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/bookings/{token}", get_booking);
  add_route(router, context, "GET", "/api/v1/bookings/{token}/qr.svg", get_qr);
  add_route(router, context, "GET", "/api/v1/bookings/{token}/booking.ics", get_calendar);
}

}  // namespace timeshelf::server::api
