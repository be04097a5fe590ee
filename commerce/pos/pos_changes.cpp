#include "commerce/pos/pos_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commerce/core/retrying.hpp"
#include "commerce/pos/pos_rows.hpp"
#include "commerce/stock/stock_book.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::chrono::minutes kTaken{1};  // until another node may think that this one died
// Between two tries: figures of the item wait until it is known what came of its change (pos_messages.cpp),
// and when the till answers again its own sales are not to wait any longer.
constexpr std::chrono::minutes kLongestWait{1};

struct Difference {
  PointOfSale till;
  std::string sku;
  FigureChange change;
};

constexpr std::chrono::hours kLeftAlone{1};  // an item of which the till took no change

// An item of which something waits, either way, is looked at when that is settled.
std::set<std::string> unsettled(store::Transaction& transaction, const PointOfSale& till, Instant now) {
  std::set<std::string> skus;
  transaction.query(
      "SELECT sku FROM till_changes WHERE shop = $1 AND till = $2 AND state = 'waiting' AND tries > 0 UNION "
      "SELECT i.sku FROM till_items i "
      "JOIN till_messages m ON m.shop = i.shop AND m.till = i.till AND m.item = i.item WHERE i.shop = $1 AND "
      "i.till = $2 AND m.state = 'waiting'",
      {till.shop, till.id}, [&](const store::Row& row) { skus.insert(row.string(0)); });
  transaction.query(
      "SELECT c.sku FROM till_changes c JOIN tills t ON t.shop = c.shop AND t.id = c.till "
      "WHERE c.shop = $1 AND c.till = $2 AND c.state = 'failed' AND c.created_at > $3 AND c.created_at > "
      "t.mended_at",
      {till.shop, till.id, now - kLeftAlone}, [&](const store::Row& row) { skus.insert(row.string(0)); });
  return skus;
}

// What is put down already and was not sent yet.
std::map<std::string, std::pair<Id, FigureChange>> put_down_before(store::Transaction& transaction,
                                                                   const PointOfSale& till) {
  std::map<std::string, std::pair<Id, FigureChange>> all;
  transaction.query(
      "SELECT sku, id, kind, units FROM till_changes WHERE shop = $1 AND till = $2 AND state = 'waiting' "
      "AND tries = 0",
      {till.shop, till.id}, [&](const store::Row& row) {
        all[row.string(0)] = {row.id(1), {row.text(2) == "set", row.integer(3)}};
      });
  return all;
}

// Books of every pool once, then each till beside them.
std::vector<Difference> differences(store::Transaction& transaction, Instant now) {
  std::vector<Difference> all;
  std::set<Id> shops;
  transaction.query("SELECT DISTINCT shop FROM tills WHERE active = 1 AND api <> ''", {},
                    [&](const store::Row& row) { shops.insert(row.id(0)); });
  for (const Id& shop : shops) {
    std::map<std::pair<Id, std::string>, std::int64_t> ours;
    for (const VenueBook& book : venue_books(transaction, shop))
      ours[{book.venue, book.sku}] = book.figures.unsold();
    for (const PointOfSale& till : load_tills(transaction, shop)) {
      if (!till.is_told()) continue;
      const auto open = unsettled(transaction, till, now);
      const auto before = put_down_before(transaction, till);
      for (const TillItem& item : load_items(transaction, shop, till.id)) {
        const auto book = ours.find({till.venue, item.sku});
        if (book == ours.end() || open.contains(item.sku)) continue;
        const auto change = change_for(item.known, book->second);
        const auto waiting = before.find(item.sku);
        const bool same = waiting == before.end() ? !change
                                                  : change && waiting->second.second.sets == change->sets &&
                                                        waiting->second.second.units == change->units;
        if (!same) all.push_back({till, item.sku, change.value_or(FigureChange{})});
      }
    }
  }
  return all;
}

TillChange change_of(const store::Row& row) {
  TillChange change;
  change.id = row.id(0);
  change.sku = row.string(1);
  change.item = row.string(2);
  change.change = {row.text(3) == "set", row.integer(4)};
  change.state = row.string(5);
  change.tries = row.integer(6);
  change.reason = row.string(7);
  change.created_at = row.instant(8);
  return change;
}

}  // namespace

bool TillChanges::disagree(store::Transaction& transaction) {
  return !differences(transaction, clock_.now()).empty();
}

void TillChanges::put_down(store::Transaction& transaction) {
  const Instant now = clock_.now();
  for (const Difference& difference : differences(transaction, now)) {
    transaction.execute(
        "DELETE FROM till_changes WHERE shop = $1 AND till = $2 AND sku = $3 AND state = 'waiting' "
        "AND tries = 0",
        {difference.till.shop, difference.till.id, difference.sku});
    if (!difference.change.sets && difference.change.units == 0) continue;  // both agree again
    transaction.execute(
        "INSERT INTO till_changes (shop, id, till, sku, kind, units, state, tries, due_at, reason, "
        "created_at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, '', $7)",
        {difference.till.shop, Id::make(now, random_), difference.till.id, difference.sku,
         difference.change.sets ? "set" : "adjust", difference.change.units, now});
  }
}

std::optional<Instant> TillChanges::next(store::Transaction& transaction) {
  return transaction
      .first(
          "SELECT MIN(CASE WHEN t.resting_until > c.due_at THEN t.resting_until ELSE c.due_at END) "
          "FROM till_changes c JOIN tills t ON t.shop = c.shop AND t.id = c.till WHERE c.due_at IS NOT NULL "
          "AND t.active = 1 AND t.api <> ''",
          {}, [](const store::Row& row) { return row.maybe_instant(0); })
      .value_or(std::nullopt);
}

std::vector<DueChange> TillChanges::take(store::Transaction& transaction, const std::set<Id>& busy) {
  const Instant now = clock_.now();
  std::vector<std::pair<Id, Id>> ready;
  transaction.query(
      "SELECT DISTINCT c.shop, c.till FROM till_changes c JOIN tills t ON t.shop = c.shop AND t.id = c.till "
      "WHERE c.due_at <= $1 AND t.active = 1 AND t.api <> '' "
      "AND (t.resting_until IS NULL OR t.resting_until <= $1)",
      {now}, [&](const store::Row& row) { ready.emplace_back(row.id(0), row.id(1)); });
  std::vector<DueChange> taken;
  for (const auto& [shop, id] : ready) {
    const auto till = load_till(transaction, shop, id);
    if (!till || busy.contains(id)) continue;
    DueChange due{*till, {}, {}, load_till_secrets(transaction, *till, now)};
    transaction.query(
        "SELECT c.id, c.sku, i.item, c.kind, c.units, c.state, c.tries, c.reason, c.created_at, i.known "
        "FROM till_changes c JOIN till_items i ON i.shop = c.shop AND i.till = c.till AND i.sku = c.sku "
        "WHERE c.shop = $1 AND c.till = $2 AND c.due_at <= $3 ORDER BY c.due_at, c.id LIMIT 1",
        {shop, id, now}, [&](const store::Row& row) {
          due.change = change_of(row);
          due.known = row.maybe_integer(9);
        });
    if (due.change.id.empty()) {
      // Its item is no longer one of the till's.
      transaction.execute(
          "UPDATE till_changes SET state = 'failed', due_at = NULL, reason = 'The till has no such "
          "item any more.' WHERE shop = $1 AND till = $2 AND due_at <= $3",
          {shop, id, now});
      continue;
    }
    // From here on it may have arrived: the same key, and the same bytes, until that is known.
    transaction.execute("UPDATE till_changes SET tries = tries + 1, due_at = $3 WHERE shop = $1 AND id = $2",
                        {shop, due.change.id, now + kTaken});
    ++due.change.tries;
    taken.push_back(std::move(due));
  }
  return taken;
}

void TillChanges::note(store::Transaction& transaction, const DueChange& due, const ChangeOutcome& outcome) {
  using Fate = ChangeOutcome::Fate;
  auto till = load_till(transaction, due.till.shop, due.till.id);
  if (!till) return;  // removed meanwhile
  const Instant now = clock_.now();
  Fate fate = outcome.fate;
  std::optional<Instant> again;
  if (fate == Fate::again) {
    again = next_try(due.change.created_at, due.change.tries, now, {}, 0);
    if (again) again = std::min(*again, now + kLongestWait);  // while it rests nothing is sent anyway
    if (!again) fate = Fate::failed;
  }
  const char* state = fate == Fate::again ? "waiting" : fate == Fate::done ? "done" : "failed";
  const auto noted = transaction.execute(
      "UPDATE till_changes SET state = $3, due_at = $4, reason = $5 WHERE shop = $1 AND id = $2 "
      "AND state = 'waiting'",
      {till->shop, due.change.id, state, again, outcome.reason});
  if (noted == 0) return;  // ended meanwhile, because the till was changed
  for (const TillItem& item : load_items(transaction, till->shop, till->id)) {
    if (item.sku != due.change.sku) continue;
    KnownFigure known = item.known;
    if (fate == Fate::done)
      known.units = due.change.change.sets ? due.change.change.units
                                           : known.units.value_or(0) + due.change.change.units;
    store_known(transaction, *till, item.sku, known);
  }
  till->problem = fate == Fate::done ? "" : outcome.reason;
  if (outcome.rest) till->resting_until = now + *outcome.rest;
  store_till(transaction, *till);
}

std::vector<TillChange> TillChanges::list(store::Transaction& transaction, const Id& shop, const Id& till,
                                          std::size_t limit) {
  std::vector<TillChange> all;
  transaction.query(
      "SELECT c.id, c.sku, COALESCE(i.item, ''), c.kind, c.units, c.state, c.tries, c.reason, c.created_at "
      "FROM till_changes c "
      "LEFT JOIN till_items i ON i.shop = c.shop AND i.till = c.till AND i.sku = c.sku WHERE c.shop = $1 AND "
      "c.till = $2 ORDER BY c.id DESC LIMIT $3",
      {shop, till, static_cast<std::int64_t>(limit)},
      [&](const store::Row& row) { all.push_back(change_of(row)); });
  return all;
}

}  // namespace timeshelf::commerce
