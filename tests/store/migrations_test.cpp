#include "store/migrations.hpp"

#include <gmock/gmock.h>

#include <array>
#include <thread>

#include "tests/store/databases.hpp"

namespace timeshelf::tests {
namespace {

using store::Failure;
using store::Migration;
using store::Row;
using store::Transaction;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(MigrationScript, splits_into_statements_at_semicolons_that_are_sql) {
  EXPECT_THAT(
      store::split_statements("-- a; comment\nCREATE TABLE a (x TEXT DEFAULT ';'); /* b; */\n"
                              "INSERT INTO \"a;b\" VALUES (1) -- trailing;\n;\n-- the end\n"),
      ElementsAre("CREATE TABLE a (x TEXT DEFAULT ';')", "INSERT INTO \"a;b\" VALUES (1) -- trailing;\n"));
}

TEST(MigrationScript, replaces_words_but_not_parts_quotes_or_comments) {
  EXPECT_EQ(store::replace_word("a BIGINT, BIGINTS, 'BIGINT', my_BIGINT -- BIGINT\n, b BIGINT", "BIGINT",
                                "INTEGER"),
            "a INTEGER, BIGINTS, 'BIGINT', my_BIGINT -- BIGINT\n, b INTEGER");
}

TEST(EmbeddedMigrations, count_up_from_one) {
  int expected = 0;
  for (const auto& migration : store::migrations()) {
    EXPECT_EQ(migration.version, ++expected);
    EXPECT_FALSE(store::split_statements(migration.sql).empty());
  }
  EXPECT_GE(expected, 1);
}

class Migrating : public DatabaseTest {
 protected:
  store::Dialect dialect() const {
    const auto as_it_is = [](std::string_view statement) { return std::string(statement); };
    if (GetParam() == EngineKind::sqlite) {
      return {"SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'", as_it_is};
    }
    return {"SELECT 1 FROM pg_tables WHERE tablename = 'schema_migrations'", as_it_is};
  }
  /// This program's history, and what `more` adds to it.
  static std::vector<Migration> history(std::initializer_list<Migration> more) {
    std::vector<Migration> all(store::migrations().begin(), store::migrations().end());
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  static int next_version() { return static_cast<int>(store::migrations().size()) + 1; }
  void migrate(const std::vector<Migration>& known) {
    database().write([&](Transaction& t) { store::migrate(t, dialect(), from_millis(7), known); });
  }
  std::int64_t recorded() {
    std::int64_t count = 0;
    database().read([&](Transaction& t) {
      count = *t.first("SELECT COUNT(*) FROM schema_migrations", {},
                       [](const Row& row) { return row.integer(0); });
    });
    return count;
  }
};
INSTANTIATE_TEST_SUITE_P(, Migrating, BothDatabases, name_of_engine);

TEST_P(Migrating, records_each_version_once) {
  reopen();
  EXPECT_EQ(recorded(), next_version() - 1);
  migrate(history({{next_version(), "more", "CREATE TABLE more (id BIGINT); INSERT INTO more VALUES (1);"}}));
  migrate(history({{next_version(), "more", "CREATE TABLE more (id BIGINT); INSERT INTO more VALUES (1);"}}));
  EXPECT_EQ(recorded(), next_version());
}

TEST_P(Migrating, leaves_nothing_half_done) {
  EXPECT_THROW(migrate(history({{next_version(), "good", "CREATE TABLE good (id BIGINT)"},
                                {next_version() + 1, "bad", "CREATE TABLE bad (id BIGINT); NONSENSE"}})),
               Failure);
  EXPECT_EQ(recorded(), next_version() - 1);
  database().read(
      [&](Transaction& t) { EXPECT_THROW(t.query("SELECT id FROM good", {}, [](const Row&) {}), Failure); });
  reopen();
}

TEST_P(Migrating, refuses_a_database_that_is_newer_than_the_program) {
  migrate(history({{next_version(), "from_the_future", "CREATE TABLE future (id BIGINT)"}}));
  try {
    reopen();
    FAIL() << "opened a database from the future";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Failure::Code::unavailable);
    EXPECT_THAT(failure.what(), HasSubstr("from_the_future"));
    EXPECT_THAT(failure.what(), HasSubstr("newer Timeshelf"));
  }
}

TEST_P(Migrating, refuses_a_history_that_is_not_its_own) {
  database().write([](Transaction& t) { t.execute("UPDATE schema_migrations SET name = 'other'", {}); });
  EXPECT_THROW(reopen(), Failure);
}

TEST_P(Migrating, lets_programs_start_at_the_same_time) {
  const FreshDatabase fresh(GetParam());
  std::vector<std::thread> threads;
  threads.reserve(6);
  std::atomic<int> opened = 0;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      try {
        store::open(fresh.address())->read([&](Transaction& t) {
          t.query("SELECT id FROM shops", {}, [](const Row&) {});
          ++opened;
        });
      } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(opened, 6);
}

}  // namespace
}  // namespace timeshelf::tests
