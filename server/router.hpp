// From method and path to a handler.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "caldav/plan.hpp"

namespace timeshelf::server {

using caldav::Plan;
using caldav::ReadWork;
using caldav::WriteWork;

/// What the braces of a pattern matched, percent-decoded.
class Captures {
 public:
  void add(std::string_view name, std::string value) { values_.emplace_back(name, std::move(value)); }
  /// The value of a name that the pattern has.
  const std::string& operator[](std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, std::string>> values_;
};

using Handler = std::function<Plan(const http::Request&, const Captures&)>;

/// A table of routes: `router.add("GET", "/api/v1/shops/{shop}/slots", handler)`. "{name}" matches one
/// segment,
/// "{rest...}" at the end matches all that is left, slashes included. HEAD goes to GET.
class Router {
 public:
  void add(std::string method, std::string_view pattern, Handler handler);
  /// The handler's plan; 405 with Allow where only the method is wrong; 308 where a page has a slash behind
  /// its address; nothing where no pattern matches.
  std::optional<Plan> dispatch(const http::Request& request) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> segments;
    Handler handler;
  };
  std::vector<Route> routes_;
};

}  // namespace timeshelf::server
