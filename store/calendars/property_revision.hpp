// What tells WebDAV-Push that a collection's own properties, or who may do what with it, changed.
#pragma once
#include "store/database.hpp"

namespace timeshelf::store {

inline void raise_property_revision(Transaction& transaction, const Id& shop, const Id& collection) {
  transaction.send(
      "UPDATE collections SET property_revision = property_revision + 1 WHERE shop = $1 AND id = $2",
      {shop, collection});
}

}  // namespace timeshelf::store
