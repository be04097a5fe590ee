// Base64 as webhooks and tills write it.
#pragma once
#include <string>
#include <string_view>

namespace timeshelf {

/// RFC 4648 section 4, with padding. Decoding is in text.hpp.
std::string base64_encode(std::string_view bytes);

}  // namespace timeshelf
