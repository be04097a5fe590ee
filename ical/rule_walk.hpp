// Walks the starts of one rule in wall-clock time, period by period (RFC 5545 3.3.10).
//
// A period is what FREQ names: a year, a week, an hour. Its days and times are filtered and multiplied as the
// table of the RFC says, BYSETPOS picks among them, and the next period is INTERVAL later. Where to begin is
// arithmetic, so a window far from DTSTART costs no more than a near one; only COUNT together with BY parts
// has to be walked from the start.
#pragma once
#include "base/function_ref.hpp"
#include "ical/date_time.hpp"
#include "ical/rule_parts.hpp"

namespace timeshelf::ical {

/// Hands over starts not before `start`, in order, from about `from` on (earlier ones may come first), until
/// `each` answers false, the count is used up or the years have more than four digits. A step is a period or
/// a start; false where `steps` ran out.
bool walk_rule(const RuleParts& parts, LocalSeconds start, LocalSeconds from, std::size_t& steps,
               FunctionRef<bool(LocalSeconds)> each);

/// The longest that one start can follow another, while the rule lasts; absent where it may be long (years,
/// for 29 February) or is not known.
std::optional<std::chrono::days> longest_gap_of(const RuleParts& parts, LocalSeconds start);

}  // namespace timeshelf::ical
