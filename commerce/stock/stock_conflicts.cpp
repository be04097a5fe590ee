#include "commerce/stock/stock_conflicts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "commerce/orders/order_rows.hpp"
#include "commerce/stock/stock_book.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::int64_t kMostOfAKind = 5;  // more is no help to who has to choose

using Kind = StockRemedy::Kind;

// Slots there that live on the venue's stock of the SKU.
constexpr std::string_view kOfPool =
    "JOIN slot_stock n ON n.shop = l.shop AND n.slot = l.slot AND n.sku = l.sku AND n.venue = $2 ";

// The newest first: who came last was promised what was there no more.
void add_holds(store::Transaction& transaction, const Id& shop, StockConflict& conflict, Instant now) {
  transaction.query(
      "SELECT h.id, CAST(SUM(l.quantity) AS BIGINT), MAX(h.created_at) FROM holds h "
      "JOIN lines l ON l.shop = h.shop AND l.hold = h.id " +
          std::string(kOfPool) +
          "WHERE h.shop = $1 AND h.state = 'open' AND h.expires_at > $4 AND l.sku = $3 AND NOT EXISTS "
          "(SELECT 1 FROM checkouts c WHERE c.shop = h.shop AND c.hold = h.id) GROUP BY h.id ORDER BY "
          "MAX(h.created_at) DESC, h.id DESC LIMIT $5",
      {shop, conflict.venue, conflict.sku, now, kMostOfAKind}, [&](const store::Row& row) {
        conflict.remedies.push_back(
            {Kind::release_hold, row.integer(1), row.id(0), {}, {}, {}, row.instant(2)});
      });
}

void add_other_venues(const std::vector<VenueBook>& books, StockConflict& conflict) {
  for (const VenueBook& book : books) {
    if (book.sku != conflict.sku || book.venue == conflict.venue || book.figures.on_hand <= 0) continue;
    conflict.remedies.push_back(
        {Kind::bring_over, std::min(book.figures.on_hand, conflict.missing), {}, book.venue});
  }
}

// What is on its way is to be taken in when it comes; the rest can be ordered for a slot that sells it.
void add_orders(store::Transaction& transaction, const Id& shop, StockConflict& conflict, Instant now) {
  std::int64_t lacking = conflict.missing;
  for (const Order& order : load_open_orders(transaction, shop, conflict.venue, conflict.sku)) {
    if (order.expected() == 0) continue;
    lacking -= order.expected();
    conflict.remedies.push_back({Kind::take_in, order.expected(), {}, {}, order.id, {}, order.comes_at});
  }
  if (lacking > 0 && selling_next(transaction, shop, conflict.venue, conflict.sku, now))
    conflict.remedies.push_back({Kind::order_more, std::min(lacking, kMostOrdered)});
}

// Bookings that wait for units of it, in these states of their lines.
void add_bookings(store::Transaction& transaction, const Id& shop, StockConflict& conflict, Kind kind,
                  std::string_view states, std::string_view order) {
  transaction.query(
      "SELECT b.code, CAST(SUM(l.quantity - l.gone - l.handed_over) AS BIGINT), b.created_at FROM bookings b "
      "JOIN lines l ON l.shop = b.shop AND l.hold = b.hold " +
          std::string(kOfPool) +
          fmt::format("WHERE b.shop = $1 AND b.state = 'confirmed' AND l.sku = $3 AND l.quantity > l.gone + "
                      "l.handed_over AND l.state IN ({}) GROUP BY b.code, b.created_at ORDER BY b.created_at "
                      "{}, b.code LIMIT $4",
                      states, order),
      {shop, conflict.venue, conflict.sku, kMostOfAKind}, [&](const store::Row& row) {
        conflict.remedies.push_back({kind, row.integer(1), {}, {}, {}, row.string(0), row.instant(2)});
      });
}

// What nobody came for is still promised until somebody cancels it: the oldest first.
void add_missed(store::Transaction& transaction, const Id& shop, StockConflict& conflict) {
  add_bookings(transaction, shop, conflict, Kind::free_missed, "'missed'", "ASC");
}

// Who came last was promised what was there no more.
void add_customers(store::Transaction& transaction, const Id& shop, StockConflict& conflict) {
  add_bookings(transaction, shop, conflict, Kind::tell_customer, "'due', 'ready'", "DESC");
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::release_hold:
      return "release-hold";
    case Kind::free_missed:
      return "free-missed";
    case Kind::bring_over:
      return "bring-over";
    case Kind::take_in:
      return "take-in";
    case Kind::order_more:
      return "order-more";
    case Kind::tell_customer:
      return "tell-customer";
  }
  return "";
}

std::vector<StockConflict> stock_conflicts(store::Transaction& transaction, const Id& shop, Instant now) {
  std::vector<StockConflict> conflicts;
  transaction.query(
      "SELECT venue, sku, units, since FROM shortages WHERE shop = $1 ORDER BY since, venue, sku", {shop},
      [&](const store::Row& row) {
        conflicts.push_back({row.id(0), row.string(1), row.integer(2), row.instant(3), {}});
      });
  if (conflicts.empty()) return conflicts;
  const auto books = venue_books(transaction, shop);
  for (StockConflict& conflict : conflicts) {
    add_holds(transaction, shop, conflict, now);
    add_missed(transaction, shop, conflict);
    add_other_venues(books, conflict);
    add_orders(transaction, shop, conflict, now);
    add_customers(transaction, shop, conflict);
  }
  return conflicts;
}

}  // namespace timeshelf::commerce
