// Rows of checkouts and of what is owed back through the provider.
#pragma once
#include <optional>
#include <string>

#include "commerce/payments/payments.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

std::optional<Checkout> load_checkout(store::Transaction&, const Id& shop, const Id& hold);
/// By the provider's id of the page, or of the money.
std::optional<Checkout> find_checkout_of_session(store::Transaction&, std::string_view session);
std::optional<Checkout> find_checkout_of_payment(store::Transaction&, std::string_view payment);
/// The one that is due longest.
std::optional<Checkout> next_checkout(store::Transaction&, Instant now);
void insert_checkout(store::Transaction&, const Checkout&, Instant next);

std::optional<RefundOrder> next_refund(store::Transaction&, Instant now);
/// `cause`: of what comes to no booking.
void insert_refund(store::Transaction&, const Checkout&, const std::optional<Id>& booking,
                   const Money& amount, std::string_view reason, const Id& id, Instant now,
                   std::optional<ReturnCause> cause = std::nullopt);

/// Of a hold that came to no booking.
std::optional<Returned> load_returned(store::Transaction&, const Id& shop, const Id& hold);

/// False if it was noted before.
bool note_event(store::Transaction&, const Id& shop, std::string_view provider, const ProviderEvent&,
                Instant now);

}  // namespace timeshelf::commerce
