// What calendar apps ask of a calendar, in requests that any CalDAV server understands.
#pragma once
#include <string>
#include <vector>

#include "bench/site.hpp"

namespace timeshelf::bench {

/// Requests to go through, and what a right answer looks like.
struct Read {
  std::string name;
  std::vector<std::string> requests;
  int status = 207;
  std::string marker;  ///< in the body of a right answer
};

/// Of a calendar that fill_calendar() has filled with that many events. Changes the first of them once, so
/// that there is a change to be synced.
std::vector<Read> calendar_reads(const Site& site, const std::string& calendar, std::size_t events);

/// All of the calendar that occurs in that month of that year.
std::string month_query(const Site& site, const std::string& calendar, int year, int month);

}  // namespace timeshelf::bench
