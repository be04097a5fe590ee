#include "server/payment/signature.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::server::payment {
namespace {

constexpr std::chrono::seconds kTolerance{300};

}  // namespace

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
  const std::string expected = hex_encode(hmac_sha256(secret, std::string(stamp) + "." + std::string(body)));
  bool good = false;
  for (const std::string_view part : split(header, ',')) {
    const std::string_view item = trim(part);
    if (item.starts_with("v1=") && equal_in_constant_time(item.substr(3), expected)) good = true;
  }
  return good;
}

}  // namespace timeshelf::server::payment
