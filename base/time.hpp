// Instants are UTC; zones live at the edges; the clock is passed in.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace timeshelf {

/// A point in UTC time, exact to the millisecond. Stored as milliseconds since 1970-01-01T00:00:00Z.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

inline std::int64_t to_millis(Instant instant) {
  return instant.time_since_epoch().count();
}
inline Instant from_millis(std::int64_t millis) {
  return Instant{std::chrono::milliseconds{millis}};
}

/// "2026-03-01T17:00:00Z" (RFC 3339, whole seconds).
std::string to_rfc3339(Instant instant);
/// "Sun, 01 Mar 2026 17:00:00 GMT" (RFC 9110 5.6.7).
std::string to_http_date(Instant instant);
/// "20260301T170000Z" (RFC 5545 3.3.5, form 2).
std::string to_ical_utc(Instant instant);

/// Where the time comes from. Passed to whoever needs it, so that tests and simulations can move it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

}  // namespace timeshelf
