// Calendars as .ics streams that apps subscribe to.
#pragma once

namespace timeshelf::server {

class Router;
struct Context;

/// /feeds/{token}.ics for open feeds, /feeds/s/{token}.ics for secret ones.
void add_feed_routes(Router& router, Context& context);

}  // namespace timeshelf::server
