#include "base/aead.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/devices/manifest.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kIndexBytes = 16;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;
constexpr std::string_view kInfo = "timeshelf-card-v1";

struct CardKey {
  std::string key;
  std::string nonce;
};

CardKey derive(std::string_view token, std::string_view salt) {
  const std::string bytes = hkdf_sha256(salt, token, kInfo, kKeyBytes + kNonceBytes);
  return {bytes.substr(0, kKeyBytes), bytes.substr(kKeyBytes)};
}

std::string text_of(const boost::json::object& card, std::string_view name) {
  const auto* value = card.if_contains(name);
  return value && value->is_string() ? std::string(std::string_view(value->get_string())) : std::string();
}

}  // namespace

std::string card_index(std::string_view token) {
  return base64url_encode(sha256("timeshelf-card-index:" + std::string(token)).substr(0, kIndexBytes));
}

boost::json::object seal_card(const store::Shop& shop, std::string_view token, std::string_view text) {
  const std::string index = card_index(token);
  const std::string salt =
      hmac_sha256(shop.signing_secret, "timeshelf-card-salt:" + index + std::string(text))
          .substr(0, kSaltBytes);
  const auto [key, nonce] = derive(token, salt);
  return {{"index", index},
          {"salt", base64url_encode(salt)},
          {"sealed", base64url_encode(seal_aes_gcm(text, key, nonce, index))}};
}

std::optional<std::string> open_card(const boost::json::object& card, std::string_view token) {
  const std::string index = card_index(token);
  const auto salt = base64url_decode(text_of(card, "salt"));
  const auto sealed = base64url_decode(text_of(card, "sealed"));
  if (text_of(card, "index") != index || !salt || !sealed) return std::nullopt;
  const auto [key, nonce] = derive(token, *salt);
  return open_aes_gcm(*sealed, key, nonce, index);
}

}  // namespace timeshelf::commerce
