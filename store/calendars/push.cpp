#include "store/push.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>

#include "base/digest.hpp"

namespace timeshelf::store {
namespace {

constexpr std::string_view kColumns =
    "r.shop, r.id, r.user_name, r.collection, r.path, r.resource, r.public_key, r.auth_secret, r.content, "
    "r.properties, r.told_content, r.told_properties, r.attempts, r.due_at, r.expires_at";

PushRegistration registration_of(const Row& row) {
  return {.shop = row.id(0),
          .id = row.id(1),
          .user = row.string(2),
          .collection = row.id(3),
          .path = row.string(4),
          .resource = row.string(5),
          .public_key = row.string(6),
          .auth_secret = row.string(7),
          .content = row.boolean(8),
          .properties = row.boolean(9),
          .told = {row.integer(10), row.integer(11)},
          .attempts = row.integer(12),
          .due_at = row.instant(13),
          .expires_at = row.instant(14)};
}

const std::string kSelect = "SELECT " + std::string(kColumns) + " FROM push_registrations r";

// A number that is another one as soon as a child comes, goes or changes.
std::int64_t digest_of(std::string_view text) {
  std::int64_t number = 0;
  std::memcpy(&number, sha256(text).data(), sizeof(number));
  return number;
}

struct Found {
  PendingPush pending;
  bool holds_collections;
};

// Those that are not told, as far as SQL can say it: of a collection of collections its children tell.
std::vector<PendingPush> list_pending(Transaction& transaction, std::optional<Instant> due) {
  static const std::string sql = "SELECT " + std::string(kColumns) +
                                 ", c.revision, c.property_revision, c.kind IN ('home', 'plain')"
                                 " FROM push_registrations r"
                                 " JOIN collections c ON c.shop = r.shop AND c.id = r.collection"
                                 " WHERE r.due_at <= $1 AND (c.kind IN ('home', 'plain')"
                                 " OR (r.content = 1 AND r.told_content <> c.revision)"
                                 " OR (r.properties = 1 AND r.told_properties <> c.property_revision))"
                                 " ORDER BY r.attempts, r.due_at, r.id";
  std::vector<Found> found;
  const std::int64_t latest = due ? to_millis(*due) : std::numeric_limits<std::int64_t>::max();
  transaction.query(sql, {latest}, [&](const Row& row) {
    found.push_back({{registration_of(row), {row.integer(15), row.integer(16)}}, row.boolean(17)});
  });
  std::vector<PendingPush> all;
  std::map<std::pair<Id, Id>, PushMark> marks;  // many may watch the same home
  for (Found& one : found) {
    PushRegistration& registration = one.pending.registration;
    if (one.holds_collections) {
      const auto [mark, is_new] = marks.try_emplace({registration.shop, registration.collection});
      if (is_new) mark->second = push_mark(transaction, registration.shop, registration.collection);
      one.pending.mark = mark->second;
    }
    if (!registration.is_told(one.pending.mark)) all.push_back(std::move(one.pending));
  }
  return all;
}

}  // namespace

std::optional<std::string> find_push_key(Transaction& transaction) {
  return transaction.first("SELECT secret FROM push_keys WHERE id = 1", {},
                           [](const Row& row) { return row.string(0); });
}

void insert_push_key(Transaction& transaction, std::string_view secret) {
  transaction.execute("INSERT INTO push_keys (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING",
                      {BlobView{secret}});
}

PushMark push_mark(Transaction& transaction, const Id& shop, const Id& collection) {
  const auto own =
      transaction.first("SELECT revision, property_revision FROM collections WHERE shop = $1 AND id = $2",
                        {shop, collection}, [](const Row& row) {
                          return PushMark{row.integer(0), row.integer(1)};
                        });
  if (!own) return {};
  PushMark mark = *own;
  std::string children;
  transaction.query(
      "SELECT b.segment, c.id, c.revision FROM bindings b JOIN collections c ON c.shop = b.shop AND c.id = "
      "b.child WHERE b.shop = $1 AND b.parent = $2 ORDER BY b.segment",
      {shop, collection}, [&](const Row& row) {
        children.append(row.text(0)).append("/").append(row.text(1));
        children.append(":").append(std::to_string(row.integer(2))).append("\n");
      });
  if (!children.empty()) mark.content = digest_of(std::to_string(mark.content) + "\n" + children);
  return mark;
}

std::optional<PushRegistration> find_push_registration(Transaction& transaction, const Id& shop,
                                                       const Id& id) {
  static const std::string sql = kSelect + " WHERE r.shop = $1 AND r.id = $2";
  return transaction.first(sql, {shop, id}, registration_of);
}

std::vector<PushRegistration> list_push_registrations(Transaction& transaction, const Id& shop,
                                                      std::string_view user, Instant now) {
  static const std::string sql =
      kSelect + " WHERE r.shop = $1 AND r.user_name = $2 AND r.expires_at > $3 ORDER BY r.id";
  std::vector<PushRegistration> all;
  transaction.query(sql, {shop, user, now}, [&](const Row& row) { all.push_back(registration_of(row)); });
  return all;
}

void insert_push_registration(Transaction& transaction, const PushRegistration& r) {
  transaction.execute(
      "INSERT INTO push_registrations (shop, id, user_name, collection, path, resource, public_key, "
      "auth_secret, content, properties, told_content, told_properties, attempts, due_at, expires_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
      {r.shop, r.id, r.user, r.collection, r.path, r.resource, BlobView{r.public_key},
       BlobView{r.auth_secret}, r.content, r.properties, r.told.content, r.told.properties, r.attempts,
       r.due_at, r.expires_at});
}

void update_push_registration(Transaction& transaction, const PushRegistration& r) {
  transaction.execute(
      "UPDATE push_registrations SET path = $3, resource = $4, public_key = $5, auth_secret = $6, "
      "content = $7, properties = $8, told_content = $9, told_properties = $10, attempts = $11, "
      "due_at = $12, expires_at = $13 WHERE shop = $1 AND id = $2",
      {r.shop, r.id, r.path, r.resource, BlobView{r.public_key}, BlobView{r.auth_secret}, r.content,
       r.properties, r.told.content, r.told.properties, r.attempts, r.due_at, r.expires_at});
}

void set_push_told(Transaction& transaction, const Id& shop, const Id& id, const PushMark& told) {
  transaction.execute(
      "UPDATE push_registrations SET told_content = $3, told_properties = $4 WHERE shop = $1 AND id = $2",
      {shop, id, told.content, told.properties});
}

void remove_push_registration(Transaction& transaction, const Id& shop, const Id& id) {
  transaction.execute("DELETE FROM push_registrations WHERE shop = $1 AND id = $2", {shop, id});
}

std::int64_t remove_expired_push_registrations(Transaction& transaction, Instant now) {
  return transaction.execute("DELETE FROM push_registrations WHERE expires_at <= $1", {now});
}

std::optional<PendingPush> next_push(Transaction& transaction, Instant now) {
  auto pending = list_pending(transaction, now);
  if (pending.empty()) return std::nullopt;
  return std::move(pending.front());
}

std::optional<Instant> next_push_due(Transaction& transaction) {
  std::optional<Instant> earliest;
  const auto consider = [&](Instant instant) { earliest = std::min(earliest.value_or(instant), instant); };
  for (const PendingPush& pending : list_pending(transaction, std::nullopt))
    consider(pending.registration.due_at);
  transaction.query("SELECT MIN(expires_at) FROM push_registrations", {}, [&](const Row& row) {
    if (!row.is_null(0)) consider(row.instant(0));
  });
  return earliest;
}

}  // namespace timeshelf::store
