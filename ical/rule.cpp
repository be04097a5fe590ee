#include "ical/rule.hpp"

#include <date/date.h>
#include <fmt/format.h>
#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"

namespace timeshelf::ical {

struct Rule::Parsed {
  icalrecurrencetype rule;
};

namespace {

ExpansionError refuse(ExpansionError::Code code, std::string sentence) {
  ExpansionError error;
  error.code = code;
  error.message = std::move(sentence);
  return error;
}

ExpansionError invalid(std::string_view text, std::string_view why) {
  return refuse(ExpansionError::Code::invalid,
                fmt::format("RRULE:{} cannot be read: {}.", text.substr(0, 80), why));
}

// The parts of one rule, as written. libical drops a rule with an unknown part without a word, so they are
// read here first (RFC 5545 3.3.10).
struct Parts {
  std::string_view frequency;
  std::int64_t interval = 1;
  std::int64_t count = 0;
  std::string_view until;
  std::vector<int> months;
  std::vector<int> month_days;
  std::vector<int> set_positions;
  std::size_t weekdays = 0;   ///< "MO": every one
  std::vector<int> ordinals;  ///< of "2MO": the second of a month or year
  std::size_t times = 1;      ///< of a day
  bool by_set_position = false;
  bool by_anything = false;
};

bool in_range(std::string_view list, int lowest, int highest, bool negative,
              std::vector<int>* kept = nullptr) {
  const auto items = split(list, ',');
  if (items.size() > 366) return false;
  for (std::string_view item : items) {
    const bool minus = item.starts_with('-');
    if (minus || item.starts_with('+')) item.remove_prefix(1);
    const auto number = parse_whole(item);
    if (!number || *number < lowest || *number > highest || (minus && !negative)) return false;
    if (kept) kept->push_back(static_cast<int>(minus ? -*number : *number));
  }
  return true;
}

bool are_weekdays(std::string_view list) {
  const auto items = split(list, ',');
  if (items.size() > 400) return false;
  return std::all_of(items.begin(), items.end(), [](std::string_view item) {
    if (item.size() < 2) return false;
    static constexpr std::array<std::string_view, 7> kDays{"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
    if (std::find(kDays.begin(), kDays.end(), item.substr(item.size() - 2)) == kDays.end()) return false;
    return item.size() == 2 || in_range(item.substr(0, item.size() - 2), 1, 53, true);
  });
}

// Empty if the part is as it should be; otherwise why not.
std::string_view take_part(Parts& parts, std::string_view name, std::string_view value) {
  if (name == "FREQ") {
    parts.frequency = value;
    return "";
  }
  if (name == "UNTIL") {
    parts.until = value;
    return "";
  }
  if (name == "INTERVAL" || name == "COUNT") {
    const auto number = parse_whole(value);
    if (!number || *number < 1 || *number > 2'000'000'000)
      return "INTERVAL and COUNT are whole numbers from 1";
    (name == "COUNT" ? parts.count : parts.interval) = *number;
    return "";
  }
  if (name == "WKST") return are_weekdays(value) && value.size() == 2 ? "" : "WKST is a weekday";
  parts.by_anything = true;
  if (name == "BYSECOND" || name == "BYMINUTE" || name == "BYHOUR") parts.times *= split(value, ',').size();
  if (name == "BYSECOND") return in_range(value, 0, 60, false) ? "" : "BYSECOND is 0 to 60";
  if (name == "BYMINUTE") return in_range(value, 0, 59, false) ? "" : "BYMINUTE is 0 to 59";
  if (name == "BYHOUR") return in_range(value, 0, 23, false) ? "" : "BYHOUR is 0 to 23";
  if (name == "BYDAY") {
    if (!are_weekdays(value)) return "BYDAY is a list of weekdays";
    for (const std::string_view item : split(value, ',')) {
      if (item.size() == 2)
        ++parts.weekdays;
      else
        in_range(item.substr(0, item.size() - 2), 1, 53, true, &parts.ordinals);
    }
    return "";
  }
  if (name == "BYMONTHDAY") {
    return in_range(value, 1, 31, true, &parts.month_days) ? "" : "BYMONTHDAY is 1 to 31 or -1 to -31";
  }
  if (name == "BYYEARDAY") return in_range(value, 1, 366, true) ? "" : "BYYEARDAY is 1 to 366 or -1 to -366";
  if (name == "BYWEEKNO") return in_range(value, 1, 53, true) ? "" : "BYWEEKNO is 1 to 53 or -1 to -53";
  if (name == "BYMONTH") return in_range(value, 1, 12, false, &parts.months) ? "" : "BYMONTH is 1 to 12";
  if (name == "BYSETPOS") {
    parts.by_set_position = true;
    return in_range(value, 1, 366, true, &parts.set_positions) ? "" : "BYSETPOS is 1 to 366 or -1 to -366";
  }
  return "it has a part that RFC 5545 does not know";
}

// 30 February never comes: a walker would look for it until the end of time.
bool can_match(const Parts& parts) {
  if (parts.months.empty() || parts.month_days.empty()) return true;
  static constexpr std::array<int, 13> kLength{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return std::any_of(parts.months.begin(), parts.months.end(), [&](int month) {
    return std::any_of(parts.month_days.begin(), parts.month_days.end(),
                       [&](int day) { return std::abs(day) <= kLength[static_cast<std::size_t>(month)]; });
  });
}

// "The fifth Monday, if it is the 1st" never comes either, nor does a sixth Monday.
bool can_be_numbered(const Parts& parts) {
  const bool of_a_month = parts.frequency == "MONTHLY" || !parts.months.empty();
  if (parts.ordinals.empty() || parts.weekdays > 0 || !of_a_month) return true;
  for (int length = 28; length <= 31; ++length) {
    for (int day = 1; day <= length; ++day) {
      const auto is_day = [&](int wanted) { return wanted == day || wanted == day - length - 1; };
      const auto is_ordinal = [&](int wanted) {
        return wanted == (day - 1) / 7 + 1 || wanted == -((length - day) / 7 + 1);
      };
      const bool chosen =
          parts.month_days.empty() || std::any_of(parts.month_days.begin(), parts.month_days.end(), is_day);
      if (chosen && std::any_of(parts.ordinals.begin(), parts.ordinals.end(), is_ordinal)) return true;
    }
  }
  return false;
}

// The most that one month or year can have; BYSETPOS beyond that never comes, and a walker would look for it
// for seconds each time.
std::size_t largest_set(const Parts& parts) {
  if (parts.frequency == "DAILY") return parts.times;
  const bool monthly = parts.frequency == "MONTHLY";
  const std::size_t months = monthly ? 1 : parts.months.empty() ? 12 : parts.months.size();
  std::size_t days = 31 * months;
  if (parts.weekdays + parts.ordinals.size() > 0)
    days = std::min(days, (parts.weekdays * 5 + parts.ordinals.size()) * months);
  if (!parts.month_days.empty()) days = std::min(days, parts.month_days.size() * months);
  return days * parts.times;
}

bool can_be_positioned(const Parts& parts) {
  if (parts.set_positions.empty()) return true;
  const std::size_t most = largest_set(parts);
  return std::any_of(parts.set_positions.begin(), parts.set_positions.end(),
                     [&](int position) { return static_cast<std::size_t>(std::abs(position)) <= most; });
}

icaltimetype to_libical(LocalSeconds local, bool date_only) {
  const auto day = date::floor<date::days>(local);
  const date::year_month_day ymd{date::local_days(day.time_since_epoch())};
  const auto time = static_cast<int>((local - day).count());
  icaltimetype value = icaltime_null_time();
  value.year = static_cast<int>(ymd.year());
  value.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  value.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  value.is_date = date_only;
  if (!date_only) {
    value.hour = time / 3600;
    value.minute = time / 60 % 60;
    value.second = time % 60;
  }
  return value;
}

LocalSeconds from_libical(const icaltimetype& value) {
  const date::year_month_day ymd{date::year(value.year), date::month(static_cast<unsigned>(value.month)),
                                 date::day(static_cast<unsigned>(value.day))};
  return LocalSeconds(date::local_days(ymd).time_since_epoch()) + std::chrono::hours(value.hour) +
         std::chrono::minutes(value.minute) + std::chrono::seconds(value.second);
}

// The wall clock until which the rule runs, inclusive.
std::optional<LocalSeconds> until_of(std::string_view text, const Zone& zone) {
  const auto until = parse_date_time(text);
  if (!until) return std::nullopt;
  if (until->is_date()) return until->local + std::chrono::hours(24) - std::chrono::seconds(1);
  if (until->form != DateTime::Form::utc) return until->local;
  return zone.to_local(std::chrono::sys_seconds(until->local.time_since_epoch()));
}

}  // namespace

Result<Rule, ExpansionError> Rule::parse(std::string_view text, const DateTime& start, const Zone& zone) {
  if (text.size() > 2000) return invalid(text, "it is longer than 2,000 characters");
  const std::string upper = to_upper(trim(text));
  Parts parts;
  for (const std::string_view part : split(upper, ';')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return invalid(text, "each part is NAME=VALUE");
    const auto why = take_part(parts, part.substr(0, equals), part.substr(equals + 1));
    if (!why.empty()) return invalid(text, why);
  }
  const auto& frequency = parts.frequency;
  const bool sub_daily = frequency == "HOURLY" || frequency == "MINUTELY" || frequency == "SECONDLY";
  const bool known = sub_daily || frequency == "DAILY" || frequency == "WEEKLY" || frequency == "MONTHLY" ||
                     frequency == "YEARLY";
  if (!known) return invalid(text, "FREQ is DAILY, WEEKLY, MONTHLY, YEARLY or shorter");
  if (sub_daily && (parts.by_anything || (parts.count == 0 && parts.until.empty()))) {
    return refuse(ExpansionError::Code::unsupported,
                  "RRULE: rules shorter than a day need COUNT or UNTIL, and no BY parts.");
  }
  if (parts.by_set_position && frequency == "WEEKLY") {
    return refuse(ExpansionError::Code::unsupported, "RRULE: BYSETPOS in a weekly rule is not supported.");
  }
  if (!can_match(parts)) return invalid(text, "no month has that day");
  if (!can_be_numbered(parts)) return invalid(text, "no month has that weekday on that day");
  if (!can_be_positioned(parts)) return invalid(text, "BYSETPOS is more than its months or years have");

  Rule rule;
  rule.start_ = start.local;
  rule.date_only_ = start.is_date();
  rule.has_count_ = parts.count > 0;
  if (!parts.until.empty()) {
    rule.until_ = until_of(parts.until, zone);
    if (!rule.until_) return invalid(text, "UNTIL is neither a date nor a date-time");
  }
  // UNTIL is applied here, in wall-clock time; libical would compare it as written.
  std::string plain;
  for (const std::string_view part : split(upper, ';')) {
    if (part.empty() || part.starts_with("UNTIL=")) continue;
    plain.append(plain.empty() ? "" : ";").append(part);
  }
  auto parsed = std::make_shared<Parsed>();
  parsed->rule = icalrecurrencetype_from_string(plain.c_str());
  if (parsed->rule.freq == ICAL_NO_RECURRENCE) return invalid(text, "its parts do not go together");
  rule.parsed_ = std::move(parsed);
  const bool countable = !rule.has_count_ || !parts.by_anything;
  if (countable && parts.interval < 10'000) {
    const int each = frequency == "DAILY" ? 1 : frequency == "WEEKLY" ? 7 : 0;
    rule.stride_ = std::chrono::days(each * parts.interval);
  }
  return rule;
}

bool Rule::walk(LocalSeconds from, std::size_t& steps, FunctionRef<bool(LocalSeconds)> each) const {
  LocalSeconds start = start_;
  icalrecurrencetype rule = parsed_->rule;
  if (stride_.count() > 0 && from > start) {
    const auto passed = std::chrono::floor<std::chrono::days>(from - start) / stride_;
    start += passed * stride_;
    if (has_count_ && passed >= rule.count) return true;
    if (has_count_) rule.count -= static_cast<int>(passed);
  }
  const std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)> iterator(
      icalrecur_iterator_new(rule, to_libical(start, date_only_)), icalrecur_iterator_free);
  if (!iterator) return true;
  for (;;) {
    if (steps == 0) return false;
    --steps;
    const icaltimetype next = icalrecur_iterator_next(iterator.get());
    if (icaltime_is_null_time(next)) return true;
    const LocalSeconds local = from_libical(next);
    if (until_ && local > *until_) return true;
    if (!each(local)) return true;
  }
}

}  // namespace timeshelf::ical
