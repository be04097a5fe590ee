// A booking as the people of the shop see it, as JSON.
#pragma once
#include <boost/json/object.hpp>
#include <string>

#include "commerce/views.hpp"
#include "server/api/call.hpp"

namespace timeshelf::server::api {

/// All there is of it, for one page: money, letters, history. The schema is BookingView.
boost::json::object booking_view_json(const Call&, store::Transaction&, const commerce::Booking&);

/// Of who it is written to (edition.hpp).
std::string contact_edition(const commerce::Booking&);

}  // namespace timeshelf::server::api
