// What only SQLite can do wrong: files, disks, other processes, and query plans.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "store/sqlite/connection.hpp"
#include "store/writer.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/rows.hpp"

namespace timeshelf::tests {
namespace {

using store::Failure;
using store::Row;
using store::Transaction;
using testing::HasSubstr;
using testing::Not;

class SqliteFile : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "timeshelf.db"; }
  std::string address() const { return "sqlite:" + file().string(); }
  static Failure failure_of(const std::function<void()>& work) {
    try {
      work();
    } catch (const Failure& failure) {
      return failure;
    }
    ADD_FAILURE() << "nothing failed";
    return {Failure::Code::broken, "nothing failed"};
  }
  Failure failure_to_open(const std::string& address) {
    return failure_of([&] { store::open(address); });
  }
  static std::string pragma(Transaction& t, const std::string& name) {
    std::string value;
    t.query("SELECT CAST(" + name + " AS TEXT) FROM pragma_" + name, {},
            [&](const Row& row) { value = row.string(0); });
    return value;
  }

  TemporaryFolder folder_;
  Rows rows_;
};

TEST_F(SqliteFile, is_made_where_the_folder_is_and_the_folder_is_not) {
  store::open(address());
  EXPECT_TRUE(std::filesystem::exists(file()));
  const auto failure = failure_to_open("sqlite:" + (folder_.path() / "nowhere" / "x.db").string());
  EXPECT_EQ(failure.code(), Failure::Code::unavailable);
  EXPECT_THAT(failure.what(), HasSubstr("nowhere does not exist. Create it"));
}

TEST_F(SqliteFile, finds_by_the_whole_index_and_not_by_the_shop_alone) {
  const auto database = store::open(address());
  database->read([](Transaction& t) {
    const auto plan_of = [&](const std::string& sql) {
      std::string plan;
      t.query("EXPLAIN QUERY PLAN " + sql, {}, [&](const Row& row) { plan += row.string(3) + "\n"; });
      return plan;
    };
    EXPECT_THAT(plan_of("SELECT * FROM transfers WHERE shop = 's' AND subject IN ('a', 'b')"),
                HasSubstr("(shop=? AND subject=?)"));
    EXPECT_THAT(plan_of("SELECT debit FROM transfers WHERE shop = 's' AND created_at > 5 AND reason NOT IN "
                        "('hold', 'booking', 'released', 'expired') AND kind IN ('posted', 'post')"),
                HasSubstr("transfers_by_time (shop=? AND created_at>?)"));
    EXPECT_THAT(
        plan_of("SELECT t.id FROM transfers t LEFT JOIN transfers r ON r.shop = t.shop AND r.subject = "
                "t.subject AND r.id = t.id AND r.resolves = 1 WHERE t.kind = 'pending' AND r.id IS "
                "NULL AND t.shop = 's' AND t.subject IN ('a', 'b')"),
        HasSubstr("(shop=? AND subject=? AND id=? AND resolves=?)"));
    EXPECT_THAT(plan_of("SELECT * FROM objects WHERE shop = 's' AND collection = 'c' AND segment = 'x'"),
                HasSubstr("(shop=? AND collection=? AND segment=?)"));
    EXPECT_THAT(plan_of("SELECT id FROM holds WHERE state = 'open' AND expires_at < 5"),
                HasSubstr("holds_due"));
  });
}

TEST_F(SqliteFile, is_a_file_and_not_memory_or_a_folder) {
  for (const char* address : {"sqlite:", "sqlite::memory:", "sqlite:file:x?mode=memory"}) {
    EXPECT_THAT(failure_to_open(address).what(), HasSubstr("memory"));
  }
  EXPECT_THAT(failure_to_open("sqlite:" + folder_.path().string()).what(), HasSubstr("it is a folder"));
}

TEST_F(SqliteFile, is_not_something_else) {
  std::ofstream(file()) << std::string(4096, 'x');
  const auto failure = failure_to_open(address());
  EXPECT_EQ(failure.code(), Failure::Code::broken);
  EXPECT_THAT(failure.what(), HasSubstr("not a SQLite database"));
}

TEST_F(SqliteFile, does_not_belong_to_another_program) {
  store::sqlite::Connection(file(), store::sqlite::Connection::Mode::write)
      .execute("CREATE TABLE cookies (x)", {});
  EXPECT_THAT(failure_to_open(address()).what(), HasSubstr("another program"));
}

TEST_F(SqliteFile, says_that_it_is_damaged) {
  {
    const auto database = store::open(address());
    database->write([&](Transaction& t) { store::insert_shop(t, rows_.shop()); });
  }
  {
    std::fstream damage(file(), std::ios::in | std::ios::out | std::ios::binary);
    damage.seekp(4096);
    for (int i = 0; i < 20 * 4096; ++i) damage.put('\x55');
  }
  const auto failure =
      failure_of([&] { store::open(address())->read([](Transaction& t) { store::list_shops(t); }); });
  EXPECT_EQ(failure.code(), Failure::Code::broken);
  EXPECT_THAT(failure.what(), HasSubstr("Restore it from a backup"));
}

TEST_F(SqliteFile, makes_every_answered_commit_durable) {
  const auto database = store::open(address());
  database->write([](Transaction& t) {
    EXPECT_EQ(pragma(t, "journal_mode"), "wal");
    EXPECT_EQ(pragma(t, "synchronous"), "2");  // FULL
    EXPECT_EQ(pragma(t, "foreign_keys"), "1");
  });
}

TEST_F(SqliteFile, has_strict_tables_only) {
  const auto database = store::open(address());
  database->read([](Transaction& t) {
    int tables = 0;
    t.query("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'",
            {}, [&](const Row& row) {
              ++tables;
              EXPECT_TRUE(row.boolean(1)) << row.text(0);
            });
    EXPECT_GT(tables, 8);
  });
}

TEST_F(SqliteFile, writes_nothing_on_a_full_disk_and_goes_on_when_there_is_room) {
  const auto database = store::open(address());
  const auto shop = rows_.shop();
  database->write([&](Transaction& t) { store::insert_shop(t, shop); });
  fill_disk(*database);
  auto large = rows_.shop("large");
  large.name = std::string(1'000'000, 'x');
  const auto failure =
      failure_of([&] { database->write([&](Transaction& t) { store::insert_shop(t, large); }); });
  EXPECT_EQ(failure.code(), Failure::Code::full);
  EXPECT_THAT(failure.what(), HasSubstr("free some space"));
  database->read([&](Transaction& t) { EXPECT_EQ(store::list_shops(t).size(), 1U); });
  database->write([](Transaction& t) { t.query("PRAGMA max_page_count = 1000000", {}, [](const Row&) {}); });
  database->write([&](Transaction& t) { store::insert_shop(t, large); });
  database->read([&](Transaction& t) { EXPECT_EQ(store::list_shops(t).size(), 2U); });
}

TEST_F(SqliteFile, fails_a_whole_batch_on_a_full_disk_and_nothing_after_it) {
  const auto database = store::open(address());
  fill_disk(*database);
  store::Writer writer(*database);
  const auto insert = [&](const std::string& slug, std::size_t length) {
    auto shop = rows_.shop(slug);
    shop.name = std::string(length, 'x');
    return writer.run([shop](Transaction& t) { return store::insert_shop(t, shop), true; });
  };
  const auto outcome = insert("large", 1'000'000);
  EXPECT_EQ(outcome.code, store::Outcome::Code::failed);
  EXPECT_EQ(outcome.failure->code(), Failure::Code::full);
  writer.run(
      [](Transaction& t) { return t.query("PRAGMA max_page_count = 1000000", {}, [](const Row&) {}), true; });
  EXPECT_EQ(insert("small", 1).code, store::Outcome::Code::committed);
}

TEST_F(SqliteFile, can_be_read_where_it_must_not_be_written) {
  store::open(address())->write([&](Transaction& t) { store::insert_shop(t, rows_.shop()); });
  const auto database = store::open("sqlite:file:" + file().string() + "?mode=ro");
  database->read([](Transaction& t) { EXPECT_EQ(store::list_shops(t).size(), 1U); });
  const auto failure =
      failure_of([&] { database->write([&](Transaction& t) { store::insert_shop(t, rows_.shop("b")); }); });
  EXPECT_EQ(failure.code(), Failure::Code::read_only);
  EXPECT_THAT(failure.what(), HasSubstr("permissions"));
}

TEST_F(SqliteFile, says_who_is_in_the_way_when_another_process_keeps_writing) {
  const auto database = store::open(address());
  database->write([](Transaction& t) { t.query("PRAGMA busy_timeout = 20", {}, [](const Row&) {}); });
  store::sqlite::Connection other(file(), store::sqlite::Connection::Mode::write);
  other.begin_write();
  const auto failure = failure_of([&] { database->write([](Transaction&) {}); });
  EXPECT_EQ(failure.code(), Failure::Code::unavailable);
  EXPECT_THAT(failure.what(), HasSubstr("Another process"));
  database->read([](Transaction& t) { EXPECT_TRUE(store::list_shops(t).empty()); });
  other.commit();
  database->write([](Transaction&) {});
}

TEST_F(SqliteFile, lets_another_process_write_before_the_one_that_has_just_written) {
  const auto database = store::open(address());
  const auto other = store::open(address());
  const int turn = ::open((file().string() + "-turn").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(turn, 0);
  std::vector<std::string> order;
  std::thread waiting;
  database->write([&](Transaction&) {
    waiting = std::thread([&] { other->write([&](Transaction&) { order.emplace_back("other"); }); });
    while (::flock(turn, LOCK_EX | LOCK_NB) == 0) {  // until the other one stands in the turnstile
      ::flock(turn, LOCK_UN);
      std::this_thread::yield();
    }
  });
  database->write([&](Transaction&) { order.emplace_back("again"); });
  waiting.join();
  ::close(turn);
  EXPECT_THAT(order, testing::ElementsAre("other", "again"));
}

/// Passes on, and keeps the last query.
class LastQuery final : public Transaction {
 public:
  explicit LastQuery(Transaction& inner) : inner_(inner) {}
  void query(std::string_view sql, store::Params params, FunctionRef<void(const Row&)> each) override {
    sql_ = sql;
    count_ = params.size();
    inner_.query(sql, params, each);
  }
  std::int64_t execute(std::string_view sql, store::Params params) override {
    return inner_.execute(sql, params);
  }
  /// How SQLite runs it, one step per line.
  std::string plan() {
    std::string plan;
    const std::vector<store::Param> any(count_, nullptr);
    inner_.query("EXPLAIN QUERY PLAN " + sql_, any, [&](const Row& row) { plan += row.string(3) + "\n"; });
    return plan;
  }

 private:
  Transaction& inner_;
  std::string sql_;
  std::size_t count_ = 0;
};

TEST_F(SqliteFile, answers_every_listing_from_an_index_in_its_order_without_reading_contents) {
  const auto database = store::open(address());
  const auto calendar = rows_.collection(rows_.shop());
  const auto ignore = [](const store::ObjectEntry&) {};
  database->read([&](Transaction& t) {
    LastQuery last(t);
    const auto expect_plan = [&](const std::string& index) {
      const auto plan = last.plan();
      EXPECT_THAT(plan, HasSubstr("SEARCH objects USING " + index));
      EXPECT_THAT(plan, Not(HasSubstr("SCAN")));
      EXPECT_THAT(plan, Not(HasSubstr("TEMP B-TREE")));
      EXPECT_THAT(plan, Not(HasSubstr("object_contents")));
    };
    store::each_object(last, calendar, ignore);
    expect_plan("PRIMARY KEY (shop=? AND collection=?)");
    store::find_object(last, calendar, "a.ics");
    expect_plan("PRIMARY KEY (shop=? AND collection=? AND segment=?)");
    store::find_object_by_uid(last, calendar, "a");
    expect_plan("INDEX sqlite_autoindex_objects_2 (shop=? AND collection=? AND uid=?)");
    store::each_change_since(last, calendar, 1, 100, ignore, [](const store::Tombstone&) {});
    expect_plan("INDEX objects_by_revision (shop=? AND collection=? AND revision>?)");
    EXPECT_THAT(last.plan(), HasSubstr("tombstones_by_revision"));
  });
}

// A range of time is a few short walks, however much the calendar holds.
TEST_F(SqliteFile, answers_a_range_of_time_from_the_indexes_of_times) {
  const auto database = store::open(address());
  const auto calendar = rows_.collection(rows_.shop());
  database->read([&](Transaction& t) {
    LastQuery last(t);
    store::each_candidate(last, calendar, from_millis(1), from_millis(2),
                          [](const store::ObjectEntry&, bool) {});
    const auto plan = last.plan();
    EXPECT_THAT(
        plan, HasSubstr("SEARCH objects USING INDEX objects_by_time (shop=? AND collection=? AND span=? AND "
                        "starts_at>? AND starts_at<?)"));
    EXPECT_THAT(plan,
                HasSubstr("SEARCH occurrences USING PRIMARY KEY (shop=? AND collection=? AND span=? AND "
                          "starts_at>? AND starts_at<?)"));
    EXPECT_THAT(plan, HasSubstr("SEARCH o USING PRIMARY KEY (shop=? AND collection=? AND segment=?)"));
    EXPECT_THAT(plan, Not(HasSubstr("SCAN objects")));
    EXPECT_THAT(plan, Not(HasSubstr("SCAN occurrences")));
  });
}

}  // namespace
}  // namespace timeshelf::tests
