// What the two writers of streams share.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ical/component.hpp"

namespace timeshelf::ical {

/// Appends lines, with each line break as CRLF (RFC 5545 3.1).
inline void append_with_crlf(std::string& text, std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n' && (text.empty() || text.back() != '\r')) text += '\r';
    text += c;
  }
}

/// BEGIN:VCALENDAR and the calendar's own lines, with those that RFC 5545 3.6 wants.
inline std::string stream_opening(const std::vector<Property>& lines) {
  std::string text = "BEGIN:VCALENDAR\r\n";
  const auto has = [&](std::string_view name) {
    return std::any_of(lines.begin(), lines.end(), [&](const Property& line) { return line.name() == name; });
  };
  if (!has("VERSION")) text += "VERSION:2.0\r\n";
  if (!has("PRODID")) text += "PRODID:-//Timeshelf//Timeshelf//EN\r\n";
  for (const Property& line : lines) append_with_crlf(text, line.bytes());
  return text;
}

}  // namespace timeshelf::ical
