#include "insight/voice/written_time.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::insight::voice {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes from the front of a text.
struct Reader {
  std::string_view rest;

  bool take(char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  void skip(std::string_view any) {
    while (!rest.empty() && any.find(rest.front()) != std::string_view::npos) rest.remove_prefix(1);
  }
  /// A number of at most that many digits.
  std::optional<int> number(std::size_t most) {
    std::size_t count = 0;
    while (count < rest.size() && count < most && is_digit(rest[count])) ++count;
    if (count == 0) return std::nullopt;
    const auto value = parse_whole(rest.substr(0, count));
    rest.remove_prefix(count);
    return static_cast<int>(*value);
  }
};

std::optional<std::chrono::year_month_day> day_from(int year, int month, int day) {
  if (year < 100) year += 2000;
  const std::chrono::year_month_day made{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  return made.ok() ? std::optional(made) : std::nullopt;
}

/// "2026-03-01", "01.03.2026", "1/3/26", and "3/13/26", where only one order makes a day.
std::optional<std::chrono::year_month_day> read_day(Reader& reader) {
  const auto first = reader.number(4);
  if (!first || reader.rest.empty()) return std::nullopt;
  const char separator = reader.rest.front();
  if (std::string_view("-./").find(separator) == std::string_view::npos) return std::nullopt;
  reader.take(separator);
  reader.skip(" ");
  const auto second = reader.number(2);
  if (!second || !reader.take(separator)) return std::nullopt;
  reader.skip(" ");
  const auto third = reader.number(4);
  if (!third) return std::nullopt;
  if (*first > 31) return day_from(*first, *second, *third);
  if (*second > 12) return day_from(*third, *first, *second);
  return day_from(*third, *second, *first);
}

std::optional<seconds> read_time_of_day(Reader& reader) {
  const auto hour = reader.number(2);
  if (!hour || !reader.take(':')) return std::nullopt;
  const auto minute = reader.number(2);
  if (!minute) return std::nullopt;
  const int second = reader.take(':') ? reader.number(2).value_or(60) : 0;
  if (reader.take('.')) reader.number(9);
  int of_day = *hour;
  // The blank before "PM" may be a narrow one.
  while (reader.rest.starts_with("\xe2\x80\xaf") || reader.rest.starts_with("\xc2\xa0"))
    reader.rest.remove_prefix(reader.rest.starts_with("\xc2") ? 2 : 3);
  reader.skip(" ");
  const std::string low = to_lower(reader.rest.substr(0, 2));
  if (low == "am" || low == "pm") {
    if (of_day < 1 || of_day > 12) return std::nullopt;
    of_day = of_day % 12 + (low == "pm" ? 12 : 0);
    reader.rest.remove_prefix(2);
  }
  if (of_day > 23 || *minute > 59 || second > 59) return std::nullopt;
  return hours(of_day) + minutes(*minute) + seconds(second);
}

/// "Z", "+01:00", "+0100"; nothing is left out of the text where there is none.
std::optional<minutes> read_offset(Reader& reader) {
  if (reader.take('Z') || reader.take('z')) return minutes(0);
  const bool east = reader.rest.starts_with('+');
  if (!east && !reader.rest.starts_with('-')) return std::nullopt;
  reader.rest.remove_prefix(1);
  const auto hour = reader.number(2);
  reader.take(':');
  const auto minute = reader.number(2);
  if (!hour || *hour > 14) return std::nullopt;
  const minutes offset = hours(*hour) + minutes(minute.value_or(0));
  return east ? offset : -offset;
}

}  // namespace

bool looks_like_time(std::string_view text) {
  text = trim(text);
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  const bool has_colon = text.find(':') != std::string_view::npos;
  return digits >= 3 && text.size() <= 40 && has_colon && is_digit(text.front());
}

std::optional<WrittenTime> read_time(std::string_view text) {
  WrittenTime time;
  Reader reader{trim(text)};
  const std::string_view begun = reader.rest;
  if (const auto day = read_day(reader)) {
    time.day = day;
    if (reader.rest.empty()) return time;
    reader.take('T');
    reader.skip(", ");
  } else {
    reader.rest = begun;
  }
  const auto of_day = read_time_of_day(reader);
  if (!of_day) return std::nullopt;
  time.of_day = *of_day;
  time.offset = read_offset(reader);
  return reader.rest.empty() ? std::optional(time) : std::nullopt;
}

}  // namespace timeshelf::insight::voice
