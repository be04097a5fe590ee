#include "store/grants.hpp"

#include <algorithm>
#include <map>

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

void put_grant(Transaction& transaction, const Id& shop, const Grant& grant) {
  transaction.execute("DELETE FROM grants WHERE shop = $1 AND collection = $2 AND grantee = $3",
                      {shop, grant.collection, grant.grantee});
  if (grant.privileges == 0) return;
  transaction.execute("INSERT INTO grants (shop, collection, grantee, privileges) VALUES ($1, $2, $3, $4)",
                      {shop, grant.collection, grant.grantee, grant.privileges});
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

std::vector<GrantedHome> granted_homes(Transaction& transaction, const Id& shop,
                                       const std::vector<std::string>& grantees) {
  std::map<std::string, std::int64_t> homes;
  for (const std::string& grantee : grantees) {
    transaction.query(
        "SELECT u.name, g.privileges FROM grants g JOIN users u ON u.shop = g.shop AND u.home = g.collection"
        " WHERE g.shop = $1 AND g.grantee = $2",
        {shop, grantee}, [&](const Row& row) { homes[row.string(0)] |= row.integer(1); });
  }
  std::vector<GrantedHome> granted;
  granted.reserve(homes.size());
  for (const auto& [user, privileges] : homes) granted.push_back({user, privileges});
  return granted;
}

std::optional<std::string> owner_of(Transaction& transaction, const Id& shop, const Id& collection) {
  const auto home = home_of(transaction, shop, collection);
  if (!home) return std::nullopt;
  return transaction.first("SELECT name FROM users WHERE shop = $1 AND home = $2", {shop, *home},
                           [](const Row& row) { return row.string(0); });
}

}  // namespace timeshelf::store
