// Which gatherings at one venue are too many people at once.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <span>

#include "base/id.hpp"
#include "base/time.hpp"

namespace timeshelf::commerce {

struct Gathering {
  Id slot;
  Instant starts_at;
  Instant ends_at;
  std::int64_t seats = 0;
};

/// The slots that cannot take place as they are, each with the others that it is too many with: at some
/// moment their seats together exceed the headcount. One that exceeds it alone has no others.
std::map<Id, std::set<Id>> overcrowded(std::span<const Gathering> gatherings, std::int64_t headcount);

}  // namespace timeshelf::commerce
