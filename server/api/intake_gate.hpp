// How many messages of a shop are taken in: a stream in which everybody talks must not keep sales from the
// writer.
#pragma once
#include <map>
#include <mutex>
#include <optional>

#include "base/id.hpp"
#include "base/time.hpp"

namespace timeshelf::server::api {

/// Lets a burst through, and then so many a second. Thread-safe.
class IntakeGate {
 public:
  static constexpr double kBurst = 10'000;
  static constexpr double kEachSecond = 1'000;

  /// Nothing: they may come in. Otherwise how long to wait.
  std::optional<std::chrono::seconds> admit(const Id& shop, std::size_t messages, Instant now);

 private:
  struct Room {
    double messages = kBurst;
    Instant as_of;
  };
  std::mutex mutex_;
  std::map<Id, Room> rooms_;
};

}  // namespace timeshelf::server::api
