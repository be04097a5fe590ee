#include "bench/limits/hello.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <charconv>
#include <string>
#include <thread>
#include <vector>

namespace timeshelf::bench {
namespace {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::size_t kMostBytes = 4 << 20;

const std::string& payload() {
  static const std::string bytes(kMostBytes, 'x');
  return bytes;
}

std::size_t bytes_asked_for(std::string_view target) {
  std::size_t count = 0;
  std::from_chars(target.data() + 1, target.data() + target.size(), count);
  return std::min(count, kMostBytes);
}

// Header and body lie apart until they are written, as a good server has it.
asio::awaitable<void> answer(tcp::socket& socket, std::size_t bytes, error_code& error) {
  bhttp::response<bhttp::span_body<const char>> response(bhttp::status::ok, 11);
  response.set(bhttp::field::content_type, "text/plain");
  response.body() = {payload().data(), bytes};
  response.prepare_payload();
  bhttp::response_serializer<bhttp::span_body<const char>> serializer(response);
  while (!serializer.is_done() && !error) {
    std::vector<asio::const_buffer> pieces;
    serializer.next(error, [&](error_code&, const auto& buffers) {
      for (const auto piece : boost::beast::buffers_range_ref(buffers)) pieces.emplace_back(piece);
    });
    const std::size_t written =
        co_await socket.async_write_some(pieces, asio::redirect_error(asio::use_awaitable, error));
    serializer.consume(written);
  }
}

asio::awaitable<void> serve(tcp::socket socket) {
  std::array<char, 8192> bytes;  // NOLINT: filled by the reads
  std::size_t held = 0;
  error_code error;
  while (!error) {
    bhttp::request_parser<bhttp::string_body> parser;
    parser.eager(true);
    while (!parser.is_done() && !error) {
      const auto space = asio::buffer(bytes) + held;
      held += co_await socket.async_read_some(space, asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      const std::size_t used = parser.put(asio::buffer(bytes.data(), held), error);
      std::copy(bytes.begin() + used, bytes.begin() + held, bytes.begin());
      held -= used;
      if (error == bhttp::error::need_more) error = {};
    }
    if (error) co_return;
    const auto target = parser.get().target();
    const std::size_t count = bytes_asked_for({target.data(), target.size()});
    co_await answer(socket, count, error);
  }
}

asio::awaitable<void> accept(asio::io_context& context, tcp::acceptor& acceptor) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::make_strand(context), asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    const auto executor = socket.get_executor();
    asio::co_spawn(executor, serve(std::move(socket)), asio::detached);
  }
}

}  // namespace

int serve_hello(std::uint16_t port, unsigned threads) {
  payload();
  asio::io_context context;
  asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&](const error_code&, int) { context.stop(); });
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), port});
  asio::co_spawn(context, accept(context, acceptor), asio::detached);
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([&] { context.run(); });
  context.run();
  for (std::thread& thread : others) thread.join();
  return 0;
}

}  // namespace timeshelf::bench
