// Where the pretended provider is reached: its API, and the page on which somebody pays.
#pragma once
#include "server/context.hpp"
#include "server/payment/pretended.hpp"
#include "server/router.hpp"

namespace timeshelf::server::payment {

/// "/pretended/…"
void add_pretended_routes(Router& router, Context& context, Pretended& provider);

}  // namespace timeshelf::server::payment
