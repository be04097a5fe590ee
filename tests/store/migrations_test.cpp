#include "store/migrations.hpp"

#include <gmock/gmock.h>

#include <array>
#include <map>
#include <thread>

#include "tests/store/databases.hpp"
#include "tests/store/rows.hpp"

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
  EXPECT_EQ(store::migrations().front().version, 1);
  int last = 0;
  for (const auto& migration : store::migrations()) {
    EXPECT_GT(migration.version, last);
    last = migration.version;
    EXPECT_FALSE(store::split_statements(migration.sql).empty());
  }
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
  static int next_version() { return store::migrations().back().version + 1; }
  static std::int64_t known() { return static_cast<std::int64_t>(store::migrations().size()); }
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
  EXPECT_EQ(recorded(), known());
  migrate(history({{next_version(), "more", "CREATE TABLE more (id BIGINT); INSERT INTO more VALUES (1);"}}));
  migrate(history({{next_version(), "more", "CREATE TABLE more (id BIGINT); INSERT INTO more VALUES (1);"}}));
  EXPECT_EQ(recorded(), known() + 1);
}

TEST_P(Migrating, leaves_nothing_half_done) {
  EXPECT_THROW(migrate(history({{next_version(), "good", "CREATE TABLE good (id BIGINT)"},
                                {next_version() + 1, "bad", "CREATE TABLE bad (id BIGINT); NONSENSE"}})),
               Failure);
  EXPECT_EQ(recorded(), known());
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
  const FreshDatabase fresh(GetParam(), Contents::none);
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

// The ledger as it was written before its transfers lay with their subjects (009).
class OldLedger : public Migrating {
 protected:
  void SetUp() override {
    Migrating::SetUp();
    if (IsSkipped()) return;
    database().write([&](Transaction& t) {
      store::insert_shop(t, shop_);
      for (const auto* name : {"allotted:s:MUG", "sold:s:MUG"}) {
        t.execute(
            "INSERT INTO accounts (shop, id, kind, place, sku, guarded, debits_pending, debits_posted, "
            "credits_pending, credits_posted) VALUES ($1, $2, 'sold', 's', 'MUG', 0, 0, 0, 0, 0)",
            {shop_.id, name});
      }
      t.execute("DROP TABLE transfers", {});
      for (const std::string_view statement : store::split_statements(store::migrations()[1].sql)) {
        if (statement.starts_with("CREATE TABLE transfers ")) t.execute(statement, {});
      }
      t.execute("CREATE INDEX holds_open ON holds (shop, expires_at) WHERE state = 'open'", {});
    });
  }
  void transfer(const std::string& id, const std::string& kind, const std::string& subject,
                const std::optional<std::string>& pending = {}) {
    database().write([&](Transaction& t) {
      t.execute(
          "INSERT INTO transfers (shop, id, kind, debit, credit, amount, pending, subject, reason, "
          "created_at) VALUES ($1, $2, $3, 'allotted:s:MUG', 'sold:s:MUG', 2, $4, $5, 'hold', 1)",
          {shop_.id, id, kind, pending, subject});
    });
  }
  void migrate_ledger() {
    const Migration& compact = store::migrations()[8];
    ASSERT_EQ(compact.name, "compact");
    database().write([&](Transaction& t) {
      for (const std::string_view statement : store::split_statements(compact.sql)) t.execute(statement, {});
    });
  }
  /// "subject id kind", and what resolves another.
  std::vector<std::string> transfers() {
    std::vector<std::string> all;
    database().read([&](Transaction& t) {
      t.query("SELECT subject, id, kind, resolves FROM transfers ORDER BY subject, id, resolves", {},
              [&](const Row& row) {
                all.push_back(row.string(0) + " " + row.string(1) + " " + row.string(2) +
                              (row.boolean(3) ? " resolves" : ""));
              });
    });
    return all;
  }

  Rows rows_;
  const store::Shop shop_ = rows_.shop();
};
INSTANTIATE_TEST_SUITE_P(, OldLedger, BothDatabases, name_of_engine);

TEST_P(OldLedger, keeps_every_transfer_beside_the_one_that_it_resolves) {
  transfer("t1", "pending", "hold-1");
  transfer("t2", "post", "hold-1", "t1");
  transfer("t3", "pending", "hold-2");
  transfer("t4", "void", "another-subject", "t3");
  transfer("t5", "posted", "count");
  transfer("t6", "pending", "hold-3");
  migrate_ledger();
  EXPECT_THAT(transfers(), ElementsAre("count t5 posted", "hold-1 t1 pending", "hold-1 t1 post resolves",
                                       "hold-2 t3 pending", "hold-2 t3 void resolves", "hold-3 t6 pending"));
}

TEST_P(OldLedger, resolves_nothing_twice_afterwards) {
  transfer("t1", "pending", "hold-1");
  transfer("t2", "post", "hold-1", "t1");
  migrate_ledger();
  const auto resolve_again = [&] {
    database().write([&](Transaction& t) {
      t.execute(
          "INSERT INTO transfers (shop, subject, id, resolves, kind, debit, credit, amount, reason, "
          "created_at) VALUES ($1, 'hold-1', 't1', 1, 'void', 'allotted:s:MUG', 'sold:s:MUG', 2, 'hold', 2)",
          {shop_.id});
    });
  };
  EXPECT_THROW(resolve_again(), Failure);
}

// Money that went back before its cause was kept (038): of the table as much as the step reads.
TEST_P(Migrating, reads_why_money_went_back_from_what_was_said_of_it) {
  const std::map<std::string, std::string> said{
      {"Nothing was owed for it any more: it had been settled or cancelled before.", "not-owed"},
      {"It could not be booked for you. 40.00 EUR was asked for, and 30.00 EUR came.", "differs"},
      {"It could not be booked for you. The time to pay had run out before your payment came, and somebody "
       "else took it meanwhile.",
       "taken"},
      {"It could not be booked for you any more.", "refused"}};
  std::map<std::string, std::string> causes;
  database().write([&](Transaction& t) {
    t.execute("DROP TABLE refunds", {});
    t.execute("CREATE TABLE refunds (booking TEXT, reason TEXT NOT NULL, cause TEXT NOT NULL)", {});
    for (const auto& [reason, cause] : said)
      t.execute("INSERT INTO refunds (booking, reason, cause) VALUES (NULL, $1, '')", {reason});
    t.execute("INSERT INTO refunds (booking, reason, cause) VALUES ('b', 'called off', '')", {});
    for (const Migration& migration : store::migrations()) {
      if (migration.name != "languages") continue;
      for (const std::string_view statement : store::split_statements(migration.sql)) {
        if (statement.starts_with("UPDATE refunds")) t.execute(statement, {});
      }
    }
    t.query("SELECT reason, cause FROM refunds", {},
            [&](const Row& row) { causes[row.string(0)] = row.string(1); });
  });
  EXPECT_EQ(causes.extract("called off").mapped(), "") << "a booking's own";
  EXPECT_EQ(causes, said);
}

// Users from before there was an inbox (013).
TEST_P(Migrating, gives_each_user_an_inbox_and_an_outbox_whatever_they_have_already) {
  Rows rows;
  const store::Shop shop = rows.shop();
  std::vector<store::User> users;
  database().write([&](Transaction& t) {
    store::insert_shop(t, shop);
    for (const char* name : {"ada", "bob"}) {
      store::Collection home = rows.collection(shop, store::CollectionKind::home);
      store::insert_collection(t, home);
      store::User user;
      user.shop = shop.id;
      user.name = name;
      user.home = home.id;
      store::insert_user(t, user);
      users.push_back(user);
    }
    store::Collection own = rows.collection(shop, store::CollectionKind::calendar);
    store::insert_collection(t, own);
    store::bind(t, shop.id, users.back().home, "inbox", own.id, store::Access::owner);
    for (const Migration& migration : store::migrations()) {
      if (migration.name != "scheduling") continue;
      for (const std::string_view written : store::split_statements(migration.sql)) {
        std::string statement(written);
        if (!statement.starts_with("INSERT")) continue;
        if (const auto column = statement.find(", schedule)"); column != std::string::npos)
          statement.replace(column, 11, ", purpose)");  // as 020 calls it
        t.execute(statement, {});
      }
    }
  });
  std::string seen;
  database().read([&](Transaction& t) {
    for (const store::User& user : users) {
      for (const auto& binding : store::list_bindings(t, shop.id, user.home)) {
        const auto kind = binding.collection.kind;
        seen += user.name + "/" + binding.segment +
                (kind == store::CollectionKind::inbox    ? " inbox "
                 : kind == store::CollectionKind::outbox ? " outbox "
                                                         : " calendar ");
      }
    }
  });
  EXPECT_EQ(
      seen,
      "ada/inbox inbox ada/outbox outbox bob/inbox calendar bob/outbox outbox bob/schedule-inbox inbox ");
}

// Users from before there were notifications.
TEST_P(Migrating, gives_each_user_a_collection_of_notifications) {
  Rows rows;
  const store::Shop shop = rows.shop();
  std::vector<Id> homes;
  database().write([&](Transaction& t) {
    store::insert_shop(t, shop);
    for (const char* name : {"ada", "bob"}) {
      store::Collection home = rows.collection(shop, store::CollectionKind::home);
      store::insert_collection(t, home);
      store::User user;
      user.shop = shop.id;
      user.name = name;
      user.home = home.id;
      store::insert_user(t, user);
      homes.push_back(home.id);
    }
    store::Collection own = rows.collection(shop, store::CollectionKind::calendar);
    store::insert_collection(t, own);
    store::bind(t, shop.id, homes.back(), "notifications", own.id, store::Access::owner);
    for (const Migration& migration : store::migrations()) {
      if (migration.name != "sharing") continue;
      for (const std::string_view statement : store::split_statements(migration.sql)) {
        if (statement.starts_with("INSERT")) t.execute(statement, {});
      }
    }
  });
  std::vector<std::string> seen;
  database().read([&](Transaction& t) {
    for (const Id& home : homes) {
      for (const auto& binding : store::list_bindings(t, shop.id, home)) {
        if (binding.collection.kind == store::CollectionKind::notifications) seen.push_back(binding.segment);
      }
    }
  });
  EXPECT_THAT(seen, ElementsAre("notifications", "notifications-" + homes.back().string()));
}

}  // namespace
}  // namespace timeshelf::tests
