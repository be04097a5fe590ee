// A database that counts its write transactions, and fails or repeats one when told to.
#pragma once
#include <atomic>
#include <optional>
#include <string>

#include "store/database.hpp"

namespace timeshelf::tests {

class CountingDatabase final : public store::Database {
 public:
  explicit CountingDatabase(store::Database& database) : database_(database) {}

  int writes() const { return writes_; }
  /// The next write does its work, and ends with this instead of its commit.
  void fail_next_commit(store::Failure::Code code) { failing_ = code; }
  /// The next one is done, undone, and done again, as after a conflict.
  void run_next_twice() { twice_ = true; }

  void read(FunctionRef<void(store::Transaction&)> work) override { database_.read(work); }
  void write(FunctionRef<void(store::Transaction&)> work) override {
    ++writes_;
    if (twice_.exchange(false)) {
      struct Undo {};
      try {
        database_.write([&](store::Transaction& transaction) {
          work(transaction);
          throw Undo();
        });
      } catch (const Undo&) {
      }
    }
    database_.write([&](store::Transaction& transaction) {
      work(transaction);
      if (failing_) throw store::Failure(*std::exchange(failing_, std::nullopt), "told to fail");
    });
  }
  bool within_savepoint(store::Transaction& transaction, FunctionRef<bool()> part) override {
    return database_.within_savepoint(transaction, part);
  }
  bool reads_are_local() const override { return database_.reads_are_local(); }
  std::string describe() override { return database_.describe(); }

 private:
  store::Database& database_;
  std::atomic<int> writes_ = 0;
  std::atomic<bool> twice_ = false;
  std::optional<store::Failure::Code> failing_;  // set while the writer waits
};

}  // namespace timeshelf::tests
