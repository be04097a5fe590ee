// Which calendars a report is about: the one at its address, or by Depth those below a home.
#pragma once
#include "base/function_ref.hpp"
#include "caldav/call.hpp"

namespace timeshelf::caldav {

/// A calendar itself, whatever Depth says: clients send any. Of a home or plain collection its calendars:
/// with Depth: 1 those in it, with infinity all below, as far as who asks has `needed` on them.
void each_calendar(store::Transaction&, const Call&, const Node& node, Privileges needed,
                   FunctionRef<void(const Node&)> each);

}  // namespace timeshelf::caldav
