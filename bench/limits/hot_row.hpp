// What contention costs on this machine: pgbench's 16 clients that update one row of a PostgreSQL.
#pragma once
#include <chrono>

#include "bench/process.hpp"
#include "tests/store/postgres_cluster.hpp"

namespace timeshelf::bench {

class HotRow {
 public:
  static constexpr int kClients = 16;

  /// Makes a database with the row. Throws std::runtime_error.
  HotRow(tests::PostgresCluster& cluster, const tests::TemporaryFolder& folder);
  /// Updates per second, each committed; in whole seconds, one at least.
  double per_second(std::chrono::milliseconds duration);

 private:
  const tests::TemporaryFolder& folder_;
  std::string address_;
};

}  // namespace timeshelf::bench
