#include "server/jobs.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace timeshelf::server {
namespace {

constexpr std::chrono::milliseconds kLongest{60'000};  // other nodes and command lines write too
// After a commit: what a rush owes is looked up together, not after each booking.
constexpr std::chrono::milliseconds kGathered{50};
constexpr std::chrono::milliseconds kFirstBackoff{1'000};
constexpr std::size_t kAtOnce = 100;

}  // namespace

Jobs::Jobs(store::Database& database, store::Writer& writer, const commerce::Due& due, const Clock& clock,
           std::function<void()> after_work)
    : database_(database),
      writer_(writer),
      due_(due),
      clock_(clock),
      after_work_(std::move(after_work)),
      thread_([this] { loop(); }) {}

Jobs::~Jobs() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Jobs::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

store::Outcome Jobs::attempt(const commerce::DueWork& work, std::size_t at_most, std::size_t& done) {
  done = 0;
  return writer_.run([&](store::Transaction& transaction) {
    done = work.run(transaction, at_most);
    return true;
  });
}

// Many at once; if that fails, one by one, and the one that fails is put off.
bool Jobs::run(const commerce::DueWork& work) {
  std::size_t done = 1;
  std::size_t at_most = kAtOnce;
  while (done > 0) {
    const auto outcome = attempt(work, at_most, done);
    if (!outcome.failure) continue;
    spdlog::error("jobs: {}: {}", work.name, outcome.failure->what());
    if (!work.put_off) return false;
    done = 1;
    if (std::exchange(at_most, 1) > 1) continue;
    const auto put_off = writer_.run([&](store::Transaction& transaction) {
      work.put_off(transaction);
      return true;
    });
    if (put_off.failure) return false;
  }
  return true;
}

bool Jobs::run_due() {
  bool good = true;
  for (const commerce::DueWork& work : due_.works()) good = run(work) && good;
  return good;
}

void Jobs::loop() {
  std::chrono::milliseconds backoff{0};
  for (;;) {
    std::chrono::milliseconds sleep = kLongest;
    bool good = true;
    try {
      std::optional<Instant> next;
      database_.read([&](store::Transaction& transaction) { next = due_.next(transaction); });
      if (next) sleep = std::clamp(*next - clock_.now(), std::chrono::milliseconds(0), kLongest);
      if (next && *next <= clock_.now()) {
        good = run_due();
        after_work_();
      }
    } catch (const std::exception& error) {
      spdlog::error("jobs: {}", error.what());
      good = false;
    }
    backoff = good ? std::chrono::milliseconds(0) : std::clamp(backoff * 2, kFirstBackoff, kLongest);
    std::unique_lock lock(mutex_);
    const auto is_stopping = [&] { return stopping_; };
    if (!good) {
      changed_.wait_for(lock, backoff, is_stopping);  // commits do not cut it short
      sleep = std::chrono::milliseconds(0);
    }
    if (sleep.count() > 0) changed_.wait_for(lock, sleep, [&] { return stopping_ || woken_; });
    if (woken_) changed_.wait_for(lock, std::min(sleep, kGathered), is_stopping);
    if (stopping_) return;
    woken_ = false;
  }
}

}  // namespace timeshelf::server
