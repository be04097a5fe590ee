#include "server/api/short_list.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostRows = 500;

}  // namespace

Read<PageAsked> read_page(const Parameters& parameters) {
  const auto limit = read_limit(parameters, kMostRows, kMostRows);
  if (!limit) return limit.error();
  const auto cursor = parameters.find("cursor");
  return PageAsked{cursor == parameters.end() ? "" : cursor->second, *limit};
}

Read<json::object> page_of(std::string_view name, json::array rows, std::string_view key,
                           const PageAsked& asked) {
  const auto is_last = [&](const json::value& row) { return row.at(key).as_string() == asked.behind; };
  auto from = rows.begin();
  if (!asked.behind.empty()) {
    from = std::find_if(rows.begin(), rows.end(), is_last);
    if (from == rows.end())
      return Problem::make("invalid-parameter", "The list has changed since; ask for it from the beginning.",
                           "cursor");
    ++from;
  }
  const auto there = static_cast<std::size_t>(rows.end() - from);
  const auto to = from + static_cast<std::ptrdiff_t>(std::min(asked.limit, there));
  const json::value next = there > asked.limit ? (to - 1)->at(key) : json::value(nullptr);
  return json::object{{name, json::array(from, to)}, {"next", next}};
}

}  // namespace timeshelf::server::api
