// A connection without its kind: the one place that sees sockets and TLS is conn.cpp.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "server/config.hpp"

namespace timeshelf::server::net {

namespace asio = boost::asio;
using IoResult = std::pair<boost::system::error_code, std::size_t>;

/// One accepted connection, plain or TLS. Lives on its own strand; only `close` may be called from elsewhere.
class Conn {
 public:
  virtual ~Conn() = default;
  /// Does the TLS handshake; nothing for plain connections.
  virtual asio::awaitable<boost::system::error_code> open(std::chrono::seconds within) = 0;
  virtual asio::awaitable<IoResult> read_some(asio::mutable_buffer into,
                                              std::chrono::milliseconds within) = 0;
  /// Writes all of it.
  virtual asio::awaitable<IoResult> write(asio::const_buffer bytes, std::chrono::milliseconds within) = 0;
  /// Says that no more will come, then reads what the peer still sends for a moment, so that it sees our
  /// answer.
  virtual asio::awaitable<void> finish() = 0;
  /// Ends it at once. Safe from any thread.
  virtual void close() = 0;
  virtual bool is_secure() const = 0;
  virtual const std::string& remote() const = 0;
  virtual asio::any_io_executor executor() const = 0;
};

/// The certificate in use; `reload` swaps it for new connections.
class TlsIdentity {
 public:
  virtual ~TlsIdentity() = default;
  /// Reads the files again. A sentence if that failed; the old certificate then stays in use.
  virtual std::string reload() = 0;
  static std::shared_ptr<TlsIdentity> load(const std::string& certificate, const std::string& key,
                                           std::string& problem);
};

/// Accepts connections and hands them over, until it is closed.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual std::uint16_t port() const = 0;
  virtual void close() = 0;
};

/// Begins to accept. `identity` null: plain. Throws std::system_error with a sentence (address in use, …).
std::unique_ptr<Listener> listen(asio::io_context& context, const Endpoint& endpoint,
                                 std::shared_ptr<TlsIdentity> identity,
                                 std::function<void(std::shared_ptr<Conn>)> accepted);

}  // namespace timeshelf::server::net
