// A thread that sleeps until something is due, does it, and sleeps again. Jobs, mail and payments have one
// each.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/time.hpp"

namespace timeshelf::server {

class Timer {
 public:
  struct Work {
    std::string name;  ///< leads what it says in the log
    /// When something will be due; nothing if never. Asked after each run: it looks, and remembers nothing.
    std::function<std::optional<Instant>()> next;
    /// Does what is due, and stops between two things when the timer is stopping. False: not now, and not at
    /// once again. Throwing is the same, with a word in the log.
    std::function<bool(const Timer&)> run;
    std::chrono::milliseconds longest{
        5'000};                             ///< between two looks: other nodes and command lines write, too
    std::chrono::milliseconds gathered{0};  ///< after wake(), so that what a rush owes is done together
  };
  Timer(Work work, const Clock& clock);
  /// Once what is being done is done.
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Something may have become due. Cheap, from any thread.
  void wake();
  /// Nothing is begun any more. Whoever knows how to cut short what is being done does so behind it.
  void stop();
  bool is_stopping() const;

 private:
  void loop();
  bool run_due();
  std::chrono::milliseconds until_next() const;
  void wait(bool good, std::chrono::milliseconds backoff);

  const Work work_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace timeshelf::server
