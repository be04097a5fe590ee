// What pages of other sites may read (CORS, WHATWG Fetch 3.2).
#pragma once
#include "caldav/plan.hpp"

namespace timeshelf::server {

/// The plan's answer may be read by scripts of any site, without the visitor's cookies. For what everybody
/// may read anyway; nothing else is to have it.
caldav::Plan readable_by_any_site(caldav::Plan plan);

}  // namespace timeshelf::server
