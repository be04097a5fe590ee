// Early booking for an audience, as something that a device can check without the server: an access code in
// the shop's signature. A member gets a link with it; their device shows which slots are open for them, and
// checkout takes it in place of the code.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {

struct AudienceToken {
  std::string code;      ///< as it is stored
  std::string audience;  ///< whose early opening it grants
  Instant valid_until;   ///< to the second
};

/// A compact JSON Web Signature of {"iss": the shop's id, "aud", "code", "exp"} (RFC 7519 4.1).
std::string make_audience_token(const store::Shop&, const AudienceToken&);
/// Whether it is meant to be one; codes have no dots.
bool looks_like_audience_token(std::string_view text);
/// Nothing if the shop did not sign it.
std::optional<AudienceToken> open_audience_token(const store::Shop&, std::string_view text);

/// The shop's page with the token where no server hears of it: "/s/kiln#member=…".
std::string audience_link(const store::Shop&, std::string_view token);

}  // namespace timeshelf::commerce
