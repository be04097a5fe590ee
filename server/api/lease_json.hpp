// Leases as JSON.
#pragma once
#include <boost/json/object.hpp>

#include "commerce/devices/leases.hpp"

namespace timeshelf::server::api {

boost::json::object lease_json(const commerce::Lease&);

}  // namespace timeshelf::server::api
