// Digests and signatures: thin names over libsodium and OpenSSL.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace timeshelf {

/// SHA-256 of `bytes`, 32 bytes.
std::string sha256(std::string_view bytes);
/// HMAC-SHA-256 (RFC 2104), 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// Equal in constant time; a difference in length shows.
bool equal_in_constant_time(std::string_view a, std::string_view b);
/// A strong ETag of `bytes` with its quotes: the first 128 bits of SHA-256 in base64url.
std::string strong_etag(std::string_view bytes);
/// `bytes` random bytes in base64url: a capability address or an app password.
std::string random_token(Random& random, std::size_t bytes);

/// An Ed25519 key pair (RFC 8032).
struct SigningKey {
  std::string secret;      ///< 64 bytes, as libsodium keeps it
  std::string public_key;  ///< 32 bytes
  static SigningKey make(Random& random);
};
/// 64 bytes.
std::string sign(const SigningKey& key, std::string_view message);
bool verify(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace timeshelf
