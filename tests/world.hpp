// What tests pass in where the program passes the machine's clock and randomness.
#pragma once
#include <atomic>
#include <mutex>
#include <random>

#include "base/random.hpp"
#include "base/time.hpp"

namespace timeshelf::tests {

/// A clock that moves when it is told to. Starts on Sunday, 1 March 2026, 12:00 UTC.
class ManualClock final : public Clock {
 public:
  Instant now() const override { return from_millis(millis_.load()); }
  void set(Instant instant) { millis_.store(to_millis(instant)); }
  void advance(std::chrono::milliseconds by) { millis_.fetch_add(by.count()); }

 private:
  std::atomic<std::int64_t> millis_{1'772'366'400'000};
};

/// The same bytes for the same seed.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override {
    const std::lock_guard lock(mutex_);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine_());
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace timeshelf::tests
