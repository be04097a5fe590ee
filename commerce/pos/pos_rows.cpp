#include "commerce/pos/pos_rows.hpp"

#include <fmt/format.h>

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, maker, name, venue, location, api, access, active, problem, resting_until, heard_at, "
    "created_at FROM tills WHERE shop = $1";

constexpr std::string_view kSelectItem =
    "SELECT sku, item, known, known_at FROM till_items WHERE shop = $1 AND till = $2";

TillItem item_of(const store::Row& row) {
  return {row.string(0), row.string(1), {row.maybe_integer(2), row.maybe_instant(3)}};
}

PointOfSale till_of(const Id& shop, const store::Row& row) {
  PointOfSale till;
  till.shop = shop;
  till.id = row.id(0);
  till.maker = parse_till_maker(row.text(1)).value_or(TillMaker::generic);
  till.name = row.string(2);
  till.venue = row.id(3);
  till.location = row.string(4);
  till.api = row.string(5);
  till.access = row.string(6);
  till.active = row.boolean(7);
  till.problem = row.string(8);
  till.resting_until = row.maybe_instant(9);
  till.heard_at = row.maybe_instant(10);
  till.created_at = row.instant(11);
  return till;
}

}  // namespace

std::vector<PointOfSale> load_tills(store::Transaction& transaction, const Id& shop) {
  std::vector<PointOfSale> all;
  transaction.query(std::string(kSelect) + " ORDER BY id", {shop},
                    [&](const store::Row& row) { all.push_back(till_of(shop, row)); });
  return all;
}

std::optional<PointOfSale> load_till(store::Transaction& transaction, const Id& shop, const Id& till) {
  return transaction.first(std::string(kSelect) + " AND id = $2", {shop, till},
                           [&](const store::Row& row) { return till_of(shop, row); });
}

void insert_till(store::Transaction& transaction, const PointOfSale& till, const std::string& secret) {
  transaction.execute(
      "INSERT INTO tills (shop, id, maker, name, venue, location, api, access, secret, previous_secret, "
      "active, problem, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, '', $11)",
      {till.shop, till.id, name_of(till.maker), till.name, till.venue, till.location, till.api, till.access,
       secret, till.active, till.created_at});
}

void store_till(store::Transaction& transaction, const PointOfSale& till) {
  transaction.execute(
      "UPDATE tills SET name = $3, venue = $4, location = $5, api = $6, access = $7, active = $8, "
      "problem = $9, resting_until = $10, heard_at = $11 WHERE shop = $1 AND id = $2",
      {till.shop, till.id, till.name, till.venue, till.location, till.api, till.access, till.active,
       till.problem, till.resting_until, till.heard_at});
}

void store_till_secret(store::Transaction& transaction, const PointOfSale& till, const std::string& secret,
                       Instant both_until) {
  transaction.execute(
      "UPDATE tills SET previous_secret = secret, secret = $3, previous_until = $4 "
      "WHERE shop = $1 AND id = $2 AND secret <> $3",
      {till.shop, till.id, secret, both_until});
}

void delete_till(store::Transaction& transaction, const PointOfSale& till) {
  for (const char* table : {"till_changes", "till_messages", "till_refusals", "till_items"})
    transaction.execute(fmt::format("DELETE FROM {} WHERE shop = $1 AND till = $2", table),
                        {till.shop, till.id});
  transaction.execute("DELETE FROM tills WHERE shop = $1 AND id = $2", {till.shop, till.id});
}

std::vector<std::string> load_till_secrets(store::Transaction& transaction, const PointOfSale& till,
                                           Instant now) {
  std::vector<std::string> all;
  transaction.query("SELECT secret, previous_secret, previous_until FROM tills WHERE shop = $1 AND id = $2",
                    {till.shop, till.id}, [&](const store::Row& row) {
                      all.push_back(row.string(0));
                      const auto until = row.maybe_instant(2);
                      if (until && *until > now && !row.text(1).empty()) all.push_back(row.string(1));
                    });
  return all;
}

std::optional<TillItem> load_item(store::Transaction& transaction, const PointOfSale& till,
                                  const std::string& name) {
  return transaction.first(fmt::format("{} AND item = $3", kSelectItem), {till.shop, till.id, name}, item_of);
}

std::vector<TillItem> load_items(store::Transaction& transaction, const Id& shop, const Id& till) {
  std::vector<TillItem> items;
  transaction.query(fmt::format("{} ORDER BY sku", kSelectItem), {shop, till},
                    [&](const store::Row& row) { items.push_back(item_of(row)); });
  return items;
}

void store_known(store::Transaction& transaction, const PointOfSale& till, const std::string& sku,
                 const KnownFigure& known) {
  transaction.execute(
      "UPDATE till_items SET known = $4, known_at = $5 WHERE shop = $1 AND till = $2 AND sku = $3",
      {till.shop, till.id, sku, known.units, known.at});
}

void forget_known(store::Transaction& transaction, const PointOfSale& till) {
  transaction.execute("UPDATE till_items SET known = NULL, known_at = NULL WHERE shop = $1 AND till = $2",
                      {till.shop, till.id});
}

void end_changes(store::Transaction& transaction, const PointOfSale& till, std::string_view reason) {
  transaction.execute(
      "UPDATE till_items SET known = NULL WHERE shop = $1 AND till = $2 AND sku IN (SELECT sku FROM "
      "till_changes WHERE shop = $1 AND till = $2 AND state = 'waiting' AND tries > 0)",
      {till.shop, till.id});
  transaction.execute(
      "UPDATE till_changes SET state = 'failed', due_at = NULL, reason = $3 WHERE shop = $1 AND till = $2 "
      "AND state = 'waiting'",
      {till.shop, till.id, reason});
}

void refuse_figures(store::Transaction& transaction, const PointOfSale& till, std::string_view sentence) {
  transaction.execute(
      "UPDATE till_messages SET state = 'refused', sentence = $3 WHERE shop = $1 AND till = $2 "
      "AND state = 'waiting' AND kind = 'figure'",
      {till.shop, till.id, sentence});
}

void set_message_state(store::Transaction& transaction, const PointOfSale& till, const std::string& id,
                       std::string_view state, std::string_view sentence) {
  transaction.execute(
      "UPDATE till_messages SET state = $4, sentence = $5 WHERE shop = $1 AND till = $2 AND id = $3",
      {till.shop, till.id, id, state, sentence});
}

}  // namespace timeshelf::commerce
