// The parts of one RRULE, read and found to be in range (RFC 5545 3.3.10).
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ical/recurrence.hpp"

namespace timeshelf::ical {

struct RuleParts {
  enum class Frequency { secondly, minutely, hourly, daily, weekly, monthly, yearly };
  struct Day {
    unsigned weekday = 0;  ///< as std::chrono counts: 0 is Sunday
    int ordinal = 0;       ///< 2: the second; -1: the last; 0: every
  };

  Frequency frequency = Frequency::daily;
  std::int64_t interval = 1;
  std::int64_t count = 0;  ///< 0: none
  std::string until;       ///< as written, or ""
  unsigned week_start = 1;
  std::vector<int> seconds, minutes, hours, month_days, year_days, week_numbers, months, set_positions;
  std::vector<Day> days;

  bool sub_daily() const { return frequency < Frequency::daily; }
  /// Nothing but FREQ, INTERVAL and an end.
  bool plain() const { return times_plain() && dates_plain() && set_positions.empty(); }
  bool times_plain() const { return seconds.empty() && minutes.empty() && hours.empty(); }
  bool dates_plain() const {
    return month_days.empty() && year_days.empty() && week_numbers.empty() && months.empty() && days.empty();
  }
};

/// Refuses what is no rule or can never match; lists come back in order and without doubles.
Result<RuleParts, ExpansionError> read_rule(std::string_view text);

}  // namespace timeshelf::ical
