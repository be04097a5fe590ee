// What tills of other makers tell.
//
// It is a fact and is never refused for what the books say (stock.hpp). It is written down first and brought
// into the books later, a few at a time, so that a till that talks a lot slows no sale.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "commerce/due.hpp"
#include "commerce/pos/pos.hpp"
#include "commerce/stock/stock.hpp"

namespace timeshelf::commerce {

/// As an adapter read it.
struct TillStatement {
  std::string id;  ///< the maker's
  TillStatementKind kind = TillStatementKind::adjust;
  std::string item;  ///< the maker's name, or a SKU
  std::int64_t units = 0;
  Instant occurred_at;
  std::string reason{};
};
std::string_view name_of(TillStatementKind kind);

struct TillMessage {
  TillStatement said;
  Instant received_at;
  std::string state;     ///< waiting, applied, ignored, refused
  std::string sentence;  ///< what came of it
};

struct TillRefusal {
  std::string reason;
  std::int64_t times = 0;
  Instant last_at;
};

/// Thread-safe: all state is in the database.
class TillMessages {
 public:
  TillMessages(Stock& stock, const Clock& clock) : stock_(stock), clock_(clock) {}

  /// Writes down what a till told. What was told before changes nothing. False: too much waits already, and
  /// nothing was written.
  bool take_in(store::Transaction&, const PointOfSale&, const std::vector<TillStatement>&);
  /// That something was not even taken, `times` since it was noted last.
  void note_refusal(store::Transaction&, const PointOfSale&, std::string_view reason, std::int64_t times);
  /// Brings what was taken in into the books, a few at a time.
  DueWork applying();
  /// Forgets messages of a month ago.
  DueWork forgetting();

  /// The newest first.
  std::vector<TillMessage> list(store::Transaction&, const Id& shop, const Id& till, std::size_t limit);
  std::vector<TillRefusal> refusals(store::Transaction&, const Id& shop, const Id& till);

 private:
  std::size_t apply_some(store::Transaction&, std::size_t at_most);
  void apply(store::Transaction&, const PointOfSale&, const TillMessage&);
  void tell(store::Transaction&, const PointOfSale&, const TillItem&, const TillMessage&, const TillNews&);

  Stock& stock_;
  const Clock& clock_;
};

}  // namespace timeshelf::commerce
