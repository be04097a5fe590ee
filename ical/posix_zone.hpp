// What the clocks of a zone do after its last known change: the rule at the end of a tz file (RFC 8536 3.3),
// written as a POSIX TZ string. date-tz stops at the last change that is listed, which for most zones is in
// 2037.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "ical/date_time.hpp"

namespace timeshelf::ical {

/// Summer time by rule. Offsets are east of UTC.
class PosixZone {
 public:
  /// "CET-1CEST,M3.5.0,M10.5.0/3". Nothing for a zone without summer time, which needs no rule, or what
  /// cannot be read.
  static std::optional<PosixZone> parse(std::string_view text);
  /// The one at the end of the tz database's file of that name, which has to be a name of the database.
  static std::optional<PosixZone> of_file(std::string_view zone);

  std::chrono::seconds offset_at(std::chrono::sys_seconds utc) const;
  /// As Zone::to_utc: the first of two, the offset before the gap.
  std::chrono::sys_seconds to_utc(LocalSeconds local) const;

 private:
  // A day of each year, and a time on it by the clock that is in force.
  struct Change {
    enum class Kind { month_week_day, day_of_365, day_of_366 } kind = Kind::month_week_day;
    int month = 1, week = 1, day = 0;
    std::chrono::seconds at{7200};

    LocalSeconds in(std::chrono::year year) const;
  };
  static std::optional<Change> read_change(std::string_view& text);

  std::chrono::seconds standard_{0}, summer_{0};
  Change to_summer_, to_standard_;
};

}  // namespace timeshelf::ical
