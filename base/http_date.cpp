#include "base/http_date.hpp"

#include <array>
#include <chrono>

#include "base/text.hpp"

namespace timeshelf {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Sun, 01 Mar 2026 17:00:00 GMT
// 0    5  8   12   17 20 23 26
constexpr std::size_t kLength = 29;

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
  if (text.size() != kLength) return std::nullopt;
  unsigned month = 0;
  while (month < kMonths.size() && kMonths[month] != text.substr(8, 3)) ++month;
  const auto day = parse_whole(text.substr(5, 2));
  const auto year = parse_whole(text.substr(12, 4));
  const auto hour = parse_whole(text.substr(17, 2));
  const auto minute = parse_whole(text.substr(20, 2));
  const auto second = parse_whole(text.substr(23, 2));
  if (month == kMonths.size() || !day || !year || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(month + 1),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const Instant instant = std::chrono::sys_days(date) + std::chrono::hours(*hour) +
                          std::chrono::minutes(*minute) + std::chrono::seconds(*second);
  // The day of the week and all that stands between the numbers: whatever does not come back was not right.
  if (*second < 60 && to_http_date(instant) != text) return std::nullopt;
  return instant;
}

}  // namespace timeshelf
