// Who of the slots at a venue gets how much of a SKU: earliest first, so that what is missing is missing
// latest.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "base/id.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

/// A slot that takes a SKU from a venue.
struct Claim {
  Id slot;
  Instant starts_at;
  bool open = true;                       ///< will still sell: not over, not called off, not taken off sale
  std::int64_t wanted = 0;                ///< in all, those used included
  std::int64_t used = 0;                  ///< sold, held, lent, handed over: never taken away
  std::int64_t free = 0;                  ///< it has now and could give back
  std::optional<std::int64_t> threshold;  ///< it takes none while fewer are left for it and those after it
};

struct VenueStock {
  std::int64_t on_hand = 0;  ///< at the venue, in no slot
  std::int64_t missing = 0;  ///< promised, and not there
};

struct Share {
  std::int64_t free = 0;  ///< units that the slot may sell yet
  std::int64_t left = 0;  ///< were at the venue when its turn came
};

struct Distribution {
  std::map<Id, Share> shares;
  VenueStock stock;  ///< afterwards
};

/// All units that are not used are pooled; what is missing is made good first; then the open slots take from
/// the rest, earliest first (then by id), each up to what it wants. A slot whose threshold is above what is
/// left takes none. A pure function of its arguments: what it took away comes back exactly when the stock
/// does.
Distribution distribute(const VenueStock& stock, std::span<const Claim> claims);

}  // namespace timeshelf::commerce
