#include "server/webhooks/signature.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::server::webhooks {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::chrono::seconds kTolerance{300};

std::string sign(std::string_view id, std::string_view timestamp, std::string_view body,
                 const std::string& key) {
  return "v1," + base64_encode(hmac_sha256(key, fmt::format("{}.{}.{}", id, timestamp, body)));
}

}  // namespace

std::string key_of(std::string_view secret) {
  if (!secret.starts_with(kPrefix)) return "";
  return base64_decode(secret.substr(kPrefix.size())).value_or("");
}

std::string signature_of(std::string_view id, Instant at, std::string_view body,
                         const std::vector<std::string>& secrets) {
  const std::string timestamp = std::to_string(to_millis(at) / 1000);
  std::string header;
  for (const std::string& secret : secrets) {
    const std::string key = key_of(secret);
    if (key.empty()) continue;
    if (!header.empty()) header += ' ';
    header += sign(id, timestamp, body, key);
  }
  return header;
}

bool is_signed(std::string_view id, std::string_view timestamp, std::string_view header,
               std::string_view body, const std::vector<std::string>& secrets, Instant now) {
  const auto seconds = parse_whole(timestamp);
  if (!seconds || *seconds > 100'000'000'000) return false;
  const auto age = now - from_millis(*seconds * 1000);
  if (age > kTolerance || age < -kTolerance) return false;
  bool good = false;
  for (const std::string& secret : secrets) {
    const std::string key = key_of(secret);
    if (key.empty()) continue;
    const std::string expected = sign(id, timestamp, body, key);
    for (const std::string_view given : split(header, ' '))
      good = equal_in_constant_time(given, expected) || good;
  }
  return good;
}

}  // namespace timeshelf::server::webhooks
