// What a shop gives out and only itself reads again: a few bytes with a seal, for links and cookies.
//
// A booking's token is another thing (tokens.hpp): that one is checked without the server, by its public key.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

/// The shop's id and `payload`, sealed (HMAC-SHA-256, cut to 128 bits) with its secret, in base64url.
/// `purpose` is sealed with it, so that a claim made for one thing opens no other.
std::string make_claim(const store::Shop& shop, std::string_view purpose, std::string_view payload);
/// The shop that a claim names, before anybody has checked the seal; nothing if it is no claim.
std::optional<Id> shop_of_claim(std::string_view claim);
/// The payload; nothing if this shop did not make it for that purpose.
std::optional<std::string> open_claim(const store::Shop& shop, std::string_view purpose,
                                      std::string_view claim);

}  // namespace timeshelf::commerce
