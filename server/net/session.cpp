#include "server/net/session.hpp"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>

#include "server/log.hpp"
#include "server/net/away.hpp"
#include "server/net/date.hpp"

namespace timeshelf::server::net {
namespace {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using boost::system::error_code;
using Parser = bhttp::request_parser<bhttp::string_body>;

constexpr std::size_t kCopyBelow = 64 << 10;  // a body this small goes out with its header in one piece

// 400 unless the error says more.
int status_of(const error_code& error) {
  if (error == bhttp::error::body_limit) return 413;
  if (error == bhttp::error::header_limit || error == bhttp::error::buffer_overflow) return 431;
  if (error == bhttp::error::bad_version) return 505;
  if (error == bhttp::error::bad_method) return 400;
  return 400;
}

http::Request to_request(bhttp::request<bhttp::string_body>&& message, const Conn& conn) {
  http::Request request;
  request.method = std::string(message.method_string());
  std::string_view target(message.target().data(), message.target().size());
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && target[0] != '/') {
    const auto slash = target.find('/', scheme + 3);  // absolute-form (RFC 9112 3.2.2)
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  for (const auto& field : message)
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  request.body = std::move(message.body());
  request.scheme = conn.is_secure() ? "https" : "http";
  request.host = std::string(request.headers.get("Host"));
  request.remote = conn.remote();
  return request;
}

// Header and, if it is small, body as one string; what remains of the body goes out behind it.
std::string serialize(const http::Response& response, const std::string& date, bool keep_alive,
                      bool head_only, std::string_view& rest) {
  const std::string_view body = response.body.view();
  bhttp::response<bhttp::span_body<const char>> message;
  message.version(11);
  message.result(static_cast<unsigned>(response.status));
  message.reason(std::string(http::reason_of(response.status)));
  message.set(bhttp::field::date, date);
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless && !response.stream) {
    message.set(bhttp::field::content_length,
                std::to_string(response.length_of_unsent_body.value_or(body.size())));
  }
  if (!keep_alive) message.set(bhttp::field::connection, "close");
  bhttp::response_serializer<bhttp::span_body<const char>> serializer(message);
  std::string out;
  error_code error;
  serializer.split(true);  // the header alone
  do {
    serializer.next(error, [&](error_code&, const auto& buffers) {
      std::size_t count = 0;
      for (const auto buffer : beast::buffers_range_ref(buffers)) {
        out.append(static_cast<const char*>(buffer.data()), buffer.size());
        count += buffer.size();
      }
      serializer.consume(count);
    });
  } while (!error && !serializer.is_header_done());
  if (bodiless || head_only) return out;
  if (body.size() < kCopyBelow) {
    out.append(body);
  } else {
    rest = body;
  }
  return out;
}

std::size_t most_body(const bhttp::request<bhttp::string_body>& message, const SessionLimits& limits) {
  if (!limits.body_bytes_of) return limits.body_bytes;
  return limits.body_bytes_of(message.method_string(), message.target());
}

}  // namespace

struct Sessions::Session {
  explicit Session(std::shared_ptr<Conn> connection) : conn(std::move(connection)) {}
  std::shared_ptr<Conn> conn;
  std::string pending;  // read, not yet parsed; given back while idle
  std::atomic<bool> idle{true};
};

Sessions::Sessions(SessionLimits limits, RequestHandler handler, const Clock& clock)
    : limits_(std::move(limits)), handler_(std::move(handler)), clock_(clock) {}

void Sessions::begin(std::shared_ptr<Conn> conn) {
  auto session = std::make_shared<Session>(std::move(conn));
  {
    const std::lock_guard lock(mutex_);
    if (draining_) return;  // closes it
    if (open_.size() >= limits_.connections) {
      if (!std::exchange(crowded_, true)) log_crowded(limits_.connections);
      return;
    }
    crowded_ = false;
    open_.insert(session);
  }
  asio::co_spawn(
      session->conn->executor(), [this, session] { return serve(session); },
      [this, session](const std::exception_ptr&) {
        const std::lock_guard lock(mutex_);
        open_.erase(session);
      });
}

asio::awaitable<void> Sessions::serve(std::shared_ptr<Session> session) {
  // g++-12 miscompiles a co_await inside a condition: each result has a name.
  const auto within = std::chrono::duration_cast<std::chrono::seconds>(limits_.request);
  const error_code refused = co_await session->conn->open(within);
  if (refused) co_return;
  for (bool more = true; more;) {
    more = co_await serve_one(*session);
  }
  session->conn->close();
}

asio::awaitable<bool> Sessions::refuse(Session& session, int status, const std::string& sentence) {
  log_refusal(session.conn->remote(), status, sentence);
  auto response = http::reply(status, "text/plain; charset=utf-8", sentence + "\n");
  std::string_view rest;
  const std::string out = serialize(response, http_date_now(clock_), false, false, rest);
  const IoResult written = co_await session.conn->write(asio::buffer(out), limits_.request);
  if (!written.first) co_await session.conn->finish();
  co_return false;
}

// One request and its answer; false when the connection is to end.
asio::awaitable<bool> Sessions::serve_one(Session& session) {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
  parser.body_limit(boost::none);  // until the header says what it is for
  std::size_t body_bytes = 0;
  bool continued = false;
  std::chrono::steady_clock::time_point deadline{};
  bool started = false;
  std::array<char, 8192> chunk;  // NOLINT: filled by the read
  while (!parser.is_done()) {
    if (!session.pending.empty()) {
      if (!started) {
        started = true;
        session.idle = false;
        deadline = std::chrono::steady_clock::now() + limits_.request;
      }
      error_code error;
      const std::size_t used = parser.put(asio::buffer(session.pending), error);
      session.pending.erase(0, used);
      if (parser.is_header_done() && body_bytes == 0) {
        body_bytes = most_body(parser.get(), limits_);
        parser.eager(true);
        parser.body_limit(body_bytes);
        if (parser.content_length().value_or(0) > body_bytes) error = bhttp::error::body_limit;
      }
      if (error && error != bhttp::error::need_more) {
        const int status = status_of(error);
        std::string sentence = "This is not an HTTP/1.1 request: " + error.message() + ".";
        if (status == 413) sentence = fmt::format("The body is larger than {} bytes.", body_bytes);
        if (status == 431)
          sentence = fmt::format("The header is larger than {} bytes.", limits_.header_bytes);
        const bool more = co_await refuse(session, status, sentence);
        co_return more;
      }
      if (parser.is_done()) break;
      if (parser.is_header_done() && !continued &&
          beast::iequals(parser.get()[bhttp::field::expect], "100-continue")) {
        continued = true;
        static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        const IoResult written = co_await session.conn->write(asio::buffer(kContinue), limits_.request);
        if (written.first) co_return false;
      }
      if (used > 0 && !session.pending.empty()) continue;
    }
    const auto left = started ? std::chrono::duration_cast<std::chrono::milliseconds>(
                                    deadline - std::chrono::steady_clock::now())
                              : limits_.idle;
    if (started && left.count() <= 0) {
      const std::string sentence = "The request took too long to arrive.";
      const bool more = co_await refuse(session, 408, sentence);
      co_return more;
    }
    const IoResult arrived = co_await session.conn->read_some(asio::buffer(chunk), left);
    if (arrived.first) co_return false;  // gone, idle for too long, or too slow
    session.pending.append(chunk.data(), arrived.second);
  }
  session.idle = false;
  auto message = parser.release();
  const bool head = message.method() == bhttp::verb::head;
  const bool keep_alive = message.keep_alive() && !draining_;
  if (message.version() != 10 && message.version() != 11) {
    const std::string sentence = "This server speaks HTTP/1.1.";
    const bool more = co_await refuse(session, 505, sentence);
    co_return more;
  }
  if (message.version() == 11 && message.find(bhttp::field::host) == message.end()) {
    const std::string sentence = "A Host header is missing.";
    const bool more = co_await refuse(session, 400, sentence);
    co_return more;
  }
  http::Request request = to_request(std::move(message), *session.conn);
  http::Response response = co_await handler_(std::move(request));
  const bool streams = response.stream && !head;
  std::string_view rest;
  const std::string out =
      serialize(response, http_date_now(clock_), keep_alive && !response.stream, head, rest);
  IoResult written = co_await session.conn->write(asio::buffer(out), limits_.request);
  if (!written.first && !rest.empty()) {
    written = co_await session.conn->write(asio::buffer(rest.data(), rest.size()), limits_.request);
  }
  if (streams && !written.first) co_await stream(session, *response.stream);
  if (response.stream) co_return false;
  if (session.pending.empty()) session.pending.shrink_to_fit();
  session.idle = true;
  co_return !written.first && keep_alive && !draining_;
}

// Nothing is read meanwhile: that the client has gone shows when something is written.
asio::awaitable<void> Sessions::stream(Session& session, http::Stream& pieces) {
  const auto until_ready = [&](auto finish) { pieces.when_ready(finish); };
  for (;;) {
    co_await away(until_ready);
    const std::vector<http::Stream::Piece> taken = pieces.take();
    if (taken.empty()) co_return;
    for (const http::Stream::Piece& piece : taken) {
      const IoResult written = co_await session.conn->write(asio::buffer(*piece), limits_.request);
      if (written.first) co_return;
    }
  }
}

void Sessions::drain() {
  draining_ = true;
  const std::lock_guard lock(mutex_);
  for (const auto& session : open_) {
    if (session->idle) session->conn->close();
  }
}

void Sessions::abort() {
  const std::lock_guard lock(mutex_);
  for (const auto& session : open_) session->conn->close();
}

std::size_t Sessions::count() const {
  const std::lock_guard lock(mutex_);
  return open_.size();
}

}  // namespace timeshelf::server::net
