// Messages that a push service carries and cannot read (RFC 8291), and the word that says who sends them (RFC
// 8292).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/p256.hpp"
#include "base/time.hpp"

namespace timeshelf::server::push {

/// The longest plaintext that every push service has to carry in one message (RFC 8291 4), bytes.
inline constexpr std::size_t kLongestMessage = 3993;

/// One record of the content coding aes128gcm (RFC 8188 2) and its header. `key` is the input keying
/// material, `salt` has 16 bytes, `key_id` at most 255. The plaintext is one record: at most `record_size` -
/// 17 bytes.
std::string seal(std::string_view plaintext, std::string_view key, std::string_view salt,
                 std::string_view key_id, std::uint32_t record_size = 4096);

/// Whom a message is for: a subscription's p256dh and auth.
struct Receiver {
  std::string_view public_key;   ///< 65 bytes
  std::string_view auth_secret;  ///< 16 bytes
};
/// The body of a push message (RFC 8291 3). `once` is a key made for this message alone, `salt` 16 random
/// bytes. Nothing if the receiver's key is no point of the curve.
std::optional<std::string> encrypt(std::string_view plaintext, const Receiver& receiver, const P256Key& once,
                                   std::string_view salt);

/// The value of an Authorization header: a token for the origin ("https://push.example") that is good until
/// `expires`, at most a day ahead (RFC 8292 2, 3). `contact` is a mailto: or https: address of the operator.
std::string vapid(const P256Key& key, std::string_view origin, std::string_view contact, Instant expires);

}  // namespace timeshelf::server::push
