#include "ical/posix_zone.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace timeshelf::ical {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr const char* kFolder = "/usr/share/zoneinfo/";  // where date-tz reads, too
constexpr std::size_t kLargestFile = 1 << 20;

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  std::size_t digits = 0;
  while (digits < 4 && digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
    number = number * 10 + (text[digits++] - '0');
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

// "CET" or "<+0330>".
bool skip_name(std::string_view& text) {
  if (take(text, '<')) {
    const auto end = text.find('>');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
    return true;
  }
  const auto end = text.find_first_of("+-0123456789,");
  if (end == 0) return false;
  text.remove_prefix(std::min(end, text.size()));
  return true;
}

// "-1", "3:30", "-167:59:59"
std::optional<seconds> take_time(std::string_view& text) {
  const bool minus = take(text, '-');
  if (!minus) take(text, '+');
  const auto whole = take_number(text);
  if (!whole) return std::nullopt;
  seconds time = hours(*whole);
  if (take(text, ':')) time += minutes(take_number(text).value_or(0));
  if (take(text, ':')) time += seconds(take_number(text).value_or(0));
  return minus ? -time : time;
}

}  // namespace

LocalSeconds PosixZone::Change::in(std::chrono::year year) const {
  using namespace std::chrono;
  if (kind == Kind::day_of_366) return local_days(year / January / 1) + days(day) + at;
  if (kind == Kind::day_of_365) {
    const bool after_leap_day = year.is_leap() && day >= 60;
    return local_days(year / January / 1) + days(day - 1 + (after_leap_day ? 1 : 0)) + at;
  }
  const auto in_month = year / std::chrono::month(static_cast<unsigned>(month));
  const weekday wanted(static_cast<unsigned>(day));
  if (week == 5) return local_days(in_month / wanted[last]) + at;
  return local_days(in_month / wanted[static_cast<unsigned>(week)]) + at;
}

std::optional<PosixZone::Change> PosixZone::read_change(std::string_view& text) {
  Change change;
  if (take(text, 'M')) {
    const auto month = take_number(text);
    const bool dot = take(text, '.');
    const auto week = take_number(text);
    const bool second_dot = take(text, '.');
    const auto day = take_number(text);
    if (!month || !week || !day || !dot || !second_dot) return std::nullopt;
    if (*month < 1 || *month > 12 || *week < 1 || *week > 5 || *day > 6) return std::nullopt;
    change.month = *month;
    change.week = *week;
    change.day = *day;
  } else {
    change.kind = take(text, 'J') ? Change::Kind::day_of_365 : Change::Kind::day_of_366;
    const auto day = take_number(text);
    if (!day || *day > 365) return std::nullopt;
    change.day = *day;
  }
  if (!take(text, '/')) return change;
  const auto at = take_time(text);
  if (!at) return std::nullopt;
  change.at = *at;
  return change;
}

std::optional<PosixZone> PosixZone::parse(std::string_view text) {
  PosixZone zone;
  if (!skip_name(text)) return std::nullopt;
  const auto standard = take_time(text);  // west of UTC
  if (!standard || text.empty() || !skip_name(text)) return std::nullopt;
  zone.standard_ = -*standard;
  zone.summer_ = zone.standard_ + hours(1);
  if (!text.starts_with(',')) {
    const auto summer = take_time(text);
    if (!summer) return std::nullopt;
    zone.summer_ = -*summer;
  }
  if (!take(text, ',')) return std::nullopt;
  const auto to_summer = read_change(text);
  if (!to_summer || !take(text, ',')) return std::nullopt;
  const auto to_standard = read_change(text);
  if (!to_standard) return std::nullopt;
  zone.to_summer_ = *to_summer;
  zone.to_standard_ = *to_standard;
  return zone;
}

std::optional<PosixZone> PosixZone::of_file(std::string_view zone) {
  std::ifstream file(kFolder + std::string(zone), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!bytes.starts_with("TZif") || bytes.size() > kLargestFile || !bytes.ends_with('\n'))
    return std::nullopt;
  bytes.pop_back();
  const auto line = bytes.rfind('\n');
  return line == std::string::npos ? std::nullopt : parse(std::string_view(bytes).substr(line + 1));
}

seconds PosixZone::offset_at(sys_seconds utc) const {
  const std::chrono::year_month_day date(
      std::chrono::floor<days>(LocalSeconds((utc + standard_).time_since_epoch())));
  const auto summer_begins = sys_seconds((to_summer_.in(date.year()) - standard_).time_since_epoch());
  const auto summer_ends = sys_seconds((to_standard_.in(date.year()) - summer_).time_since_epoch());
  const bool summer = summer_begins < summer_ends ? utc >= summer_begins && utc < summer_ends
                                                  : utc >= summer_begins || utc < summer_ends;
  return summer ? summer_ : standard_;
}

sys_seconds PosixZone::to_utc(LocalSeconds local) const {
  const seconds larger = std::max(standard_, summer_), smaller = std::min(standard_, summer_);
  const sys_seconds first((local - larger).time_since_epoch());
  return offset_at(first) == larger ? first : sys_seconds((local - smaller).time_since_epoch());
}

}  // namespace timeshelf::ical
