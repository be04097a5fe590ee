// When what did not arrive is sent again.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace timeshelf::commerce {

/// After that long a message is given up.
inline constexpr std::chrono::hours kTriedFor{72};

/// When it is sent again: it was first due at `since` and failed for the `tries`-th time at `now`. Nothing:
/// it is given up. `asked` is what the receiver wants to be left alone for, `spread` from 0 to 1 keeps what
/// failed together from coming together again.
std::optional<Instant> next_try(Instant since, std::int64_t tries, Instant now,
                                std::optional<std::chrono::seconds> asked, double spread);

}  // namespace timeshelf::commerce
