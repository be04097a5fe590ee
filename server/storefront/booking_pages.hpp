// What the pages of a booking share: it is opened by its token, and kept secret.
#pragma once
#include <functional>
#include <string>

#include "server/pages/page_routes.hpp"
#include "server/shop/secret.hpp"

namespace timeshelf::server::pages {

/// The token opens no booking: it is none, or the booking was passed on.
http::Response unknown_booking(store::Transaction&, const std::string& token);
/// Finds the booking of the address's token and lets `show` answer, in a read.
Plan read_booking(const Visit& visit, const Captures& captures,
                  std::function<http::Response(store::Transaction&, const commerce::Booking&)> show);

/// Whether its customer may still cancel or move anything of it.
bool is_changeable(store::Transaction& transaction, const Visit& visit, const commerce::Booking& booking);
/// What the shop owes the customer, or "".
std::string owed_back(store::Transaction& transaction, const commerce::Booking& booking);

/// The lines of a booking with a choice of how many, as fields "line-<position>"; all of them chosen.
boost::json::array line_choices(store::Transaction& transaction, const Visit& visit,
                                const commerce::Booking& booking);
/// What was chosen there; nothing of a form that has no such field.
std::vector<commerce::UnitsOfLine> chosen_lines(const class Form& form, const commerce::Booking& booking);

/// Cancelling and moving.
void add_booking_change_routes(Router& router, Context& context);
/// Passing on.
void add_passing_on_routes(Router& router, Context& context);

}  // namespace timeshelf::server::pages
