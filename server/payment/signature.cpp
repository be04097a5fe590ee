#include "server/payment/signature.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::server::payment {
namespace {

constexpr std::chrono::seconds kTolerance{300};

std::string digest_of(std::string_view stamp, std::string_view body, std::string_view secret) {
  return hex_encode(hmac_sha256(secret, std::string(stamp) + "." + std::string(body)));
}

}  // namespace

std::string signature_of(std::string_view body, std::string_view secret, Instant now) {
  const std::string stamp = std::to_string(to_millis(now) / 1000);
  return "t=" + stamp + ",v1=" + digest_of(stamp, body, secret);
}

bool is_signed(std::string_view header, std::string_view body, std::string_view secret, Instant now) {
  if (secret.empty()) return false;
  std::string_view stamp;
  for (const std::string_view part : split(header, ',')) {
    if (trim(part).starts_with("t=")) stamp = trim(part).substr(2);
  }
  const auto seconds = parse_whole(stamp);
  if (!seconds || *seconds > 100'000'000'000) return false;
  const auto age = now - from_millis(*seconds * 1000);
  if (age > kTolerance || age < -kTolerance) return false;
  const std::string expected = digest_of(stamp, body, secret);
  bool good = false;
  for (const std::string_view part : split(header, ',')) {
    const std::string_view item = trim(part);
    if (item.starts_with("v1=") && equal_in_constant_time(item.substr(3), expected)) good = true;
  }
  return good;
}

}  // namespace timeshelf::server::payment
