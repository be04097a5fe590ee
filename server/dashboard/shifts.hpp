// The shifts of a shop on its dashboard.
#pragma once
#include <boost/json/object.hpp>

#include "server/dashboard/session.hpp"
#include "server/pages/page.hpp"

namespace timeshelf::server::dashboard {

/// What dashboard.mustache says of shifts: those that nobody has come first. Who runs the shop gives them
/// away there.
boost::json::object shift_values(store::Transaction& transaction, const SignedIn& who,
                                 const pages::Visit& visit);
void add_shift_routes(Router& router, Context& context);

}  // namespace timeshelf::server::dashboard
