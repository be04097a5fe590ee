#include "ical/rule_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::ical {
namespace {

using Frequency = RuleParts::Frequency;

ExpansionError invalid(std::string_view text, std::string_view why) {
  ExpansionError error;
  error.message = fmt::format("RRULE:{} cannot be read: {}.", text.substr(0, 80), why);
  return error;
}

constexpr std::array<std::string_view, 7> kDays{"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
constexpr std::array<std::string_view, 7> kFrequencies{"SECONDLY", "MINUTELY", "HOURLY", "DAILY",
                                                       "WEEKLY",   "MONTHLY",  "YEARLY"};
constexpr std::size_t kMostItems = 400;

bool read_number(std::string_view item, int lowest, int highest, bool negative, int& into) {
  const bool minus = item.starts_with('-');
  if (minus || item.starts_with('+')) item.remove_prefix(1);
  const auto number = parse_whole(item);
  if (!number || *number < lowest || *number > highest || (minus && !negative)) return false;
  into = static_cast<int>(minus ? -*number : *number);
  return true;
}

bool read_list(std::string_view list, int lowest, int highest, bool negative, std::vector<int>& into) {
  const auto items = split(list, ',');
  if (items.size() > kMostItems) return false;
  for (const std::string_view item : items) {
    if (!read_number(item, lowest, highest, negative, into.emplace_back())) return false;
  }
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
  return true;
}

bool read_day(std::string_view item, RuleParts::Day& day) {
  if (item.size() < 2) return false;
  const auto found = std::find(kDays.begin(), kDays.end(), item.substr(item.size() - 2));
  if (found == kDays.end()) return false;
  day.weekday = static_cast<unsigned>(found - kDays.begin());
  return item.size() == 2 || read_number(item.substr(0, item.size() - 2), 1, 53, true, day.ordinal);
}

bool read_days(std::string_view list, std::vector<RuleParts::Day>& into) {
  const auto items = split(list, ',');
  return items.size() <= kMostItems && std::all_of(items.begin(), items.end(), [&](std::string_view item) {
           return read_day(item, into.emplace_back());
         });
}

bool read_whole(std::string_view value, std::int64_t& into) {
  const auto number = parse_whole(value);
  if (!number || *number < 1 || *number > 2'000'000'000) return false;
  into = *number;
  return true;
}

struct Part {
  std::string_view name;
  std::string_view wanted;  ///< what its value is
  bool (*read)(std::string_view value, RuleParts& into);
};

constexpr auto kParts = std::to_array<Part>({
    {"FREQ", "FREQ is DAILY, WEEKLY, MONTHLY, YEARLY or shorter",
     [](std::string_view value, RuleParts& into) {
       const auto found = std::find(kFrequencies.begin(), kFrequencies.end(), value);
       if (found == kFrequencies.end()) return false;
       into.frequency = static_cast<Frequency>(found - kFrequencies.begin());
       return true;
     }},
    {"UNTIL", "UNTIL is a date or a date-time",
     [](std::string_view value, RuleParts& into) {
       into.until = value;
       return !value.empty();
     }},
    {"INTERVAL", "INTERVAL and COUNT are whole numbers from 1",
     [](std::string_view value, RuleParts& into) { return read_whole(value, into.interval); }},
    {"COUNT", "INTERVAL and COUNT are whole numbers from 1",
     [](std::string_view value, RuleParts& into) { return read_whole(value, into.count); }},
    {"WKST", "WKST is a weekday",
     [](std::string_view value, RuleParts& into) {
       RuleParts::Day day;
       if (value.size() != 2 || !read_day(value, day)) return false;
       into.week_start = day.weekday;
       return true;
     }},
    {"BYSECOND", "BYSECOND is 0 to 60",
     [](std::string_view value, RuleParts& into) { return read_list(value, 0, 60, false, into.seconds); }},
    {"BYMINUTE", "BYMINUTE is 0 to 59",
     [](std::string_view value, RuleParts& into) { return read_list(value, 0, 59, false, into.minutes); }},
    {"BYHOUR", "BYHOUR is 0 to 23",
     [](std::string_view value, RuleParts& into) { return read_list(value, 0, 23, false, into.hours); }},
    {"BYDAY", "BYDAY is a list of weekdays",
     [](std::string_view value, RuleParts& into) { return read_days(value, into.days); }},
    {"BYMONTHDAY", "BYMONTHDAY is 1 to 31 or -1 to -31",
     [](std::string_view value, RuleParts& into) { return read_list(value, 1, 31, true, into.month_days); }},
    {"BYYEARDAY", "BYYEARDAY is 1 to 366 or -1 to -366",
     [](std::string_view value, RuleParts& into) { return read_list(value, 1, 366, true, into.year_days); }},
    {"BYWEEKNO", "BYWEEKNO is 1 to 53 or -1 to -53",
     [](std::string_view value, RuleParts& into) {
       return read_list(value, 1, 53, true, into.week_numbers);
     }},
    {"BYMONTH", "BYMONTH is 1 to 12",
     [](std::string_view value, RuleParts& into) { return read_list(value, 1, 12, false, into.months); }},
    {"BYSETPOS", "BYSETPOS is 1 to 366 or -1 to -366",
     [](std::string_view value, RuleParts& into) {
       return read_list(value, 1, 366, true, into.set_positions);
     }},
});

// 30 February never comes: a walker would look for it until the end of time.
bool can_match(const RuleParts& parts) {
  if (parts.months.empty() || parts.month_days.empty()) return true;
  static constexpr std::array<int, 13> kLength{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return std::any_of(parts.months.begin(), parts.months.end(), [&](int month) {
    return std::any_of(parts.month_days.begin(), parts.month_days.end(),
                       [&](int day) { return std::abs(day) <= kLength[static_cast<std::size_t>(month)]; });
  });
}

// "The fifth Monday, if it is the 1st" never comes either, nor does a sixth Monday.
bool can_be_numbered(const RuleParts& parts) {
  const bool of_a_month = parts.frequency == Frequency::monthly ||
                          (parts.frequency == Frequency::yearly && !parts.months.empty());
  const bool all_numbered =
      !parts.days.empty() &&
      std::all_of(parts.days.begin(), parts.days.end(), [](const auto& day) { return day.ordinal != 0; });
  if (!all_numbered || !of_a_month) return true;
  for (int length = 28; length <= 31; ++length) {
    for (int day = 1; day <= length; ++day) {
      const auto is_day = [&](int wanted) { return wanted == day || wanted == day - length - 1; };
      const auto is_numbered = [&](const RuleParts::Day& wanted) {
        return wanted.ordinal == (day - 1) / 7 + 1 || wanted.ordinal == -((length - day) / 7 + 1);
      };
      const bool chosen =
          parts.month_days.empty() || std::any_of(parts.month_days.begin(), parts.month_days.end(), is_day);
      if (chosen && std::any_of(parts.days.begin(), parts.days.end(), is_numbered)) return true;
    }
  }
  return false;
}

std::size_t or_one(std::size_t size) {
  return std::max<std::size_t>(size, 1);
}

// The most days of one period.
std::size_t most_days(const RuleParts& parts) {
  if (parts.frequency == Frequency::daily) return 1;
  if (parts.frequency == Frequency::weekly)
    return parts.days.empty() ? 1 : std::min<std::size_t>(7, parts.days.size());
  const bool monthly = parts.frequency == Frequency::monthly;
  if (parts.dates_plain()) return 1;
  const std::size_t months = monthly ? 1 : parts.months.empty() ? 12 : parts.months.size();
  std::size_t days = 31 * months;
  std::size_t by_weekday = 0;
  for (const auto& day : parts.days) by_weekday += day.ordinal == 0 ? 5 * months + (monthly ? 0 : 1) : months;
  if (by_weekday > 0) days = std::min(days, by_weekday);
  if (!parts.month_days.empty()) days = std::min(days, parts.month_days.size() * months);
  return days;
}

// BYSETPOS beyond what a period can have never comes.
bool can_be_positioned(const RuleParts& parts) {
  if (parts.set_positions.empty()) return true;
  std::size_t most = or_one(parts.seconds.size());
  if (parts.frequency >= Frequency::hourly) most *= or_one(parts.minutes.size());
  if (parts.frequency >= Frequency::daily) most *= or_one(parts.hours.size()) * most_days(parts);
  if (parts.frequency == Frequency::secondly) most = 1;
  return std::any_of(parts.set_positions.begin(), parts.set_positions.end(),
                     [&](int position) { return static_cast<std::size_t>(std::abs(position)) <= most; });
}

}  // namespace

Result<RuleParts, ExpansionError> read_rule(std::string_view text) {
  if (text.size() > 2000) return invalid(text, "it is longer than 2,000 characters");
  const std::string upper = to_upper(trim(text));
  RuleParts parts;
  bool has_frequency = false;
  for (const std::string_view part : split(upper, ';')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return invalid(text, "each part is NAME=VALUE");
    const auto name = part.substr(0, equals);
    const auto known = std::find_if(kParts.begin(), kParts.end(),
                                    [&](const Part& candidate) { return candidate.name == name; });
    if (known == kParts.end()) return invalid(text, "it has a part that RFC 5545 does not know");
    if (!known->read(part.substr(equals + 1), parts)) return invalid(text, known->wanted);
    has_frequency = has_frequency || name == "FREQ";
  }
  if (!has_frequency) return invalid(text, kParts[0].wanted);
  // A leap second is read as the one before it, like those of dates.
  std::replace(parts.seconds.begin(), parts.seconds.end(), 60, 59);
  parts.seconds.erase(std::unique(parts.seconds.begin(), parts.seconds.end()), parts.seconds.end());
  if (!can_match(parts)) return invalid(text, "no month has that day");
  if (!can_be_numbered(parts)) return invalid(text, "no month has that weekday on that day");
  if (!can_be_positioned(parts)) return invalid(text, "BYSETPOS is more than its periods have");
  return parts;
}

}  // namespace timeshelf::ical
