// Many threads against one writer. Runs under ThreadSanitizer, too (label `concurrent`).
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "store/writer.hpp"
#include "tests/store/counting_database.hpp"
#include "tests/store/databases.hpp"

namespace timeshelf::tests {
namespace {

using store::Outcome;
using store::Row;
using store::Transaction;
using store::Writer;

class ConcurrentWriter : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    database().write([](Transaction& t) {
      t.execute("CREATE TABLE counters (id BIGINT PRIMARY KEY, count BIGINT NOT NULL)", {});
      t.execute("INSERT INTO counters (id, count) VALUES (1, 0)", {});
    });
  }
  static bool count_up(Transaction& t) {
    return t.execute("UPDATE counters SET count = count + 1 WHERE id = 1", {}) == 1;
  }
  static std::int64_t count(Transaction& t) {
    return *t.first("SELECT count FROM counters WHERE id = 1", {},
                    [](const Row& row) { return row.integer(0); });
  }
};
INSTANTIATE_TEST_SUITE_P(, ConcurrentWriter, BothDatabases, name_of_engine);

TEST_P(ConcurrentWriter, loses_no_command_of_many_threads) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  CountingDatabase counting(database());
  std::atomic<int> committed = 0;
  std::atomic<int> refused = 0;
  {
    Writer writer(counting, 64);
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kEach; ++i) {
          const bool keep = i % 5 != 0;
          const auto command = [keep](Transaction& t) { return count_up(t) && keep; };
          const auto note = [&](const Outcome& outcome) {
            ++(outcome.code == Outcome::Code::committed ? committed : refused);
          };
          // Some wait for each answer, some pour commands in.
          if (thread % 2 == 0) {
            note(writer.run(command));
          } else {
            writer.submit({command, note});
          }
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
  EXPECT_EQ(committed, kThreads * kEach * 4 / 5);
  EXPECT_EQ(refused, kThreads * kEach / 5);
  EXPECT_LT(counting.writes(), kThreads * kEach);
  database().read([&](Transaction& t) { EXPECT_EQ(count(t), committed); });
}

TEST_P(ConcurrentWriter, lets_readers_see_what_was_answered_and_never_less_than_before) {
  std::atomic<std::int64_t> answered = 0;
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  readers.reserve(3);
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      std::int64_t last = 0;
      while (!stop) {
        const auto least = answered.load();
        database().read([&](Transaction& t) {
          const auto seen = count(t);
          EXPECT_GE(seen, least);
          EXPECT_GE(seen, last);
          EXPECT_EQ(seen, count(t));
          last = seen;
        });
      }
    });
  }
  {
    Writer writer(database());
    for (int i = 0; i < 100; ++i) {
      ASSERT_EQ(writer.run(count_up).code, Outcome::Code::committed);
      ++answered;
    }
  }
  stop = true;
  for (auto& reader : readers) reader.join();
}

}  // namespace
}  // namespace timeshelf::tests
