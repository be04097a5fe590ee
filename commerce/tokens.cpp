#include "commerce/tokens.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kDomain = "timeshelf-booking-v2";
constexpr char kVersion = 2;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kSigned = 1 + 2 * kIdBytes;
constexpr std::size_t kSignature = 64;

std::string in_domain(std::string_view signed_part) {
  return std::string(kDomain) + '\0' + std::string(signed_part);
}

}  // namespace

std::string make_token(const store::Shop& shop, const Id& booking) {
  const std::string claim = std::string(1, kVersion) + shop.id.bytes() + booking.bytes();
  const SigningKey key{shop.signing_secret, shop.signing_public};
  return base64url_encode(claim + sign(key, in_domain(claim)));
}

std::optional<TokenClaim> read_token(std::string_view token) {
  const auto bytes = base64url_decode(token);
  if (!bytes || bytes->size() != kSigned + kSignature || bytes->front() != kVersion) return std::nullopt;
  const std::string_view all = *bytes;
  return TokenClaim{Id::of_bytes(all.substr(1, kIdBytes)), Id::of_bytes(all.substr(1 + kIdBytes, kIdBytes)),
                    std::string(all.substr(0, kSigned)), std::string(all.substr(kSigned))};
}

bool is_signed_by(const store::Shop& shop, const TokenClaim& claim) {
  return verify(shop.signing_public, in_domain(claim.signed_part), claim.signature);
}

}  // namespace timeshelf::commerce
