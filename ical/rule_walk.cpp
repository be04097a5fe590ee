#include "ical/rule_walk.hpp"

#include <algorithm>

namespace timeshelf::ical {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::seconds;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month_day;
using Frequency = RuleParts::Frequency;

constexpr year kLastYear{9999};

bool holds(const std::vector<int>& list, int value) {
  return std::binary_search(list.begin(), list.end(), value);
}

local_days first_of_year(year y) {
  return local_days(y / std::chrono::January / 1);
}

int days_in(year y) {
  return y.is_leap() ? 366 : 365;
}

// A day, with the numbers that BY parts ask for.
struct Day {
  explicit Day(local_days day) : at(day), date(day), of_week(weekday(day).c_encoding()) {}

  int of_month() const { return static_cast<int>(static_cast<unsigned>(date.day())); }
  int month() const { return static_cast<int>(static_cast<unsigned>(date.month())); }
  int month_length() const {
    return static_cast<int>(static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day()));
  }
  int of_year() const { return static_cast<int>((at - first_of_year(date.year())).count()) + 1; }

  local_days at;
  year_month_day date;
  unsigned of_week;  // 0 is Sunday
};

// Whether the `day`-th day of something that is `length` days long is the n-th or n-th last of its weekday,
// for one of the n.
bool is_numbered(const std::vector<int>& ordinals, int day, int length) {
  return holds(ordinals, (day - 1) / 7 + 1) || holds(ordinals, -((length - day) / 7 + 1));
}

local_days week_of(local_days day, unsigned week_start) {
  return day - days((weekday(day).c_encoding() + 7 - week_start) % 7);
}

// What the days of a period have to be.
class DayFilter {
 public:
  DayFilter(const RuleParts& parts, LocalSeconds start) : parts_(parts) {
    // RFC 5545 3.3.10: what the rule leaves open is told by DTSTART.
    const Day first(std::chrono::floor<days>(start));
    months_ = parts.months;
    month_days_ = parts.month_days;
    for (const RuleParts::Day& wanted : parts.days) take_weekday(wanted);
    const bool open = parts.month_days.empty() && parts.year_days.empty() && parts.week_numbers.empty() &&
                      parts.days.empty();
    if (parts.frequency == Frequency::weekly && parts.days.empty()) take_weekday({first.of_week, 0});
    if (parts.frequency == Frequency::monthly && open) month_days_.push_back(first.of_month());
    if (parts.frequency != Frequency::yearly) return;
    if (open) {
      if (months_.empty()) months_.push_back(first.month());
      month_days_.push_back(first.of_month());
    } else if (!parts.week_numbers.empty() && parts.days.empty() && parts.month_days.empty() &&
               parts.year_days.empty()) {
      take_weekday({first.of_week, 0});  // of the week the weekday is open
    }
  }

  bool takes_all() const {
    return months_.empty() && month_days_.empty() && !by_weekday_ && parts_.year_days.empty() &&
           parts_.week_numbers.empty();
  }
  bool takes_month(int month) const { return months_.empty() || holds(months_, month); }

  bool takes(local_days at) const {
    if (takes_all()) return true;
    const Day day(at);
    return takes_month(day.month()) && takes_month_day(day) && takes_weekday(day) && takes_year_day(day) &&
           takes_week(day);
  }

 private:
  void take_weekday(const RuleParts::Day& wanted) {
    by_weekday_ = true;
    if (wanted.ordinal == 0) {
      every_[wanted.weekday] = true;
    } else {
      auto& numbers = ordinals_[wanted.weekday];
      numbers.insert(std::upper_bound(numbers.begin(), numbers.end(), wanted.ordinal), wanted.ordinal);
    }
  }

  bool takes_month_day(const Day& day) const {
    return month_days_.empty() || holds(month_days_, day.of_month()) ||
           holds(month_days_, day.of_month() - day.month_length() - 1);
  }

  bool takes_year_day(const Day& day) const {
    return parts_.year_days.empty() || holds(parts_.year_days, day.of_year()) ||
           holds(parts_.year_days, day.of_year() - days_in(day.date.year()) - 1);
  }

  bool takes_weekday(const Day& day) const {
    if (!by_weekday_ || every_[day.of_week]) return true;
    const auto& ordinals = ordinals_[day.of_week];
    if (ordinals.empty()) return false;
    // Ordinals count in the month, or in the year where no months are named; elsewhere they mean nothing.
    if (parts_.frequency == Frequency::monthly ||
        (parts_.frequency == Frequency::yearly && !parts_.months.empty()))
      return is_numbered(ordinals, day.of_month(), day.month_length());
    if (parts_.frequency == Frequency::yearly)
      return is_numbered(ordinals, day.of_year(), days_in(day.date.year()));
    return true;
  }

  // Week 1 is the first with four days in the year (RFC 5545 3.3.10, BYWEEKNO).
  bool takes_week(const Day& day) const {
    if (parts_.week_numbers.empty()) return true;
    const auto number_in = [&](local_days at) {
      const Day middle(week_of(at, parts_.week_start) + days(3));
      return std::pair((middle.of_year() - 1) / 7 + 1, middle.date.year());
    };
    const auto [number, of_year] = number_in(day.at);
    const int last = number_in(local_days(of_year / std::chrono::December / 28)).first;
    return holds(parts_.week_numbers, number) || holds(parts_.week_numbers, number - last - 1);
  }

  const RuleParts& parts_;
  std::vector<int> months_, month_days_;
  bool by_weekday_ = false;
  std::array<bool, 7> every_{};               // weekdays without a number
  std::array<std::vector<int>, 7> ordinals_;  // the numbers of each, in order
};

// BYSETPOS: the n-th and the n-th last of a set that is in order.
void pick(const std::vector<int>& positions, std::vector<LocalSeconds>& set) {
  if (positions.empty()) return;
  const int size = static_cast<int>(set.size());
  std::vector<LocalSeconds> picked;
  for (int i = 0; i < size; ++i) {
    if (holds(positions, i + 1) || holds(positions, i - size))
      picked.push_back(set[static_cast<std::size_t>(i)]);
  }
  set = std::move(picked);
}

std::vector<int> or_else(const std::vector<int>& list, std::int64_t value) {
  return list.empty() ? std::vector<int>{static_cast<int>(value)} : list;
}

class Walk {
 public:
  Walk(const RuleParts& parts, LocalSeconds start)
      : parts_(parts), start_(start), day_(std::chrono::floor<days>(start)), filter_(parts, start) {
    const std::int64_t of_day = (start - day_).count();
    hours_ = or_else(parts.hours, of_day / 3600);
    minutes_ = or_else(parts.minutes, of_day / 60 % 60);
    seconds_ = or_else(parts.seconds, of_day % 60);
  }

  bool run(LocalSeconds from, std::size_t& steps, FunctionRef<bool(LocalSeconds)> each) {
    std::int64_t left = parts_.count;
    std::int64_t period = std::max<std::int64_t>(periods_before(from), 0);
    if (parts_.count > 0) {
      if (!one_in_each_period()) period = 0;
      left -= period;
      if (left <= 0) return true;
    }
    std::vector<LocalSeconds> set;
    for (; is_within_years(period); ++period) {
      if (steps == 0) return false;
      --steps;
      set.clear();
      if (parts_.sub_daily()) {
        if (!fill_short(period, set)) continue;
      } else {
        fill_long(period, set);
      }
      pick(parts_.set_positions, set);
      for (const LocalSeconds at : set) {
        if (at < start_) continue;
        if (steps == 0) return false;
        --steps;
        if (!each(at)) return true;
        if (parts_.count > 0 && --left == 0) return true;
      }
    }
    return true;
  }

 private:
  seconds unit() const {
    switch (parts_.frequency) {
      case Frequency::secondly:
        return seconds(1);
      case Frequency::minutely:
        return seconds(60);
      case Frequency::hourly:
        return seconds(3600);
      case Frequency::daily:
        return days(1);
      default:
        return days(7);
    }
  }

  // Where the first period begins; months and years are counted instead.
  LocalSeconds base() const {
    if (parts_.frequency == Frequency::daily) return day_;
    if (parts_.frequency == Frequency::weekly) return week_of(day_, parts_.week_start);
    return start_ - (start_ - day_) % unit();
  }

  std::int64_t months_since_zero(const year_month_day& date) const {
    return static_cast<std::int64_t>(static_cast<int>(date.year())) * 12 +
           static_cast<unsigned>(date.month()) - 1;
  }

  // Of the period that holds `from`, or one before it.
  std::int64_t periods_before(LocalSeconds from) const {
    if (from <= start_) return 0;
    const year_month_day first(day_), then(std::chrono::floor<days>(from));
    if (parts_.frequency == Frequency::yearly)
      return (static_cast<int>(then.year()) - static_cast<int>(first.year())) / parts_.interval;
    if (parts_.frequency == Frequency::monthly)
      return (months_since_zero(then) - months_since_zero(first)) / parts_.interval;
    return (from - base()) / unit() / parts_.interval;
  }

  // So that a number of periods is a number of starts. DTSTART is the first of them.
  bool one_in_each_period() const {
    if (!parts_.plain()) return false;
    return parts_.frequency <= Frequency::weekly || Day(day_).of_month() <= 28;
  }

  bool is_within_years(std::int64_t period) const {
    const std::int64_t distance = period * parts_.interval;
    constexpr std::int64_t kMostYears = 10'000;
    if (distance > kMostYears * 366 * 86'400) return false;
    if (parts_.frequency == Frequency::yearly) return year_at(distance) <= static_cast<int>(kLastYear);
    if (parts_.frequency == Frequency::monthly)
      return (months_since_zero(year_month_day(day_)) + distance) / 12 <= static_cast<int>(kLastYear);
    if (distance > kMostYears * 366 * (days(1) / unit() + 1)) return false;
    return base() + distance * unit() < first_of_year(kLastYear + std::chrono::years(1));
  }

  std::int64_t year_at(std::int64_t distance) const {
    return static_cast<int>(year_month_day(day_).year()) + distance;
  }

  void add_day(local_days day, std::vector<LocalSeconds>& set) const {
    for (const int hour : hours_) {
      for (const int minute : minutes_) {
        for (const int second : seconds_)
          set.push_back(day + std::chrono::hours(hour) + std::chrono::minutes(minute) + seconds(second));
      }
    }
  }

  void add_days(local_days first, int count, std::vector<LocalSeconds>& set) const {
    for (int i = 0; i < count; ++i) {
      if (filter_.takes(first + days(i))) add_day(first + days(i), set);
    }
  }

  void add_month(std::int64_t months, std::vector<LocalSeconds>& set) const {
    const auto month = static_cast<unsigned>(months % 12 + 1);
    if (!filter_.takes_month(static_cast<int>(month))) return;
    const auto first = local_days(year(static_cast<int>(months / 12)) / std::chrono::month(month) / 1);
    add_days(first, Day(first).month_length(), set);
  }

  // Days and longer.
  void fill_long(std::int64_t period, std::vector<LocalSeconds>& set) const {
    const std::int64_t distance = period * parts_.interval;
    if (parts_.frequency == Frequency::yearly) {
      for (int month = 0; month < 12; ++month) add_month(year_at(distance) * 12 + month, set);
    } else if (parts_.frequency == Frequency::monthly) {
      add_month(months_since_zero(year_month_day(day_)) + distance, set);
    } else {
      const auto first = std::chrono::floor<days>(base() + distance * unit());
      add_days(first, parts_.frequency == Frequency::weekly ? 7 : 1, set);
    }
  }

  // Hours and shorter. False where nothing can match before a later period, which `period` is moved to (less
  // one).
  bool fill_short(std::int64_t& period, std::vector<LocalSeconds>& set) const {
    const LocalSeconds at = base() + period * parts_.interval * unit();
    const auto day = std::chrono::floor<days>(at);
    const seconds of_day = at - day;
    const auto skip_to = [&](LocalSeconds later) {
      const std::int64_t stride = parts_.interval * unit().count();
      period = std::max(period, ((later - base()).count() + stride - 1) / stride - 1);
      return false;
    };
    if (!filter_.takes(day)) return skip_to(day + days(1));
    const int hour = static_cast<int>(of_day.count() / 3600),
              minute = static_cast<int>(of_day.count() / 60 % 60);
    const LocalSeconds hour_start = day + std::chrono::hours(hour);
    if (!parts_.hours.empty() && !holds(hours_, hour)) return skip_to(hour_start + std::chrono::hours(1));
    if (parts_.frequency == Frequency::hourly) {
      for (const int m : minutes_) {
        for (const int s : seconds_) set.push_back(hour_start + std::chrono::minutes(m) + seconds(s));
      }
      return true;
    }
    const LocalSeconds minute_start = hour_start + std::chrono::minutes(minute);
    if (!parts_.minutes.empty() && !holds(minutes_, minute)) return skip_to(minute_start + seconds(60));
    if (parts_.frequency == Frequency::minutely) {
      for (const int s : seconds_) set.push_back(minute_start + seconds(s));
      return true;
    }
    if (!parts_.seconds.empty() && !holds(seconds_, static_cast<int>(of_day.count() % 60))) return true;
    set.push_back(at);
    return true;
  }

  const RuleParts& parts_;
  const LocalSeconds start_;
  const local_days day_;
  const DayFilter filter_;
  std::vector<int> hours_, minutes_, seconds_;
};

}  // namespace

bool walk_rule(const RuleParts& parts, LocalSeconds start, LocalSeconds from, std::size_t& steps,
               FunctionRef<bool(LocalSeconds)> each) {
  return Walk(parts, start).run(from, steps, each);
}

// Each month has a 28th and a fourth Monday; that is what a gap can be told from.
std::optional<days> longest_gap_of(const RuleParts& parts, LocalSeconds start) {
  const bool by_weekday = !parts.days.empty(), by_month_day = !parts.month_days.empty();
  const bool told = parts.times_plain() && parts.months.empty() && parts.year_days.empty() &&
                    parts.week_numbers.empty() && parts.set_positions.empty() &&
                    !(by_weekday && by_month_day);
  if (!told || parts.interval > 1'000) return std::nullopt;
  const int interval = static_cast<int>(parts.interval);
  const Day first(std::chrono::floor<days>(start));
  const auto if_so = [](bool always, int gap) { return always ? std::optional(days(gap)) : std::nullopt; };
  switch (parts.frequency) {
    case Frequency::daily:
      if (by_weekday) return if_so(interval == 1, 7);
      return if_so(!by_month_day, interval);
    case Frequency::weekly:
      return if_so(!by_month_day, 7 * interval);
    case Frequency::monthly: {
      bool always = first.of_month() <= 28;
      if (by_month_day)
        always = std::any_of(parts.month_days.begin(), parts.month_days.end(),
                             [](int day) { return std::abs(day) <= 28; });
      if (by_weekday)
        always = std::any_of(parts.days.begin(), parts.days.end(),
                             [](const RuleParts::Day& day) { return std::abs(day.ordinal) <= 4; });
      return if_so(always, 31 * interval + 7);
    }
    case Frequency::yearly: {
      const bool leap_day = first.month() == 2 && first.of_month() == 29;
      return if_so(!by_weekday && !by_month_day && !leap_day, 366 * interval);
    }
    default:
      return if_so(!by_weekday && !by_month_day, interval / 24 + 1);
  }
}

}  // namespace timeshelf::ical
