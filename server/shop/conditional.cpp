#include "server/shop/conditional.hpp"

#include <algorithm>
#include <array>

namespace timeshelf::server {

bool lists_etag(std::string_view if_none_match, std::string_view etag) {
  for (std::string_view listed : split(if_none_match, ',')) {
    listed = trim(listed);
    if (listed.starts_with("W/")) listed.remove_prefix(2);
    if (listed == "*" || (!listed.empty() && listed == etag)) return true;
  }
  return false;
}

std::optional<Instant> parse_http_date(std::string_view text) {
  using namespace std::chrono;
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  // 01234567890123456789012345678
  // Sun, 06 Nov 1994 08:49:37 GMT
  if (text.size() != 29 || text.substr(26) != "GMT" || text[19] != ':' || text[22] != ':')
    return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    return parse_whole(text.substr(at, digits));
  };
  const auto month_at = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  const auto d = number(5, 2), y = number(12, 4), h = number(17, 2), m = number(20, 2), s = number(23, 2);
  if (month_at == kMonths.end() || !d || !y || !h || !m || !s || *h > 23 || *m > 59 || *s > 60)
    return std::nullopt;
  const year_month_day date{year{static_cast<int>(*y)},
                            month{static_cast<unsigned>(month_at - kMonths.begin()) + 1},
                            day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date} + hours{*h} + minutes{*m} + seconds{*s};
}

}  // namespace timeshelf::server
