#include "server/push/encryption.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/aead.hpp"
#include "base/text.hpp"

namespace timeshelf::server::push {
namespace {

using namespace std::string_literals;

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xff);
  return bytes;
}

}  // namespace

std::string seal(std::string_view plaintext, std::string_view key, std::string_view salt,
                 std::string_view key_id, std::uint32_t record_size) {
  const std::string content_key = hkdf_sha256(salt, key, "Content-Encoding: aes128gcm\0"s, 16);
  const std::string nonce = hkdf_sha256(salt, key, "Content-Encoding: nonce\0"s, 12);  // of record 0
  std::string coded(salt);
  coded += big_endian(record_size) + static_cast<char>(key_id.size());
  coded += key_id;
  return coded + seal_aes_gcm(std::string(plaintext) + '\x02', content_key, nonce);  // 2 ends the last record
}

std::optional<std::string> encrypt(std::string_view plaintext, const Receiver& receiver, const P256Key& once,
                                   std::string_view salt) {
  const auto shared = once.agree(receiver.public_key);
  if (!shared) return std::nullopt;
  const std::string info = "WebPush: info\0"s + std::string(receiver.public_key) + once.public_key();
  return seal(plaintext, hkdf_sha256(receiver.auth_secret, *shared, info, 32), salt, once.public_key());
}

std::string vapid(const P256Key& key, std::string_view origin, std::string_view contact, Instant expires) {
  const boost::json::object claims{
      {"aud", origin},
      {"exp", std::chrono::floor<std::chrono::seconds>(expires.time_since_epoch()).count()},
      {"sub", contact}};
  const std::string token = base64url_encode(R"({"typ":"JWT","alg":"ES256"})") + "." +
                            base64url_encode(boost::json::serialize(claims));
  return fmt::format("vapid t={}.{}, k={}", token, base64url_encode(key.sign(token)),
                     base64url_encode(key.public_key()));
}

}  // namespace timeshelf::server::push
