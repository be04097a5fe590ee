#include "server/timer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace timeshelf::server {
namespace {

constexpr std::chrono::milliseconds kNone{0};
constexpr std::chrono::milliseconds kFirstBackoff{1'000};

}  // namespace

Timer::Timer(Work work, const Clock& clock)
    : work_(std::move(work)), clock_(clock), thread_([this] { loop(); }) {}

Timer::~Timer() {
  stop();
  thread_.join();
}

void Timer::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(woken_, true)) return;  // it knows, and gathers what else a rush brings
  }
  changed_.notify_one();
}

void Timer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
}

bool Timer::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

std::chrono::milliseconds Timer::until_next() const {
  const auto next = work_.next();
  return next ? std::clamp(*next - clock_.now(), kNone, work_.longest) : work_.longest;
}

bool Timer::run_due() {
  try {
    return until_next() > kNone || work_.run(*this);
  } catch (const std::exception& error) {
    spdlog::error("{}: {}", work_.name, error.what());
    return false;
  }
}

void Timer::loop() {
  std::chrono::milliseconds backoff = kNone;
  while (!is_stopping()) {
    const bool good = run_due();
    backoff = good ? kNone : std::clamp(backoff * 2, kFirstBackoff, work_.longest);
    wait(good, backoff);
  }
}

void Timer::wait(bool good, std::chrono::milliseconds backoff) {
  std::chrono::milliseconds sleep = kNone;
  try {
    if (good) sleep = until_next();
  } catch (const std::exception&) {  // the next run says so
  }
  std::unique_lock lock(mutex_);
  const auto is_over = [&] { return stopping_; };
  if (!good) changed_.wait_for(lock, backoff, is_over);  // a wake does not cut it short
  if (sleep > kNone) changed_.wait_for(lock, sleep, [&] { return stopping_ || woken_; });
  if (woken_) changed_.wait_for(lock, std::min(sleep, work_.gathered), is_over);
  woken_ = false;
}

}  // namespace timeshelf::server
