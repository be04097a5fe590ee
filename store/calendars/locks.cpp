#include "store/locks.hpp"

namespace timeshelf::store {
namespace {

Lock lock_of(const Row& row) {
  return {.token = row.string(0),
          .collection = row.id(1),
          .segment = row.string(2),
          .exclusive = row.boolean(3),
          .deep = row.boolean(4),
          .user = row.string(5),
          .owner = row.string(6),
          .root = row.string(7),
          .expires_at = row.instant(8)};
}

}  // namespace

std::vector<Lock> list_locks(Transaction& transaction, const Id& shop, Instant now) {
  std::vector<Lock> locks;
  transaction.query(
      "SELECT token, collection, segment, exclusive, deep, user_name, owner, root, expires_at FROM locks"
      " WHERE shop = $1 AND expires_at > $2 ORDER BY token",
      {shop, now}, [&](const Row& row) { locks.push_back(lock_of(row)); });
  return locks;
}

void insert_lock(Transaction& transaction, const Id& shop, const Lock& lock) {
  transaction.execute(
      "INSERT INTO locks (shop, token, collection, segment, exclusive, deep, user_name, owner, root, "
      "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {shop, lock.token, lock.collection, lock.segment, lock.exclusive, lock.deep, lock.user, lock.owner,
       lock.root, lock.expires_at});
}

void extend_lock(Transaction& transaction, const Id& shop, std::string_view token, Instant expires_at) {
  transaction.execute("UPDATE locks SET expires_at = $3 WHERE shop = $1 AND token = $2",
                      {shop, token, expires_at});
}

void remove_lock(Transaction& transaction, const Id& shop, std::string_view token) {
  transaction.execute("DELETE FROM locks WHERE shop = $1 AND token = $2", {shop, token});
}

void remove_locks(Transaction& transaction, const Id& shop, const Id& collection, std::string_view segment) {
  transaction.execute("DELETE FROM locks WHERE shop = $1 AND collection = $2 AND (segment = $3 OR $3 = '')",
                      {shop, collection, segment});
}

void remove_ended_locks(Transaction& transaction, const Id& shop, Instant now) {
  transaction.execute("DELETE FROM locks WHERE shop = $1 AND expires_at <= $2", {shop, now});
}

}  // namespace timeshelf::store
