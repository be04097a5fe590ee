// What both drivers promise alike: values, transactions, savepoints, snapshots, failures.
#include "store/database.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <limits>
#include <thread>

#include "tests/store/databases.hpp"

namespace timeshelf::tests {
namespace {

using store::BlobView;
using store::Failure;
using store::Row;
using store::Transaction;
using testing::HasSubstr;

/// The code of the Failure that `work` ends with; nothing if it ends well.
template <class Work>
std::optional<Failure::Code> failure_of(Work work) {
  try {
    work();
    return std::nullopt;
  } catch (const Failure& failure) {
    return failure.code();
  }
}

class DatabaseDriver : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    database().write([&](Transaction& t) {
      const bool sqlite = GetParam() == EngineKind::sqlite;
      t.execute(
          sqlite ? "CREATE TABLE things (id INTEGER PRIMARY KEY, count INTEGER NOT NULL CHECK (count >= 0),"
                   " real REAL, text TEXT UNIQUE, bytes BLOB) STRICT"
                 : "CREATE TABLE things (id BIGINT PRIMARY KEY, count BIGINT NOT NULL CHECK (count >= 0),"
                   " real DOUBLE PRECISION, text TEXT UNIQUE, bytes BYTEA)",
          {});
    });
  }
  static void insert(Transaction& t, std::int64_t id, std::int64_t count = 0) {
    t.execute("INSERT INTO things (id, count) VALUES ($1, $2)", {id, count});
  }
  static std::int64_t count_rows(Transaction& t) {
    return *t.first("SELECT COUNT(*) FROM things", {}, [](const Row& row) { return row.integer(0); });
  }
  std::int64_t count_rows() {
    std::int64_t count = 0;
    database().read([&](Transaction& t) { count = count_rows(t); });
    return count;
  }
};
INSTANTIATE_TEST_SUITE_P(, DatabaseDriver, BothDatabases, name_of_engine);

TEST_P(DatabaseDriver, gives_back_every_kind_of_value_as_it_was) {
  const std::string bytes("\0\x01\xff\0", 4);
  constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
  constexpr auto kSmallest = std::numeric_limits<std::int64_t>::min();
  database().write([&](Transaction& t) {
    const char* insert = "INSERT INTO things (id, count, real, text, bytes) VALUES ($1, $2, $3, $4, $5)";
    t.execute(insert, {kSmallest, kLargest, -1.5e300, "Grüße 🗓", BlobView{bytes}});
    t.execute(insert, {0, 0, 0.1, "", BlobView{""}});
    t.execute(insert, {1, 1, nullptr, nullptr, nullptr});
  });
  database().read([&](Transaction& t) {
    int row_number = 0;
    t.query("SELECT id, count, real, text, bytes FROM things ORDER BY id", {}, [&](const Row& row) {
      switch (row_number++) {
        case 0:
          EXPECT_EQ(row.integer(0), kSmallest);
          EXPECT_EQ(row.integer(1), kLargest);
          EXPECT_EQ(row.real(2), -1.5e300);
          EXPECT_EQ(row.text(3), "Grüße 🗓");
          EXPECT_EQ(row.text(4), bytes);
          break;
        case 1:
          EXPECT_EQ(row.real(2), 0.1);
          EXPECT_FALSE(row.is_null(3));
          EXPECT_FALSE(row.is_null(4));
          EXPECT_EQ(row.text(3), "");
          break;
        default:
          for (int column = 2; column < 5; ++column) EXPECT_TRUE(row.is_null(column));
          EXPECT_EQ(row.real(2), 0);
          EXPECT_EQ(row.text(3), "");
          EXPECT_EQ(row.text(4), "");
          EXPECT_FALSE(row.maybe_string(3));
      }
    });
    EXPECT_EQ(row_number, 3);
  });
}

TEST_P(DatabaseDriver, takes_parameters_by_number_in_any_order_and_more_than_once) {
  database().read([&](Transaction& t) {
    const auto text = t.first(
        "SELECT CAST($2 AS TEXT), CAST($1 AS BIGINT) + CAST($1 AS BIGINT), CAST($2 AS TEXT)", {21, "b"},
        [](const Row& row) { return row.string(0) + std::to_string(row.integer(1)) + row.string(2); });
    EXPECT_EQ(text, "b42b");
  });
}

TEST_P(DatabaseDriver, takes_a_parameter_as_null_once_and_as_a_value_the_next_time) {
  database().write([&](Transaction& t) {
    for (const auto& text :
         {std::optional<std::string>{}, std::optional<std::string>{"x"}, std::optional<std::string>{}}) {
      static std::int64_t id = 0;
      t.execute("INSERT INTO things (id, count, text) VALUES ($1, 0, $2)", {++id, text});
    }
    EXPECT_EQ(t.execute("UPDATE things SET count = 1 WHERE text IS NULL", {}), 2);
  });
}

TEST_P(DatabaseDriver, answers_how_many_rows_a_statement_changed) {
  database().write([&](Transaction& t) {
    for (int i = 0; i < 5; ++i) insert(t, i);
    EXPECT_EQ(t.execute("UPDATE things SET count = count + 1 WHERE id >= $1", {2}), 3);
    EXPECT_EQ(t.execute("UPDATE things SET count = 0 WHERE id = $1", {99}), 0);
    EXPECT_EQ(t.execute("DELETE FROM things", {}), 5);
  });
}

TEST_P(DatabaseDriver, lets_a_row_callback_ask_again) {
  database().write([&](Transaction& t) {
    for (int i = 0; i < 3; ++i) insert(t, i, std::int64_t{10} * i);
    std::int64_t sum = 0;
    const char* sql = "SELECT id, count FROM things WHERE id >= $1 ORDER BY id";
    t.query(sql, {0}, [&](const Row& outer) {
      t.query(sql, {outer.integer(0)}, [&](const Row& inner) { sum += inner.integer(1); });
    });
    EXPECT_EQ(sum, 30 + 30 + 20);
  });
}

TEST_P(DatabaseDriver, goes_on_after_a_row_callback_threw) {
  database().write([&](Transaction& t) {
    insert(t, 1);
    insert(t, 2);
    const char* sql = "SELECT id FROM things ORDER BY id";
    EXPECT_THROW(t.query(sql, {}, [](const Row&) { throw std::runtime_error("enough"); }),
                 std::runtime_error);
    int rows = 0;
    t.query(sql, {}, [&](const Row&) { ++rows; });
    EXPECT_EQ(rows, 2);
  });
}

TEST_P(DatabaseDriver, refuses_to_read_a_column_as_another_type) {
  database().read([&](Transaction& t) {
    const auto read_as_integer = [&] {
      t.first("SELECT CAST('1' AS TEXT)", {}, [](const Row& row) { return row.integer(0); });
    };
    const auto read_as_text = [&] {
      t.first("SELECT CAST(1 AS BIGINT)", {}, [](const Row& row) { return row.string(0); });
    };
    EXPECT_EQ(failure_of(read_as_integer), Failure::Code::broken);
    EXPECT_EQ(failure_of(read_as_text), Failure::Code::broken);
  });
}

TEST_P(DatabaseDriver, undoes_a_write_that_throws) {
  EXPECT_THROW(database().write([&](Transaction& t) {
    insert(t, 1);
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_EQ(count_rows(), 0);
  database().write([&](Transaction& t) { insert(t, 1); });
  EXPECT_EQ(count_rows(), 1);
}

TEST_P(DatabaseDriver, keeps_what_was_written_for_whoever_opens_it_next) {
  database().write([&](Transaction& t) { insert(t, 1); });
  reopen();
  EXPECT_EQ(count_rows(), 1);
}

TEST_P(DatabaseDriver, reads_a_snapshot_that_later_writes_do_not_touch) {
  database().read([&](Transaction& t) {
    EXPECT_EQ(count_rows(t), 0);
    database().write([&](Transaction& writing) { insert(writing, 1); });
    EXPECT_EQ(count_rows(t), 0);
    EXPECT_EQ(count_rows(), 1);
  });
  EXPECT_EQ(count_rows(), 1);
}

TEST_P(DatabaseDriver, writes_nothing_in_a_read) {
  EXPECT_EQ(failure_of([&] { database().read([&](Transaction& t) { insert(t, 1); }); }),
            Failure::Code::read_only);
  EXPECT_EQ(count_rows(), 0);
}

TEST_P(DatabaseDriver, undoes_a_savepoint_alone) {
  database().write([&](Transaction& t) {
    insert(t, 1);
    EXPECT_FALSE(database().within_savepoint(t, [&] {
      insert(t, 2);
      return false;
    }));
    EXPECT_TRUE(database().within_savepoint(t, [&] {
      insert(t, 3);
      EXPECT_FALSE(database().within_savepoint(t, [&] {
        insert(t, 4);
        return false;
      }));
      return true;
    }));
    EXPECT_THROW(database().within_savepoint(t,
                                             [&]() -> bool {
                                               insert(t, 5);
                                               throw std::runtime_error("no");
                                             }),
                 std::runtime_error);
  });
  std::vector<std::int64_t> ids;
  database().read([&](Transaction& t) {
    t.query("SELECT id FROM things ORDER BY id", {}, [&](const Row& row) { ids.push_back(row.integer(0)); });
  });
  EXPECT_THAT(ids, testing::ElementsAre(1, 3));
}

TEST_P(DatabaseDriver, goes_on_behind_a_savepoint_whose_statement_failed) {
  database().write([&](Transaction& t) {
    insert(t, 1);
    const auto twice = [&] { database().within_savepoint(t, [&] { return insert(t, 1), true; }); };
    const auto wrong = [&] {
      database().within_savepoint(t, [&] { return t.execute("NONSENSE", {}), true; });
    };
    EXPECT_EQ(failure_of(twice), Failure::Code::constraint);
    EXPECT_EQ(failure_of(wrong), Failure::Code::broken);
    insert(t, 2);
  });
  EXPECT_EQ(count_rows(), 2);
}

TEST_P(DatabaseDriver, reads_what_was_sent_before_and_keeps_it) {
  constexpr std::int64_t kMany = 1000;  // more than are let run ahead
  database().write([&](Transaction& t) {
    for (std::int64_t id = 1; id <= kMany; ++id) {
      const std::string text = "thing " + std::to_string(id);  // gone when it returns
      t.send("INSERT INTO things (id, count, text) VALUES ($1, 0, $2)", {id, text});
    }
    EXPECT_EQ(count_rows(t), kMany);
    t.send("DELETE FROM things WHERE id > $1", {kMany - 10});
    EXPECT_EQ(t.execute("UPDATE things SET count = 1 WHERE id > $1", {kMany - 15}), 5);
    t.send("DELETE FROM things WHERE id = $1", {1});
  });
  EXPECT_EQ(count_rows(), kMany - 11);
}

TEST_P(DatabaseDriver, tells_what_failed_of_what_was_sent_at_the_end_of_its_savepoint_or_transaction) {
  const auto send = [](Transaction& t, std::int64_t id) {
    t.send("INSERT INTO things (id, count) VALUES ($1, 0)", {id});
  };
  database().write([&](Transaction& t) {
    send(t, 1);
    const auto twice = [&] {
      database().within_savepoint(t, [&] {
        send(t, 2);
        send(t, 1);
        send(t, 3);
        return true;
      });
    };
    EXPECT_EQ(failure_of(twice), Failure::Code::constraint);
    EXPECT_FALSE(database().within_savepoint(t, [&] {
      send(t, 4);
      return false;
    }));
    const auto outside = [&] {
      database().within_savepoint(t, [&] {
        send(t, 1);
        database().within_savepoint(t, [&] { return send(t, 8), true; });
        return true;
      });
    };
    EXPECT_EQ(failure_of(outside), Failure::Code::constraint);
    const auto thrown = [&]() -> bool {
      send(t, 5);
      throw std::runtime_error("no");
    };
    EXPECT_THROW(database().within_savepoint(t, thrown), std::runtime_error);
    send(t, 6);
  });
  EXPECT_EQ(count_rows(), 2);
  EXPECT_EQ(failure_of([&] {
              database().write([&](Transaction& t) {
                send(t, 7);
                send(t, 6);
              });
            }),
            Failure::Code::constraint);
  EXPECT_EQ(count_rows(), 2);
}

TEST_P(DatabaseDriver, names_a_broken_rule_a_constraint) {
  const auto write = [&](std::string_view sql) {
    return failure_of([&] { database().write([&](Transaction& t) { t.execute(sql, {}); }); });
  };
  ASSERT_EQ(write("INSERT INTO things (id, count, text) VALUES (1, 1, 'a')"), std::nullopt);
  EXPECT_EQ(write("INSERT INTO things (id, count, text) VALUES (1, 1, 'b')"), Failure::Code::constraint);
  EXPECT_EQ(write("INSERT INTO things (id, count, text) VALUES (2, 1, 'a')"), Failure::Code::constraint);
  EXPECT_EQ(write("INSERT INTO things (id, count) VALUES (2, NULL)"), Failure::Code::constraint);
  EXPECT_EQ(write("UPDATE things SET count = count - 2"), Failure::Code::constraint);
  EXPECT_EQ(
      write(
          "INSERT INTO bindings (shop, parent, segment, child, access) VALUES ('a', 'b', 'c', 'd', 'read')"),
      Failure::Code::constraint);
}

TEST_P(DatabaseDriver, names_wrong_sql_broken) {
  const auto write = [&](std::string_view sql) {
    return failure_of([&] { database().write([&](Transaction& t) { t.execute(sql, {}); }); });
  };
  EXPECT_EQ(write("SELECT nothing FROM nowhere"), Failure::Code::broken);
  EXPECT_EQ(write("INSERT INTO things (id, count) VALUES ($1, 1)"), Failure::Code::broken);
  EXPECT_EQ(write("INSERT INTO things (id, count) VALUES (1, 1); DELETE FROM things"), Failure::Code::broken);
  EXPECT_EQ(failure_of([&] {
              database().write([&](Transaction& t) {
                t.execute("INSERT INTO things (id, count, bytes) VALUES (1, 1, $1)", {"text, not bytes"});
              });
            }),
            Failure::Code::broken);
  EXPECT_EQ(count_rows(), 0);
}

TEST_P(DatabaseDriver, makes_room_for_new_statements_when_it_holds_too_many) {
  database().write([&](Transaction& t) {
    for (int i = 0; i < 600; ++i) {
      const auto sql = "SELECT " + std::to_string(i) + " FROM things WHERE id = $1";
      t.query(sql, {i}, [](const Row&) { FAIL() << "the table is empty"; });
    }
    insert(t, 1);
  });
  EXPECT_EQ(count_rows(), 1);
}

TEST_P(DatabaseDriver, takes_no_writes_where_the_file_or_server_takes_none) {
  database().write([&](Transaction& t) { insert(t, 1); });
  make_read_only(database(), GetParam());
  EXPECT_EQ(failure_of([&] { database().write([&](Transaction& t) { insert(t, 2); }); }),
            Failure::Code::read_only);
  EXPECT_EQ(count_rows(), 1);
  reopen();
  database().write([&](Transaction& t) { insert(t, 2); });
  EXPECT_EQ(count_rows(), 2);
}

TEST_P(DatabaseDriver, serves_several_threads_that_read_at_once) {
  database().write([&](Transaction& t) { insert(t, 1); });
  std::vector<std::thread> threads;
  threads.reserve(8);
  std::atomic<int> seen = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n)
        database().read([&](Transaction& t) { seen += static_cast<int>(count_rows(t)); });
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen, 400);
}

TEST_P(DatabaseDriver, shares_its_data_with_another_process_that_writes) {
  constexpr int kEach = 40;
  const auto count_up = [this] {
    const auto own = store::open(address());
    for (int i = 0; i < kEach; ++i) {
      own->write([](Transaction& t) { t.execute("UPDATE things SET count = count + 1 WHERE id = 1", {}); });
    }
  };
  database().write([&](Transaction& t) { insert(t, 1); });
  close();
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      count_up();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      ::_exit(1);
    }
    ::_exit(0);
  }
  count_up();
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  reopen();
  database().read([&](Transaction& t) {
    const auto count = t.first("SELECT count FROM things", {}, [](const Row& row) { return row.integer(0); });
    EXPECT_EQ(count, 2 * kEach);
  });
}

TEST_P(DatabaseDriver, describes_itself) {
  EXPECT_THAT(database().describe(),
              HasSubstr(GetParam() == EngineKind::sqlite ? "sqlite 3." : "postgres 15"));
}

TEST(OpenDatabase, refuses_an_address_that_is_none_without_repeating_it) {
  for (const char* address :
       {"", "mysql://root:s3cret@localhost", "postgresql://u:s3cret@[bad", "/var/lib/x.db"}) {
    try {
      store::open(address);
      FAIL() << address;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Failure::Code::unavailable);
      EXPECT_THAT(failure.what(), testing::Not(HasSubstr("s3cret")));
      EXPECT_THAT(failure.what(), HasSubstr("postgresql://"));
    }
  }
}

}  // namespace
}  // namespace timeshelf::tests
