// The Date of a response (RFC 9110 6.6.1).
#pragma once
#include <string>

#include "base/time.hpp"

namespace timeshelf::server::net {

/// Written anew once a second on each thread, not for each response; good until this thread asks again.
const std::string& http_date_now(const Clock& clock);

}  // namespace timeshelf::server::net
