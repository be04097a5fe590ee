// A database on which one transaction can end in every way that docs/storage.md knows.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "store/database.hpp"

namespace timeshelf::simulation {

enum class Fault {
  none,
  fails,          ///< the commit fails; whoever asked is told so
  lost,           ///< the connection is lost during COMMIT, which did not happen: outcome unknown
  done_and_lost,  ///< the connection is lost during COMMIT, which did happen: outcome unknown
  conflicts,      ///< all is undone and run again, as after a serialization failure
  killed_within,  ///< the process dies between two statements
  killed_after,   ///< the process dies after the commit, before it answered
};
std::string_view name_of(Fault fault);

/// The process is dead: nothing of it may be used any more.
struct Killed {};

/// Passes everything through, and counts the rows that are changed.
class FaultyDatabase final : public store::Database {
 public:
  /// `at_death` is called at the moment in which the process dies, and takes an image of the disk.
  FaultyDatabase(std::unique_ptr<store::Database> database, std::function<void()> at_death)
      : database_(std::move(database)), at_death_(std::move(at_death)) {}

  /// What becomes of the next write. `statement`: the process dies before it.
  void plan(Fault fault, std::int64_t statement);
  /// By the last write.
  std::int64_t rows_changed() const { return rows_changed_; }

  void read(FunctionRef<void(store::Transaction&)> work) override { database_->read(work); }
  void write(FunctionRef<void(store::Transaction&)> work) override;
  bool within_savepoint(store::Transaction& transaction, FunctionRef<bool()> part) override;
  bool reads_are_local() const override { return database_->reads_are_local(); }
  std::string describe() override { return database_->describe(); }

 private:
  class Watched;
  void run(store::Transaction& transaction, FunctionRef<void(store::Transaction&)> work);

  std::unique_ptr<store::Database> database_;
  std::function<void()> at_death_;
  Fault fault_ = Fault::none;
  std::int64_t dies_before_ = 0;
  std::int64_t rows_changed_ = 0;
};

}  // namespace timeshelf::simulation
