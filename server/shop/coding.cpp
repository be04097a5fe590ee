#include "server/shop/coding.hpp"

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace timeshelf::server {

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
  for (const std::string_view item : split(accept_encoding, ',')) {
    const auto semicolon = std::min(item.find(';'), item.size());
    if (!equals_ignoring_case(trim(item.substr(0, semicolon)), coding)) continue;
    std::string quality;
    for (const char c : item.substr(semicolon)) {
      if (c != ' ' && c != ';') quality += c;
    }
    return quality.find_first_of("123456789") != std::string::npos || quality.empty();
  }
  return false;
}

}  // namespace timeshelf::server
