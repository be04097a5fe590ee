// Parts of a response (RFC 9110 14).
#pragma once
#include <string>

#include "base/http.hpp"
#include "base/time.hpp"

namespace timeshelf::server {

/// What a GET asks for of a response that would be 200 with this ETag (strong) and date: 206 with one range,
/// 416 where the range lies behind the end, or the response as it is: without Range, with one that cannot be
/// read, with several ranges (14.2 lets a server answer these whole), or where If-Range names another
/// version.
http::Response ranged(const http::Request& request, http::Response whole, const std::string& etag,
                      Instant modified_at);

}  // namespace timeshelf::server
