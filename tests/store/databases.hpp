// A fresh database for every test, on both engines.
//
//   class Ledger : public DatabaseTest {};
//   INSTANTIATE_TEST_SUITE_P(, Ledger, BothDatabases, name_of_engine);
//   TEST_P(Ledger, adds_up) { database().write([&](store::Transaction& t) { ... }); }
//
// SQLite lives in a temporary folder. PostgreSQL is a throw-away cluster on a Unix socket that the first test
// which needs it starts and the end of the program removes; where it is not installed, those tests skip and
// say so.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "store/database.hpp"
#include "tests/store/temporary_folder.hpp"

namespace timeshelf::tests {

enum class EngineKind { sqlite, postgres };
inline const auto BothDatabases = ::testing::Values(EngineKind::sqlite, EngineKind::postgres);
std::string name_of_engine(const ::testing::TestParamInfo<EngineKind>& info);

enum class Contents {
  none,   ///< nobody has opened it yet
  tables  ///< a copy of one that was opened once: what most tests begin with, without all migrations
};

/// An empty database of its own, for fixtures that are not a DatabaseTest.
class FreshDatabase {
 public:
  explicit FreshDatabase(EngineKind engine, Contents contents = Contents::tables);
  ~FreshDatabase();
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;
  /// What store::open() takes.
  const std::string& address() const { return address_; }
  /// Why there is none (PostgreSQL is not installed), or "".
  const std::string& missing() const { return missing_; }

 private:
  std::unique_ptr<TemporaryFolder> folder_;
  std::string name_;
  std::string address_;
  std::string missing_;
};

class DatabaseTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override;
  void TearDown() override;
  store::Database& database() { return *database_; }
  const std::string& address() const { return fresh_->address(); }
  /// For a test that forks: a database that is open belongs to the process that opened it.
  void close() { database_.reset(); }
  /// Closes the database and opens it again, as a restart would.
  void reopen();

 private:
  std::unique_ptr<FreshDatabase> fresh_;
  std::unique_ptr<store::Database> database_;
};

/// Makes every later write of this opened SQLite database fail as on a full disk.
void fill_disk(store::Database& sqlite);
/// Makes every later write of this opened database fail as on a file or server that takes none.
void make_read_only(store::Database& database, EngineKind engine);

}  // namespace timeshelf::tests
