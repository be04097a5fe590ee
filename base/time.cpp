#include "base/time.hpp"

#include <date/date.h>

namespace timeshelf {

std::string to_rfc3339(Instant instant) {
  return date::format("%FT%TZ", std::chrono::floor<std::chrono::seconds>(instant));
}

std::string to_http_date(Instant instant) {
  return date::format("%a, %d %b %Y %T GMT", std::chrono::floor<std::chrono::seconds>(instant));
}

std::string to_ical_utc(Instant instant) {
  return date::format("%Y%m%dT%H%M%SZ", std::chrono::floor<std::chrono::seconds>(instant));
}

Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace timeshelf
