// The thread behind jobs, mail and payments. Nothing here sleeps: each test waits for what the timer does.
#include "server/timer.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "tests/world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using server::Timer;

constexpr auto kLongest = 1h;  // whoever waited for that has failed

class TheTimer : public ::testing::Test {
 protected:
  Timer::Work work(std::function<bool(const Timer&)> run) {
    return {"test", [this] { return next(); }, std::move(run), kLongest};
  }
  std::optional<Instant> next() {
    const std::lock_guard lock(mutex_);
    ++looked_;
    changed_.notify_all();
    return due_;
  }
  void set_due(std::optional<Instant> due) {
    const std::lock_guard lock(mutex_);
    due_ = due;
  }
  void note_run() {
    const std::lock_guard lock(mutex_);
    ++runs_;
    due_.reset();
    changed_.notify_all();
  }
  template <class Condition>
  bool comes(Condition condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 60s, condition);
  }

  ManualClock clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Instant> due_;
  int looked_ = 0;
  int runs_ = 0;
};

TEST_F(TheTimer, does_what_is_due_and_is_woken_for_what_comes_later) {
  set_due(clock_.now());
  Timer timer(work([&](const Timer&) {
                note_run();
                return true;
              }),
              clock_);
  ASSERT_TRUE(comes([&] { return runs_ == 1; }));
  set_due(clock_.now());
  timer.wake();
  EXPECT_TRUE(comes([&] { return runs_ == 2; }));
}

TEST_F(TheTimer, leaves_alone_what_is_not_due) {
  set_due(clock_.now() + 1min);
  Timer timer(work([&](const Timer&) {
                note_run();
                return true;
              }),
              clock_);
  for (int looks = 2; looks < 6; looks += 2) {
    timer.wake();
    ASSERT_TRUE(comes([&] { return looked_ >= looks; }));
  }
  EXPECT_TRUE(comes([&] { return runs_ == 0; }));
  clock_.advance(1min);
  timer.wake();
  EXPECT_TRUE(comes([&] { return runs_ == 1; }));
}

TEST_F(TheTimer, tries_again_what_failed_or_threw) {
  set_due(clock_.now());
  int tries = 0;
  Timer timer(work([&](const Timer&) -> bool {
                const int now = ++tries;
                if (now == 1) throw std::runtime_error("a database that is away");
                if (now == 2) return false;
                note_run();
                return true;
              }),
              clock_);
  EXPECT_TRUE(comes([&] { return runs_ == 1; }));
  timer.stop();
  EXPECT_EQ(tries, 3);
}

TEST_F(TheTimer, ends_between_two_things) {
  set_due(clock_.now());
  bool began = false;
  std::optional<Timer> timer;
  timer.emplace(work([&](const Timer& self) {
                  {
                    const std::lock_guard lock(mutex_);
                    began = true;
                    changed_.notify_all();
                  }
                  while (!self.is_stopping()) std::this_thread::yield();
                  return true;
                }),
                clock_);
  ASSERT_TRUE(comes([&] { return began; }));
  timer->stop();
  timer.reset();  // would hang if nobody told the work
}

}  // namespace
}  // namespace timeshelf::tests
