// Calendars as .ics streams that apps subscribe to.
#pragma once

namespace timeshelf::server {

class Router;
struct Context;

/// /feeds/{token}.ics for a calendar's open feed, /feeds/{shop}/{name}.ics for one that a shop named, and
/// /feeds/s/{token}.ics for a secret one; each also as .json (jCal) and .xml (xCal).
void add_feed_routes(Router& router, Context& context);

}  // namespace timeshelf::server
