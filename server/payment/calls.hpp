// HTTP calls to a provider, or from one.
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace timeshelf::server::payment {

/// One connection, kept open from call to call; one thread at a time.
class Calls {
 public:
  Calls();
  ~Calls();
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  struct Answer {
    long status = 0;
    std::string body;
  };
  struct NoAnswer : ErrorBase {};
  /// `body`: of a POST; null is a GET. Blocks for a quarter of a minute at most.
  Result<Answer, NoAnswer> call(const std::string& url, const std::vector<std::string>& headers,
                                const std::string* body);
  /// Calls that go on end at once; those that follow, too. From any thread.
  void interrupt() { interrupted_ = true; }

 private:
  struct Connection;
  const std::unique_ptr<Connection> connection_;
  std::atomic<bool> interrupted_{false};
};

}  // namespace timeshelf::server::payment
