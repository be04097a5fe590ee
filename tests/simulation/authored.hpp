// What a creator writes into their calendar, as values; as the text that a calendar app sends; and, by the
// rules of docs/vocabulary.md alone, as the instants that it means.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace timeshelf::simulation {

/// A wall clock's seconds, as if it stood in UTC.
using WallClock = std::chrono::sys_seconds;

/// So long before the slot starts: days by its wall clock, hours by the sun.
struct Before {
  std::int64_t days = 0;
  std::int64_t hours = 0;
};

struct AuthoredStep {
  std::string tier;
  std::optional<Before> until;
  std::optional<std::int64_t> quantity;
  std::int64_t minor = 0;
  std::string currency = "EUR";
};

/// PICKUP, with windows of so many minutes for so many bookings; DELIVERY, at a fee and until then.
struct AuthoredWay {
  std::string kind;
  std::int64_t window_minutes = 0;
  std::optional<std::int64_t> capacity;
  std::optional<std::int64_t> fee;
  std::optional<Before> until;
};

struct AuthoredTerms {
  std::optional<std::int64_t> seats;
  std::map<std::string, std::int64_t> stock;                 ///< by SKU
  std::map<std::string, std::int64_t> preorders;             ///< by SKU
  std::map<std::string, std::int64_t> thresholds;            ///< by SKU
  std::map<std::string, std::vector<AuthoredStep>> ladders;  ///< by SKU
  std::vector<AuthoredWay> ways;
  std::optional<std::int64_t> limit;
  std::optional<Before> opens;
  std::optional<Before> closes;
  std::string bundle;
  bool off = false;
};

struct AuthoredEvent {
  std::string uid;
  std::string zone;  ///< IANA name
  WallClock start;
  std::chrono::minutes lasts{120};
  std::int64_t every_days = 0;  ///< 0: once
  std::int64_t times = 1;
  std::string location;
  bool cancelled = false;
  bool plain_lines = false;  ///< terms as a #shelf block rather than as properties
  bool dropped = false;      ///< the calendar app has dropped all X-SHELF properties
  AuthoredTerms terms;

  std::string segment() const { return uid + ".ics"; }
  /// As a calendar app sends it.
  std::string text() const;
};

/// One of its occurrences: the original start names it.
struct AuthoredOccurrence {
  std::string recurrence;  ///< "20260301T170000Z", or "" where the event happens once
  WallClock start;
  Instant starts_at;
  Instant ends_at;
};
std::vector<AuthoredOccurrence> occurrences_of(const AuthoredEvent& event);

/// The moment so long before an occurrence.
Instant instant_of(const Before& before, const AuthoredOccurrence& occurrence, const std::string& zone);

/// What a wall clock of that zone means (RFC 5545 3.3.5): of two moments the first, and where the clock jumps
/// over it, by the offset before the jump. Written from the zone database, for whoever doubts ours.
Instant to_utc(WallClock local, const std::string& zone);

}  // namespace timeshelf::simulation
