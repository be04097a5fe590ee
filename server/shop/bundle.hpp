// Slots that are sold together or not at all.
#pragma once
#include <string_view>
#include <vector>

#include "commerce/engine.hpp"
#include "server/shop/problem.hpp"

namespace timeshelf::server {

/// The slots of that bundle, soonest first. One that began within the last two weeks still belongs to it, so
/// that nobody buys the rest of a course that has begun.
std::vector<commerce::Slot> bundle_slots(store::Transaction& transaction, commerce::Engine& engine,
                                         const Id& shop, std::string_view bundle, Instant now);

/// One line for each of the slots: its seat, or the only thing that it sells.
Result<std::vector<commerce::LineRequest>, commerce::Refusal> bundle_lines(
    const std::vector<commerce::Slot>& slots, std::int64_t quantity);

/// How the first of the slot's choices is written into a line; PICKUP where it offers none.
std::string default_fulfilment(const commerce::Slot& slot);

}  // namespace timeshelf::server
