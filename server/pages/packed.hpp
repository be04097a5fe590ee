// Pages in a coding that the client takes.
#pragma once
#include "base/http.hpp"

namespace timeshelf::server::pages {

/// Compresses the answer if it is a page that everybody may see. Pages of who is signed in or has booked stay
/// as they are: what they hide could be guessed from their length (BREACH, CVE-2013-3587).
void pack(const http::Request& request, http::Response& response);

}  // namespace timeshelf::server::pages
