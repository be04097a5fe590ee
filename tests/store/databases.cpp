#include "tests/store/databases.hpp"

#include <cstdlib>
#include <stdexcept>

#include "tests/store/postgres_cluster.hpp"

namespace timeshelf::tests {

std::string name_of_engine(const ::testing::TestParamInfo<EngineKind>& info) {
  return info.param == EngineKind::sqlite ? "sqlite" : "postgres";
}

namespace {

namespace fs = std::filesystem;

fs::path file_in(const TemporaryFolder& folder) {
  return folder.path() / "timeshelf.db";
}

std::string address_in(const TemporaryFolder& folder) {
  return "sqlite:" + file_in(folder).string();
}

// Made once for each program.
fs::path file_with_tables() {
  static const TemporaryFolder folder;
  if (!fs::exists(file_in(folder))) store::open(address_in(folder));
  return file_in(folder);
}

// The same on PostgreSQL: a name.
std::string database_with_tables(PostgresCluster& cluster) {
  static const std::string name = [&] {
    auto made = cluster.create_database();
    store::open(cluster.address_of(made));
    return made;
  }();
  return name;
}

}  // namespace

FreshDatabase::FreshDatabase(EngineKind engine, Contents contents) {
  if (engine == EngineKind::sqlite) {
    folder_ = std::make_unique<TemporaryFolder>();
    address_ = address_in(*folder_);
    if (contents == Contents::tables) fs::copy_file(file_with_tables(), file_in(*folder_));
    return;
  }
  auto& cluster = PostgresCluster::instance();
  missing_ = cluster.missing();
  if (!missing_.empty()) return;
  name_ = contents == Contents::tables ? cluster.copy_database(database_with_tables(cluster))
                                       : cluster.create_database();
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
