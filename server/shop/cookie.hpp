// Cookies of a request (RFC 6265).
#pragma once
#include <string_view>

#include "base/http.hpp"

namespace timeshelf::server {

/// The value of the cookie with that name, or "".
std::string_view cookie_value(const http::Request& request, std::string_view name);

}  // namespace timeshelf::server
