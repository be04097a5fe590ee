// What type a property's value has, for the formats that say so beside the value: jCal (RFC 7265) and xCal
// (RFC 6321). Pure: reads one content line.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ical/component.hpp"

namespace timeshelf::ical {

/// The values of one property, split and without the escapes of TEXT, but otherwise as iCalendar writes them.
struct TypedValues {
  std::string type;                 ///< "date-time", "text" …; "unknown" where nobody says what it is
  std::vector<std::string> values;  ///< at least one
  bool structured = false;          ///< `values` are the parts of one value: GEO and REQUEST-STATUS
  bool decoded = false;             ///< was BASE64 of something that is no BINARY: ENCODING is to go
};

/// By the VALUE parameter, else by what the property's own RFC says (5545, 6321, 7808, 7953, 7986, 9073,
/// 9074, 9253). A value that does not read as a number or truth value where one is due is "unknown", with its
/// text as it stands. A DTSTART that holds a date and does not say so is a date, as in RFC 7265 B.1.
TypedValues typed_values(const Property& property);

/// "2026-03-01T18:00:00Z" for "20260301T180000Z", "18:00:00" for "180000", "+01:00" for "+0100": how both
/// formats write the types date, date-time, time and utc-offset. What has another form stays as it is.
std::string extended_form(std::string_view type, std::string_view value);

/// Start, and end or duration, each in its extended form; nothing for what has no slash.
std::optional<std::pair<std::string, std::string>> period_of(std::string_view value);

/// A number as JSON writes it: "007" is 7, "+1.50" is 1.50. Nothing for what is none.
std::optional<std::string> plain_number(std::string_view text);

/// The parts of a rule in the order written, names in lower case, values split at commas and UNTIL extended.
/// Nothing where it is not NAME=VALUE throughout. A name that comes again is left out.
using RuleParts = std::vector<std::pair<std::string, std::vector<std::string>>>;
std::optional<RuleParts> rule_parts(std::string_view rule);

}  // namespace timeshelf::ical
