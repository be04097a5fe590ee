// What the pages of a booking share: it is opened by its token, and kept secret.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "server/pages/page_routes.hpp"
#include "server/shop/secret.hpp"

namespace timeshelf::server::pages {

/// The token opens no booking: it is none, or the booking was passed on.
http::Response unknown_booking(store::Transaction&, const Visit& visit, const std::string& token);
/// Finds the booking of the address's token and lets `show` answer, in a read and at its shop.
Plan read_booking(
    const Visit& visit, const Captures& captures,
    std::function<http::Response(store::Transaction&, const Visit&, const commerce::Booking&)> show);
/// The visit at the shop of the booking.
Visit visit_of(store::Transaction& transaction, const Visit& visit, const commerce::Booking& booking);

/// Whether its customer may still cancel or move anything of it.
bool is_changeable(store::Transaction& transaction, const Visit& visit, const commerce::Booking& booking);
/// What the shop owes the customer, or "".
std::string owed_back(store::Transaction& transaction, const commerce::Booking& booking,
                      const PageWords& words);

/// Whoever holds it was passed it on, and money that was paid online goes back to who paid.
bool is_paid_by_other(store::Transaction& transaction, const commerce::Booking& booking);
/// The query of a booking's page just after it was moved.
inline constexpr std::string_view kMoved = "moved";

/// Cancelling and moving.
void add_booking_change_routes(Router& router, Context& context);
/// Passing on.
void add_passing_on_routes(Router& router, Context& context);

}  // namespace timeshelf::server::pages
