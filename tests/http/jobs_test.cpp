// What time brings, done by the server's thread: one thing that fails keeps nothing else from being done.
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <utility>

#include "server/jobs.hpp"
#include "tests/store/databases.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

class JobsTest : public ::testing::Test {
 protected:
  commerce::DueWork work(std::string name, std::function<std::size_t(std::size_t at_most)> run) {
    return {std::move(name), [this](store::Transaction&) { return std::optional(clock_.now()); },
            [run = std::move(run)](store::Transaction&, std::size_t at_most) { return run(at_most); }};
  }
  static void wait_for(std::promise<void>& promise) {
    ASSERT_EQ(promise.get_future().wait_for(std::chrono::seconds(60)), std::future_status::ready);
  }

  FreshDatabase fresh_{EngineKind::sqlite};
  std::unique_ptr<store::Database> database_ = store::open(fresh_.address());
  store::Writer writer_{*database_};
  ManualClock clock_;
  commerce::Due due_;
};

TEST_F(JobsTest, work_that_fails_stops_no_other_work_and_is_not_tried_without_pause) {
  int tries = 0;
  std::promise<void> done, hundredth;
  due_.add(work("broken", [&](std::size_t) -> std::size_t {
    if (++tries == 100) hundredth.set_value();
    throw std::runtime_error("no");
  }));
  due_.add(work("good", [&, first = true](std::size_t) mutable -> std::size_t {
    if (std::exchange(first, false)) done.set_value();
    return 0;
  }));
  server::Jobs jobs(*database_, writer_, due_, clock_, [] {});
  wait_for(done);
  // A hundred tries take hours; without a pause, milliseconds. What wakes it does not cut the pause short.
  for (int i = 0; i < 1000; ++i) jobs.wake();
  EXPECT_EQ(hundredth.get_future().wait_for(std::chrono::milliseconds(200)), std::future_status::timeout);
}

TEST_F(JobsTest, the_one_thing_that_fails_is_put_off_and_the_rest_is_done) {
  // Many at once fail together; one by one only the first does.
  bool put_off = false;
  int left = 3;
  std::promise<void> done;
  auto debts = work("debts", [&](std::size_t at_most) -> std::size_t {
    if (!put_off) throw std::runtime_error("no");
    if (left == 0) return 0;
    EXPECT_EQ(at_most, 1U);
    if (--left == 0) done.set_value();
    return 1;
  });
  debts.put_off = [&](store::Transaction&) { put_off = true; };
  due_.add(std::move(debts));
  server::Jobs jobs(*database_, writer_, due_, clock_, [] {});
  wait_for(done);
}

}  // namespace
}  // namespace timeshelf::tests
