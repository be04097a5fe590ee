// Pages for people: the storefront, the checkout, a booking. No script is needed for any of them.
#pragma once

namespace timeshelf::server {

class Router;
struct Context;

/// "/", "/s/…", "/b/…", "/media/…", "/assets/…", "/problems/…", "/dashboard…"
void add_page_routes(Router& router, Context& context);

}  // namespace timeshelf::server
