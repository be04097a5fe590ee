#include "server/shop/range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace timeshelf::server {
namespace {

struct Range {
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;  ///< without `first`: how many from the end
};

std::optional<Range> read_range(std::string_view header) {
  const auto equals = header.find('=');
  if (equals == std::string_view::npos || !equals_ignoring_case(trim(header.substr(0, equals)), "bytes"))
    return std::nullopt;
  const std::string_view set = trim(header.substr(equals + 1));
  const auto dash = set.find('-');
  if (dash == std::string_view::npos || set.find(',') != std::string_view::npos) return std::nullopt;
  const std::string_view from = trim(set.substr(0, dash)), to = trim(set.substr(dash + 1));
  const Range range{parse_whole(from), parse_whole(to)};
  if ((!from.empty() && !range.first) || (!to.empty() && !range.last) || (!range.first && !range.last))
    return std::nullopt;
  if (range.first && range.last && *range.last < *range.first) return std::nullopt;
  return range;
}

// 13.1.5: a tag compares strongly, a date has to be the very one that was sent.
bool is_same_version(std::string_view if_range, const std::string& etag, Instant modified_at) {
  if_range = trim(if_range);
  return if_range.starts_with('"') ? if_range == etag : if_range == to_http_date(modified_at);
}

}  // namespace

http::Response ranged(const http::Request& request, http::Response whole, const std::string& etag,
                      Instant modified_at) {
  const auto header = request.headers.find("Range");
  const auto if_range = request.headers.find("If-Range");
  if (!header || request.method != "GET" || (if_range && !is_same_version(*if_range, etag, modified_at)))
    return whole;
  const auto range = read_range(*header);
  if (!range) return whole;
  const std::string_view body = whole.body.view();
  const auto size = static_cast<std::int64_t>(body.size());
  const std::int64_t from = range->first ? *range->first : std::max<std::int64_t>(0, size - *range->last);
  const std::int64_t to = range->first && range->last ? std::min(*range->last, size - 1) : size - 1;
  if (from >= size || (!range->first && *range->last == 0)) {
    auto refused = http::reply(416, "text/plain; charset=utf-8",
                               fmt::format("There are {} bytes; ask for some of them.\n", size));
    refused.headers.add("Content-Range", fmt::format("bytes */{}", size));
    return refused;
  }
  whole.status = 206;
  whole.headers.add("Content-Range", fmt::format("bytes {}-{}/{}", from, to, size));
  whole.body =
      std::string(body.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from + 1)));
  return whole;
}

}  // namespace timeshelf::server
