// What deleting objects and calendars does to the attachments that hang on them.
#pragma once
#include <string_view>

#include "store/database.hpp"

namespace timeshelf::store {

/// Of one object that goes.
void drop_attachments(Transaction&, const Id& shop, const Id& collection, std::string_view segment);
/// Of all objects of a collection that goes.
void drop_all_attachments(Transaction&, const Id& shop, const Id& collection);

}  // namespace timeshelf::store
