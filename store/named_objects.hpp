// Many objects of a collection by their names at once: for PostgreSQL one round trip instead of two for each.
#pragma once
#include <string_view>
#include <vector>

#include "store/calendars.hpp"

namespace timeshelf::store {

/// In no order, what is missing left out; with their stored bytes where `contents` are asked for.
void each_named_object(Transaction&, const Collection&, const std::vector<std::string_view>& segments,
                       bool contents,
                       FunctionRef<void(const ObjectEntry&, std::optional<std::string_view> content)> each);

}  // namespace timeshelf::store
