#include <array>
#include <string>

#include "store/calendars.hpp"
#include "store/calendars/attachment_uses.hpp"
#include "store/names.hpp"

namespace timeshelf::store {
namespace {

constexpr Names<CollectionKind, 8> kKinds{{{
    {CollectionKind::home, "home"},
    {CollectionKind::plain, "plain"},
    {CollectionKind::calendar, "calendar"},
    {CollectionKind::inbox, "inbox"},
    {CollectionKind::outbox, "outbox"},
    {CollectionKind::notifications, "notifications"},
    {CollectionKind::subscribed, "subscribed"},
    {CollectionKind::live, "live"},
}}};
constexpr Names<Access, 3> kAccess{{{
    {Access::read, "read"},
    {Access::write, "write"},
    {Access::owner, "owner"},
}}};
constexpr Names<FeedVisibility, 3> kFeeds{{{
    {FeedVisibility::off, "off"},
    {FeedVisibility::open, "open"},
    {FeedVisibility::secret, "secret"},
}}};

/// In the order that collection_of() reads.
const std::string kSelectCollection =
    "SELECT c.shop, c.id, CASE WHEN c.purpose <> '' THEN c.purpose ELSE c.kind END, c.components, "
    "c.revision, c.shelf, c.twin, c.feed, c.feed_token, "
    "c.created_at,"
    " c.modified_at, c.oldest_revision FROM collections c";
/// The same, and what binding_of() reads beyond.
const std::string kSelectBinding =
    "SELECT c.shop, c.id, CASE WHEN c.purpose <> '' THEN c.purpose ELSE c.kind END, c.components, "
    "c.revision, c.shelf, c.twin, c.feed, c.feed_token, "
    "c.created_at,"
    " c.modified_at, c.oldest_revision, b.segment, b.access FROM bindings b JOIN collections c ON c.shop = "
    "b.shop AND c.id = "
    "b.child";

Collection collection_of(const Row& row) {
  return {.shop = row.id(0),
          .id = row.id(1),
          .kind = kKinds.value(row.text(2)),
          .components = row.string(3),
          .revision = row.integer(4),
          .oldest_revision = row.integer(11),
          .shelf = row.boolean(5),
          .twin = row.is_null(6) ? std::nullopt : std::optional(row.id(6)),
          .feed = kFeeds.value(row.text(7)),
          .feed_token = row.string(8),
          .created_at = row.instant(9),
          .modified_at = row.instant(10)};
}

Binding binding_of(const Row& row) {
  return {.segment = row.string(12), .access = kAccess.value(row.text(13)), .collection = collection_of(row)};
}

bool is_of_scheduling(CollectionKind kind) {
  return kind == CollectionKind::inbox || kind == CollectionKind::outbox;
}

// Kinds that came later stand in the column `purpose`, because the CHECK of `kind` knows no other words.
bool has_purpose(CollectionKind kind) {
  return is_of_scheduling(kind) || kind == CollectionKind::notifications ||
         kind == CollectionKind::subscribed;
}

// What sharees call the collection lies beside its bindings.
constexpr const char* kDeleteNamesOfChild =
    "DELETE FROM properties WHERE shop = $1 AND (collection, segment) IN"
    " (SELECT parent, segment FROM bindings WHERE shop = $1 AND child = $2)";

Param token_or_null(const std::string& token) {
  return token.empty() ? Param(nullptr) : Param(token);
}

}  // namespace

void insert_collection(Transaction& transaction, const Collection& c) {
  transaction.execute(
      "INSERT INTO collections (shop, id, kind, components, revision, shelf, twin, feed, feed_token, "
      "created_at, modified_at, purpose) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {c.shop, c.id, kKinds.name(has_purpose(c.kind) ? CollectionKind::plain : c.kind), c.components,
       c.revision, c.shelf, c.twin, kFeeds.name(c.feed), token_or_null(c.feed_token), c.created_at,
       c.modified_at, has_purpose(c.kind) ? kKinds.name(c.kind) : std::string_view()});
}

std::vector<Collection> list_live_collections(Transaction& transaction, const Id& shop) {
  static const std::string sql = kSelectCollection + " WHERE c.shop = $1 AND c.kind = 'live' ORDER BY c.id";
  std::vector<Collection> collections;
  transaction.query(sql, {shop}, [&](const Row& row) { collections.push_back(collection_of(row)); });
  return collections;
}

std::optional<Collection> find_collection(Transaction& transaction, const Id& shop, const Id& collection) {
  static const std::string sql = kSelectCollection + " WHERE c.shop = $1 AND c.id = $2";
  return transaction.first(sql, {shop, collection}, collection_of);
}

std::optional<Collection> find_feed(Transaction& transaction, std::string_view feed_token) {
  static const std::string sql = kSelectCollection + " WHERE c.feed_token = $1 AND c.feed <> 'off'";
  return transaction.first(sql, {feed_token}, collection_of);
}

std::vector<Collection> list_shelves(Transaction& transaction, const Id& shop) {
  static const std::string sql = kSelectCollection + " WHERE c.shop = $1 AND c.shelf = 1 ORDER BY c.id";
  std::vector<Collection> shelves;
  transaction.query(sql, {shop}, [&](const Row& row) { shelves.push_back(collection_of(row)); });
  return shelves;
}

void update_collection(Transaction& transaction, const Collection& c) {
  transaction.execute(
      "UPDATE collections SET components = $3, shelf = $4, twin = $5, feed = $6, feed_token = $7, "
      "modified_at = $8, property_revision = property_revision + 1"
      " WHERE shop = $1 AND id = $2",
      {c.shop, c.id, c.components, c.shelf, c.twin, kFeeds.name(c.feed), token_or_null(c.feed_token),
       c.modified_at});
}

std::int64_t raise_revision(Transaction& transaction, const Id& shop, const Id& collection, Instant now,
                            std::int64_t growth) {
  const auto revision = transaction.first(
      "UPDATE collections SET revision = revision + 1, modified_at = $3, bytes = bytes + $4"
      " WHERE shop = $1 AND id = $2 RETURNING revision",
      {shop, collection, now, growth}, [](const Row& row) { return row.integer(0); });
  if (!revision) throw Failure(Failure::Code::constraint, "The collection is gone.");
  return *revision;
}

std::optional<Id> home_of(Transaction& transaction, const Id& shop, const Id& collection) {
  return transaction.first(
      "WITH RECURSIVE above (id) AS (SELECT id FROM collections WHERE shop = $1 AND id = $2"
      " UNION SELECT b.parent FROM bindings b JOIN above a ON b.child = a.id"
      " WHERE b.shop = $1 AND b.access = 'owner')"
      " SELECT c.id FROM above a JOIN collections c ON c.shop = $1 AND c.id = a.id WHERE c.kind = 'home'",
      {shop, collection}, [](const Row& row) { return row.id(0); });
}

std::int64_t bytes_below(Transaction& transaction, const Id& shop, const Id& collection) {
  const auto bytes = transaction.first(
      "WITH RECURSIVE below (id) AS (SELECT id FROM collections WHERE shop = $1 AND id = $2"
      " UNION SELECT b.child FROM bindings b JOIN below a ON b.parent = a.id"
      " WHERE b.shop = $1 AND b.access = 'owner')"
      " SELECT CAST(COALESCE(SUM(c.bytes), 0) AS BIGINT) + (SELECT CAST(COALESCE(SUM(t.size), 0) AS BIGINT)"
      " FROM attachments t WHERE t.shop = $1 AND t.home = $2 AND t.dropped = 0)"
      " FROM below a JOIN collections c ON c.shop = $1 AND c.id = a.id",
      {shop, collection}, [](const Row& row) { return row.integer(0); });
  return bytes.value_or(0);
}

void delete_collection(Transaction& transaction, const Id& shop, const Id& collection) {
  drop_all_attachments(transaction, shop, collection);
  for (const char* sql : {
           "DELETE FROM object_contents WHERE shop = $1 AND collection = $2",
           "DELETE FROM occurrences WHERE shop = $1 AND collection = $2",
           "DELETE FROM objects WHERE shop = $1 AND collection = $2",
           "DELETE FROM tombstones WHERE shop = $1 AND collection = $2",
           "DELETE FROM properties WHERE shop = $1 AND collection = $2",
           "DELETE FROM grants WHERE shop = $1 AND collection = $2",
           "DELETE FROM push_registrations WHERE shop = $1 AND collection = $2",
           "DELETE FROM locks WHERE shop = $1 AND collection = $2",
           "DELETE FROM emissions WHERE shop = $1 AND collection = $2",
           "DELETE FROM feed_calendars WHERE shop = $1 AND collection = $2",
           "DELETE FROM invitations WHERE shop = $1 AND collection = $2",
           kDeleteNamesOfChild,
           "DELETE FROM bindings WHERE shop = $1 AND child = $2",
           "DELETE FROM collections WHERE shop = $1 AND id = $2",
       }) {
    transaction.execute(sql, {shop, collection});
  }
}

void bind(Transaction& transaction, const Id& shop, const Id& parent, std::string_view segment,
          const Id& child, Access access) {
  transaction.execute(
      "INSERT INTO bindings (shop, parent, segment, child, access) VALUES ($1, $2, $3, $4, $5)",
      {shop, parent, segment, child, kAccess.name(access)});
}

void unbind(Transaction& transaction, const Id& shop, const Id& parent, std::string_view segment) {
  for (const char* sql : {"DELETE FROM bindings WHERE shop = $1 AND parent = $2 AND segment = $3",
                          "DELETE FROM properties WHERE shop = $1 AND collection = $2 AND segment = $3"}) {
    transaction.execute(sql, {shop, parent, segment});
  }
}

std::optional<Binding> find_binding(Transaction& transaction, const Id& shop, const Id& parent,
                                    std::string_view segment) {
  static const std::string sql = kSelectBinding + " WHERE b.shop = $1 AND b.parent = $2 AND b.segment = $3";
  return transaction.first(sql, {shop, parent, segment}, binding_of);
}

std::vector<Binding> list_bindings(Transaction& transaction, const Id& shop, const Id& parent) {
  static const std::string sql = kSelectBinding + " WHERE b.shop = $1 AND b.parent = $2 ORDER BY b.segment";
  std::vector<Binding> bindings;
  transaction.query(sql, {shop, parent}, [&](const Row& row) { bindings.push_back(binding_of(row)); });
  return bindings;
}

bool is_shared(Transaction& transaction, const Id& shop, const Id& collection) {
  const auto count = transaction.first("SELECT COUNT(*) FROM bindings WHERE shop = $1 AND child = $2",
                                       {shop, collection}, [](const Row& row) { return row.integer(0); });
  return count.value_or(0) > 1;
}

}  // namespace timeshelf::store
