// Goods at venues, as people and tills tell of them.
//
// Whatever is told is a fact: it is never refused for what the books say. What was promised and is not there
// goes to a shortage account, and is recorded.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/refusal.hpp"
#include "commerce/stock/capacity.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

enum class StockKind {
  delivery,  ///< came from the supplier
  count,     ///< "there are 7": those that slots and customers there were promised included
  waste,     ///< broken, spoiled, expired
  returned,  ///< a customer brought it back, and it can be sold again
  sale,      ///< sold over the counter
  move,      ///< to another venue
};
std::string_view name_of(StockKind kind);
std::optional<StockKind> parse_stock_kind(std::string_view name);

/// Something that happened, or was counted.
struct StockStatement {
  Id shop;
  StockKind kind = StockKind::delivery;
  std::string id;  ///< its source's: told again, it changes nothing. "" = one is made
  Id venue;
  std::optional<Id> to;  ///< of a move
  std::string sku;
  std::int64_t units = 0;              ///< 1 to 1,000,000; of a count from 0
  std::optional<Instant> occurred_at;  ///< by default now
  std::string actor;                   ///< who tells it: a login
  std::string source;                  ///< "stocktake", "till 2" …
  std::string reason;
};

/// A statement as it is kept, at one venue; a move has one at each.
struct StockMovement {
  std::string id;
  StockKind kind = StockKind::delivery;
  Id venue;
  std::string sku;
  std::int64_t units = 0;     ///< below zero what went; of a count, what is there
  std::int64_t adjusted = 0;  ///< how far the books were moved beyond that
  Instant occurred_at;
  Instant recorded_at;
  std::string actor;
  std::string source;
  std::string reason;
};

struct StockTold {
  std::vector<StockMovement> movements;
  bool repeated = false;  ///< it was told before; nothing changed
};

/// A SKU at a venue, by the books.
struct StockLevel {
  Venue venue;
  std::string sku;
  std::int64_t on_hand = 0;   ///< in no slot
  std::int64_t in_slots = 0;  ///< given to slots there, and free
  std::int64_t promised = 0;  ///< sold or held, and not handed over
  std::int64_t missing = 0;   ///< of the promised
  std::int64_t leased = 0;    ///< lent to devices, and not sold as far as is known
  std::int64_t there() const { return on_hand + in_slots + promised + leased - missing; }
};

/// A slot that got less than it asked for.
struct Shortfall {
  Id slot;
  std::string summary;
  Instant starts_at;
  std::string sku;
  std::int64_t wanted = 0;
  std::int64_t given = 0;
  std::string sentence;
};

/// Where a list of movements goes on: behind this one.
struct MovementCursor {
  Instant recorded_at;
  Id venue;
  std::string id;

  std::string text() const;
  static std::optional<MovementCursor> parse(std::string_view text);
};
MovementCursor cursor_of(const StockMovement&);

struct MovementQuery {
  std::optional<Id> venue;
  std::string sku;  ///< "" = all
  std::optional<StockKind> kind;
  std::size_t limit = 100;
  std::optional<MovementCursor> after{};
};

/// Thread-safe: all state is in the database.
class Stock {
 public:
  Stock(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  Decided<StockTold> tell(store::Transaction&, const StockStatement&);

  /// By venue and SKU.
  std::vector<StockLevel> levels(store::Transaction&, const Id& shop);
  /// Of coming slots, soonest first.
  std::vector<Shortfall> shortfalls(store::Transaction&, const Id& shop);
  /// Last told first.
  std::vector<StockMovement> movements(store::Transaction&, const Id& shop, const MovementQuery&);

  // What is owed
  /// Shares a pool out anew after a statement (topic "capacity", subject Pool::text()).
  void share_out(store::Transaction&, const Id& shop, const Pool& pool);
  /// The same after units were sold, held or given back (topic "capacity-booked").
  void share_out_booked(store::Transaction&, const Id& shop, const Pool& pool);

 private:
  void share_out_because(store::Transaction&, const Id& shop, const Pool& pool, const std::string& cause);

  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
