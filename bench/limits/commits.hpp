// What durability costs on this machine: bare SQLite, one row for each commit.
#pragma once
#include <filesystem>
#include <memory>

#include "bench/load/load.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace timeshelf::bench {

/// WAL and synchronous=FULL, as the store has it; one thread.
class SqliteCommits {
 public:
  /// Makes the file. Throws std::runtime_error.
  explicit SqliteCommits(const std::filesystem::path& file);
  ~SqliteCommits();
  SqliteCommits(const SqliteCommits&) = delete;
  SqliteCommits& operator=(const SqliteCommits&) = delete;
  Tally run(std::chrono::milliseconds duration);

 private:
  void check(int code);
  sqlite3* handle_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

}  // namespace timeshelf::bench
