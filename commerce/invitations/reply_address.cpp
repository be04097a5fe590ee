#include "commerce/invitations/reply_address.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

// 64 bits: nobody guesses them, and the address stays below the 64 octets of a local part.
std::string signature_of(const store::Shop& shop, std::string_view code) {
  return hex_encode(hmac_sha256(shop.signing_secret, fmt::format("timeshelf-reply-v1:{}", code)))
      .substr(0, 16);
}

}  // namespace

std::string reply_address(const store::Shop& shop, std::string_view code, std::string_view mail_from) {
  const auto at = mail_from.find('@');
  return fmt::format("{}+{}-{}{}", mail_from.substr(0, at), code, signature_of(shop, code),
                     mail_from.substr(std::min(at, mail_from.size())));
}

std::optional<ReplyDetail> detail_of(std::string_view address) {
  const auto plus = address.find('+');
  const auto at = address.find('@');
  if (plus == std::string_view::npos || at == std::string_view::npos || plus > at) return std::nullopt;
  const std::string detail = to_lower(address.substr(plus + 1, at - plus - 1));
  const auto hyphen = detail.rfind('-');
  if (hyphen == std::string::npos) return std::nullopt;
  return ReplyDetail{detail.substr(0, hyphen), detail.substr(hyphen + 1)};
}

bool is_signed_by(const store::Shop& shop, const ReplyDetail& detail) {
  return equal_in_constant_time(detail.signature, signature_of(shop, detail.code));
}

}  // namespace timeshelf::commerce
