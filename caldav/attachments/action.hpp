// POST ?action=… to a calendar object (RFC 8607 3.3 to 3.6).
#pragma once
#include <optional>

#include "caldav/call.hpp"

namespace timeshelf::caldav::attachments {

/// Nothing for a POST that names no action.
std::optional<Plan> act(const CallRef&);

}  // namespace timeshelf::caldav::attachments
