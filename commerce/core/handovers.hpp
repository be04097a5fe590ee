// Several devices handed over the same line while they were cut off: which of them counts.
//
// Each says how many units it gave away and when. There is room for so many; the earliest have it, and what
// the others gave away left the building a second time. Whatever order the records arrive in, the outcome is
// the same, and a record that comes later takes nothing from the sum that counts.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

/// What one record says of a line.
struct Handover {
  Id device;
  std::int64_t seq = 0;
  Instant at;  ///< by our clock (core/scan_time.hpp)
  bool online = false;
  std::int64_t units = 0;
};

/// By the second; in the same one who was online first, because the server saw it; then by device and number.
bool comes_first(const Handover& a, const Handover& b);

/// How many units of each count, in the order of `handovers`. `room`: units that there are for them.
std::vector<std::int64_t> share_room(std::span<const Handover> handovers, std::int64_t room);

}  // namespace timeshelf::commerce
