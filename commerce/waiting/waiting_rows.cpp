#include "commerce/waiting/waiting_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kSelect =
    "SELECT w.shop, w.id, w.slot, w.sku, w.place, w.name, w.email, w.quantity, w.state, w.hold, "
    "w.joined_at, w.language FROM waiting w";

WaitingEntry read(const store::Row& row) {
  WaitingEntry entry;
  entry.shop = row.id(0);
  entry.id = row.id(1);
  entry.slot = row.id(2);
  entry.sku = row.string(3);
  entry.place = row.integer(4);
  entry.name = row.string(5);
  entry.email = row.string(6);
  entry.quantity = row.integer(7);
  entry.state = parse_waiting_state(row.text(8)).value_or(WaitingState::closed);
  if (!row.is_null(9)) entry.hold = row.id(9);
  entry.joined_at = row.instant(10);
  entry.language = row.string(11);
  return entry;
}

std::vector<WaitingEntry> load(store::Transaction& transaction, std::string_view condition,
                               store::Params params) {
  std::vector<WaitingEntry> entries;
  transaction.query(fmt::format("{} {}", kSelect, condition), params,
                    [&](const store::Row& row) { entries.push_back(read(row)); });
  return entries;
}

// Who is ahead waits for the same and came before; those who have an offer are no longer in the line.
std::vector<WaitingEntry> count_ahead(std::vector<WaitingEntry> in_order) {
  std::map<std::pair<Id, std::string>, std::int64_t> waiting;
  for (WaitingEntry& entry : in_order) {
    std::int64_t& before = waiting[{entry.slot, entry.sku}];
    entry.ahead = before;
    if (entry.state == WaitingState::waiting) ++before;
  }
  return in_order;
}

}  // namespace

std::optional<WaitingEntry> load_waiting(store::Transaction& transaction, const Id& shop, const Id& id) {
  auto found = load(transaction, "WHERE w.shop = $1 AND w.id = $2", {shop, id});
  if (found.empty()) return std::nullopt;
  WaitingEntry& entry = found.front();
  entry.ahead = transaction
                    .first(
                        "SELECT COUNT(*) FROM waiting WHERE shop = $1 AND slot = $2 AND sku = $3 AND state = "
                        "'waiting' AND place < $4",
                        {shop, entry.slot, entry.sku, entry.place},
                        [](const store::Row& row) { return row.integer(0); })
                    .value_or(0);
  return std::move(entry);
}

std::vector<WaitingEntry> load_line(store::Transaction& transaction, const Id& shop, const Id& slot) {
  return count_ahead(load(
      transaction, "WHERE w.shop = $1 AND w.slot = $2 AND w.state IN ('waiting', 'offered') ORDER BY w.place",
      {shop, slot}));
}

std::vector<WaitingEntry> load_lines(store::Transaction& transaction, const Id& shop) {
  return count_ahead(
      load(transaction,
           "JOIN slots s ON s.shop = w.shop AND s.id = w.slot WHERE w.shop = $1 AND w.state IN "
           "('waiting', 'offered') ORDER BY s.starts_at, w.slot, w.place",
           {shop}));
}

std::optional<Id> find_waiting(store::Transaction& transaction, const Id& shop, const Id& slot,
                               std::string_view sku, std::string_view email) {
  return transaction.first(
      "SELECT id FROM waiting WHERE shop = $1 AND slot = $2 AND sku = $3 AND email = $4 AND state IN "
      "('waiting', 'offered')",
      {shop, slot, sku, email}, [](const store::Row& row) { return row.id(0); });
}

void insert_waiting(store::Transaction& transaction, WaitingEntry& entry) {
  entry.place = 1;
  transaction.query(
      "SELECT place, joined_at FROM waiting WHERE shop = $1 AND slot = $2 ORDER BY place DESC LIMIT 1",
      {entry.shop, entry.slot}, [&](const store::Row& last) {
        entry.place = last.integer(0) + 1;
        entry.joined_at = std::max(entry.joined_at, last.instant(1));  // clocks are set back at times
      });
  transaction.execute(
      "INSERT INTO waiting (shop, id, slot, sku, place, name, email, quantity, state, hold, joined_at, "
      "changed_at, language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)",
      {entry.shop, entry.id, entry.slot, entry.sku, entry.place, entry.name, entry.email, entry.quantity,
       name_of(entry.state), entry.hold, entry.joined_at, entry.language});
}

void set_waiting_state(store::Transaction& transaction, const WaitingEntry& entry, Instant now) {
  transaction.execute("UPDATE waiting SET state = $3, hold = $4, changed_at = $5 WHERE shop = $1 AND id = $2",
                      {entry.shop, entry.id, name_of(entry.state), entry.hold, now});
}

}  // namespace timeshelf::commerce
