// Pickup windows, as properties and lines write them.
#include <algorithm>

#include "base/text.hpp"
#include "ical/shelf_grammar.hpp"

namespace timeshelf::ical::grammar {
namespace {

using std::chrono::minutes;

constexpr minutes kDay{24 * 60};

// "10:00" or "1000"
std::optional<minutes> time_of_day(std::string_view text) {
  std::string digits(trim(text));
  if (digits.size() == 5 && digits[2] == ':') digits.erase(2, 1);
  const auto number = digits.size() == 4 ? parse_whole(digits) : std::nullopt;
  if (!number || *number / 100 > 23 || *number % 100 > 59) return std::nullopt;
  return minutes{*number / 100 * 60 + *number % 100};
}

}  // namespace

std::optional<minutes> window_length(std::string_view text) {
  text = trim(text);
  std::optional<minutes> length;
  if (text.starts_with('P')) {
    const auto duration = parse_duration(text);
    if (!duration || duration->days.count() != 0 || duration->seconds.count() % 60 != 0) return std::nullopt;
    length = std::chrono::duration_cast<minutes>(duration->seconds);
  } else {
    const auto blank = text.find(' ');
    const auto count = units(text.substr(0, blank));
    std::string unit = blank == std::string_view::npos ? "" : to_lower(trim(text.substr(blank)));
    if (unit.ends_with('s')) unit.pop_back();
    if (!count) return std::nullopt;
    if (unit == "minute") length = minutes{*count};
    if (unit == "hour") length = minutes{*count * 60};
  }
  return length && *length >= minutes{1} && *length <= kDay ? length : std::nullopt;
}

std::optional<AuthoredWindow> window(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  const std::string_view all = lower;
  AuthoredWindow window;
  auto behind = all.find('/');
  std::size_t skip = 1;
  if (behind == std::string_view::npos) {
    behind = all.find(" for ");
    skip = 5;
  }
  if (behind != std::string_view::npos) {
    window.capacity = units(trim(all.substr(behind + skip)));
    if (window.capacity.value_or(0) < 1) return std::nullopt;
  }
  const std::string_view times = all.substr(0, behind);
  const auto dash = times.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto begins = time_of_day(times.substr(0, dash));
  const auto ends = time_of_day(times.substr(dash + 1));
  if (!begins || !ends || *begins == *ends) return std::nullopt;
  window.begins = *begins;
  window.ends = *ends;
  return window;
}

void check_windows(Reading& reading, bool in_property) {
  const ShelfTerms& terms = reading.terms;
  const bool picked_up =
      terms.fulfilment.empty() ||
      std::any_of(terms.fulfilment.begin(), terms.fulfilment.end(),
                  [](const AuthoredFulfilment& way) { return way.kind == FulfilmentKind::pickup; });
  if (!terms.windows || picked_up) return;
  reading.problems.push_back(
      {in_property, "windows", "The windows are those in which goods are picked up: offer pickup, too."});
}

}  // namespace timeshelf::ical::grammar
