#include "commerce/signed_claim.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kSealBytes = 16;
constexpr std::size_t kLongest = 512;  // characters: no more work is put into what is no claim

std::string seal_of(const store::Shop& shop, std::string_view purpose, std::string_view content) {
  return hmac_sha256(shop.signing_secret, std::string(purpose) + '\0' + std::string(content))
      .substr(0, kSealBytes);
}

std::optional<std::string> bytes_of(std::string_view claim) {
  if (claim.size() > kLongest) return std::nullopt;
  auto bytes = base64url_decode(claim);
  if (!bytes || bytes->size() < 1 + kIdBytes + kSealBytes || bytes->front() != kVersion) return std::nullopt;
  return bytes;
}

}  // namespace

std::string make_claim(const store::Shop& shop, std::string_view purpose, std::string_view payload) {
  const std::string content = std::string(1, kVersion) + shop.id.bytes() + std::string(payload);
  return base64url_encode(content + seal_of(shop, purpose, content));
}

std::optional<Id> shop_of_claim(std::string_view claim) {
  const auto bytes = bytes_of(claim);
  return bytes ? std::optional(Id::of_bytes(std::string_view(*bytes).substr(1, kIdBytes))) : std::nullopt;
}

std::optional<std::string> open_claim(const store::Shop& shop, std::string_view purpose,
                                      std::string_view claim) {
  const auto bytes = bytes_of(claim);
  if (!bytes) return std::nullopt;
  const std::string_view content = std::string_view(*bytes).substr(0, bytes->size() - kSealBytes);
  const std::string_view seal = std::string_view(*bytes).substr(content.size());
  if (content.substr(1, kIdBytes) != shop.id.bytes()) return std::nullopt;
  if (!equal_in_constant_time(seal, seal_of(shop, purpose, content))) return std::nullopt;
  return std::string(content.substr(1 + kIdBytes));
}

}  // namespace timeshelf::commerce
