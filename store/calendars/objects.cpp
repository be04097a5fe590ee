#include "store/bulk.hpp"
#include "store/calendars/attachment_uses.hpp"
#include "store/calendars/object_row.hpp"
#include "store/calendars/time_index.hpp"
#include "store/named_objects.hpp"

namespace timeshelf::store {
namespace {

void put_content(Transaction& transaction, const Collection& collection, const ObjectEntry& entry,
                 std::optional<std::string_view> content) {
  if (content) {
    transaction.execute(
        "INSERT INTO object_contents (shop, collection, segment, content) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (shop, collection, segment) DO UPDATE SET content = excluded.content",
        {collection.shop, collection.id, entry.segment, BlobView{*content}});
  } else {
    transaction.execute("DELETE FROM object_contents WHERE shop = $1 AND collection = $2 AND segment = $3",
                        {collection.shop, collection.id, entry.segment});
  }
}

// Raises the collection's revision, and its bytes by what the object has more than the one that it replaces.
std::int64_t raise_revision_for(Transaction& transaction, const Collection& collection,
                                const ObjectEntry& entry, Instant now) {
  const auto revision = transaction.first(
      "UPDATE collections SET revision = revision + 1, modified_at = $3, bytes = bytes + $5 - COALESCE("
      "(SELECT o.size FROM objects o WHERE o.shop = $1 AND o.collection = $2 AND o.segment = $4), 0)"
      " WHERE shop = $1 AND id = $2 RETURNING revision",
      {collection.shop, collection.id, now, entry.segment, entry.size},
      [](const Row& row) { return row.integer(0); });
  if (!revision) throw Failure(Failure::Code::constraint, "The collection is gone.");
  return *revision;
}

}  // namespace

std::optional<ObjectEntry> find_object(Transaction& transaction, const Collection& collection,
                                       std::string_view segment) {
  static const std::string sql = kSelectObject + " WHERE shop = $1 AND collection = $2 AND segment = $3";
  return transaction.first(sql, {collection.shop, collection.id, segment}, entry_of);
}

std::optional<ObjectEntry> find_object_by_uid(Transaction& transaction, const Collection& collection,
                                              std::string_view uid) {
  static const std::string sql = kSelectObject + " WHERE shop = $1 AND collection = $2 AND uid = $3";
  return transaction.first(sql, {collection.shop, collection.id, uid}, entry_of);
}

std::optional<std::string> read_object(Transaction& transaction, const Collection& collection,
                                       std::string_view segment) {
  return transaction.first(
      "SELECT content FROM object_contents WHERE shop = $1 AND collection = $2 AND segment = $3",
      {collection.shop, collection.id, segment}, [](const Row& row) { return row.string(0); });
}

void each_named_object(Transaction& transaction, const Collection& collection,
                       const std::vector<std::string_view>& segments, bool contents,
                       FunctionRef<void(const ObjectEntry&, std::optional<std::string_view>)> each) {
  static const std::string columns = "SELECT " + qualified_object_columns("o");
  static const std::string condition = " WHERE o.shop = $1 AND o.collection = $2 AND o.segment IN ({})";
  static const std::string alone = columns + " FROM objects o" + condition;
  static const std::string with_contents =
      columns +
      ", b.content FROM objects o LEFT JOIN object_contents b"
      " ON b.shop = o.shop AND b.collection = o.collection AND b.segment = o.segment" +
      condition;
  EntryReader entries;
  query_in(transaction, contents ? with_contents : alone, {collection.shop, collection.id},
           params_of(segments), [&](const Row& row) {
             const bool has_content = contents && !row.is_null(kObjectColumnCount);
             each(entries.of(row), has_content ? std::optional(row.text(kObjectColumnCount)) : std::nullopt);
           });
}

void each_object(Transaction& transaction, const Collection& collection,
                 FunctionRef<void(const ObjectEntry&)> each) {
  static const std::string sql = kSelectObject + " WHERE shop = $1 AND collection = $2 ORDER BY segment";
  EntryReader entries;
  transaction.query(sql, {collection.shop, collection.id}, [&](const Row& row) { each(entries.of(row)); });
}

std::vector<std::string> names_before(Transaction& transaction, const Collection& collection,
                                      std::string_view segment, std::size_t most) {
  std::vector<std::string> names;
  transaction.query(
      "SELECT segment FROM objects WHERE shop = $1 AND collection = $2 AND segment < $3 ORDER BY segment "
      "LIMIT $4",
      {collection.shop, collection.id, segment, static_cast<std::int64_t>(most)},
      [&](const Row& row) { names.push_back(row.string(0)); });
  return names;
}

bool refresh_object(Transaction& transaction, const Collection& collection, const ObjectEntry& entry,
                    Instant now) {
  // The columns of the other indexes are compared instead of set, which leaves those alone.
  const auto refreshed = transaction.execute(
      "UPDATE objects SET etag = $4, modified_at = $5, "
      "revision = (SELECT c.revision + 1 FROM collections c WHERE c.shop = $1 AND c.id = $2) "
      "WHERE shop = $1 AND collection = $2 AND segment = $3 AND uid = $6 AND starts_at = $7 AND ends_at = $8",
      {collection.shop, collection.id, entry.segment, entry.etag, now, entry.uid, entry.starts_at,
       entry.ends_at});
  if (refreshed > 0) raise_revision(transaction, collection.shop, collection.id, now);
  return refreshed > 0;
}

void put_object(Transaction& transaction, const Collection& collection, ObjectEntry& entry,
                std::optional<std::string_view> content, Instant now) {
  entry.revision = raise_revision_for(transaction, collection, entry, now);
  entry.modified_at = now;
  const Param uid = entry.uid.empty() ? Param(nullptr) : Param(entry.uid);
  const Param ends_at = entry.starts_at && !entry.ends_at ? Param(kNever) : Param(entry.ends_at);
  const TimeColumns times = time_columns_of(entry);
  transaction.query(
      "INSERT INTO objects (shop, collection, segment, uid, component, content_type, etag, revision, size, "
      "starts_at, ends_at, exact, created_at, modified_at, schedule_tag, span, sure) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16) "
      "ON CONFLICT (shop, collection, segment) DO UPDATE "
      "SET uid = excluded.uid, component = excluded.component, content_type = excluded.content_type, etag = "
      "excluded.etag, revision = excluded.revision, size = excluded.size, starts_at = excluded.starts_at, "
      "ends_at = excluded.ends_at, exact = excluded.exact, modified_at = excluded.modified_at, schedule_tag "
      "= excluded.schedule_tag, span = excluded.span, sure = excluded.sure RETURNING created_at",
      {collection.shop, collection.id, entry.segment, uid, entry.component, entry.content_type, entry.etag,
       entry.revision, entry.size, entry.starts_at, ends_at, entry.exact, now, entry.schedule_tag, times.span,
       times.sure},
      [&](const Row& row) { entry.created_at = row.instant(0); });
  put_content(transaction, collection, entry, content);
  put_occurrences(transaction, collection, entry);
  transaction.execute("DELETE FROM tombstones WHERE shop = $1 AND collection = $2 AND segment = $3",
                      {collection.shop, collection.id, entry.segment});
}

bool delete_object(Transaction& transaction, const Collection& collection, std::string_view segment,
                   Instant now) {
  transaction.execute("DELETE FROM object_contents WHERE shop = $1 AND collection = $2 AND segment = $3",
                      {collection.shop, collection.id, segment});
  const auto size = transaction.first(
      "DELETE FROM objects WHERE shop = $1 AND collection = $2 AND segment = $3 RETURNING size",
      {collection.shop, collection.id, segment}, [](const Row& row) { return row.integer(0); });
  if (!size) return false;
  delete_occurrences(transaction, collection, segment);
  drop_attachments(transaction, collection.shop, collection.id, segment);
  const auto revision = raise_revision(transaction, collection.shop, collection.id, now, -*size);
  transaction.execute(
      "INSERT INTO tombstones (shop, collection, segment, revision, deleted_at) VALUES ($1, $2, $3, $4, $5)"
      " ON CONFLICT (shop, collection, segment) DO UPDATE SET revision = excluded.revision,"
      " deleted_at = excluded.deleted_at",
      {collection.shop, collection.id, segment, revision, now});
  return true;
}

}  // namespace timeshelf::store
