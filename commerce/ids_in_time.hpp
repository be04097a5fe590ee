// Ids begin with the millisecond in which they were made (base/id.hpp), so a range of time is a range of
// keys, and rows of a time range are found without an index of their own.
#pragma once
#include "base/id.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

/// Not greater than any id that was made at `instant` or later, and greater than all that were made before.
Id first_id_at(Instant instant);

}  // namespace timeshelf::commerce
