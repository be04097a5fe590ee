#include "base/time.hpp"

#include <fmt/chrono.h>

namespace timeshelf {
namespace {

// fmt, because the date library's way leads through a stream, which costs more than the rest of a small
// answer.
std::tm in_utc(Instant instant) {
  // Not to_time_t(): it counts in nanoseconds, of which 64 bits end in 2262.
  return fmt::gmtime(
      std::time_t{std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()).count()});
}

}  // namespace

std::string to_rfc3339(Instant instant) {
  return fmt::format("{:%FT%TZ}", in_utc(instant));
}

std::string to_http_date(Instant instant) {
  return fmt::format("{:%a, %d %b %Y %T GMT}", in_utc(instant));
}

std::string to_ical_utc(Instant instant) {
  return fmt::format("{:%Y%m%dT%H%M%SZ}", in_utc(instant));
}

Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace timeshelf
