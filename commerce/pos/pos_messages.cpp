#include "commerce/pos/pos_messages.hpp"

#include <fmt/format.h>

#include <algorithm>
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
// that is known. A till that is told nothing any more keeps nobody waiting.
constexpr std::string_view kReady =
    "m.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM till_items i "
    "JOIN till_changes c ON c.shop = i.shop AND c.till = i.till AND c.sku = i.sku "
    "JOIN tills t ON t.shop = i.shop AND t.id = i.till AND t.active = 1 AND t.api <> '' "
    "WHERE i.shop = m.shop AND i.till = m.till AND i.item = m.item AND m.kind = 'figure' "
    "AND c.state = 'waiting' AND c.tries > 0)";
constexpr std::string_view kInOrder = "ORDER BY m.received_at, m.occurred_at, m.id";

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

// By our clock: what comes from a clock that is ahead happened at the latest when it came, or what others
// sell in the minutes between would be from before a count that is made here.
Instant happened_at(const TillMessage& message) {
  return std::min(message.said.occurred_at, message.received_at);
}

// Whether the books have a count of the item that was later.
bool counted_later(store::Transaction& transaction, const PointOfSale& till, const TillItem& item,
                   Instant at) {
  return transaction.exists(
      "SELECT 1 FROM stock_facts WHERE shop = $1 AND venue = $2 AND sku = $3 AND kind = 'count' "
      "AND occurred_at > $4 LIMIT 1",
      {till.shop, till.venue, item.sku, at});
}

// Whether something of it happened later, or the till was told something since.
bool moved_later(store::Transaction& transaction, const PointOfSale& till, const TillItem& item, Instant at) {
  return transaction.exists(
             "SELECT 1 FROM stock_facts WHERE shop = $1 AND venue = $2 AND sku = $3 AND occurred_at > $4 "
             "LIMIT 1",
             {till.shop, till.venue, item.sku, at}) ||
         transaction.exists(
             "SELECT 1 FROM till_changes WHERE shop = $1 AND till = $2 AND sku = $3 AND state = 'done' "
             "AND created_at > $4 LIMIT 1",
             {till.shop, till.id, item.sku, at});
}

// Whether the same figure of the same instant was heard before under another id, as where a maker has two
// subscriptions: what was told since is not to be undone.
bool heard_before(store::Transaction& transaction, const PointOfSale& till, const TillStatement& said) {
  return transaction.exists(
      "SELECT 1 FROM till_messages WHERE shop = $1 AND till = $2 AND item = $3 AND state IN ('applied', "
      "'ignored') AND kind = 'figure' AND occurred_at = $4 AND units = $5 AND id <> $6 LIMIT 1",
      {till.shop, till.id, said.item, said.occurred_at, said.units, said.id});
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

// Of a figure that is kept as what both know.
void agree(store::Transaction& transaction, const PointOfSale& till, const TillItem& item,
           const KnownFigure& known) {
  if (known == item.known) return;
  store_known(transaction, till, item.sku, known);
  note_heard(transaction, till, item.sku);
}

StockKind stock_kind_of(const TillNews& news) {
  if (news.counts) return StockKind::count;
  return news.units < 0 ? StockKind::sale : StockKind::delivery;
}

// Where several statements of a clock that is ahead come at once, they keep their order: a count comes behind
// what the till told, what it tells behind its count.
Instant in_its_order(store::Transaction& transaction, const PointOfSale& till, const TillItem& item,
                     const TillMessage& message, bool counts) {
  const Instant at = happened_at(message);
  if (at == message.said.occurred_at) return at;
  const auto before =
      transaction
          .first(
              "SELECT MAX(occurred_at) FROM stock_facts WHERE shop = $1 AND venue = $2 AND sku = $3 "
              "AND occurred_at >= $4 AND source = $5 AND (kind = 'count' OR $6 = 1)",
              {till.shop, till.venue, item.sku, at, till.name, counts},
              [](const store::Row& row) { return row.maybe_instant(0); })
          .value_or(std::nullopt);
  return before ? *before + std::chrono::milliseconds(1) : at;
}

StockStatement stock_statement(const PointOfSale& till, const TillItem& item, const TillStatement& said,
                               const TillNews& news, Instant at) {
  StockStatement statement;
  statement.shop = till.shop;
  statement.kind = stock_kind_of(news);
  statement.id = fmt::format("{}:{}", till.id.text(), said.id).substr(0, 100);
  statement.venue = till.venue;
  statement.sku = item.sku;
  statement.units = std::abs(news.units);
  statement.occurred_at = at;
  statement.actor = "till " + till.name;
  statement.source = till.name;
  statement.reason = said.reason;
  return statement;
}

// What the till said itself it knows: it is not to hear it again. Where something came between, nobody knows
// what it has now: it is set to what the books say.
KnownFigure known_after(store::Transaction& transaction, const PointOfSale& till, const TillItem& item,
                        Instant at, const TillNews& news, bool seen_by_a_count) {
  if (news.counts && moved_later(transaction, till, item, at)) return {std::nullopt, item.known.at};
  if (seen_by_a_count) return {std::nullopt, item.known.at};
  return {news.counts ? news.units : *item.known.units + news.units, item.known.at};
}

using Waiting = std::pair<PointOfSale, TillMessage>;

std::vector<Waiting> ready(store::Transaction& transaction, std::size_t at_most) {
  std::vector<Waiting> waiting;
  transaction.query(
      fmt::format("SELECT m.shop, m.till, m.id, m.kind, m.item, m.units, m.occurred_at, m.reason, "
                  "m.received_at FROM till_messages m WHERE {} {} LIMIT $1",
                  kReady, kInOrder),
      {static_cast<std::int64_t>(at_most)}, [&](const store::Row& row) {
        auto& [till, message] = waiting.emplace_back();
        till.shop = row.id(0);
        till.id = row.id(1);
        message.said = {row.string(2),  statement_kind(row.text(3)),
                        row.string(4),  row.integer(5),
                        row.instant(6), row.string(7)};
        message.received_at = row.instant(8);
      });
  for (auto& [till, message] : waiting) till = load_till(transaction, till.shop, till.id).value_or(till);
  return waiting;
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
  return {.name = "till messages",
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
                for (const auto& [till, message] : ready(transaction, 1)) {
                  set_message_state(
                      transaction, till, message.said.id, "refused",
                      "It could not be brought into the books; the log of the server says why.");
                }
              }};
}

std::size_t TillMessages::apply_some(store::Transaction& transaction, std::size_t at_most) {
  const auto waiting = ready(transaction, at_most);
  for (const auto& [till, message] : waiting) apply(transaction, till, message);
  return waiting.size();
}

void TillMessages::apply(store::Transaction& transaction, const PointOfSale& till,
                         const TillMessage& message) {
  const TillStatement& said = message.said;
  const bool figure = said.kind == TillStatementKind::figure;
  const auto is = [&](std::string_view state, std::string_view sentence) {
    set_message_state(transaction, till, said.id, state, sentence);
  };
  if (said.occurred_at > message.received_at + kTillSkew)
    return is("refused", "This has not happened yet; mend the time or the clock.");
  // It waited for a change that nobody sends any more: what came of that is never known.
  if (figure && !till.active) return is("refused", "The till was switched off before this was heard.");
  if (figure && !till.is_told()) end_changes(transaction, till, "The till is told nothing any more.");
  const auto item = item_meant(transaction, till, said.item);
  if (!item)
    return is("refused",
              fmt::format("Nobody knows \"{}\" here. Say which product it is; then it is heard.", said.item));
  if (figure && item->known.at == said.occurred_at && heard_before(transaction, till, said))
    return is("ignored", "The till has said this already.");
  const bool tracked = is_tracked(transaction, till.shop, {till.venue, item->sku});
  const TillNews news = news_of(said.kind, said.units, said.occurred_at, item->known, tracked);
  if (news.told) return tell(transaction, till, *item, message, news);
  if (!news.refused) agree(transaction, till, *item, news.known);
  is(news.refused ? "refused" : "ignored", news.why);
}

void TillMessages::tell(store::Transaction& transaction, const PointOfSale& till, const TillItem& item,
                        const TillMessage& message, const TillNews& news) {
  const TillStatement& said = message.said;
  const Instant at = in_its_order(transaction, till, item, message, news.counts);
  const auto told = stock_.tell(transaction, stock_statement(till, item, said, news, at));
  if (!told) return set_message_state(transaction, till, said.id, "refused", told.error().message);
  agree(transaction, till, item, news.known);
  const StockMovement& part = told->movements.front();
  const bool seen_by_a_count = !news.counts && part.adjusted == -part.units;
  if (said.kind != TillStatementKind::figure && item.known.units && !told->repeated)
    store_known(transaction, till, item.sku, known_after(transaction, till, item, at, news, seen_by_a_count));
  std::string_view sentence;
  if (seen_by_a_count) sentence = "It was before the last count, which had seen it.";
  if (news.counts && counted_later(transaction, till, item, at))
    sentence = "A later count stands: this one changes nothing.";
  set_message_state(transaction, till, said.id, "applied", sentence);
}

DueWork TillMessages::forgetting() {
  const auto oldest = [](store::Transaction& transaction) {
    return transaction
        .first(
            "SELECT MIN(oldest) FROM (SELECT (SELECT MIN(received_at) FROM till_messages "
            "WHERE shop = t.shop AND till = t.id AND state <> 'waiting') AS oldest FROM tills t) AS of_tills",
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
