// One HTTP/1.1 connection to a server on loopback: the only place where the load program sees sockets.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace timeshelf::bench {

struct Answer {
  int status = 0;  ///< 0: there was none, `trouble` says why
  std::string etag;
  std::string body;
  std::string trouble;
};

class Connection {
 public:
  virtual ~Connection() = default;
  /// Connects if it is not open.
  virtual boost::asio::awaitable<void> open() = 0;
  /// Sends the request (header and body, as it goes over the wire) and reads the answer to it. After trouble
  /// the connection is closed, and the next exchange opens it again.
  virtual boost::asio::awaitable<void> exchange(std::string_view request) = 0;
  /// Of the last exchange.
  virtual const Answer& answer() const = 0;

  static std::unique_ptr<Connection> to(boost::asio::io_context& context, std::uint16_t port);
};

/// A request as it goes over the wire. `fields`: further header lines, each with its CRLF.
std::string request_text(std::string_view method, std::string_view target, std::string_view fields,
                         std::string_view body);

}  // namespace timeshelf::bench
