#include "tests/store/databases.hpp"

#include <cstdlib>
#include <stdexcept>

#include "tests/store/postgres_cluster.hpp"

namespace timeshelf::tests {

std::string name_of_engine(const ::testing::TestParamInfo<EngineKind>& info) {
  return info.param == EngineKind::sqlite ? "sqlite" : "postgres";
}

FreshDatabase::FreshDatabase(EngineKind engine) {
  if (engine == EngineKind::sqlite) {
    folder_ = std::make_unique<TemporaryFolder>();
    address_ = "sqlite:" + (folder_->path() / "timeshelf.db").string();
    return;
  }
  auto& cluster = PostgresCluster::instance();
  missing_ = cluster.missing();
  if (!missing_.empty()) return;
  name_ = cluster.create_database();
  address_ = cluster.address_of(name_);
}

FreshDatabase::~FreshDatabase() {
  if (!name_.empty()) PostgresCluster::instance().drop_database(name_);
}

void DatabaseTest::SetUp() {
  fresh_ = std::make_unique<FreshDatabase>(GetParam());
  if (!fresh_->missing().empty()) GTEST_SKIP() << fresh_->missing();
  database_ = store::open(fresh_->address());
}

void DatabaseTest::TearDown() {
  database_.reset();
  fresh_.reset();
}

void DatabaseTest::reopen() {
  database_.reset();
  database_ = store::open(fresh_->address());
}

void fill_disk(store::Database& sqlite) {
  // SQLite raises it to the pages that there are; so the file cannot grow any more.
  sqlite.write(
      [](store::Transaction& t) { t.query("PRAGMA max_page_count = 1", {}, [](const store::Row&) {}); });
}

void make_read_only(store::Database& database, EngineKind engine) {
  database.write([&](store::Transaction& t) {
    t.execute(
        engine == EngineKind::sqlite ? "PRAGMA query_only = ON" : "SET default_transaction_read_only = on",
        {});
  });
}

}  // namespace timeshelf::tests
