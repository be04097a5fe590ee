#include "store/calendars/object_row.hpp"

namespace timeshelf::store {

void each_change_since(Transaction& transaction, const Collection& collection, std::int64_t revision,
                       std::size_t limit, FunctionRef<void(const ObjectEntry&)> changed,
                       FunctionRef<void(const Tombstone&)> deleted) {
  // Both halves come from an index in order of revision, so that a limit also limits what is read.
  static const std::string sql =
      kSelectObject +
      " WHERE shop = $1 AND collection = $2 AND revision > $3 UNION ALL SELECT segment, CAST(NULL AS TEXT), "
      "CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), revision, CAST(NULL AS BIGINT), CAST(NULL "
      "AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), "
      "CAST(NULL AS TEXT) FROM tombstones WHERE shop = $1 AND collection = $2 AND revision > $3 ORDER BY "
      "revision LIMIT $4";
  constexpr int kEtag = 4;  // every object has one
  constexpr int kRevision = 5;
  const auto most = limit == 0 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(limit);
  EntryReader entries;
  transaction.query(sql, {collection.shop, collection.id, revision, most}, [&](const Row& row) {
    if (row.is_null(kEtag)) {
      deleted({.segment = row.string(0), .revision = row.integer(kRevision)});
    } else {
      changed(entries.of(row));
    }
  });
}

std::size_t prune_tombstones(Transaction& transaction, Instant before, std::size_t at_most) {
  struct Old {
    Id shop;
    Id collection;
    std::int64_t last;
  };
  std::vector<Old> olds;
  transaction.query(
      "SELECT shop, collection, MAX(revision) FROM tombstones WHERE deleted_at < $1"
      " GROUP BY shop, collection ORDER BY shop, collection LIMIT $2",
      {before, static_cast<std::int64_t>(at_most)}, [&](const Row& row) {
        olds.push_back({row.id(0), row.id(1), row.integer(2)});
      });
  for (const Old& old : olds) {
    transaction.execute(
        "UPDATE collections SET oldest_revision = $3 WHERE shop = $1 AND id = $2 AND oldest_revision < $3",
        {old.shop, old.collection, old.last});
    transaction.execute("DELETE FROM tombstones WHERE shop = $1 AND collection = $2 AND revision <= $3",
                        {old.shop, old.collection, old.last});
  }
  return olds.size();
}

std::optional<Instant> first_tombstone(Transaction& transaction) {
  return transaction.first("SELECT deleted_at FROM tombstones ORDER BY deleted_at LIMIT 1", {},
                           [](const Row& row) { return row.instant(0); });
}

void forget_all_changes(Transaction& transaction) {
  // Further than any collection can have come since the backup.
  transaction.execute(
      "UPDATE collections SET revision = revision + 1000000000, oldest_revision = revision + 1000000000", {});
  transaction.execute("DELETE FROM tombstones", {});
}

}  // namespace timeshelf::store
