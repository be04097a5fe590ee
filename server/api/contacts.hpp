// Who a booking is written to: a part of what the shop's people do with bookings.
#pragma once
#include "server/router.hpp"

namespace timeshelf::server {
struct Context;
}

namespace timeshelf::server::api {

void add_contact_routes(Router& router, Context& context);

}  // namespace timeshelf::server::api
