// Devices and what they wrote down, as JSON.
#pragma once
#include <boost/json/object.hpp>

#include "commerce/devices/devices.hpp"
#include "commerce/devices/scan_conflicts.hpp"
#include "commerce/devices/scans.hpp"

namespace timeshelf::server::api {

boost::json::object device_json(const commerce::Device&);
boost::json::object scan_json(const commerce::KeptScan&);
boost::json::object answer_json(const commerce::ScanAnswer&);
boost::json::object conflict_json(const commerce::ScanConflict&);

}  // namespace timeshelf::server::api
