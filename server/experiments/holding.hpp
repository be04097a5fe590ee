// Holding something as somebody who takes part in an experiment.
#pragma once
#include <functional>
#include <string>

#include "commerce/experiments/presenting.hpp"
#include "server/context.hpp"
#include "server/experiments/browser.hpp"
#include "server/shop/till.hpp"

namespace timeshelf::server::experiments {

/// As at_till(), and the hold keeps what its customer was shown before they are answered. What it costs was
/// decided at the till, by the slot alone.
caldav::Deferred hold_at_till(Context& context, std::string shop_slug, commerce::SaleRequest request,
                              const commerce::Visitor& visitor,
                              std::function<caldav::Deferred::Next(const commerce::Till::Answer&)> show);

}  // namespace timeshelf::server::experiments
