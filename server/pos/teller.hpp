// Tells tills what changed, on a thread of its own.
#pragma once
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "commerce/pos/pos_changes.hpp"
#include "commerce/pos/pos_messages.hpp"
#include "server/timer.hpp"
#include "server/webhooks/calls.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::server::pos {

/// A change is put down, sent, and only then noted as told: killed in between, it is sent again under the
/// same key. Several nodes share the table.
class Teller {
 public:
  Teller(store::Database& database, store::Writer& writer, commerce::TillChanges& changes,
         commerce::TillMessages& messages, bool any_address, const Clock& clock);
  ~Teller();
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;
  /// Something was written. Cheap, from any thread.
  void wake();

 private:
  bool run(const Timer& timer);
  void put_down();
  void begin_due();
  void begin(const commerce::DueChange& due);
  void note_ended();
  std::optional<Instant> next();
  std::optional<Instant> next_change();

  store::Database& database_;
  store::Writer& writer_;
  commerce::TillChanges& changes_;
  commerce::TillMessages& messages_;
  const Clock& clock_;
  webhooks::Calls calls_;
  std::set<Id> busy_;
  std::vector<std::pair<commerce::DueChange, commerce::ChangeOutcome>> ended_;  ///< and not noted yet
  std::optional<Instant> disagreeing_since_;  ///< books and tills, and nothing of it is put down yet
  std::optional<Timer> timer_;
};

}  // namespace timeshelf::server::pos
