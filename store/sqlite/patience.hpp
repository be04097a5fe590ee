// How long one process waits for another one's lock.
#pragma once
#include <chrono>
#include <thread>

namespace timeshelf::store::sqlite {

/// SQLite tells nobody that a lock is free: one has to ask again. Every millisecond, for five seconds.
class Patience {
 public:
  /// Waits a little; true, at once, when the time is over.
  bool is_out() const {
    if (std::chrono::steady_clock::now() >= end_) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return false;
  }

 private:
  std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + std::chrono::seconds(5);
};

}  // namespace timeshelf::store::sqlite
