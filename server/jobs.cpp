#include "server/jobs.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace timeshelf::server {
namespace {

constexpr std::chrono::milliseconds kLongest{60'000};  // other nodes and command lines write too
// After a commit: what a rush owes is looked up together, not after each booking.
constexpr std::chrono::milliseconds kGathered{50};

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

void Jobs::run_due() {
  for (std::size_t done = 1; done > 0;) {
    done = 0;
    const auto outcome = writer_.run([&](store::Transaction& transaction) {
      done = due_.run(transaction);
      return true;
    });
    if (outcome.failure) {
      spdlog::error("jobs: {}", outcome.failure->what());
      return;
    }
  }
}

void Jobs::loop() {
  for (;;) {
    std::chrono::milliseconds sleep = kLongest;
    try {
      std::optional<Instant> next;
      database_.read([&](store::Transaction& transaction) { next = due_.next(transaction); });
      if (next) sleep = std::clamp(*next - clock_.now(), std::chrono::milliseconds(0), kLongest);
      if (next && *next <= clock_.now()) {
        run_due();
        after_work_();
      }
    } catch (const std::exception& error) {
      spdlog::error("jobs: {}", error.what());
      sleep = std::chrono::milliseconds(5'000);
    }
    std::unique_lock lock(mutex_);
    const auto is_stopping = [&] { return stopping_; };
    if (sleep.count() > 0) changed_.wait_for(lock, sleep, [&] { return stopping_ || woken_; });
    if (woken_) changed_.wait_for(lock, std::min(sleep, kGathered), is_stopping);
    if (stopping_) return;
    woken_ = false;
  }
}

}  // namespace timeshelf::server
