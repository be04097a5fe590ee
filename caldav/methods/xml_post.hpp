// POST of XML that asks for something to be done, instead of storing it as a new member.
#pragma once
#include "caldav/call.hpp"

namespace timeshelf::caldav {

/// Nothing where the body is none of those that are known.
std::optional<Plan> post_xml(const CallRef&);

}  // namespace timeshelf::caldav
