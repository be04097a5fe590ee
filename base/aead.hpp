// Sealed bytes: AES-GCM (NIST SP 800-38D) and the keys for it (HKDF, RFC 5869), as WebCrypto does them.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace timeshelf {

/// HKDF with SHA-256: `length` bytes, at most 8160.
std::string hkdf_sha256(std::string_view salt, std::string_view key, std::string_view info,
                        std::size_t length);

/// The plaintext encrypted, and a tag of 16 bytes behind it. The key has 16 bytes (AES-128) or 32 (AES-256),
/// the nonce 12: a key and a nonce seal one text, never two. `bound` is not encrypted, but nobody opens the
/// text without it.
std::string seal_aes_gcm(std::string_view plaintext, std::string_view key, std::string_view nonce,
                         std::string_view bound = {});
/// Nothing if anything of it was changed.
std::optional<std::string> open_aes_gcm(std::string_view sealed, std::string_view key, std::string_view nonce,
                                        std::string_view bound = {});

}  // namespace timeshelf
