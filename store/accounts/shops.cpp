#include "store/accounts.hpp"

namespace timeshelf::store {
namespace {

/// In the order that shop_of() reads.
const std::string kSelectShop =
    "SELECT id, slug, name, currency, time_zone, signing_secret, signing_public, staff_calendar, staff_tasks,"
    " created_at, language FROM shops";

std::optional<Id> maybe_id(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.id(column));
}

Shop shop_of(const Row& row) {
  return {.id = row.id(0),
          .slug = row.string(1),
          .name = row.string(2),
          .currency = row.string(3),
          .time_zone = row.string(4),
          .language = row.string(10),
          .signing_secret = row.string(5),
          .signing_public = row.string(6),
          .staff_calendar = maybe_id(row, 7),
          .staff_tasks = maybe_id(row, 8),
          .created_at = row.instant(9)};
}

}  // namespace

void insert_shop(Transaction& transaction, const Shop& shop) {
  transaction.execute(
      "INSERT INTO shops (id, slug, name, currency, time_zone, signing_secret, signing_public, "
      "staff_calendar,"
      " staff_tasks, created_at, language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {shop.id, shop.slug, shop.name, shop.currency, shop.time_zone, BlobView{shop.signing_secret},
       BlobView{shop.signing_public}, shop.staff_calendar, shop.staff_tasks, shop.created_at, shop.language});
}

void update_shop(Transaction& transaction, const Shop& shop) {
  transaction.execute(
      "UPDATE shops SET slug = $2, name = $3, currency = $4, time_zone = $5, signing_secret = $6, "
      "signing_public = $7,"
      " staff_calendar = $8, staff_tasks = $9, language = $10 WHERE id = $1",
      {shop.id, shop.slug, shop.name, shop.currency, shop.time_zone, BlobView{shop.signing_secret},
       BlobView{shop.signing_public}, shop.staff_calendar, shop.staff_tasks, shop.language});
}

std::optional<Shop> find_shop(Transaction& transaction, const Id& shop) {
  static const std::string sql = kSelectShop + " WHERE id = $1";
  return transaction.first(sql, {shop}, shop_of);
}

std::optional<Shop> find_shop_by_slug(Transaction& transaction, std::string_view slug) {
  static const std::string sql = kSelectShop + " WHERE slug = $1";
  return transaction.first(sql, {slug}, shop_of);
}

std::vector<Shop> list_shops(Transaction& transaction) {
  static const std::string sql = kSelectShop + " ORDER BY slug";
  std::vector<Shop> shops;
  transaction.query(sql, {}, [&](const Row& row) { shops.push_back(shop_of(row)); });
  return shops;
}

}  // namespace timeshelf::store
