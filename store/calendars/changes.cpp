#include "store/calendars/object_row.hpp"

namespace timeshelf::store {

void each_change_since(Transaction& transaction, const Collection& collection, std::int64_t revision,
                       std::size_t limit, FunctionRef<void(const ObjectEntry&)> changed,
                       FunctionRef<void(const Tombstone&)> deleted) {
  // Both halves come from an index in order of revision, so that a limit also limits what is read.
  static const std::string sql =
      kSelectObject +
      " WHERE shop = $1 AND collection = $2 AND revision > $3"
      " UNION ALL "
      "SELECT segment, CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), "
      "revision,"
      " CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS "
      "BIGINT),"
      " CAST(NULL AS BIGINT), CAST(NULL AS TEXT) FROM tombstones WHERE shop = $1 AND collection = $2 AND "
      "revision > $3"
      " ORDER BY revision LIMIT $4";
  constexpr int kEtag = 4;  // every object has one
  constexpr int kRevision = 5;
  const auto most = limit == 0 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(limit);
  transaction.query(sql, {collection.shop, collection.id, revision, most}, [&](const Row& row) {
    if (row.is_null(kEtag)) {
      deleted({.segment = row.string(0), .revision = row.integer(kRevision)});
    } else {
      changed(entry_of(row));
    }
  });
}

}  // namespace timeshelf::store
