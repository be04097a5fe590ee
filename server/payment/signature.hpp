// Stripe's signature of a webhook: https://docs.stripe.com/webhooks#verify-manually
#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace timeshelf::server::payment {

/// Whether `header` ("t=…,v1=…[,v1=…]") signs these very bytes with the secret, and not longer than five
/// minutes ago. Any v1 counts, because two secrets are valid while one replaces the other.
bool is_signed(std::string_view header, std::string_view body, std::string_view secret, Instant now);

/// The header under which these bytes are sent.
std::string signature_of(std::string_view body, std::string_view secret, Instant now);

}  // namespace timeshelf::server::payment
