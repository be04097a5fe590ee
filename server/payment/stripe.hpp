// Stripe Checkout (https://docs.stripe.com/api/checkout/sessions), and what its webhooks say.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "commerce/payments/payments.hpp"
#include "server/config.hpp"

namespace timeshelf::server::payment {

inline constexpr std::string_view kStripe = "stripe";

/// Null where the configuration has no secret key.
std::unique_ptr<commerce::PaymentProvider> make_provider(const Config& config);

/// A session as Stripe writes it in JSON. Nothing if it is none.
std::optional<commerce::PaymentSession> read_session(std::string_view json);
/// An event of a webhook. Nothing if it is none.
std::optional<commerce::ProviderEvent> read_event(std::string_view json);

}  // namespace timeshelf::server::payment
