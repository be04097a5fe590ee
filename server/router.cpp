#include "server/router.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/text.hpp"

namespace timeshelf::server {
namespace {

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  for (const std::string_view part : split(path.substr(path.starts_with('/') ? 1 : 0), '/'))
    segments.emplace_back(part);
  return segments;
}

bool is_capture(std::string_view segment) {
  return segment.starts_with('{');
}
bool is_rest(std::string_view segment) {
  return segment.ends_with("...}");
}

// Fills `captures` if the path has the route's shape. A capture is never empty and never holds a slash.
bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path, Captures& captures) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view wanted = pattern[i];
    if (is_rest(wanted)) {
      std::string rest;
      for (std::size_t j = i; j < path.size(); ++j) rest.append(j > i ? "/" : "").append(path[j]);
      captures.add(wanted.substr(1, wanted.size() - 5), std::move(rest));
      return true;
    }
    if (i >= path.size()) return false;
    if (!is_capture(wanted)) {
      if (wanted != path[i]) return false;
      continue;
    }
    // "{token}.ics" captures what stands before the ending.
    const auto brace = wanted.find('}');
    const auto ending = wanted.substr(brace + 1);
    std::string_view actual = path[i];
    if (!actual.ends_with(ending) || actual.size() == ending.size()) return false;
    actual.remove_suffix(ending.size());
    auto decoded = percent_decode(actual);
    if (!decoded || !is_printable(*decoded) || decoded->find('/') != std::string::npos || *decoded == "." ||
        *decoded == "..") {
      return false;
    }
    captures.add(wanted.substr(1, brace - 1), std::move(*decoded));
  }
  return pattern.size() == path.size();
}

// People put a slash behind the address of a page: the segments before it, or nothing where there is none.
std::vector<std::string> without_slash(std::vector<std::string> path) {
  if (path.size() < 2 || !path.back().empty()) return {};
  path.pop_back();
  return path.back().empty() ? std::vector<std::string>{} : path;
}

// A relative address, and so right behind a proxy that gives this server a part of its paths.
http::Response moved_to(const std::vector<std::string>& path, const std::string& query) {
  http::Response response = http::reply(308, "", "");
  response.headers.add("Location", "../" + path.back() + (query.empty() ? "" : "?" + query));
  return response;
}

}  // namespace

const std::string& Captures::operator[](std::string_view name) const {
  for (const auto& [key, value] : values_) {
    if (key == name) return value;
  }
  throw std::logic_error("the route has no capture of that name");
}

void Router::add(std::string method, std::string_view pattern, Handler handler) {
  routes_.push_back({std::move(method), segments_of(pattern), std::move(handler)});
}

std::optional<Plan> Router::dispatch(const http::Request& request) const {
  const auto path = segments_of(request.path);
  const std::string_view method =
      request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
  std::set<std::string> allowed;
  for (const Route& route : routes_) {
    Captures captures;
    if (!fits(route.segments, path, captures)) continue;
    if (route.method == method) return route.handler(request, captures);
    allowed.insert(route.method);
  }
  if (allowed.empty()) {
    const auto page = without_slash(path);
    const bool known = method == "GET" && !page.empty() &&
                       std::any_of(routes_.begin(), routes_.end(), [&](const Route& route) {
                         Captures captures;
                         return route.method == "GET" && fits(route.segments, page, captures);
                       });
    return known ? std::optional<Plan>(moved_to(page, request.query)) : std::nullopt;
  }
  std::string list;
  for (const std::string& name : allowed) list.append(list.empty() ? "" : ", ").append(name);
  if (allowed.contains("GET")) list += ", HEAD";
  auto refused = http::reply(405, "text/plain; charset=utf-8", "This address takes " + list + ".\n");
  refused.headers.add("Allow", list);
  return refused;
}

}  // namespace timeshelf::server
