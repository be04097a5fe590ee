#include "store/feeds.hpp"

namespace timeshelf::store {
namespace {

/// In the order that feed_of() reads.
const std::string kSelect =
    "SELECT shop, name, address, secret, title, description, color, image, venue, sku, drop_name, past_days, "
    "future_days, all_shelves, created_at FROM feeds WHERE ";

NamedFeed feed_of(const Row& row) {
  return {.shop = row.id(0),
          .name = row.string(1),
          .address = row.string(2),
          .secret = row.boolean(3),
          .title = row.string(4),
          .description = row.string(5),
          .color = row.string(6),
          .image = row.string(7),
          .venue = row.string(8),
          .sku = row.string(9),
          .drop = row.string(10),
          .past_days = row.maybe_integer(11),
          .future_days = row.maybe_integer(12),
          .all_shelves = row.boolean(13),
          .calendars = {},
          .created_at = row.instant(14)};
}

void load_calendars(Transaction& transaction, NamedFeed& feed) {
  transaction.query("SELECT collection FROM feed_calendars WHERE shop = $1 AND feed = $2 ORDER BY position",
                    {feed.shop, feed.name}, [&](const Row& row) { feed.calendars.push_back(row.id(0)); });
}

std::optional<NamedFeed> with_calendars(Transaction& transaction, std::optional<NamedFeed> feed) {
  if (feed) load_calendars(transaction, *feed);
  return feed;
}

}  // namespace

void put_named_feed(Transaction& transaction, const NamedFeed& f) {
  remove_named_feed(transaction, f.shop, f.name);
  transaction.execute(
      "INSERT INTO feeds (shop, name, address, secret, title, description, color, image, venue, sku, "
      "drop_name, past_days, future_days, all_shelves, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
      {f.shop, f.name, f.address, f.secret, f.title, f.description, f.color, f.image, f.venue, f.sku, f.drop,
       f.past_days, f.future_days, f.all_shelves, f.created_at});
  std::int64_t position = 0;
  for (const Id& calendar : f.calendars) {
    transaction.execute(
        "INSERT INTO feed_calendars (shop, feed, collection, position) VALUES ($1, $2, $3, $4)",
        {f.shop, f.name, calendar, position++});
  }
}

std::optional<NamedFeed> find_named_feed(Transaction& transaction, const Id& shop, std::string_view name) {
  static const std::string sql = kSelect + "shop = $1 AND name = $2";
  return with_calendars(transaction, transaction.first(sql, {shop, name}, feed_of));
}

std::optional<NamedFeed> find_named_feed_at(Transaction& transaction, std::string_view address) {
  static const std::string sql = kSelect + "address = $1";
  return with_calendars(transaction, transaction.first(sql, {address}, feed_of));
}

std::vector<NamedFeed> list_named_feeds(Transaction& transaction, const Id& shop) {
  static const std::string sql = kSelect + "shop = $1 ORDER BY name";
  std::vector<NamedFeed> feeds;
  transaction.query(sql, {shop}, [&](const Row& row) { feeds.push_back(feed_of(row)); });
  for (NamedFeed& feed : feeds) load_calendars(transaction, feed);
  return feeds;
}

bool remove_named_feed(Transaction& transaction, const Id& shop, std::string_view name) {
  transaction.execute("DELETE FROM feed_calendars WHERE shop = $1 AND feed = $2", {shop, name});
  return transaction.execute("DELETE FROM feeds WHERE shop = $1 AND name = $2", {shop, name}) > 0;
}

}  // namespace timeshelf::store
