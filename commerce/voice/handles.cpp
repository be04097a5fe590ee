#include "commerce/voice/handles.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "insight/voice/unicode.hpp"

namespace timeshelf::commerce {

std::string hash_of_handle(std::string_view salt, std::string_view handle) {
  handle = trim(handle);
  while (handle.starts_with('@')) handle.remove_prefix(1);
  if (handle.empty()) return {};
  return base64url_encode(hmac_sha256(salt, insight::voice::lowered(handle)).substr(0, 16));
}

}  // namespace timeshelf::commerce
