// What a shop looks at to learn: figures by day of its own calendar, computed by the database.
//
// Nothing is kept for them: bookings, holds and transfers say it all. A figure reads the rows of its days and
// no others, by keys that begin with the time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "base/time.hpp"
#include "ical/date_time.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// A day of somebody's calendar, which may have 23 or 25 hours.
struct Day {
  std::chrono::sys_days date;  ///< as the calendar there writes it
  Instant begins;
  Instant ends;
};
/// "2026-03-29"
std::string name_of(const Day& day);
/// From `first` to `last`, both included.
std::vector<Day> days_in(const ical::Zone& zone, std::chrono::sys_days first, std::chrono::sys_days last);
/// Which day it is there.
std::chrono::sys_days day_of(const ical::Zone& zone, Instant instant);

/// Units of bookings of a day that were sold at one step of a ladder.
struct StepSales {
  std::string tier;  ///< or ""
  Money price;       ///< of one unit
  std::int64_t units = 0;
};
/// Bookings that were made on a day, as they stand by now.
struct DaySales {
  std::int64_t bookings = 0;
  std::int64_t cancelled = 0;    ///< of these, since
  std::vector<StepSales> steps;  ///< what they still have, cheapest step first
};
/// One for each of the days; of one slot, or of all.
std::vector<DaySales> sales_by_day(store::Transaction&, const Id& shop, const std::vector<Day>&,
                                   const std::optional<Id>& slot);

/// Holds that were made on a day, by what became of them; who walked up to a device made none.
struct DayHolds {
  std::int64_t confirmed = 0;
  std::int64_t released = 0;
  std::int64_t expired = 0;
  std::int64_t open = 0;
  std::int64_t made() const { return confirmed + released + expired + open; }
};
std::vector<DayHolds> holds_by_day(store::Transaction&, const Id& shop, const std::vector<Day>&, Instant now);

/// A SKU at a venue on a day, by the books.
struct DayStock {
  std::int64_t came = 0;
  std::int64_t went = 0;
  std::int64_t there = 0;  ///< at its end
};
/// Counted back from `there_now`: what is promised and not handed over is there (Stock::levels), and slots
/// belong to the venue that they are at now.
std::vector<DayStock> stock_by_day(store::Transaction&, const Id& shop, const std::vector<Day>&,
                                   const Id& venue, const std::string& sku, std::int64_t there_now);

}  // namespace timeshelf::commerce
