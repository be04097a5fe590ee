#include "store/calendars.hpp"
#include "store/calendars/property_revision.hpp"

namespace timeshelf::store {
namespace {

StoredProperty property_of(const Row& row) {
  return {.name_space = row.string(0), .name = row.string(1), .xml = row.string(2)};
}

}  // namespace

std::vector<StoredProperty> list_properties(Transaction& transaction, const Collection& collection,
                                            std::string_view segment) {
  std::vector<StoredProperty> properties;
  transaction.query(
      "SELECT name_space, name, xml FROM properties WHERE shop = $1 AND collection = $2 AND segment = $3"
      " ORDER BY name_space, name",
      {collection.shop, collection.id, segment},
      [&](const Row& row) { properties.push_back(property_of(row)); });
  return properties;
}

std::optional<StoredProperty> find_property(Transaction& transaction, const Collection& collection,
                                            std::string_view segment, std::string_view name_space,
                                            std::string_view name) {
  return transaction.first(
      "SELECT name_space, name, xml FROM properties WHERE shop = $1 AND collection = $2 AND segment = $3"
      " AND name_space = $4 AND name = $5",
      {collection.shop, collection.id, segment, name_space, name}, property_of);
}

bool objects_have_properties(Transaction& transaction, const Collection& collection) {
  return transaction.exists(
      "SELECT 1 FROM properties WHERE shop = $1 AND collection = $2 AND segment > '' LIMIT 1",
      {collection.shop, collection.id});
}

void set_property(Transaction& transaction, const Collection& collection, std::string_view segment,
                  const StoredProperty& property) {
  transaction.execute(
      "INSERT INTO properties (shop, collection, segment, name_space, name, xml) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (shop, collection, segment, name_space, name) DO UPDATE "
      "SET xml = excluded.xml",
      {collection.shop, collection.id, segment, property.name_space, property.name, property.xml});
  if (segment.empty()) raise_property_revision(transaction, collection.shop, collection.id);
}

void remove_property(Transaction& transaction, const Collection& collection, std::string_view segment,
                     std::string_view name_space, std::string_view name) {
  transaction.execute(
      "DELETE FROM properties WHERE shop = $1 AND collection = $2 AND segment = $3 AND name_space = $4 AND "
      "name = $5",
      {collection.shop, collection.id, segment, name_space, name});
  if (segment.empty()) raise_property_revision(transaction, collection.shop, collection.id);
}

void remove_properties(Transaction& transaction, const Collection& collection, std::string_view segment) {
  transaction.execute("DELETE FROM properties WHERE shop = $1 AND collection = $2 AND segment = $3",
                      {collection.shop, collection.id, segment});
}

void copy_properties(Transaction& transaction, const Collection& from, std::string_view from_segment,
                     const Collection& to, std::string_view to_segment) {
  for (const auto& property : list_properties(transaction, from, from_segment)) {
    set_property(transaction, to, to_segment, property);
  }
}

}  // namespace timeshelf::store
