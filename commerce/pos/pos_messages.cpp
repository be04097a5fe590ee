#include "commerce/pos/pos_messages.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "base/text.hpp"
#include "commerce/pos/pos_rows.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/stock/capacity.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::int64_t kMostWaiting = 5'000;  // of one till
constexpr std::chrono::days kKept{30};
constexpr std::size_t kAtOnce = 25;  // sales are waiting behind them

// A figure that a till gives while a change is on its way to it may hold that change or not: it waits until
// that is known.
constexpr std::string_view kReady =
    "m.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM till_items i "
    "JOIN till_changes c ON c.shop = i.shop AND c.till = i.till AND c.sku = i.sku "
    "WHERE i.shop = m.shop AND i.till = m.till AND i.item = m.item AND m.kind = 'figure' "
    "AND c.state = 'waiting' AND c.tries > 0)";

constexpr std::array<std::pair<TillStatementKind, std::string_view>, 3> kStatementKinds{
    {{TillStatementKind::count, "count"},
     {TillStatementKind::adjust, "adjust"},
     {TillStatementKind::figure, "figure"}}};

TillStatementKind statement_kind(std::string_view wanted) {
  for (const auto& [kind, name] : kStatementKinds) {
    if (name == wanted) return kind;
  }
  return TillStatementKind::adjust;
}

// Whether the books have a count of the item that was later.
bool counted_later(store::Transaction& transaction, const PointOfSale& till, const TillItem& item,
                   const TillStatement& said) {
  return transaction.exists(
      "SELECT 1 FROM stock_facts WHERE shop = $1 AND venue = $2 AND sku = $3 AND kind = 'count' "
      "AND occurred_at > $4 LIMIT 1",
      {till.shop, till.venue, item.sku, said.occurred_at});
}

// Whether something of it happened later, or the till was told something since.
bool moved_later(store::Transaction& transaction, const PointOfSale& till, const TillItem& item,
                 const TillStatement& said) {
  return transaction.exists(
             "SELECT 1 FROM stock_facts WHERE shop = $1 AND venue = $2 AND sku = $3 AND occurred_at > $4 "
             "LIMIT 1",
             {till.shop, till.venue, item.sku, said.occurred_at}) ||
         transaction.exists(
             "SELECT 1 FROM till_changes WHERE shop = $1 AND till = $2 AND sku = $3 AND state = 'done' "
             "AND created_at > $4 LIMIT 1",
             {till.shop, till.id, item.sku, said.occurred_at});
}

std::optional<TillItem> item_meant(store::Transaction& transaction, const PointOfSale& till,
                                   const std::string& name) {
  if (auto item = load_item(transaction, till, name)) return item;
  TillItem by_sku{to_upper(name), name};
  if (till.maker == TillMaker::generic && has_product(transaction, till.shop, by_sku.sku)) return by_sku;
  return std::nullopt;
}

// A till that was heard of an item takes changes of it again.
void note_heard(store::Transaction& transaction, const PointOfSale& till, const std::string& sku) {
  transaction.execute(
      "UPDATE till_changes SET state = 'done' WHERE shop = $1 AND till = $2 AND sku = $3 "
      "AND state = 'failed'",
      {till.shop, till.id, sku});
}

StockKind stock_kind_of(const TillNews& news) {
  if (news.counts) return StockKind::count;
  return news.units < 0 ? StockKind::sale : StockKind::delivery;
}

StockStatement stock_statement(const PointOfSale& till, const TillItem& item, const TillStatement& said,
                               const TillNews& news) {
  StockStatement statement;
  statement.shop = till.shop;
  statement.kind = stock_kind_of(news);
  statement.id = fmt::format("{}:{}", till.id.text(), said.id).substr(0, 100);
  statement.venue = till.venue;
  statement.sku = item.sku;
  statement.units = std::abs(news.units);
  statement.occurred_at = said.occurred_at;
  statement.actor = "till " + till.name;
  statement.source = till.name;
  statement.reason = said.reason;
  return statement;
}

// What the till said itself it knows: it is not to hear it again. Where something came between, nobody knows
// what it has now: it is set to what the books say.
KnownFigure known_after(store::Transaction& transaction, const PointOfSale& till, const TillItem& item,
                        const TillStatement& said, const TillNews& news, bool seen_by_a_count) {
  if (news.counts && moved_later(transaction, till, item, said)) return {std::nullopt, item.known.at};
  if (seen_by_a_count) return {std::nullopt, item.known.at};
  return {news.counts ? news.units : *item.known.units + news.units, item.known.at};
}

}  // namespace

std::string_view name_of(TillStatementKind kind) {
  for (const auto& [value, name] : kStatementKinds) {
    if (value == kind) return name;
  }
  return "";
}

bool TillMessages::take_in(store::Transaction& transaction, const PointOfSale& till,
                           const std::vector<TillStatement>& statements) {
  const auto waiting =
      transaction
          .first("SELECT COUNT(*) FROM till_messages WHERE shop = $1 AND till = $2 AND state = 'waiting'",
                 {till.shop, till.id}, [](const store::Row& row) { return row.integer(0); })
          .value_or(0);
  if (waiting + static_cast<std::int64_t>(statements.size()) > kMostWaiting) return false;
  const Instant now = clock_.now();
  for (const TillStatement& said : statements) {
    transaction.execute(
        "INSERT INTO till_messages (shop, till, id, kind, item, units, occurred_at, reason, received_at, "
        "state, sentence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', '') "
        "ON CONFLICT (shop, till, id) DO NOTHING",
        {till.shop, till.id, said.id, name_of(said.kind), said.item, said.units, said.occurred_at,
         said.reason, now});
  }
  transaction.execute("UPDATE tills SET heard_at = $3 WHERE shop = $1 AND id = $2",
                      {till.shop, till.id, now});
  return true;
}

void TillMessages::note_refusal(store::Transaction& transaction, const PointOfSale& till,
                                std::string_view reason, std::int64_t times) {
  const Instant now = clock_.now();
  const auto hour = std::chrono::floor<std::chrono::hours>(now).time_since_epoch().count();
  transaction.execute(
      "INSERT INTO till_refusals (shop, till, reason, hour, times, last_at) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (shop, till, reason, hour) DO UPDATE SET times = till_refusals.times + $5, last_at = $6",
      {till.shop, till.id, reason, static_cast<std::int64_t>(hour), times, now});
}

DueWork TillMessages::applying() {
  return {
      .name = "till messages",
      .next =
          [](store::Transaction& transaction) {
            return transaction
                .first(fmt::format("SELECT MIN(m.received_at) FROM till_messages m WHERE {}", kReady), {},
                       [](const store::Row& row) { return row.maybe_instant(0); })
                .value_or(std::nullopt);
          },
      .run = [this](store::Transaction& transaction,
                    std::size_t at_most) { return apply_some(transaction, std::min(at_most, kAtOnce)); },
      .put_off =
          [](store::Transaction& transaction) {
            transaction.execute(
                "UPDATE till_messages SET state = 'refused', sentence = 'It could not be brought into the "
                "books; the log of the server says why.' WHERE state = 'waiting' AND received_at = "
                "(SELECT MIN(received_at) FROM till_messages WHERE state = 'waiting')",
                {});
          }};
}

std::size_t TillMessages::apply_some(store::Transaction& transaction, std::size_t at_most) {
  std::vector<std::pair<std::pair<Id, Id>, TillStatement>> waiting;
  transaction.query(
      fmt::format("SELECT m.shop, m.till, m.id, m.kind, m.item, m.units, m.occurred_at, m.reason "
                  "FROM till_messages m WHERE {} ORDER BY m.received_at, m.occurred_at, m.id LIMIT $1",
                  kReady),
      {static_cast<std::int64_t>(at_most)}, [&](const store::Row& row) {
        waiting.push_back({{row.id(0), row.id(1)},
                           {row.string(2), statement_kind(row.text(3)), row.string(4), row.integer(5),
                            row.instant(6), row.string(7)}});
      });
  for (const auto& [where, said] : waiting) {
    const auto till = load_till(transaction, where.first, where.second);
    if (till) apply(transaction, *till, said);
  }
  return waiting.size();
}

void TillMessages::apply(store::Transaction& transaction, const PointOfSale& till,
                         const TillStatement& said) {
  const auto item = item_meant(transaction, till, said.item);
  if (!item)
    return set_message_state(
        transaction, till, said.id, "refused",
        fmt::format("Nobody knows \"{}\" here. Say which product it is; then it is heard.", said.item));
  const bool tracked = is_tracked(transaction, till.shop, {till.venue, item->sku});
  const TillNews news = news_of(said.kind, said.units, said.occurred_at, item->known, tracked);
  if (news.known.at != item->known.at) {
    store_known(transaction, till, item->sku, news.known);
    note_heard(transaction, till, item->sku);
  }
  if (news.told) return tell(transaction, till, *item, said, news);
  set_message_state(transaction, till, said.id, news.refused ? "refused" : "ignored", news.why);
}

void TillMessages::tell(store::Transaction& transaction, const PointOfSale& till, const TillItem& item,
                        const TillStatement& said, const TillNews& news) {
  const auto told = stock_.tell(transaction, stock_statement(till, item, said, news));
  if (!told) return set_message_state(transaction, till, said.id, "refused", told.error().message);
  const StockMovement& part = told->movements.front();
  const bool seen_by_a_count = !news.counts && part.adjusted == -part.units;
  if (said.kind != TillStatementKind::figure && item.known.units && !told->repeated)
    store_known(transaction, till, item.sku,
                known_after(transaction, till, item, said, news, seen_by_a_count));
  std::string_view sentence;
  if (seen_by_a_count) sentence = "It was before the last count, which had seen it.";
  if (news.counts && counted_later(transaction, till, item, said))
    sentence = "A later count stands: this one changes nothing.";
  set_message_state(transaction, till, said.id, "applied", sentence);
}

DueWork TillMessages::forgetting() {
  const auto oldest = [](store::Transaction& transaction) {
    return transaction
        .first(
            "SELECT MIN(oldest) FROM (SELECT (SELECT MIN(received_at) FROM till_messages "
            "WHERE shop = t.shop AND till = t.id) AS oldest FROM tills t) AS of_tills",
            {}, [](const store::Row& row) { return row.maybe_instant(0); })
        .value_or(std::nullopt);
  };
  return {.name = "forgetting till messages",
          .next = [oldest](store::Transaction& transaction) -> std::optional<Instant> {
            const auto first = oldest(transaction);
            return first ? std::optional(*first + kKept + std::chrono::hours(1)) : std::nullopt;
          },
          .run = [this, oldest](store::Transaction& transaction, std::size_t) -> std::size_t {
            const Instant until = clock_.now() - kKept;
            const auto first = oldest(transaction);
            if (!first || *first > until) return 0;
            transaction.execute("DELETE FROM till_changes WHERE state <> 'waiting' AND created_at < $1",
                                {until});
            transaction.execute("DELETE FROM till_refusals WHERE last_at < $1", {until});
            transaction.execute("DELETE FROM till_messages WHERE received_at < $1 AND state <> 'waiting'",
                                {until});
            return 0;
          }};
}

std::vector<TillMessage> TillMessages::list(store::Transaction& transaction, const Id& shop, const Id& till,
                                            std::size_t limit) {
  std::vector<TillMessage> all;
  transaction.query(
      "SELECT id, kind, item, units, occurred_at, reason, received_at, state, sentence FROM till_messages "
      "WHERE shop = $1 AND till = $2 ORDER BY received_at DESC, id DESC LIMIT $3",
      {shop, till, static_cast<std::int64_t>(limit)}, [&](const store::Row& row) {
        all.push_back({{row.string(0), statement_kind(row.text(1)), row.string(2), row.integer(3),
                        row.instant(4), row.string(5)},
                       row.instant(6),
                       row.string(7),
                       row.string(8)});
      });
  return all;
}

std::vector<TillRefusal> TillMessages::refusals(store::Transaction& transaction, const Id& shop,
                                                const Id& till) {
  std::vector<TillRefusal> all;
  transaction.query(
      "SELECT reason, CAST(SUM(times) AS BIGINT), MAX(last_at) FROM till_refusals "
      "WHERE shop = $1 AND till = $2 GROUP BY reason ORDER BY MAX(last_at) DESC",
      {shop, till}, [&](const store::Row& row) {
        all.push_back({row.string(0), row.integer(1), row.instant(2)});
      });
  return all;
}

}  // namespace timeshelf::commerce
