// Kept alone in this file: instantiating Asio's streams is what builds are slow on.
#include "bench/load/connection.hpp"

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <vector>

namespace timeshelf::bench {
namespace {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Parser = bhttp::response_parser<bhttp::string_body>;

constexpr std::size_t kReadAtOnce = 64 << 10;

class TcpConnection final : public Connection {
 public:
  TcpConnection(asio::io_context& context, std::uint16_t port)
      : socket_(context), server_(asio::ip::address_v4::loopback(), port), bytes_(kReadAtOnce) {}

  asio::awaitable<void> open() override {
    answer_.trouble.clear();
    if (socket_.is_open()) co_return;
    error_code error;
    co_await socket_.async_connect(server_, asio::redirect_error(asio::use_awaitable, error));
    if (!error) socket_.set_option(tcp::no_delay(true), error);
    if (error) give_up("connecting", error);
  }

  asio::awaitable<void> exchange(std::string_view request) override {
    answer_.status = 0;
    co_await open();
    if (!answer_.trouble.empty()) co_return;
    error_code error;
    while (!request.empty() && !error) {
      const auto rest = asio::buffer(request);
      const std::size_t sent =
          co_await socket_.async_write_some(rest, asio::redirect_error(asio::use_awaitable, error));
      request.remove_prefix(sent);
    }
    if (error) {
      give_up("sending", error);
      co_return;
    }
    co_await receive();
  }

  const Answer& answer() const override { return answer_; }

 private:
  asio::awaitable<void> receive() {
    Parser parser;
    parser.eager(true);
    parser.body_limit(boost::none);
    answer_.body.clear();
    parser.get().body() = std::move(answer_.body);  // its memory serves again
    error_code error;
    std::size_t held = 0;  // read and not yet parsed
    while (!parser.is_done() && !error) {
      const auto space = asio::buffer(bytes_) + held;
      held += co_await socket_.async_read_some(space, asio::redirect_error(asio::use_awaitable, error));
      if (!error) held = parse(parser, held, error);
    }
    if (error) {
      give_up("reading", error);
      co_return;
    }
    const bool keep = parser.keep_alive();
    auto message = parser.release();
    answer_.status = static_cast<int>(message.result_int());
    answer_.etag = std::string(message[bhttp::field::etag]);
    answer_.body = std::move(message.body());
    if (!keep) socket_.close(error);
  }

  // Takes what it can of the first `held` bytes and moves the rest to the front; answers how much that is.
  std::size_t parse(Parser& parser, std::size_t held, error_code& error) {
    std::size_t used = 0;
    while (used < held && !parser.is_done() && !error) {
      const std::size_t taken = parser.put(asio::buffer(bytes_.data() + used, held - used), error);
      used += taken;
      if (taken == 0) break;
    }
    if (error == bhttp::error::need_more) error = {};
    std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(used),
              bytes_.begin() + static_cast<std::ptrdiff_t>(held), bytes_.begin());
    return held - used;
  }

  void give_up(std::string_view doing, const error_code& error) {
    answer_.trouble = fmt::format("{}: {}", doing, error.message());
    error_code ignored;
    socket_.close(ignored);
  }

  tcp::socket socket_;
  tcp::endpoint server_;
  std::vector<char> bytes_;
  Answer answer_;
};

}  // namespace

std::unique_ptr<Connection> Connection::to(asio::io_context& context, std::uint16_t port) {
  return std::make_unique<TcpConnection>(context, port);
}

std::string request_text(std::string_view method, std::string_view target, std::string_view fields,
                         std::string_view body) {
  const std::string length =
      body.empty() && method == "GET" ? "" : fmt::format("Content-Length: {}\r\n", body.size());
  return fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}{}\r\n{}", method, target, fields, length, body);
}

}  // namespace timeshelf::bench
