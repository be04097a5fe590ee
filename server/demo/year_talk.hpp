// What people say of the demo's year, made up: comments before a drop, a chat while it runs, reviews behind
// it. Pure.
#pragma once
#include <cstdint>
#include <vector>

#include "server/demo/year_plan.hpp"

namespace timeshelf::server::demo {

/// Of these slots, and lately of what is on sale by now; mostly in English, and some in German. The same seed
/// says the same.
std::vector<PastMessage> plan_talk(const std::vector<PastSlot>& slots, Instant now, std::uint64_t seed);

}  // namespace timeshelf::server::demo
