// What came in and what is owed back, for a look at the day.
#pragma once
#include <string>
#include <vector>

#include "base/money.hpp"
#include "base/time.hpp"
#include "commerce/payments/receipts.hpp"

namespace timeshelf::commerce {

struct Takings {
  Money taken;
  Money given_back;
};
/// Money that changed hands in [from, to), by currency.
std::vector<Takings> takings_between(store::Transaction&, const Id& shop, Instant from, Instant to);

/// Bookings of which something was cancelled since then and that were paid more than they cost now: somebody
/// has to give it back.
std::vector<OpenBalance> refunds_to_give(store::Transaction&, const Id& shop, Instant since);

}  // namespace timeshelf::commerce
