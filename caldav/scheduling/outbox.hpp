// POST to an outbox: when are they free (RFC 6638 5).
#pragma once
#include "caldav/call.hpp"

namespace timeshelf::caldav::scheduling {

/// The error is what an outbox answers to a request that asks for nobody's time.
Result<Plan, Precondition> ask(const CallRef&);

}  // namespace timeshelf::caldav::scheduling
