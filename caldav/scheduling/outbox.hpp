// POST to an outbox: when are they free (RFC 6638 5).
#pragma once
#include "caldav/call.hpp"

namespace timeshelf::caldav::scheduling {

Plan post(const CallRef&);

}  // namespace timeshelf::caldav::scheduling
