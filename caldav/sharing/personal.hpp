// What a sharee calls a calendar, and how it looks there, is the sharee's own (caldav-sharing 5.5.3):
// properties that they set lie beside the binding in their home, and cover the owner's of the same name.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "caldav/node.hpp"

namespace timeshelf::caldav::sharing {

/// Where the properties that a client sets on a node are kept.
struct PropertyPlace {
  store::Collection collection;
  std::string segment;
};
PropertyPlace property_place(const Node& node);

/// As who asks sees them there.
std::vector<store::StoredProperty> list_properties(store::Transaction&, const Node& node);
std::optional<store::StoredProperty> find_property(store::Transaction&, const Node& node,
                                                   std::string_view name_space, std::string_view name);

}  // namespace timeshelf::caldav::sharing
