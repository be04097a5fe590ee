// The curve P-256 (FIPS 186-5) as Web Push uses it: a key that signs (ES256) and agrees on secrets (ECDH).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace timeshelf {

/// Whether these are the 65 bytes of a point on the curve, uncompressed.
bool is_p256_point(std::string_view bytes);
/// The point of a public key as WebCrypto exports it ("spki", RFC 5480, uncompressed); nothing if it is none.
std::optional<std::string> p256_point_of_spki(std::string_view der);

class P256Key {
 public:
  static P256Key make(Random& random);
  /// Of the private scalar; nothing if these 32 bytes are none.
  static std::optional<P256Key> of_secret(std::string_view secret);

  const std::string& secret() const { return secret_; }
  /// 65 bytes, uncompressed.
  const std::string& public_key() const { return public_key_; }
  /// The secret shared with the owner of that point (SEC 1 3.3.1), 32 bytes; nothing if it is no point.
  std::optional<std::string> agree(std::string_view point) const;
  /// ECDSA with SHA-256 as JWS writes it (RFC 7518 3.4): R and S, 64 bytes.
  std::string sign(std::string_view message) const;

 private:
  P256Key() = default;
  std::string secret_;
  std::string public_key_;
};

/// Whether the owner of that point signed the message.
bool verify_es256(std::string_view point, std::string_view message, std::string_view signature);

}  // namespace timeshelf
