// What tills of other makers are told: the difference between the books and what each is known to have, once.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "commerce/pos/pos.hpp"

namespace timeshelf::commerce {

/// The id is the idempotency key.
struct TillChange {
  Id id;
  std::string sku;
  std::string item;
  FigureChange change;
  std::string state;  ///< waiting, done, failed
  std::int64_t tries = 0;
  std::string reason;
  Instant created_at;
};

struct DueChange {
  PointOfSale till;
  TillChange change;
  std::optional<std::int64_t> known;  ///< what the till has, as far as is known
  std::vector<std::string> secrets;
};

/// How sending a change ended.
struct ChangeOutcome {
  enum class Fate {
    done,
    again,   ///< not now: too much, or nobody answered
    failed,  ///< the till takes it not; an hour later, or when its item was heard of, it is told anew
  };
  Fate fate = Fate::done;
  std::string reason;
  std::optional<std::chrono::seconds> rest;  ///< it asks to be left alone for that long
};

/// Thread-safe: all state is in the database.
class TillChanges {
 public:
  TillChanges(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// Whether the books and any till disagree; without it nothing is to be written.
  bool disagree(store::Transaction&);
  /// Puts down what tills are to be told: one change at a time for each item, so that it is told once.
  void put_down(store::Transaction&);
  std::optional<Instant> next(store::Transaction&);
  /// At most one for each till: nobody else takes it for a minute.
  std::vector<DueChange> take(store::Transaction&, const std::set<Id>& busy);
  void note(store::Transaction&, const DueChange&, const ChangeOutcome&);

  /// The newest first.
  std::vector<TillChange> list(store::Transaction&, const Id& shop, const Id& till, std::size_t limit);

 private:
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
