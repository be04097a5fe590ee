// Standard Webhooks: how a message is signed, https://www.standardwebhooks.com.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace timeshelf::server::webhooks {

/// The header webhook-signature: "v1," and base64 of HMAC-SHA256 over "id.timestamp.body", once for each
/// secret ("whsec_" and base64) with a space between. A secret that is none signs nothing.
std::string signature_of(std::string_view id, Instant at, std::string_view body,
                         const std::vector<std::string>& secrets);

/// The key that a secret stands for; "" if it is none.
std::string key_of(std::string_view secret);

/// Whether one of the signatures of `header` signs these bytes with one of the secrets, not longer than five
/// minutes ago. `timestamp` is in seconds, as it stands in webhook-timestamp.
bool is_signed(std::string_view id, std::string_view timestamp, std::string_view header,
               std::string_view body, const std::vector<std::string>& secrets, Instant now);

}  // namespace timeshelf::server::webhooks
