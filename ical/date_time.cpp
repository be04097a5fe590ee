#include "ical/date_time.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include "base/text.hpp"

namespace timeshelf::ical {
namespace {

using std::chrono::days;
using std::chrono::seconds;

// Exactly `count` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<LocalSeconds> parse_day(std::string_view text) {
  const int year = digits(text, 0, 4);
  const int month = digits(text, 4, 2);
  const int day = digits(text, 6, 2);
  if (year < 1 || month < 1 || day < 1) return std::nullopt;
  const date::year_month_day ymd{date::year(year), date::month(static_cast<unsigned>(month)),
                                 date::day(static_cast<unsigned>(day))};
  if (!ymd.ok()) return std::nullopt;
  return LocalSeconds(date::local_days(ymd).time_since_epoch());
}

}  // namespace

std::optional<DateTime> parse_date_time(std::string_view value, std::string_view tzid) {
  value = trim(value);
  const auto day = parse_day(value);
  if (!day) return std::nullopt;
  if (value.size() == 8) return DateTime{DateTime::Form::date, *day, {}};
  const bool utc = value.size() == 16 && value[15] == 'Z';
  if (value[8] != 'T' || (value.size() != 15 && !utc)) return std::nullopt;
  const int hour = digits(value, 9, 2);
  const int minute = digits(value, 11, 2);
  int second = digits(value, 13, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  if (second == 60) second = 59;  // RFC 5545 3.3.12: where leap seconds are not known
  const LocalSeconds local = *day + std::chrono::hours(hour) + std::chrono::minutes(minute) + seconds(second);
  if (utc) return DateTime{DateTime::Form::utc, local, {}};
  if (tzid.empty()) return DateTime{DateTime::Form::floating, local, {}};
  return DateTime{DateTime::Form::zoned, local, std::string(tzid)};
}

std::optional<DateTime> date_time_of(const Property& property) {
  return parse_date_time(property.value(), property.parameter("TZID"));
}

std::string format(const DateTime& value) {
  const auto day = date::floor<days>(value.local);
  const date::year_month_day ymd{date::local_days(day.time_since_epoch())};
  std::string text = fmt::format("{:04}{:02}{:02}", static_cast<int>(ymd.year()),
                                 static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  if (value.is_date()) return text;
  const auto time = (value.local - day).count();
  text += fmt::format("T{:02}{:02}{:02}", time / 3600, time / 60 % 60, time % 60);
  if (value.form == DateTime::Form::utc) text += 'Z';
  return text;
}

Property date_time_property(std::string name, const DateTime& value) {
  std::vector<Parameter> parameters;
  if (value.is_date()) parameters.push_back({"VALUE", {"DATE"}});
  if (value.form == DateTime::Form::zoned) parameters.push_back({"TZID", {value.tzid}});
  return {std::move(name), format(value), std::move(parameters)};
}

std::optional<Duration> parse_duration(std::string_view value) {
  value = trim(value);
  int sign = 1;
  if (!value.empty() && (value[0] == '+' || value[0] == '-')) {
    sign = value[0] == '-' ? -1 : 1;
    value.remove_prefix(1);
  }
  if (value.size() < 3 || value[0] != 'P') return std::nullopt;
  value.remove_prefix(1);
  Duration duration;
  bool in_time = false;
  bool any = false;
  while (!value.empty()) {
    if (value[0] == 'T' && !in_time) {
      in_time = true;
      any = false;
      value.remove_prefix(1);
      continue;
    }
    const auto unit_at = value.find_first_not_of("0123456789");
    if (unit_at == 0 || unit_at == std::string_view::npos || unit_at > 8) return std::nullopt;
    const std::int64_t number = sign * *parse_whole(value.substr(0, unit_at));
    switch (value[unit_at]) {
      case 'W':
        duration.days += days(7 * number);
        break;
      case 'D':
        duration.days += days(number);
        break;
      case 'H':
        duration.seconds += std::chrono::hours(number);
        break;
      case 'M':
        duration.seconds += std::chrono::minutes(number);
        break;
      case 'S':
        duration.seconds += seconds(number);
        break;
      default:
        return std::nullopt;
    }
    const bool time_unit = value[unit_at] != 'W' && value[unit_at] != 'D';
    if (time_unit != in_time) return std::nullopt;
    any = true;
    value.remove_prefix(unit_at + 1);
  }
  return any ? std::optional(duration) : std::nullopt;
}

DateTime add(const DateTime& value, const Duration& duration) {
  DateTime result = value;
  result.local += duration.days;
  result.local += duration.seconds;
  return result;
}

Instant to_instant(const DateTime& value, const Zones& zones, const Zone& floating) {
  if (value.form == DateTime::Form::utc) return Instant(value.local.time_since_epoch());
  const Zone* zone = value.form == DateTime::Form::zoned ? zones.find(value.tzid) : nullptr;
  return (zone ? *zone : floating).to_utc(value.local);
}

}  // namespace timeshelf::ical
