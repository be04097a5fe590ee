// Carrying messages to push services (RFC 8030): whoever registers names the address, so it is a stranger's.
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/public_address.hpp"

namespace timeshelf::server::push {

using server::is_public_address;
using server::origin_of;

/// How sending ended.
struct Delivery {
  enum class Fate {
    taken,  ///< the service has it
    gone,   ///< nobody is there any more, or may be called there: no message will ever arrive
    later,  ///< try again
  };
  Fate fate = Fate::taken;
  std::string reason;                               ///< why not
  std::optional<std::chrono::seconds> retry_after;  ///< the service asks for that much time
};

/// One connection after the other; one thread at a time.
class Sender {
 public:
  /// `any_address`: also of private networks, and over plain HTTP.
  explicit Sender(bool any_address);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// Blocks for a quarter of a minute at most. Follows no redirect, and what the service says beyond status
  /// and Retry-After is not read.
  Delivery send(const std::string& url, const std::vector<std::string>& headers, const std::string& body);
  /// What goes on ends at once; what follows, too. From any thread.
  void interrupt() { interrupted_ = true; }

 private:
  struct Connection;
  const bool any_address_;
  const std::unique_ptr<Connection> connection_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace timeshelf::server::push
