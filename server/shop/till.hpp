// Checking out from a request: joins the till and answers after its commit.
#pragma once
#include <functional>
#include <string>

#include "caldav/plan.hpp"
#include "commerce/checkout/till.hpp"

namespace timeshelf::server {

/// `show` makes the answer where the request is served, not on the writer's thread.
caldav::Deferred at_till(commerce::Till& till, std::string shop_slug, commerce::SaleRequest request,
                         std::function<caldav::Deferred::Next(const commerce::Till::Answer&)> show);

}  // namespace timeshelf::server
