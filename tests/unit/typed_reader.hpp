// jCal and xCal read back into iCalendar, by other libraries than the program writes them with, to see that
// nothing was lost (RFC 7265 4, RFC 6321 4).
#pragma once
#include <string>

#include "ical/component.hpp"

namespace timeshelf::tests {

/// Throws what its parser throws, and std::runtime_error where the document is no jCal or xCal.
ical::Component from_jcal(const std::string& json);
ical::Component from_xcal(const std::string& xml);

/// What both formats keep of a calendar: the same text for two that say the same. Types are normal (a VALUE
/// that is the property's own default is not said), numbers and rules are in normal form, and properties of a
/// component are in order.
std::string meaning_of(const ical::Component& calendar);

}  // namespace timeshelf::tests
