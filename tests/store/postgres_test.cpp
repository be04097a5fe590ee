// What only a server can do wrong: connections that die, other nodes that write, commits that nobody answers
// for.
#include <gmock/gmock.h>
#include <libpq-fe.h>

#include <thread>

#include "store/postgres/address.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/failure.hpp"
#include "store/writer.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/without_replica.hpp"

namespace timeshelf::tests {
namespace {

using store::Failure;
using store::Row;
using store::Transaction;
using store::postgres::Connection;
using store::postgres::parse_address;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(PostgresAddress, is_shown_without_its_password) {
  const auto address = parse_address("postgresql://ada:s3cret@db.example:5433/clay?sslmode=require");
  EXPECT_EQ(address.shown, "ada@db.example:5433/clay");
  EXPECT_THAT(address.settings, Contains(Pair("password", "s3cret")));
  EXPECT_THAT(address.settings, Contains(Pair("sslmode", "require")));
}

TEST(PostgresAddress, gets_time_limits_where_it_names_none) {
  const auto address = parse_address("postgres://localhost/clay?connect_timeout=9");
  EXPECT_THAT(address.settings, Contains(Pair("connect_timeout", "9")));
  EXPECT_THAT(address.settings, Not(Contains(Pair("connect_timeout", "2"))));
  EXPECT_THAT(address.settings, Contains(Pair("tcp_user_timeout", "10000")));
  EXPECT_THAT(address.settings, Contains(Pair("keepalives", "1")));
}

TEST(PostgresFailure, means_what_its_sqlstate_says) {
  const auto code = [](std::string_view state) {
    return store::postgres::failure_of(state, "m", "s").code();
  };
  EXPECT_EQ(code("40001"), Failure::Code::conflict);
  EXPECT_EQ(code("40P01"), Failure::Code::conflict);
  EXPECT_EQ(code("53100"), Failure::Code::full);
  EXPECT_EQ(code("25006"), Failure::Code::read_only);
  EXPECT_EQ(code("23505"), Failure::Code::constraint);
  EXPECT_EQ(code("22021"), Failure::Code::constraint);
  EXPECT_EQ(code("57P01"), Failure::Code::unavailable);
  EXPECT_EQ(code("08006"), Failure::Code::unavailable);
  EXPECT_EQ(code("53300"), Failure::Code::unavailable);
  EXPECT_EQ(code(""), Failure::Code::unavailable);
  EXPECT_EQ(code("42601"), Failure::Code::broken);
  EXPECT_EQ(code("08P01"), Failure::Code::broken);
}

/// A table with one counter, and a second connection that plays the other node or the operator.
class PostgresServer : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    other_ = std::make_unique<Connection>(parse_address(address()));
    other_->command(
        "CREATE TABLE counters (id BIGINT PRIMARY KEY, count BIGINT NOT NULL);"
        "INSERT INTO counters VALUES (1, 0), (2, 0)");
  }
  void TearDown() override {
    other_.reset();
    DatabaseTest::TearDown();
  }

  static std::int64_t number(Transaction& t, std::string_view sql, store::Params params = {}) {
    return t.first(sql, params, [](const Row& row) { return row.integer(0); }).value_or(0);
  }
  static std::int64_t backend_of(Transaction& t) { return number(t, "SELECT pg_backend_pid()"); }
  static void count_up(Transaction& t, int id = 1) {
    t.execute("UPDATE counters SET count = count + 1 WHERE id = $1", {id});
  }
  static void send_up(Transaction& t, int id = 1) {
    t.send("UPDATE counters SET count = count + 1 WHERE id = $1", {id});
  }
  std::int64_t count(int id = 1) { return number(*other_, "SELECT count FROM counters WHERE id = $1", {id}); }
  void terminate(std::int64_t backend) {
    other_->query("SELECT pg_terminate_backend(CAST($1 AS INT), 10000)", {backend}, [](const Row&) {});
  }
  Failure failure_of_write(FunctionRef<void(Transaction&)> work) {
    try {
      database().write(work);
    } catch (const Failure& failure) {
      return failure;
    }
    ADD_FAILURE() << "the write did not fail";
    return {Failure::Code::broken, ""};
  }

  std::unique_ptr<Connection> other_;
};
INSTANTIATE_TEST_SUITE_P(, PostgresServer, testing::Values(EngineKind::postgres), name_of_engine);

TEST_P(PostgresServer, fails_a_write_whose_connection_dies_before_commit_and_connects_again) {
  const auto failure = failure_of_write([&](Transaction& t) {
    count_up(t);
    terminate(backend_of(t));
    count_up(t);
  });
  EXPECT_EQ(failure.code(), Failure::Code::unavailable);
  EXPECT_EQ(count(), 0);
  database().write([](Transaction& t) { count_up(t); });
  EXPECT_EQ(count(), 1);
}

TEST_P(PostgresServer, fails_a_write_whose_connection_dies_while_nobody_waits_for_its_statements) {
  const auto failure = failure_of_write([&](Transaction& t) {
    const auto backend = backend_of(t);
    send_up(t);
    terminate(backend);
    send_up(t);
  });
  EXPECT_EQ(failure.code(), Failure::Code::unavailable);
  EXPECT_EQ(count(), 0);
  database().write([](Transaction& t) { send_up(t); });
  EXPECT_EQ(count(), 1);
}

TEST_P(PostgresServer, fails_a_read_whose_connection_dies_and_connects_again) {
  EXPECT_THROW(database().read([&](Transaction& t) {
    terminate(backend_of(t));
    number(t, "SELECT 1");
  }),
               Failure);
  database().read([&](Transaction& t) { EXPECT_EQ(number(t, "SELECT 1"), 1); });
}

TEST_P(PostgresServer, does_not_trouble_anybody_with_connections_that_died_while_they_were_idle) {
  std::int64_t reader = 0;
  std::int64_t writer = 0;
  database().read([&](Transaction& t) { reader = backend_of(t); });
  database().write([&](Transaction& t) { writer = backend_of(t); });
  terminate(reader);
  terminate(writer);
  database().read([&](Transaction& t) { EXPECT_NE(backend_of(t), reader); });
  database().write([](Transaction& t) { count_up(t); });
  EXPECT_EQ(count(), 1);
}

TEST_P(PostgresServer, answers_unknown_when_the_connection_dies_at_commit) {
  const auto failure = failure_of_write([&](Transaction& t) {
    count_up(t);
    terminate(backend_of(t));
  });
  EXPECT_EQ(failure.code(), Failure::Code::unknown);
  EXPECT_THAT(failure.what(), HasSubstr("Look whether it is there"));
}

TEST_P(PostgresServer, answers_unknown_when_the_wait_for_the_replica_is_cancelled) {
  std::optional<Failure> failure;
  {
    WithoutReplica nobody(address());
    std::thread writing([&] { failure = failure_of_write([](Transaction& t) { count_up(t); }); });
    nobody.to_the_waiting_backend("pg_cancel_backend(pid)");
    writing.join();
  }
  EXPECT_EQ(failure->code(), Failure::Code::unknown);
  EXPECT_EQ(count(), 1) << "the server says that it is there, and that it is not safe";
  database().write([](Transaction& t) { count_up(t); });
  EXPECT_EQ(count(), 2);
}

TEST_P(PostgresServer, answers_unknown_when_the_server_ends_while_it_waits_for_the_replica) {
  store::Outcome outcome;
  {
    WithoutReplica nobody(address());
    store::Writer writer(database());
    std::thread writing([&] { outcome = writer.run([](Transaction& t) { return count_up(t), true; }); });
    nobody.to_the_waiting_backend("pg_terminate_backend(pid)");
    writing.join();
  }
  EXPECT_EQ(outcome.code, store::Outcome::Code::unknown);
  EXPECT_EQ(count(), 1);
}

// statement_timeout does not end that wait, and a cancel would end it with success.
TEST_P(PostgresServer, answers_unknown_when_the_replica_hangs_for_too_long) {
  auto impatient = parse_address(address());
  impatient.commit_deadline = std::chrono::milliseconds(50);
  Connection connection(impatient);
  {
    const WithoutReplica nobody(address());
    ASSERT_TRUE(connection.begin(Connection::Access::write));
    count_up(connection);
    try {
      connection.commit();
      ADD_FAILURE() << "it waits for nobody";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Failure::Code::unknown);
      EXPECT_THAT(failure.what(), HasSubstr("within 50 ms"));
    }
    EXPECT_FALSE(connection.usable()) << "what comes next would wait behind the COMMIT";
  }
  // The server did not hear that nobody waits any more: with its replica back it is done.
  database().write([](Transaction& t) { count_up(t); });
  EXPECT_EQ(count(), 2);
}

TEST_P(PostgresServer, does_not_wait_for_ever_behind_a_transaction_that_hangs) {
  other_->command("BEGIN");
  count_up(*other_);
  const auto failure = failure_of_write([](Transaction& t) {
    t.execute("SET LOCAL lock_timeout = '50ms'", {});
    count_up(t);
  });
  other_->roll_back();
  EXPECT_EQ(failure.code(), Failure::Code::unavailable);
  EXPECT_THAT(failure.what(), HasSubstr("holds what this one needs"));
  database().read([](Transaction& t) {
    const auto limit = t.first("SHOW lock_timeout", {}, [](const Row& row) { return row.string(0); });
    EXPECT_EQ(limit, "10s");
  });
}

TEST_P(PostgresServer, runs_a_write_again_when_another_node_came_first) {
  int runs = 0;
  database().write([&](Transaction& t) {
    EXPECT_EQ(number(t, "SELECT count FROM counters WHERE id = 1"), runs);
    if (++runs == 1) count_up(*other_);
    count_up(t);
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(count(), 2);
}

TEST_P(PostgresServer, runs_a_write_again_when_a_statement_that_nobody_waited_for_came_second) {
  int runs = 0;
  database().write([&](Transaction& t) {
    EXPECT_EQ(number(t, "SELECT count FROM counters WHERE id = 1"), runs);
    if (++runs == 1) count_up(*other_);
    // In front of a savepoint, too, whose part has nothing to do with it.
    send_up(t);
    database().within_savepoint(t, [&] { return count_up(t, 2), true; });
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(count(2), 1);
}

TEST_P(PostgresServer, notices_that_two_writes_decided_on_what_the_other_changed) {
  // Write skew: each reads both counters and raises one; neither order alone would give that.
  int runs = 0;
  database().write([&](Transaction& t) {
    const auto sum = number(t, "SELECT CAST(SUM(count) AS BIGINT) FROM counters");
    if (++runs == 1) {
      other_->command("BEGIN ISOLATION LEVEL SERIALIZABLE");
      number(*other_, "SELECT CAST(SUM(count) AS BIGINT) FROM counters");
      count_up(*other_, 2);
      other_->commit();
    }
    if (sum == 0) count_up(t, 1);
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(count(1) + count(2), 1);
}

TEST_P(PostgresServer, gives_up_after_some_conflicts_in_a_row) {
  int runs = 0;
  const auto failure = failure_of_write([&](Transaction& t) {
    ++runs;
    number(t, "SELECT count FROM counters WHERE id = 1");
    count_up(*other_);
    count_up(t);
  });
  EXPECT_EQ(failure.code(), Failure::Code::conflict);
  EXPECT_EQ(runs, count());
  EXPECT_GT(runs, 3);
  EXPECT_LT(runs, 20);
}

TEST_P(PostgresServer, recomputes_a_batch_that_met_a_conflict) {
  store::Writer writer(database());
  int runs = 0;
  std::int64_t seen = -1;
  const auto outcome = writer.run([&](Transaction& t) {
    seen = number(t, "SELECT count FROM counters WHERE id = 1");
    if (++runs == 1) count_up(*other_);
    count_up(t);
    return true;
  });
  EXPECT_EQ(outcome.code, store::Outcome::Code::committed);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(count(), 2);
}

TEST_P(PostgresServer, refuses_to_call_a_write_done_whose_failure_was_swallowed) {
  const auto failure = failure_of_write([](Transaction& t) {
    count_up(t);
    EXPECT_THROW(t.execute("INSERT INTO counters (id, count) VALUES (1, 1)", {}), Failure);
  });
  EXPECT_EQ(failure.code(), Failure::Code::broken);
  EXPECT_EQ(count(), 0);
}

TEST_P(PostgresServer, calls_a_disk_of_the_server_full) {
  const auto failure = failure_of_write([](Transaction& t) {
    t.execute("DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$", {});
  });
  EXPECT_EQ(failure.code(), Failure::Code::full);
}

TEST_P(PostgresServer, refuses_a_text_that_is_not_utf8_as_a_rule_of_the_data) {
  const auto failure = failure_of_write([](Transaction& t) {
    t.query("SELECT length($1)", {std::string_view("\xff\xfe")}, [](const Row&) {});
  });
  EXPECT_EQ(failure.code(), Failure::Code::constraint);
}

TEST_P(PostgresServer, knows_how_large_its_tables_are_as_soon_as_something_was_imported) {
  database().write([](Transaction& t) {
    for (int i = 10; i < 1000; ++i) t.execute("INSERT INTO counters (id, count) VALUES ($1, 0)", {i});
  });
  EXPECT_EQ(number(*other_, "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'counters'"),
            992);
}

TEST_P(PostgresServer, cannot_be_opened_where_nobody_listens) {
  try {
    store::open("postgresql://ada:s3cret@/clay?host=/nonexistent");
    FAIL() << "opened nothing";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Failure::Code::unavailable);
    EXPECT_THAT(failure.what(), HasSubstr("Check that it runs"));
    EXPECT_THAT(failure.what(), Not(HasSubstr("s3cret")));
  }
}

TEST_P(PostgresServer, is_described_without_its_password) {
  const auto database = store::open(address() + "&password=s3cret");
  EXPECT_THAT(database->describe(), HasSubstr("postgres 15"));
  EXPECT_THAT(database->describe(), Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace timeshelf::tests
