#include "store/attachments.hpp"

#include <algorithm>

#include "store/calendars/attachment_uses.hpp"

namespace timeshelf::store {
namespace {

// To be pruned as soon as somebody comes to it: what moves lets go of it before it takes it up again.
void note_dropped(Transaction& transaction, const Id& shop, const std::vector<Id>& ids) {
  for (const Id& id : ids) {
    transaction.execute(
        "UPDATE attachments SET dropped = 1 WHERE shop = $1 AND id = $2 AND NOT EXISTS"
        " (SELECT 1 FROM attachment_uses u WHERE u.shop = $1 AND u.attachment = $2)",
        {shop, id});
  }
}

}  // namespace

void insert_attachment(Transaction& transaction, const Attachment& a, std::string_view content) {
  transaction.execute(
      "INSERT INTO attachments (shop, id, home, content_type, filename, size, created_at, dropped)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
      {a.shop, a.id, a.home, a.content_type, a.filename, a.size, a.created_at});
  transaction.execute("INSERT INTO attachment_contents (shop, id, content) VALUES ($1, $2, $3)",
                      {a.shop, a.id, BlobView{content}});
}

std::optional<Attachment> find_attachment(Transaction& transaction, const Id& shop, const Id& id) {
  return transaction.first(
      "SELECT shop, id, home, content_type, filename, size, created_at FROM attachments WHERE shop = $1 AND "
      "id = $2",
      {shop, id}, [](const Row& row) {
        return Attachment{.shop = row.id(0),
                          .id = row.id(1),
                          .home = row.id(2),
                          .content_type = row.string(3),
                          .filename = row.string(4),
                          .size = row.integer(5),
                          .created_at = row.instant(6)};
      });
}

std::optional<std::string> read_attachment(Transaction& transaction, const Id& shop, const Id& id) {
  return transaction.first("SELECT content FROM attachment_contents WHERE shop = $1 AND id = $2", {shop, id},
                           [](const Row& row) { return row.string(0); });
}

std::vector<AttachmentUse> list_attachment_uses(Transaction& transaction, const Id& shop, const Id& id) {
  std::vector<AttachmentUse> uses;
  transaction.query(
      "SELECT collection, segment FROM attachment_uses WHERE shop = $1 AND attachment = $2 ORDER BY "
      "collection, segment",
      {shop, id}, [&](const Row& row) {
        uses.push_back({row.id(0), row.string(1)});
      });
  return uses;
}

std::vector<Id> attachments_of(Transaction& transaction, const Collection& collection,
                               std::string_view segment) {
  std::vector<Id> ids;
  transaction.query(
      "SELECT attachment FROM attachment_uses WHERE shop = $1 AND collection = $2 AND segment = $3 ORDER BY "
      "attachment",
      {collection.shop, collection.id, segment}, [&](const Row& row) { ids.push_back(row.id(0)); });
  return ids;
}

void set_attachments(Transaction& transaction, const Collection& collection, std::string_view segment,
                     const std::vector<Id>& ids) {
  const auto before = attachments_of(transaction, collection, segment);
  const auto is_in = [](const std::vector<Id>& all, const Id& id) {
    return std::find(all.begin(), all.end(), id) != all.end();
  };
  for (const Id& id : ids) {
    if (is_in(before, id)) continue;
    transaction.execute(
        "INSERT INTO attachment_uses (shop, collection, segment, attachment)"
        " SELECT a.shop, $2, $3, a.id FROM attachments a WHERE a.shop = $1 AND a.id = $4 ON CONFLICT DO "
        "NOTHING",
        {collection.shop, collection.id, segment, id});
    transaction.execute("UPDATE attachments SET dropped = 0 WHERE shop = $1 AND id = $2",
                        {collection.shop, id});
  }
  std::vector<Id> gone;
  for (const Id& id : before) {
    if (is_in(ids, id)) continue;
    transaction.execute(
        "DELETE FROM attachment_uses WHERE shop = $1 AND collection = $2 AND segment = $3 AND attachment = "
        "$4",
        {collection.shop, collection.id, segment, id});
    gone.push_back(id);
  }
  note_dropped(transaction, collection.shop, gone);
}

void copy_attachments(Transaction& transaction, const Collection& from, const Collection& to) {
  transaction.execute(
      "INSERT INTO attachment_uses (shop, collection, segment, attachment)"
      " SELECT u.shop, $3, u.segment, u.attachment FROM attachment_uses u WHERE u.shop = $1 AND u.collection "
      "= $2",
      {from.shop, from.id, to.id});
}

void drop_attachments(Transaction& transaction, const Id& shop, const Id& collection,
                      std::string_view segment) {
  std::vector<Id> gone;
  transaction.query(
      "DELETE FROM attachment_uses WHERE shop = $1 AND collection = $2 AND segment = $3 RETURNING attachment",
      {shop, collection, segment}, [&](const Row& row) { gone.push_back(row.id(0)); });
  note_dropped(transaction, shop, gone);
}

void drop_all_attachments(Transaction& transaction, const Id& shop, const Id& collection) {
  transaction.execute(
      "UPDATE attachments SET dropped = 1 WHERE shop = $1 AND id IN"
      " (SELECT u.attachment FROM attachment_uses u WHERE u.shop = $1 AND u.collection = $2)"
      " AND NOT EXISTS (SELECT 1 FROM attachment_uses o WHERE o.shop = $1 AND o.attachment = attachments.id"
      " AND o.collection <> $2)",
      {shop, collection});
  transaction.execute("DELETE FROM attachment_uses WHERE shop = $1 AND collection = $2", {shop, collection});
}

std::size_t prune_attachments(Transaction& transaction, std::size_t at_most) {
  std::vector<std::pair<Id, Id>> old;
  transaction.query("SELECT shop, id FROM attachments WHERE dropped = 1 LIMIT $1",
                    {static_cast<std::int64_t>(at_most)},
                    [&](const Row& row) { old.emplace_back(row.id(0), row.id(1)); });
  for (const auto& [shop, id] : old) {
    transaction.execute("DELETE FROM attachment_pictures WHERE shop = $1 AND attachment = $2", {shop, id});
    transaction.execute("DELETE FROM attachment_contents WHERE shop = $1 AND id = $2", {shop, id});
    transaction.execute("DELETE FROM attachments WHERE shop = $1 AND id = $2", {shop, id});
  }
  return old.size();
}

bool has_dropped_attachments(Transaction& transaction) {
  return transaction.exists("SELECT 1 FROM attachments WHERE dropped = 1 LIMIT 1", {});
}

}  // namespace timeshelf::store
