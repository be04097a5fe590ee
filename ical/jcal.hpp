// iCalendar as JSON (RFC 7265).
#pragma once
#include <string>

#include "ical/component.hpp"

namespace timeshelf::ical {

/// One calendar as a jCal object, application/calendar+json. Every property and parameter is there; ones that
/// nobody knows keep their text ("unknown", RFC 7265 5).
std::string to_jcal(const Component& calendar);

}  // namespace timeshelf::ical
