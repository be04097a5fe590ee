// Dates as HTTP writes them; to_http_date in base/time.hpp is the way back.
#pragma once
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace timeshelf {

/// "Sun, 01 Mar 2026 17:00:00 GMT" (IMF-fixdate, RFC 9110 5.6.7); nothing for any other form.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace timeshelf
