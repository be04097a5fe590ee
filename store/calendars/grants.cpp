#include "store/grants.hpp"

#include <algorithm>

#include "store/calendars/property_revision.hpp"

namespace timeshelf::store {

std::vector<Grant> list_grants(Transaction& transaction, const Id& shop, const Id& collection) {
  std::vector<Grant> grants;
  transaction.query(
      "SELECT grantee, privileges FROM grants WHERE shop = $1 AND collection = $2 ORDER BY grantee",
      {shop, collection}, [&](const Row& row) {
        grants.push_back({collection, row.string(0), row.integer(1)});
      });
  return grants;
}

void replace_grants(Transaction& transaction, const Id& shop, const Id& collection,
                    const std::vector<Grant>& grants) {
  transaction.execute("DELETE FROM grants WHERE shop = $1 AND collection = $2", {shop, collection});
  for (const Grant& grant : grants) {
    transaction.execute("INSERT INTO grants (shop, collection, grantee, privileges) VALUES ($1, $2, $3, $4)",
                        {shop, collection, grant.grantee, grant.privileges});
  }
  raise_property_revision(transaction, shop, collection);
}

std::int64_t granted_to(Transaction& transaction, const Id& shop, const Id& collection,
                        const std::vector<std::string>& grantees) {
  std::int64_t privileges = 0;
  for (const Grant& grant : list_grants(transaction, shop, collection)) {
    if (std::find(grantees.begin(), grantees.end(), grant.grantee) != grantees.end())
      privileges |= grant.privileges;
  }
  return privileges;
}

std::vector<Sharer> list_sharers(Transaction& transaction, const Id& shop, const Id& collection) {
  std::vector<Sharer> sharers;
  transaction.query(
      "SELECT u.name, b.access FROM bindings b JOIN users u ON u.shop = b.shop AND u.home = b.parent"
      " WHERE b.shop = $1 AND b.child = $2 AND b.access <> 'owner' ORDER BY u.name",
      {shop, collection}, [&](const Row& row) {
        sharers.push_back({row.string(0), row.text(1) == "write" ? Access::write : Access::read});
      });
  return sharers;
}

std::optional<std::string> owner_of(Transaction& transaction, const Id& shop, const Id& collection) {
  const auto home = home_of(transaction, shop, collection);
  if (!home) return std::nullopt;
  return transaction.first("SELECT name FROM users WHERE shop = $1 AND home = $2", {shop, *home},
                           [](const Row& row) { return row.string(0); });
}

}  // namespace timeshelf::store
