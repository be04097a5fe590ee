// The routes of the pages, by what they show.
#pragma once
#include "server/pages/page.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server {
struct ShopFeed;
}

namespace timeshelf::server::pages {

void add_storefront_routes(Router& router, Context& context);
void add_slot_routes(Router& router, Context& context);
void add_checkout_routes(Router& router, Context& context);
void add_booking_routes(Router& router, Context& context);
void add_claim_routes(Router& router, Context& context);
void add_payment_routes(Router& router, Context& context);
void add_drop_routes(Router& router, Context& context);
void add_waiting_routes(Router& router, Context& context);
void add_dashboard_routes(Router& router, Context& context);
void add_pickup_routes(Router& router, Context& context);
void add_embed_routes(Router& router, Context& context);
void add_asset_routes(Router& router, Context& context);

/// How to subscribe to a feed (subscribe.mustache).
boost::json::object subscription_values(const ShopFeed& feed, const Visit& visit);

}  // namespace timeshelf::server::pages
