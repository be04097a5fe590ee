// Forms that a page of ours sent back.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/http.hpp"
#include "base/result.hpp"
#include "server/shop/problem.hpp"

namespace timeshelf::server::pages {

class Form {
 public:
  /// Reads application/x-www-form-urlencoded (WHATWG URL 5.1); of a name that comes twice the last counts.
  static Result<Form, Problem> read(const http::Request& request);

  /// The trimmed value, or "".
  std::string text(std::string_view name) const;
  const std::map<std::string, std::string, std::less<>>& fields() const { return fields_; }

 private:
  std::map<std::string, std::string, std::less<>> fields_;
};

/// Whether a POST comes from a page of ours: the browser says so by Sec-Fetch-Site or Origin. Programs that
/// send neither carry no cookies of a browser and are let through.
bool is_same_origin(const http::Request& request, const std::string& origin);

}  // namespace timeshelf::server::pages
