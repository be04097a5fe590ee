// How a shop stands, for comparing: what its caches follow from, too.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/id.hpp"
#include "store/database.hpp"

namespace timeshelf::server::live {

/// The revision of each of its live calendars. Every change of what can be booked raises one.
using Standing = std::map<Id, std::int64_t>;

Standing standing_of(store::Transaction&, const Id& shop);

/// Names a standing, the same on every node: the `id` of an event.
std::string mark_of(const Standing& standing);

/// Slots whose live event changed or went since then; nothing where that cannot be told: calendars came or
/// went, deletions were forgotten, or it is more than `most`.
std::optional<std::set<Id>> moved_since(store::Transaction&, const Id& shop, const Standing& before,
                                        std::size_t most);

}  // namespace timeshelf::server::live
