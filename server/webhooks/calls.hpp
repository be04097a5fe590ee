// Calls that go on beside each other on one thread: a slow receiver holds up no other.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace timeshelf::server::webhooks {

struct CallAnswer {
  long status = 0;   ///< 0: there was none
  std::string body;  ///< its first 16 KiB
  std::chrono::milliseconds took{0};
  std::optional<std::chrono::seconds> retry_after;
  std::string problem;  ///< why there was no answer, or ""
};

/// The first kilobyte of what was answered, as text that people can be shown.
std::string first_kilobyte(std::string bytes);

/// One thread at a time, but for `interrupt`.
class Calls {
 public:
  /// `any_address`: also of private networks, and over plain HTTP.
  explicit Calls(bool any_address);
  ~Calls();
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  /// Begins a POST. `done` is called by `wait`, once; no redirect is followed, and it takes ten seconds at
  /// most.
  void begin(const std::string& url, const std::vector<std::string>& headers, std::string body,
             std::function<void(const CallAnswer&)> done);
  /// Lets what was begun go on for at most `longest`, less when one of them ends.
  void wait(std::chrono::milliseconds longest);
  std::size_t under_way() const;
  /// Ends a `wait`. From any thread.
  void interrupt();

 private:
  struct Call;
  struct Connections;
  void finish(void* curl, int code);

  const bool any_address_;
  const std::unique_ptr<Connections> connections_;
};

}  // namespace timeshelf::server::webhooks
