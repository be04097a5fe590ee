#include "commerce/forecasts/pace.hpp"

#include <fmt/format.h>

#include "commerce/ids_in_time.hpp"
#include "commerce/outbox.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

using namespace std::chrono_literals;
constexpr auto kGathered = 10s;
constexpr auto kBehind = 5s;  // ids of other nodes may become visible that much late

struct Cursor {
  std::string booking;
  std::string change;
};

Cursor load_cursor(store::Transaction& transaction, const Id& shop) {
  return transaction
      .first("SELECT booking, change FROM pace_cursors WHERE shop = $1", {shop},
             [](const store::Row& row) {
               return Cursor{row.string(0), row.string(1)};
             })
      .value_or(Cursor{});
}

void store_cursor(store::Transaction& transaction, const Id& shop, const Cursor& cursor) {
  transaction.execute(
      "INSERT INTO pace_cursors (shop, booking, change) VALUES ($1, $2, $3) ON CONFLICT (shop) DO UPDATE SET "
      "booking = excluded.booking, change = excluded.change",
      {shop, cursor.booking, cursor.change});
}

// Whole days from `at` until the slot `s` begins; what comes after that comes at the last moment.
std::string days_from(std::string_view at) {
  return fmt::format("CASE WHEN s.starts_at <= {0} THEN 0 ELSE (s.starts_at - {0}) / 86400000 END", at);
}

// Where the next stretch of ids ends, and how many there are.
struct Stretch {
  std::string last;
  std::int64_t count = 0;
};
Stretch stretch_of(store::Transaction& transaction, std::string_view ids, const Id& shop,
                   const std::string& after, const Id& before, std::size_t at_most) {
  Stretch stretch{after, 0};
  transaction.query(
      fmt::format(
          "SELECT MAX(id), COUNT(*) FROM (SELECT DISTINCT id FROM {} WHERE shop = $1 AND id > $2 AND id < $3 "
          "ORDER BY id LIMIT $4) AS listed",
          ids),
      {shop, after, before, static_cast<std::int64_t>(at_most)}, [&](const store::Row& row) {
        stretch.count = row.integer(1);
        if (stretch.count > 0) stretch.last = row.string(0);
      });
  return stretch;
}

constexpr std::string_view kAdd =
    " ON CONFLICT (shop, slot, sku, days_before) DO UPDATE SET came = pace.came + excluded.came, went = "
    "pace.went + excluded.went, last_at = CASE WHEN excluded.last_at > pace.last_at THEN excluded.last_at "
    "ELSE pace.last_at END";

// Rows (slot, sku, day, came, went, at) become rows of `pace`.
std::string added_up(std::string_view rows) {
  return fmt::format(
      "SELECT n.slot, n.sku, n.day, CAST(SUM(n.came) AS BIGINT) AS came, CAST(SUM(n.went) AS BIGINT) AS "
      "went, MAX(n.at) "
      "AS last_at FROM ({}) AS n WHERE n.came + n.went > 0 GROUP BY n.slot, n.sku, n.day",
      rows);
}
std::string add(std::string_view rows) {
  return fmt::format(
      "INSERT INTO pace (shop, slot, sku, days_before, came, went, last_at) SELECT $1, a.slot, a.sku, a.day, "
      "a.came, a.went, "
      "a.last_at FROM ({}) AS a WHERE a.came + a.went > 0{}",
      added_up(rows), kAdd);
}

// CROSS JOIN: what is new is looked for first, and then what belongs to it. SQLite would go through all lines
// of the shop.
void add_bookings(store::Transaction& transaction, const Id& shop, const std::string& after,
                  const std::string& last) {
  const std::string from =
      "FROM bookings b CROSS JOIN lines l CROSS JOIN slots s WHERE b.shop = $1 AND b.id > $2 AND b.id <= $3 "
      "AND l.shop = b.shop "
      "AND l.hold = b.hold AND s.shop = l.shop AND s.id = l.slot";
  transaction.execute(
      "INSERT INTO pace_slots (shop, slot, starts_at) SELECT DISTINCT $1, s.id, s.starts_at " + from +
          " ON CONFLICT (shop, slot) DO NOTHING",
      {shop, after, last});
  transaction.execute(add("SELECT l.slot AS slot, l.sku AS sku, " + days_from("b.created_at") +
                          " AS day, l.quantity AS came, 0 AS went, b.created_at AS at " + from),
                      {shop, after, last});
}

void subtract_changes(store::Transaction& transaction, const Id& shop, const std::string& after,
                      const std::string& last) {
  transaction.execute(add("SELECT l.slot AS slot, l.sku AS sku, " + days_from("c.created_at") +
                          " AS day, 0 AS came, c.units AS went, 0 AS at FROM line_changes c CROSS JOIN lines "
                          "l CROSS JOIN slots s "
                          "WHERE c.shop = $1 AND c.id > $2 AND c.id <= $3 AND c.kind = 'cancelled' AND "
                          "l.shop = c.shop AND l.hold "
                          "= c.hold AND l.position = c.position AND s.shop = l.shop AND s.id = l.slot"),
                      {shop, after, last});
}

// All of one slot up to the cursor. Units that a booking brought from another slot came when it was moved:
// the ledger knows.
std::string rows_of_slot() {
  const std::string_view arrived =
      "COALESCE((SELECT MAX(t.created_at) FROM transfers t WHERE t.shop = b.shop AND t.subject = b.id AND "
      "t.debit = 'allotted:' || l.slot || ':' || l.sku AND t.credit = 'sold:' || l.slot || ':' || l.sku), "
      "b.created_at)";
  return fmt::format(
      "SELECT l.slot AS slot, l.sku AS sku, {} AS day, l.quantity AS came, 0 AS went, l.arrived AS at FROM "
      "(SELECT l.shop AS "
      "shop, l.slot AS slot, l.sku AS sku, l.quantity AS quantity, {} AS arrived FROM lines l CROSS JOIN "
      "bookings b WHERE l.shop "
      "= $1 AND l.slot = $2 AND b.shop = l.shop AND b.hold = l.hold AND b.id <= $3) AS l JOIN slots s ON "
      "s.shop = l.shop AND s.id "
      "= l.slot UNION ALL SELECT l.slot AS slot, l.sku AS sku, {} AS day, 0 AS came, c.units AS went, 0 AS "
      "at FROM lines l CROSS "
      "JOIN bookings b CROSS JOIN line_changes c CROSS JOIN slots s WHERE l.shop = $1 AND l.slot = $2 AND "
      "b.shop = l.shop AND "
      "b.hold = l.hold AND b.id <= $3 AND c.shop = b.shop AND c.booking = b.id AND c.slot = l.slot AND "
      "c.hold = l.hold AND "
      "c.position = l.position AND c.id <= $4 AND s.shop = l.shop AND s.id = l.slot",
      days_from("l.arrived"), arrived, days_from("c.created_at"));
}

void recount_slot(store::Transaction& transaction, const Id& shop, const Id& slot, const Cursor& cursor) {
  transaction.execute("DELETE FROM pace WHERE shop = $1 AND slot = $2", {shop, slot});
  transaction.execute(add(rows_of_slot()), {shop, slot, cursor.booking, cursor.change});
  transaction.execute(
      "INSERT INTO pace_slots (shop, slot, starts_at) SELECT $1, s.id, s.starts_at FROM slots s WHERE s.shop "
      "= $1 AND s.id = "
      "$2 ON CONFLICT (shop, slot) DO UPDATE SET starts_at = excluded.starts_at",
      {shop, slot});
}

// Slots that bookings were moved from or to, and slots that were moved themselves.
std::vector<Id> slots_to_recount(store::Transaction& transaction, const Id& shop, const std::string& after,
                                 const std::string& last) {
  std::vector<Id> slots;
  transaction.query(
      "SELECT DISTINCT l.slot FROM line_changes c JOIN lines l ON l.shop = c.shop AND l.hold = c.hold WHERE "
      "c.shop = $1 AND c.id "
      "> $2 AND c.id <= $3 AND c.kind = 'moved' UNION SELECT p.slot FROM pace_slots p JOIN slots s ON s.shop "
      "= p.shop AND s.id = "
      "p.slot WHERE p.shop = $1 AND p.starts_at <> s.starts_at",
      {shop, after, last}, [&](const store::Row& row) { slots.push_back(row.id(0)); });
  return slots;
}

PaceDay read_day(const store::Row& row, int first) {
  return {row.integer(first), row.integer(first + 1), row.integer(first + 2), row.instant(first + 3)};
}

}  // namespace

void owe_pace(store::Transaction& transaction, const Id& shop, Instant now) {
  owe(transaction, shop, kPaceTopic, "", now + kGathered);
}

std::size_t count_pace(store::Transaction& transaction, const Id& shop, Instant now, std::size_t at_most) {
  const Cursor before = load_cursor(transaction, shop);
  const Id edge = first_id_at(now - kBehind);
  const Stretch bookings = stretch_of(transaction, "bookings", shop, before.booking, edge, at_most);
  Cursor cursor{bookings.last, before.change};
  if (bookings.count > 0) add_bookings(transaction, shop, before.booking, cursor.booking);
  const bool all_booked = static_cast<std::size_t>(bookings.count) < at_most;
  // A change is of a booking that was counted: changes wait until all of those are.
  const Stretch changes = all_booked
                              ? stretch_of(transaction, "line_changes", shop, before.change, edge, at_most)
                              : Stretch{before.change, 0};
  cursor.change = changes.last;
  if (changes.count > 0) subtract_changes(transaction, shop, before.change, cursor.change);
  for (const Id& slot : slots_to_recount(transaction, shop, before.change, cursor.change))
    recount_slot(transaction, shop, slot, cursor);
  store_cursor(transaction, shop, cursor);

  const bool more = !all_booked || static_cast<std::size_t>(changes.count) == at_most;
  if (more) {
    owe(transaction, shop, kPaceTopic, "", now);
  } else if (transaction.exists("SELECT 1 FROM bookings WHERE shop = $1 AND id > $2 UNION "
                                "ALL SELECT 1 FROM line_changes WHERE shop = $1 AND "
                                "id > $3 LIMIT 1",
                                {shop, cursor.booking, cursor.change})) {
    owe_pace(transaction, shop, now);
  }
  return static_cast<std::size_t>(bookings.count + changes.count);
}

void recount_pace(store::Transaction& transaction, const Id& shop, Instant now) {
  for (const std::string_view table : {"pace", "pace_slots", "pace_cursors"})
    transaction.execute(fmt::format("DELETE FROM {} WHERE shop = $1", table), {shop});
  owe(transaction, shop, kPaceTopic, "", now);
}

std::vector<std::string> check_pace(store::Transaction& transaction, const Id& shop) {
  std::vector<std::string> differences;
  const bool owed =
      transaction.exists("SELECT 1 FROM outbox WHERE shop = $1 AND topic = $2", {shop, kPaceTopic});
  if (owed) return differences;
  const Cursor cursor = load_cursor(transaction, shop);
  std::vector<Id> slots;
  transaction.query("SELECT slot FROM pace_slots WHERE shop = $1 ORDER BY slot", {shop},
                    [&](const store::Row& row) { slots.push_back(row.id(0)); });
  const std::string counted =
      "SELECT slot, sku, day, came, went FROM (" + added_up(rows_of_slot()) + ") AS counted";
  const std::string_view kept =
      "SELECT slot, sku, days_before, came, went FROM pace WHERE shop = $1 AND slot = $2";
  const std::string differs = fmt::format(
      "SELECT DISTINCT sku FROM (SELECT * FROM ({0} EXCEPT {1}) AS missing UNION ALL SELECT * FROM ({1} "
      "EXCEPT {0}) AS beyond) AS "
      "all_of_them",
      counted, kept);
  for (const Id& slot : slots) {
    transaction.query(differs, {shop, slot, cursor.booking, cursor.change}, [&](const store::Row& row) {
      differences.push_back(fmt::format("the pace of {} in slot {} does not agree with its bookings.",
                                        row.text(0), slot.text()));
    });
  }
  return differences;
}

std::map<std::string, Pace> load_pace(store::Transaction& transaction, const Id& shop, const Id& slot) {
  std::map<std::string, Pace> by_sku;
  transaction.query(
      "SELECT sku, days_before, came, went, last_at FROM pace WHERE shop = $1 AND slot = $2 ORDER BY sku, "
      "days_before DESC",
      {shop, slot}, [&](const store::Row& row) { by_sku[row.string(0)].push_back(read_day(row, 1)); });
  return by_sku;
}

std::map<Id, Pace> load_pace_of(store::Transaction& transaction, const Id& shop, const std::string& sku,
                                const std::vector<Id>& slots) {
  std::map<Id, Pace> by_slot;
  store::query_in(transaction,
                  "SELECT slot, days_before, came, went, last_at FROM pace WHERE shop = $1 AND sku = $2 AND "
                  "slot IN ({}) ORDER "
                  "BY slot, days_before DESC",
                  {shop, sku}, store::params_of(slots),
                  [&](const store::Row& row) { by_slot[row.id(0)].push_back(read_day(row, 1)); });
  return by_slot;
}

}  // namespace timeshelf::commerce
