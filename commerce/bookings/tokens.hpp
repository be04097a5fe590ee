// The signed reservation that opens a booking's page and is what its QR code says.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

/// Names the booking and its shop, signed with the shop's key (Ed25519), in base64url. `serial`: how often
/// the booking was passed on; each holder has a token of their own.
std::string make_token(const store::Shop& shop, const Id& booking, std::int64_t serial = 0);

/// What a token says, before anybody has checked the signature.
struct TokenClaim {
  Id shop;
  Id booking;
  std::int64_t serial = 0;
  std::string signed_part;
  std::string signature;
};
/// Nothing if it is no token at all.
std::optional<TokenClaim> read_token(std::string_view token);
bool is_signed_by(const store::Shop& shop, const TokenClaim& claim);

}  // namespace timeshelf::commerce
