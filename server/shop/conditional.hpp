// Conditional requests (RFC 9110 13).
#pragma once
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "base/time.hpp"

namespace timeshelf::server {

/// Whether an If-None-Match lists the ETag: weak comparison (RFC 9110 13.1.2), "*" lists all.
bool lists_etag(std::string_view if_none_match, std::string_view etag);

/// An IMF-fixdate (RFC 9110 5.6.7); nothing for anything else, so that the condition is ignored.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace timeshelf::server
