// What a report says: all of it on paper, and wherever else its sentences of advice. Headings and columns of
// the dashboard's app are its own (web/src/dashboard/report/words).
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/money.hpp"
#include "base/time.hpp"
#include "commerce/reports/drop_advice.hpp"

namespace timeshelf::server::api {

struct ReportWords {
  std::string_view still_runs, next_time, nothing_to_do, seats;
  std::string_view goods, offered, sold, left, handed_over, missed, returned, waited_for, sold_through;
  std::string_view revenue, what, step, price, way, units, amount, delivery;
  std::string_view pickup, same_day, digital;
  std::string_view funnel, views, holds, bookings, picked, expired, cancelled, not_picked, walk_ups;
  std::string_view waiting, served;
  std::string_view staff, hours, shifts, uncovered, per_hour;
  std::string_view slots, slot, when, called_off;
  std::string_view taken, given_back;
  std::string_view forecast, forecast_was, became, sold_out, mood, messages, mean_mood;
  std::string_view experiments, runs_on, kept;
  std::map<commerce::AdviceKind, std::string_view> advice;  ///< {what}, {units}, {of}
  char decimal_mark;
  bool currency_first;
  std::string_view date;  ///< of fmt, of a local time
};
/// "en", "de" or "es".
const ReportWords& report_words(std::string_view language);

/// "€22.00", "22,00 €"
std::string money_text(const Money& money, const ReportWords& words);
/// "58 %"
std::string percent_text(std::int64_t part, std::int64_t whole);

}  // namespace timeshelf::server::api
