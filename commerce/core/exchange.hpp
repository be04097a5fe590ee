// What a booking that changes gives back to the ledger, and what it takes instead. Pure.
#pragma once
#include <string>
#include <vector>

#include "commerce/core/changing.hpp"

namespace timeshelf::commerce {

struct Exchange {
  std::vector<Transfer> transfers;
  Demand demand;  ///< what is taken anew
};

/// Brings what the booking has taken (units, places, room in pickup windows) to what these lines ask for.
/// What was handed over is with the customer and stays there. Goods go to waste if that is wished.
Exchange exchange(const BookedState&, const std::vector<Line>& after, bool to_waste, const char* reason,
                  FreshId, Instant now);

/// Gives back the uses of codes that the booking has.
void return_codes(const BookedState&, std::vector<Transfer>& transfers, FreshId, Instant now);

}  // namespace timeshelf::commerce
