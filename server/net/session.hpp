// HTTP/1.1 on one connection: Beast's parser and serializer, fed by hand.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "base/http.hpp"
#include "base/time.hpp"
#include "server/net/conn.hpp"

namespace timeshelf::server::net {

struct SessionLimits {
  std::size_t header_bytes = 32 << 10;
  std::size_t body_bytes = 10 << 20;
  /// How large the body of a request may be, by its method and target, where that differs.
  std::function<std::size_t(std::string_view method, std::string_view target)> body_bytes_of{};
  std::chrono::milliseconds idle{120'000};    ///< between requests
  std::chrono::milliseconds request{30'000};  ///< from the first byte of a request to its last
  std::size_t connections = 20'000;
};

/// Makes the response of a request. Must not throw.
using RequestHandler = std::function<asio::awaitable<http::Response>(http::Request)>;

/// All open sessions of a server.
class Sessions {
 public:
  Sessions(SessionLimits limits, RequestHandler handler, const Clock& clock);

  /// Serves the connection until it ends; refuses it if there are too many.
  void begin(std::shared_ptr<Conn> conn);
  /// No further requests (whoever gives streams ends them first): idle connections are closed now, busy ones
  /// after their answer.
  void drain();
  /// Ends what is left.
  void abort();
  std::size_t count() const;

 private:
  struct Session;
  asio::awaitable<void> serve(std::shared_ptr<Session> session);
  asio::awaitable<bool> serve_one(Session& session);
  asio::awaitable<void> stream(Session& session, http::Stream& pieces);
  asio::awaitable<bool> refuse(Session& session, int status, const std::string& sentence);

  const SessionLimits limits_;
  const RequestHandler handler_;
  const Clock& clock_;
  std::atomic<bool> draining_{false};
  bool crowded_ = false;  ///< said once, not for each that is turned away
  mutable std::mutex mutex_;
  std::unordered_set<std::shared_ptr<Session>> open_;
};

}  // namespace timeshelf::server::net
