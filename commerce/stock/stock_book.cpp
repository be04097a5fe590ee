#include "commerce/stock/stock_book.hpp"

#include <map>
#include <utility>

#include "commerce/orders/order_rows.hpp"

namespace timeshelf::commerce {
namespace {

// One account of a slot: what it can give, and what is reserved of it.
void add(StockFigures& figures, std::string_view kind, std::int64_t balance, std::int64_t reserved) {
  if (kind == "allotted") {
    figures.allotted += balance - reserved;
    figures.held += reserved;
  }
  if (kind == "held") figures.held += balance;
  if (kind == "sold") figures.sold += balance;
  if (kind == "leased") figures.leased += balance;
}

}  // namespace

StockFigures& StockFigures::operator+=(const StockFigures& other) {
  on_hand += other.on_hand;
  allotted += other.allotted;
  held += other.held;
  sold += other.sold;
  leased += other.leased;
  missing += other.missing;
  promised += other.promised;
  in_transit += other.in_transit;
  return *this;
}

std::vector<VenueBook> venue_books(store::Transaction& transaction, const Id& shop) {
  std::map<std::pair<Id, std::string>, StockFigures> books;
  transaction.query(
      "SELECT place, sku, kind, credits_posted - debits_posted FROM accounts WHERE shop = $1 AND kind IN "
      "('on-hand', 'shortage') AND place IN (SELECT id FROM venues WHERE shop = $1)",
      {shop}, [&](const store::Row& row) {
        StockFigures& figures = books[{row.id(0), row.string(1)}];
        row.text(2) == "on-hand" ? figures.on_hand = row.integer(3) : figures.missing = -row.integer(3);
      });
  transaction.query(
      "SELECT n.venue, n.sku, a.kind, CAST(SUM(a.credits_posted - a.debits_posted) AS BIGINT), "
      "CAST(SUM(a.debits_pending) AS BIGINT) FROM slot_stock n JOIN accounts a ON a.shop = n.shop "
      "AND a.place = n.slot AND a.sku = n.sku WHERE n.shop = $1 AND n.venue <> '' "
      "AND a.kind IN ('allotted', 'held', 'sold', 'leased') GROUP BY n.venue, n.sku, a.kind",
      {shop}, [&](const store::Row& row) {
        add(books[{row.id(0), row.string(1)}], row.text(2), row.integer(3), row.integer(4));
      });
  transaction.query(
      "SELECT n.venue, n.sku, CAST(SUM(a.credits_posted - a.debits_posted) AS BIGINT) FROM preorders p JOIN "
      "slot_stock n ON n.shop = p.shop AND n.slot = p.slot AND n.sku = p.sku JOIN accounts a ON a.shop = "
      "p.shop AND a.place = p.slot AND a.sku = p.sku AND a.kind = 'sold' WHERE p.shop = $1 AND n.venue <> '' "
      "GROUP BY n.venue, n.sku",
      {shop}, [&](const store::Row& row) {
        books[{row.id(0), row.string(1)}].promised = row.integer(2);
      });
  for (const auto& [pool, units] : in_transit(transaction, shop)) books[pool].in_transit = units;
  std::vector<VenueBook> all;
  all.reserve(books.size());
  for (auto& [pool, figures] : books) all.push_back({pool.first, pool.second, figures});
  return all;
}

std::vector<SlotBook> slot_books(store::Transaction& transaction, const Id& shop, Instant from) {
  std::vector<SlotBook> all;
  const auto book_of = [&](const store::Row& row) -> SlotBook& {
    const bool same = !all.empty() && all.back().slot == row.id(0) && all.back().sku == row.text(3);
    if (same) return all.back();
    SlotBook book;
    book.slot = row.id(0);
    book.summary = row.string(1);
    book.starts_at = row.instant(2);
    book.sku = row.string(3);
    book.wanted = row.integer(4);
    if (!row.text(5).empty()) book.venue = row.id(5);
    return all.emplace_back(std::move(book));
  };
  transaction.query(
      "SELECT s.id, s.summary, s.starts_at, n.sku, n.wanted, n.venue, a.kind, a.credits_posted - "
      "a.debits_posted, a.debits_pending, p.promised FROM slots s JOIN slot_stock n ON n.shop = s.shop "
      "AND n.slot = s.id JOIN accounts a ON a.shop = n.shop AND a.place = n.slot AND a.sku = n.sku LEFT "
      "JOIN preorders p ON p.shop = n.shop AND p.slot = n.slot AND p.sku = n.sku WHERE s.shop = $1 "
      "AND s.ends_at > $2 AND a.kind IN ('allotted', 'held', 'sold', 'leased', 'handed-over') "
      "ORDER BY s.starts_at, s.id, n.sku",
      {shop, from}, [&](const store::Row& row) {
        SlotBook& book = book_of(row);
        add(book.figures, row.text(6), row.integer(7), row.integer(8));
        if (row.text(6) == "handed-over") book.handed_over = row.integer(7);
        if (row.text(6) == "sold" && !row.is_null(9)) book.figures.promised = row.integer(7);
      });
  return all;
}

}  // namespace timeshelf::commerce
