// Stands before what tills send: so much in a second, and a count of what was turned away.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "base/id.hpp"
#include "base/time.hpp"

namespace timeshelf::server::pos {

/// In memory, so that a flood costs no statement of the database. Thread-safe.
class Door {
 public:
  explicit Door(const Clock& clock) : clock_(clock) {}

  /// Whether one more message may come in. A sender of its own has an allowance of its own: who forges
  /// messages does not keep the till from being heard. For all tills that nobody has met, a sender has one
  /// allowance: made-up ids are no way round it.
  bool lets_in(const Id& till, const std::string& remote);
  /// There is such a till, or there is none any more.
  void meet(const Id& till);
  void part_from(const Id& till);
  bool has_met(const Id& till) const;

  /// Counts a refusal. Answers how many are to be written down now: all since the last time, once a second.
  std::int64_t refused(const Id& till, const std::string& reason);

 private:
  struct Allowance {
    double left = 0;
    Instant at;
  };
  struct Count {
    std::int64_t times = 0;
    Instant written_at;
  };

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::set<Id> met_;
  std::map<std::pair<Id, std::string>, Allowance> allowances_;
  std::map<std::pair<Id, std::string>, Count> counts_;
};

}  // namespace timeshelf::server::pos
