// Content codings (RFC 9110 8.4).
#pragma once
#include <string_view>

namespace timeshelf::server {

/// Whether Accept-Encoding lists the coding, other than with q=0 (RFC 9110 12.5.3).
bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

}  // namespace timeshelf::server
