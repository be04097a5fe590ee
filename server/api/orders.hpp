// The routes of orders that a forecast asks for; add_forecast_routes adds them with its own.
#pragma once
#include "server/context.hpp"
#include "server/router.hpp"

namespace timeshelf::server::api {

void add_order_routes(Router& router, Context& context);

}  // namespace timeshelf::server::api
