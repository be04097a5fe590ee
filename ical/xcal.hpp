// iCalendar as XML (RFC 6321).
#pragma once
#include <string>

#include "ical/component.hpp"

namespace timeshelf::ical {

/// A stream of one calendar, application/calendar+xml. Properties that nobody knows keep their text
/// ("unknown", RFC 6321 5). What cannot be said in XML is left out: control characters, and lines whose name
/// is no XML name (they begin with a digit or a hyphen).
std::string to_xcal(const Component& calendar);

}  // namespace timeshelf::ical
