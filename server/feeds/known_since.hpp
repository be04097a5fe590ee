// Since when a feed has been what it is: Last-Modified.
#pragma once
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.hpp"

namespace timeshelf::server {

/// Remembers when this process first saw each feed's present version. Rows know when objects changed, but not
/// when a name, a setting or the list of calendars did, and a subscriber that has only If-Modified-Since to
/// ask with must not be told 304 then. After a restart it counts anew: such a subscriber reads once more than
/// needed. Thread-safe.
class KnownSince {
 public:
  /// Whole seconds. Two versions of a feed never have the same, even if they came within one second.
  Instant since(const std::string& feed, const std::string& version, Instant now);

 private:
  struct Seen {
    std::string version;
    Instant since;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Seen> seen_;
};

}  // namespace timeshelf::server
