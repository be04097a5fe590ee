// All writes of a process go through one writer, which combines them: many commands, one transaction, one
// commit.
#pragma once
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "store/database.hpp"

namespace timeshelf::store {

/// How a command ended.
struct Outcome {
  enum class Code {
    committed,  ///< durable
    refused,    ///< the command answered false: undone, nothing written
    failed,     ///< `failure` says why; nothing written
    unknown,    ///< may or may not have happened: look the idempotency key up
  };
  Code code = Code::committed;
  std::optional<Failure> failure;
};

/// The combining executor (flow 2 of docs/architecture.md): takes all waiting commands, runs each behind a
/// savepoint in one transaction, commits once, then answers all. Latency is one commit; throughput is many
/// per commit.
class Writer {
 public:
  struct Command {
    /// Runs on the writer's thread. False undoes it alone. May run again when the batch met a conflict, so it
    /// must set what it captured afresh each time.
    std::function<bool(Transaction&)> run;
    /// Called on the writer's thread once the outcome is durable. Must not block.
    std::function<void(const Outcome&)> done;
  };

  /// More than 128 at once gain little on SQLite and lose on PostgreSQL, where a row that every command of a
  /// batch changes leaves a dead version each (docs/storage.md).
  explicit Writer(Database& database, std::size_t largest_batch = 128);
  /// Finishes what was submitted.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void submit(Command command);
  /// Submits and waits: for tests, jobs and the command line.
  Outcome run(std::function<bool(Transaction&)> command);

 private:
  void loop();
  void run_batch(std::vector<Command>& batch);

  Database& database_;
  const std::size_t largest_batch_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Command> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace timeshelf::store
