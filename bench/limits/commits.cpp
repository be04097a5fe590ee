#include "bench/limits/commits.hpp"

#include <sqlite3.h>

#include <stdexcept>

#include "bench/interrupt.hpp"

namespace timeshelf::bench {

SqliteCommits::SqliteCommits(const std::filesystem::path& file) {
  check(sqlite3_open(file.c_str(), &handle_));
  check(sqlite3_exec(handle_,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
                     nullptr, nullptr, nullptr));
  check(sqlite3_prepare_v3(handle_,
                           "INSERT INTO rows (text) VALUES ('a row of about a hundred bytes, which is what "
                           "an account or a transfer of the ledger takes')",
                           -1, SQLITE_PREPARE_PERSISTENT, &insert_, nullptr));
}

SqliteCommits::~SqliteCommits() {
  sqlite3_finalize(insert_);
  sqlite3_close(handle_);
}

void SqliteCommits::check(int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(handle_));
}

Tally SqliteCommits::run(std::chrono::milliseconds duration) {
  using std::chrono::steady_clock;
  Tally tally;
  const auto begin = steady_clock::now();
  auto now = begin;
  while (now - begin < duration) {
    throw_if_interrupted();
    check(sqlite3_step(insert_));
    check(sqlite3_reset(insert_));
    const auto before = now;
    now = steady_clock::now();
    tally.latencies.record(now - before);
  }
  tally.elapsed = now - begin;
  return tally;
}

}  // namespace timeshelf::bench
