// What to do about a checkout when its provider says how it stands. Pure.
//
// The one rule: who has paid has a booking or gets the money back; never both, never neither.
#pragma once
#include <optional>

#include "commerce/core/selling.hpp"
#include "commerce/payments/payment.hpp"

namespace timeshelf::commerce {

enum class CheckoutState {
  wanted,    ///< the provider has not been asked for a page yet
  open,      ///< there is a page
  booked,    ///< paid, and there is a booking
  unpaid,    ///< given up or run out; money may still come late
  returned,  ///< paid, could not be booked, and goes back
};
std::string_view name_of(CheckoutState state);
std::optional<CheckoutState> parse_checkout_state(std::string_view name);

/// What follows from what the provider says.
enum class NextStep {
  nothing,    ///< it is settled, or was before
  ask_again,  ///< later
  book,       ///< what is held
  retake,     ///< the hold is gone: take the same again, if there is still so much, and book it
  attach,     ///< it was booked to be paid at pickup meanwhile: this is the payment
  give_back,  ///< all that was paid
  give_up,    ///< nothing was paid: let the hold go
};

/// `owed`: what the hold's booking still lacks, where it has one.
NextStep next_step(CheckoutState, const PaymentSession&, const HoldRecord&, const Money& total,
                   std::optional<std::int64_t> owed, Instant now);

/// Reserves again what a hold that is over had reserved: the same units, places and uses of a code. Nothing
/// if something of it is no longer there.
std::optional<std::vector<Transfer>> decide_retake(const Ledger&, const std::vector<Transfer>& before,
                                                   const Fresh&, Instant now);

}  // namespace timeshelf::commerce
