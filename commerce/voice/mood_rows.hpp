// The sums of messages by hour and day, which stay when the messages are gone.
#pragma once
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "base/id.hpp"
#include "base/time.hpp"
#include "ical/date_time.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// What one message adds. Scores are ten-thousandths.
struct MoodShare {
  Instant said_at;
  std::string slot;    ///< or ""
  std::string author;  ///< hash, or "": somebody of their own
  bool scored = false;
  std::int64_t plain = 0;
  std::int64_t score = 0;
};

/// Collects what messages add to the cells that they lie in, or what they take away, and writes each cell
/// once.
class MoodChange {
 public:
  explicit MoodChange(const store::Shop& shop);

  void add(const MoodShare& share) { count(share, 1); }
  void remove(const MoodShare& share) { count(share, -1); }
  /// Of a message that stays, whose score is another one now.
  void rescore(const MoodShare& before, std::int64_t score);

  /// To be called while messages that are added are not yet rows, and those that are removed are no longer:
  /// who is in a cell already is counted once.
  void write(store::Transaction&) const;

 private:
  /// slot ("" = all), span, beginning
  using Key = std::tuple<std::string, std::string, Instant>;
  struct Cell {
    Instant ends;
    std::int64_t messages = 0, scored = 0, negative = 0, positive = 0, plain = 0, score = 0;
    std::int64_t nobodies = 0;      ///< messages without an author
    std::set<std::string> authors;  ///< who spoke, or did until now
  };
  void count(const MoodShare& share, std::int64_t sign);
  /// The four cells, or two where it names no slot.
  void each_cell(const MoodShare& share, FunctionRef<void(Cell&)> act);
  std::int64_t authors_of(store::Transaction&, const Key&, const Cell&) const;

  const store::Shop& shop_;
  const ical::Zone& zone_;
  bool takes_away_ = false;
  std::map<Key, Cell> cells_;
};

}  // namespace timeshelf::commerce
