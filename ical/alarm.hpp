// When alarms go off (RFC 5545 3.6.6).
#pragma once
#include "ical/recurrence.hpp"

namespace timeshelf::ical {

/// Whether `alarm`, a VALARM of `parent` (one component of `calendar`), goes off in [from, to): at its
/// absolute time or beside any occurrence that `parent` describes, and again as REPEAT and DURATION say (RFC
/// 4791 9.9). What cannot be read or exceeds the budget does not.
bool goes_off_between(const Component& calendar, const Component& parent, const Component& alarm,
                      Instant from, Instant to, const Zone& floating, const ExpansionBudget& budget = {});

}  // namespace timeshelf::ical
