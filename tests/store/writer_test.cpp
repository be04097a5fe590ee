#include "store/writer.hpp"

#include <gmock/gmock.h>

#include <latch>

#include "tests/store/counting_database.hpp"
#include "tests/store/databases.hpp"

namespace timeshelf::tests {
namespace {

using store::Failure;
using store::Outcome;
using store::Row;
using store::Transaction;
using store::Writer;
using Code = store::Outcome::Code;

class CombiningWriter : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    database().write([](Transaction& t) {
      t.execute("CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT NOT NULL)", {});
    });
    counting_ = std::make_unique<CountingDatabase>(database());
  }

  static std::function<bool(Transaction&)> insert(std::int64_t id, bool keep = true,
                                                  const std::string& text = "x") {
    return [id, keep, text](Transaction& t) {
      t.execute("INSERT INTO notes (id, text) VALUES ($1, $2)", {id, text});
      return keep;
    };
  }
  static std::vector<std::function<bool(Transaction&)>> inserts(std::size_t count) {
    std::vector<std::function<bool(Transaction&)>> commands(count);
    for (std::size_t i = 0; i < count; ++i) commands[i] = insert(static_cast<std::int64_t>(i));
    return commands;
  }
  /// Submits all while the writer is busy with another command, so that they meet in one batch; answers how
  /// each ended.
  std::vector<Outcome> run_together(
      Writer& writer, std::vector<std::function<bool(Transaction&)>> commands,
      const std::function<void()>& meanwhile = [] {}) {
    std::latch busy(1);
    std::latch go(1);
    std::latch done(static_cast<std::ptrdiff_t>(commands.size()));
    std::vector<Outcome> outcomes(commands.size());
    writer.submit({[](Transaction&) { return false; },
                   [&](const Outcome&) {
                     busy.count_down();
                     go.wait();
                   }});
    busy.wait();
    meanwhile();
    for (std::size_t i = 0; i < commands.size(); ++i) {
      writer.submit({std::move(commands[i]), [&, i](const Outcome& outcome) {
                       outcomes[i] = outcome;
                       done.count_down();
                     }});
    }
    go.count_down();
    done.wait();
    return outcomes;
  }
  std::vector<std::int64_t> ids() {
    std::vector<std::int64_t> ids;
    database().read([&](Transaction& t) {
      t.query("SELECT id FROM notes ORDER BY id", {}, [&](const Row& row) { ids.push_back(row.integer(0)); });
    });
    return ids;
  }

  std::unique_ptr<CountingDatabase> counting_;
};
INSTANTIATE_TEST_SUITE_P(, CombiningWriter, BothDatabases, name_of_engine);

TEST_P(CombiningWriter, answers_after_the_change_can_be_read) {
  Writer writer(*counting_);
  EXPECT_EQ(writer.run(insert(1)).code, Code::committed);
  EXPECT_THAT(ids(), testing::ElementsAre(1));
}

TEST_P(CombiningWriter, commits_all_that_waited_at_once) {
  Writer writer(*counting_);
  const auto commands = inserts(100);
  for (const auto& outcome : run_together(writer, commands)) EXPECT_EQ(outcome.code, Code::committed);
  EXPECT_EQ(ids().size(), 100U);
  EXPECT_EQ(counting_->writes(), 1 + 1);  // the one that kept the writer busy, and all the others
}

TEST_P(CombiningWriter, takes_no_more_than_the_largest_batch_at_once) {
  Writer writer(*counting_, 10);
  const auto commands = inserts(25);
  run_together(writer, commands);
  EXPECT_EQ(ids().size(), 25U);
  EXPECT_EQ(counting_->writes(), 1 + 3);
}

TEST_P(CombiningWriter, runs_commands_in_the_order_they_came) {
  Writer writer(*counting_);
  std::vector<std::function<bool(Transaction&)>> commands;
  commands.reserve(20);
  std::vector<int> order;
  for (int i = 0; i < 20; ++i) {
    commands.emplace_back([&order, i](Transaction&) {
      order.push_back(i);
      return true;
    });
  }
  run_together(writer, commands);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(order.size(), 20U);
}

TEST_P(CombiningWriter, lets_a_refusal_spoil_nothing) {
  Writer writer(*counting_);
  const auto outcomes = run_together(writer, {insert(1), insert(2, false), insert(3)});
  EXPECT_EQ(outcomes[0].code, Code::committed);
  EXPECT_EQ(outcomes[1].code, Code::refused);
  EXPECT_EQ(outcomes[2].code, Code::committed);
  EXPECT_THAT(ids(), testing::ElementsAre(1, 3));
}

TEST_P(CombiningWriter, fails_a_command_that_breaks_a_rule_alone) {
  Writer writer(*counting_);
  const auto outcomes = run_together(writer, {insert(1), insert(1), insert(3)});
  EXPECT_EQ(outcomes[0].code, Code::committed);
  EXPECT_EQ(outcomes[1].code, Code::failed);
  EXPECT_EQ(outcomes[1].failure->code(), Failure::Code::constraint);
  EXPECT_EQ(outcomes[2].code, Code::committed);
  EXPECT_THAT(ids(), testing::ElementsAre(1, 3));
}

TEST_P(CombiningWriter, survives_a_command_that_is_a_bug) {
  Writer writer(*counting_);
  const auto outcomes =
      run_together(writer, {insert(1),
                            [](Transaction& t) -> bool {
                              insert(2)(t);
                              throw std::out_of_range("a bug");
                            },
                            [](Transaction& t) { return t.execute("NONSENSE", {}) > 0; }, insert(3)});
  EXPECT_EQ(outcomes[1].code, Code::failed);
  EXPECT_EQ(outcomes[1].failure->code(), Failure::Code::broken);
  EXPECT_STREQ(outcomes[1].failure->what(), "a bug");
  EXPECT_EQ(outcomes[2].failure->code(), Failure::Code::broken);
  EXPECT_THAT(ids(), testing::ElementsAre(1, 3));
  EXPECT_EQ(writer.run(insert(4)).code, Code::committed);
}

TEST_P(CombiningWriter, fails_the_whole_batch_when_nothing_can_be_written) {
  Writer writer(*counting_);
  make_read_only(database(), GetParam());
  for (const auto& outcome : run_together(writer, {insert(1), insert(2)})) {
    EXPECT_EQ(outcome.code, Code::failed);
    EXPECT_EQ(outcome.failure->code(), Failure::Code::read_only);
  }
  EXPECT_THAT(ids(), testing::IsEmpty());
}

TEST_P(CombiningWriter, answers_failed_when_the_commit_fails) {
  Writer writer(*counting_);
  const auto fail = [&] { counting_->fail_next_commit(Failure::Code::unavailable); };
  for (const auto& outcome : run_together(writer, {insert(1), insert(2, false)}, fail)) {
    EXPECT_EQ(outcome.code, Code::failed);
    EXPECT_EQ(outcome.failure->code(), Failure::Code::unavailable);
  }
  EXPECT_EQ(writer.run(insert(3)).code, Code::committed);
  EXPECT_THAT(ids(), testing::ElementsAre(3));
}

TEST_P(CombiningWriter, answers_unknown_when_nobody_can_tell) {
  Writer writer(*counting_);
  const auto fail = [&] { counting_->fail_next_commit(Failure::Code::unknown); };
  for (const auto& outcome : run_together(writer, {insert(1), insert(2)}, fail)) {
    EXPECT_EQ(outcome.code, Code::unknown);
  }
}

TEST_P(CombiningWriter, decides_afresh_when_the_batch_runs_again) {
  Writer writer(*counting_);
  int runs = 0;
  const auto kept_the_first_time_only = [&](Transaction& t) {
    insert(1)(t);
    return ++runs == 1;
  };
  const auto outcomes =
      run_together(writer, {kept_the_first_time_only, insert(2)}, [&] { counting_->run_next_twice(); });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(outcomes[0].code, Code::refused);
  EXPECT_EQ(outcomes[1].code, Code::committed);
  EXPECT_THAT(ids(), testing::ElementsAre(2));
}

TEST_P(CombiningWriter, finishes_what_was_submitted_before_it_ends) {
  int done = 0;
  {
    Writer writer(*counting_, 3);
    for (int i = 0; i < 20; ++i) {
      writer.submit(
          {insert(i), [&](const Outcome& outcome) { done += outcome.code == Code::committed ? 1 : 0; }});
    }
  }
  EXPECT_EQ(done, 20);
  EXPECT_EQ(ids().size(), 20U);
}

}  // namespace
}  // namespace timeshelf::tests
