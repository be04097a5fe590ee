// How a booking stands with its money, as JSON.
#pragma once
#include <boost/json/object.hpp>

#include "commerce/services.hpp"

namespace timeshelf::server::api {

/// What it costs, what was paid, and each payment. The schema is Payments.
boost::json::object payments_json(store::Transaction&, commerce::Services&, const commerce::Booking&);

}  // namespace timeshelf::server::api
