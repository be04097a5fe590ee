// What the log says, and in which form.
#pragma once
#include <string>
#include <string_view>

#include "base/http.hpp"
#include "server/config.hpp"

namespace timeshelf::server {

/// Level and format as configured; what clients send cannot break a line in either format.
void set_up_log(const Config& config);

/// One line for one answered request: refusals with their sentence at level info (nobody has to turn anything
/// on to find out why a calendar app complains), failures of ours at warn, the rest at debug. Capabilities
/// are left out.
void log_answer(const http::Request& request, const http::Response& response, std::string_view user,
                double milliseconds);
/// What was refused before it was a request.
void log_refusal(std::string_view remote, int status, std::string_view sentence);

/// That further connections are closed.
void log_crowded(std::size_t connections);

/// `text` as one line of at most `longest` bytes, without control characters.
std::string one_line(std::string_view text, std::size_t longest = 300);

}  // namespace timeshelf::server
