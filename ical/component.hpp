// The lossless layer: iCalendar as a tree of content lines that keep the bytes they came in (RFC 5545 3.1).
//
// What a client wrote is the source of truth: an untouched line serialises to exactly the bytes it was parsed
// from, folding, case and quoting included. Only lines that the program sets are written afresh. Nothing here
// interprets values; see date_time.hpp and recurrence.hpp for that.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace timeshelf::ical {

/// Why a text is not iCalendar, or more than its limits. `line` counts physical lines from 1; 0 = the whole.
struct ParseError : ErrorBase {
  std::size_t line = 0;
};

/// Bounds that are checked before any other code sees the text.
struct Limits {
  std::size_t bytes = 1 << 20;  ///< of the whole text
  std::size_t line_bytes =
      64 << 10;                  ///< of one unfolded line; ATTACH, IMAGE and STRUCTURED-DATA may fill `bytes`
  std::size_t depth = 6;         ///< of nested components
  std::size_t parameters = 100;  ///< of one line
};

enum class Leniency {
  strict,  ///< as RFC 5545 writes it, apart from bare LF line ends
  repair,  ///< an import: what real producers break is kept as it is where it can be (see parse)
};

struct Parameter {
  std::string name;                 ///< upper case
  std::vector<std::string> values;  ///< unquoted, RFC 6868 (^n ^^ ^') decoded
};

/// One content line. Change it through the functions below, so that its kept bytes are dropped.
class Property {
 public:
  /// Writes a line of the program's own. `value` is raw: escape TEXT with escape_text() first.
  Property(std::string name, std::string value, std::vector<Parameter> parameters = {});

  const std::string& name() const { return name_; }    ///< upper case
  const std::string& value() const { return value_; }  ///< raw, unfolded, still escaped
  const std::vector<Parameter>& parameters() const { return parameters_; }
  /// The first value of that parameter (upper-case name), or "".
  std::string_view parameter(std::string_view name) const;
  void set_value(std::string value);

  /// The line with its CRLF: the client's bytes if untouched, otherwise folded at 75 octets between
  /// characters.
  std::string bytes() const;

 private:
  friend class Parser;
  std::string name_;
  std::string value_;
  std::vector<Parameter> parameters_;
  std::string raw_;  ///< the client's bytes with line end; empty once changed
};

/// A component: VCALENDAR, VEVENT, VALARM, or anything that calls itself BEGIN:SOMETHING.
/// Lines and sub-components keep their order among themselves; lines come before sub-components when a
/// component that was changed is written (RFC 5545 has no other order).
struct Component {
  std::string name;  ///< upper case
  std::vector<Property> properties;
  std::vector<Component> components;

  const Property* find(std::string_view property) const;  ///< first of that upper-case name, or null
  Property* find(std::string_view property);
  std::string_view value(std::string_view property) const;  ///< raw value of the first, or ""
  /// Replaces the first of that name, drops the others, or appends.
  void set(Property property);
  void remove(std::string_view property);
};

/// Reads exactly one VCALENDAR (strict), or a stream of them (repair; RFC 5545 3.4 allows several).
///
/// Strict refuses: limits exceeded, invalid UTF-8, control characters other than TAB, BEGIN/END that do not
/// match, a line without name or colon, anything outside BEGIN:VCALENDAR … END:VCALENDAR except blank lines
/// at its end. Repair accepts also: bytes that are not UTF-8 (read as Latin-1, written as UTF-8), control
/// characters (dropped), blank lines, a missing or wrong END, lines without a colon (taken as the
/// continuation of the line before), a byte order mark, text outside VCALENDAR (dropped). Each repair is
/// noted in `repairs`. What it cannot place is an error with its line.
struct Parsed {
  std::vector<Component> calendars;  ///< each named VCALENDAR
  std::vector<ParseError> repairs;   ///< what was mended or left out, by line
};
Result<Parsed, ParseError> parse(std::string_view text, const Limits& limits = {},
                                 Leniency leniency = Leniency::strict);

/// BEGIN…END with CRLF line ends.
std::string serialize(const Component& component);

/// TEXT values (RFC 5545 3.3.11).
std::string escape_text(std::string_view text);
std::string unescape_text(std::string_view value);

/// What is the same if nothing was lost: components, properties, parameters and values, without regard to
/// order and folding. Two components are equal if these strings are; used by tests and `timeshelf import
/// --verify`.
std::string canonical(const Component& component);

}  // namespace timeshelf::ical
