#include "server/api/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::server::api {
namespace {

// What four digits of a year can say.
constexpr Instant kFirstInstant = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
constexpr Instant kLastInstant =
    std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1} - std::chrono::milliseconds{1};

Problem invalid_parameter(std::string_view name, std::string sentence) {
  return Problem::make("invalid-parameter", std::move(sentence), std::string(name));
}

// The number of `digits` digits at `at`; nothing if there are others.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  const auto number = parse_whole(text.substr(at, digits));
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

// "Z", "+02:00" or "-05:30", as what is ahead of UTC.
std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes{0};
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = digits_at(text, 1, 2);
  const auto minutes = digits_at(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes ahead = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return text[0] == '-' ? -ahead : ahead;
}

}  // namespace

Read<Parameters> read_parameters(std::string_view query, std::initializer_list<std::string_view> known) {
  Parameters parameters;
  for (const std::string_view pair : split(query, '&')) {
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decode(pair.substr(0, equals));
    const auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value || !is_utf8(*name) || !is_utf8(*value)) {
      return invalid_parameter("", "The query of the address is not percent-encoded as RFC 3986 asks.");
    }
    if (std::find(known.begin(), known.end(), *name) == known.end()) {
      const std::string others =
          known.size() == 0 ? "leave it out" : fmt::format("there are: {}", fmt::join(known, ", "));
      return invalid_parameter(*name, fmt::format("There is no parameter \"{}\" here; {}.", *name, others));
    }
    if (!parameters.emplace(*name, *value).second) {
      return invalid_parameter(*name, fmt::format("\"{}\" is given twice.", *name));
    }
  }
  return parameters;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  using namespace std::chrono;
  // 0123456789012345678
  // 2026-03-01T17:00:00 and an offset
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  if (text[10] != 'T' && text[10] != 't') return std::nullopt;
  const auto y = digits_at(text, 0, 4), mo = digits_at(text, 5, 2), d = digits_at(text, 8, 2);
  const auto h = digits_at(text, 11, 2), mi = digits_at(text, 14, 2), s = digits_at(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;

  std::size_t rest = 19;
  if (text[rest] == '.') {
    const auto end = text.find_first_not_of("0123456789", rest + 1);
    if (end == std::string_view::npos || end == rest + 1) return std::nullopt;
    rest = end;
  }
  const auto ahead = parse_offset(text.substr(rest));
  if (!ahead) return std::nullopt;
  const Instant at = sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s} - *ahead;
  return at >= kFirstInstant && at <= kLastInstant ? std::optional(at)
                                                   : std::nullopt;  // the offset counts, too
}

Read<std::optional<Instant>> read_instant(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) return std::optional<Instant>();
  // A "+" that was not percent-encoded arrives as a blank from some clients.
  std::string text = found->second;
  std::replace(text.begin(), text.end(), ' ', '+');
  if (const auto instant = parse_rfc3339(text)) return instant;
  return invalid_parameter(name,
                           fmt::format("\"{}\" is not a date-time; write it as 2026-03-01T17:00:00Z.", name));
}

Read<std::size_t> read_limit(const Parameters& parameters, std::size_t usual, std::size_t most) {
  const auto found = parameters.find("limit");
  if (found == parameters.end()) return usual;
  const auto limit = parse_whole(found->second);
  if (limit && *limit >= 1 && *limit <= static_cast<std::int64_t>(most))
    return static_cast<std::size_t>(*limit);
  return invalid_parameter("limit", fmt::format("\"limit\" is a whole number from 1 to {}.", most));
}

Read<std::optional<Id>> read_cursor(const Parameters& parameters) {
  const auto found = parameters.find("cursor");
  if (found == parameters.end()) return std::optional<Id>();
  if (const auto id = Id::parse(found->second)) return id;
  return invalid_parameter("cursor", "\"cursor\" is what `next` of a list says.");
}

Read<Stretch> read_stretch(const Parameters& parameters, std::size_t usual, std::size_t most) {
  const auto from = read_instant(parameters, "from");
  if (!from) return from.error();
  const auto to = read_instant(parameters, "to");
  if (!to) return to.error();
  const auto before = read_cursor(parameters);
  if (!before) return before.error();
  const auto limit = read_limit(parameters, usual, most);
  if (!limit) return limit.error();
  return Stretch{*from, *to, *before, *limit};
}

Read<Window> read_window(const Parameters& parameters, Instant now) {
  const auto given_from = read_instant(parameters, "from");
  if (!given_from) return given_from.error();
  const auto given_to = read_instant(parameters, "to");
  if (!given_to) return given_to.error();
  const Instant from = given_from->value_or(now);
  const Instant to = given_to->value_or(std::min(from + kDefaultWindow, kLastInstant));
  if (to <= from) return invalid_parameter("to", "\"to\" must be later than \"from\".");
  if (to - from > kLongestWindow) {
    return invalid_parameter(
        "to", fmt::format("Ask for at most {} days at a time: move \"to\" nearer.", kLongestWindow.count()));
  }
  return Window{from, to};
}

}  // namespace timeshelf::server::api
