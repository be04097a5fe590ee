// A batch of checkout commands of one shop: loaded once, decided in order, written once.
//
// However many commands there are, each account and each slot is written once. The engine's single commands
// are batches of one, so there is one path.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/random.hpp"
#include "commerce/checkout/commands.hpp"
#include "commerce/idempotency.hpp"
#include "commerce/refusal.hpp"
#include "commerce/views.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

struct SaleRequest {
  std::variant<HoldCommand, ConfirmCommand, ReleaseCommand> command;
  /// A request that comes again with the same key gets the hold or booking that it got; with another digest
  /// it is refused.
  std::optional<RequestKey> key;
};

struct Released {};
/// Booking: without its token.
using Sale = std::variant<Hold, Booking, Released>;
using SaleAnswer = Decided<Sale>;

/// Tidies up what has run out, then decides and writes all. A function of what it reads: it may run again.
std::vector<SaleAnswer> sell(store::Transaction&, const Id& shop, const std::vector<const SaleRequest*>&,
                             const SaleOptions&, Instant now, Random&);

/// Only the tidying up, at most so many holds; answers how many.
std::size_t expire_holds(store::Transaction&, const Id& shop, std::size_t at_most, Instant now, Random&);

}  // namespace timeshelf::commerce
