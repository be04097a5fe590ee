// Answers whose address is a key: of a booking, a link, a place in a line.
#pragma once
#include "base/http.hpp"

namespace timeshelf::server {

/// It goes into no referrer, no cache and no search engine.
http::Response keep_secret(http::Response response);

}  // namespace timeshelf::server
