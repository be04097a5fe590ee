#include "caldav/sharing/personal.hpp"

#include <algorithm>

namespace timeshelf::caldav::sharing {

PropertyPlace property_place(const Node& node) {
  if (!node.is_appearance()) return {*node.collection, node.object ? node.object->segment : std::string()};
  store::Collection above;
  above.shop = node.collection->shop;
  above.id = node.parent;
  return {std::move(above), node.segment};
}

std::vector<store::StoredProperty> list_properties(store::Transaction& transaction, const Node& node) {
  if (!node.is_appearance()) {
    const std::string_view segment = node.object ? std::string_view(node.object->segment) : "";
    return store::list_properties(transaction, *node.collection, segment);
  }
  const PropertyPlace place = property_place(node);
  auto properties = store::list_properties(transaction, place.collection, place.segment);
  for (auto& owners : store::list_properties(transaction, *node.collection, "")) {
    const bool covered = std::any_of(properties.begin(), properties.end(), [&](const auto& own) {
      return own.name == owners.name && own.name_space == owners.name_space;
    });
    if (!covered) properties.push_back(std::move(owners));
  }
  return properties;
}

std::optional<store::StoredProperty> find_property(store::Transaction& transaction, const Node& node,
                                                   std::string_view name_space, std::string_view name) {
  if (node.is_appearance()) {
    const PropertyPlace place = property_place(node);
    auto own = store::find_property(transaction, place.collection, place.segment, name_space, name);
    if (own) return own;
  }
  const std::string_view segment = node.object ? std::string_view(node.object->segment) : "";
  return store::find_property(transaction, *node.collection, segment, name_space, name);
}

}  // namespace timeshelf::caldav::sharing
