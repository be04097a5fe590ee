#include "commerce/stock/stock_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kColumns =
    "id, kind, venue, sku, units, adjusted, occurred_at, recorded_at, actor, source, reason";

StockMovement read_movement(const store::Row& row) {
  return {row.string(0),  parse_stock_kind(row.text(1)).value_or(StockKind::delivery),
          row.id(2),      row.string(3),
          row.integer(4), row.integer(5),
          row.instant(6), row.instant(7),
          row.string(8),  row.string(9),
          row.string(10)};
}

std::set<std::string> slots_of(store::Transaction& transaction, const Id& shop, const Pool& pool) {
  std::set<std::string> slots;
  transaction.query("SELECT slot FROM slot_stock WHERE shop = $1 AND venue = $2 AND sku = $3",
                    {shop, pool.venue, pool.sku},
                    [&](const store::Row& row) { slots.insert(row.string(0)); });
  return slots;
}

// What is at the venue: on hand, in its slots, lent to devices, sold and not handed over; less what is
// missing.
std::int64_t units_at(store::Transaction& transaction, const Id& shop, const Pool& pool) {
  return transaction
      .first(
          "SELECT CAST(COALESCE(SUM(credits_posted - debits_posted), 0) AS BIGINT) FROM accounts "
          "WHERE shop = $1 AND (id = $2 OR id = $3 OR (sku = $5 "
          "AND kind IN ('allotted', 'held', 'leased', 'sold') AND place IN (SELECT slot FROM slot_stock "
          "WHERE shop = $1 AND venue = $4 AND sku = $5)))",
          {shop, pool.on_hand().text(), pool.shortage().text(), pool.venue, pool.sku},
          [](const store::Row& row) { return row.integer(0); })
      .value_or(0);
}

// What came or went after an instant by other ways than statements: handed over, brought back. What a slot
// was given, or gave back when its stock began to be counted, moved in the books alone.
std::int64_t flow_after(store::Transaction& transaction, const Id& shop, const Pool& pool, Instant after) {
  const auto slots = slots_of(transaction, shop, pool);
  const auto is_there = [&](const AccountKey& key) {
    if (key.sku != pool.sku) return false;
    if (key == pool.on_hand() || key == pool.shortage()) return true;
    const bool of_slot = key.kind == AccountKind::allotted || key.kind == AccountKind::held ||
                         key.kind == AccountKind::leased || key.kind == AccountKind::sold;
    return of_slot && slots.contains(key.place);
  };
  std::int64_t flow = 0;
  transaction.query(
      "SELECT debit, credit, amount FROM transfers WHERE shop = $1 AND created_at > $2 "
      "AND reason NOT IN ('hold', 'booking', 'released', 'expired') "  // as the index says
      "AND kind IN ('posted', 'post') AND reason NOT IN ('rehomed', 'allotment') AND substr(subject, 1, 6) "
      "<> 'stock:'",
      {shop, after}, [&](const store::Row& row) {
        const auto debit = AccountKey::parse(row.text(0));
        const auto credit = AccountKey::parse(row.text(1));
        if (!debit || !credit || is_there(*debit) == is_there(*credit)) return;
        flow += is_there(*credit) ? row.integer(2) : -row.integer(2);
      });
  return flow;
}

}  // namespace

std::string MovementCursor::text() const {
  return fmt::format("{}.{}.{}", to_millis(recorded_at), venue.text(), id);
}

std::optional<MovementCursor> MovementCursor::parse(std::string_view text) {
  const auto first = text.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = text.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto millis = parse_whole(text.substr(0, first));
  const auto venue = Id::parse(text.substr(first + 1, second - first - 1));
  if (!millis || !venue || second + 1 == text.size()) return std::nullopt;
  return MovementCursor{from_millis(*millis), *venue, std::string(text.substr(second + 1))};
}

MovementCursor cursor_of(const StockMovement& movement) {
  return {movement.recorded_at, movement.venue, movement.id};
}

void insert_movement(store::Transaction& transaction, const Id& shop, const StockMovement& movement) {
  transaction.execute(
      fmt::format(
          "INSERT INTO stock_facts (shop, {}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
          kColumns),
      {shop, movement.id, name_of(movement.kind), movement.venue, movement.sku, movement.units,
       movement.adjusted, movement.occurred_at, movement.recorded_at, movement.actor, movement.source,
       movement.reason});
}

std::vector<StockMovement> load_movements(store::Transaction& transaction, const Id& shop,
                                          const std::string& id) {
  std::vector<StockMovement> movements;
  transaction.query(
      fmt::format("SELECT {} FROM stock_facts WHERE shop = $1 AND id = $2 ORDER BY units, venue", kColumns),
      {shop, id}, [&](const store::Row& row) { movements.push_back(read_movement(row)); });
  return movements;
}

std::vector<StockMovement> list_movements(store::Transaction& transaction, const Id& shop,
                                          const MovementQuery& query) {
  std::vector<StockMovement> movements;
  const std::string_view venue = query.venue ? query.venue->text() : "";
  const std::string kind(query.kind ? name_of(*query.kind) : "");
  const MovementCursor after = query.after.value_or(MovementCursor{});
  transaction.query(
      fmt::format(
          "SELECT {} FROM stock_facts WHERE shop = $1 AND ($2 = '' OR venue = $2) AND ($3 = '' OR sku = $3) "
          "AND ($4 = '' OR kind = $4) AND ($6 = 0 OR recorded_at < $7 OR (recorded_at = $7 AND (id < $8 "
          "OR (id = $8 AND venue > $9)))) ORDER BY recorded_at DESC, id DESC, venue LIMIT $5",
          kColumns),
      {shop, venue, query.sku, kind, static_cast<std::int64_t>(query.limit), query.after.has_value(),
       after.recorded_at, after.id, after.venue},
      [&](const store::Row& row) { movements.push_back(read_movement(row)); });
  return movements;
}

Instant moment_of_telling(store::Transaction& transaction, const Id& shop, const Pool& pool, Instant now) {
  const auto last =
      transaction
          .first("SELECT MAX(occurred_at) FROM stock_facts WHERE shop = $1 AND venue = $2 AND sku = $3",
                 {shop, pool.venue, pool.sku}, [](const store::Row& row) { return row.maybe_instant(0); })
          .value_or(std::nullopt);
  return last ? std::max(now, *last + std::chrono::milliseconds(1)) : now;
}

BooksAtVenue books_of(store::Transaction& transaction, const Id& shop, const Pool& pool,
                      const Statement& arriving, Instant now) {
  BooksAtVenue books;
  books.last_count = transaction.first(
      "SELECT occurred_at, id, units FROM stock_facts WHERE shop = $1 AND venue = $2 AND sku = $3 "
      "AND kind = 'count' ORDER BY occurred_at DESC, id DESC LIMIT 1",
      {shop, pool.venue, pool.sku}, [](const store::Row& row) {
        return Statement{row.instant(0), row.string(1), true, row.integer(2)};
      });
  books.units = units_at(transaction, shop, pool);
  if (!arriving.counts || (books.last_count && arriving.before(*books.last_count))) return books;
  books.later =
      transaction
          .first(
              "SELECT CAST(COALESCE(SUM(units), 0) AS BIGINT) FROM stock_facts WHERE shop = $1 AND venue = "
              "$2 AND sku = $3 AND kind <> 'count' AND (occurred_at > $4 OR (occurred_at = $4 AND id > $5))",
              {shop, pool.venue, pool.sku, arriving.at, arriving.id},
              [](const store::Row& row) { return row.integer(0); })
          .value_or(0);
  if (arriving.at < now) books.later += flow_after(transaction, shop, pool, arriving.at);
  return books;
}

}  // namespace timeshelf::commerce
