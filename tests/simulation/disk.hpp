// Where a run's database lies, and what a process that starts anew finds there.
#pragma once
#include <memory>
#include <string>

#include "store/database.hpp"

namespace timeshelf::simulation {

class Disk {
 public:
  virtual ~Disk() = default;
  /// Opens what is there.
  virtual std::unique_ptr<store::Database> open() = 0;
  /// The process dies now: what would be found afterwards is kept, also from within a transaction.
  virtual void die() = 0;
  /// The dead process's connections are closed; the next `open` finds what `die` kept.
  virtual void bury() = 0;
};

/// "sqlite": files in memory, copied as they are when the process dies, the write-ahead log included.
/// "postgres": a database of a throw-away cluster, which outlives the process. Throws with a sentence.
std::unique_ptr<Disk> make_disk(const std::string& kind);

}  // namespace timeshelf::simulation
