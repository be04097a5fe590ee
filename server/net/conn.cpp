// Sockets and TLS. Kept alone in this file: instantiating Asio's streams is what builds are slow on.
#include "server/net/conn.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <array>
#include <atomic>
#include <mutex>
#include <system_error>

namespace timeshelf::server::net {
namespace {

namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using SslContext = std::shared_ptr<asio::ssl::context>;

class OpenSslIdentity final : public TlsIdentity {
 public:
  OpenSslIdentity(std::string certificate, std::string key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}

  std::string reload() override {
    try {
      auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
      context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                           asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                           asio::ssl::context::no_tlsv1_1);
      context->use_certificate_chain_file(certificate_);
      context->use_private_key_file(key_, asio::ssl::context::pem);
      // A key of another kind than the certificate's is taken without complaint until somebody connects.
      if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
        return fmt::format(
            "The certificate {} and the key {} do not belong together. Name the key that it was made with.",
            certificate_, key_);
      }
      const std::lock_guard lock(mutex_);
      context_ = std::move(context);
      return "";
    } catch (const boost::system::system_error& error) {
      return fmt::format(
          "The certificate {} with key {} cannot be used: {}. Name PEM files that this user may read.",
          certificate_, key_, error.code().message());
    }
  }
  SslContext context() const {
    const std::lock_guard lock(mutex_);
    return context_;
  }

 private:
  const std::string certificate_;
  const std::string key_;
  mutable std::mutex mutex_;
  SslContext context_;
};

std::string address_of(const tcp::socket& socket) {
  error_code ignored;
  const auto endpoint = socket.remote_endpoint(ignored);
  return ignored ? std::string("unknown") : endpoint.address().to_string();
}

// What plain and TLS connections share. `Stream` is the TCP stream or TLS over it.
template <class Stream>
class StreamConn : public Conn, public std::enable_shared_from_this<StreamConn<Stream>> {
 public:
  asio::awaitable<IoResult> read_some(asio::mutable_buffer into, std::chrono::milliseconds within) override {
    error_code error;
    tcp_layer().expires_after(within);
    const std::size_t count =
        co_await stream().async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
    co_return IoResult{error, count};
  }

  asio::awaitable<IoResult> write(asio::const_buffer bytes, std::chrono::milliseconds within) override {
    std::size_t written = write_at_once(bytes);
    while (written < bytes.size()) {
      error_code error;
      tcp_layer().expires_after(within);  // for each part: a slow reader is not a dead one
      written += co_await stream().async_write_some(bytes + written,
                                                    asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return IoResult{error, written};
    }
    co_return IoResult{error_code{}, written};
  }

  asio::awaitable<void> finish() override {
    error_code error;
    tcp_layer().socket().shutdown(tcp::socket::shutdown_send, error);
    std::array<char, 16384> scratch{};
    tcp_layer().expires_after(std::chrono::seconds(2));
    for (std::size_t drained = 0; !error && drained < (64U << 20);) {
      drained += co_await tcp_layer().async_read_some(asio::buffer(scratch),
                                                      asio::redirect_error(asio::use_awaitable, error));
    }
    tcp_layer().close();
  }

  void close() override {
    asio::post(executor(), [self = this->shared_from_this()] { self->tcp_layer().close(); });
  }
  const std::string& remote() const override { return remote_; }

 protected:
  explicit StreamConn(const tcp::socket& socket) : remote_(address_of(socket)) {}
  virtual Stream& stream() = 0;
  virtual beast::tcp_stream& tcp_layer() = 0;
  // What the socket takes without waiting: an answer that fits its buffer needs no timer and no second turn.
  virtual std::size_t write_at_once(asio::const_buffer) { return 0; }

 private:
  std::string remote_;
};

class PlainConn final : public StreamConn<beast::tcp_stream> {
 public:
  explicit PlainConn(tcp::socket socket) : StreamConn(socket), stream_(std::move(socket)) {
    error_code ignored;
    stream_.socket().non_blocking(true, ignored);
  }
  asio::awaitable<error_code> open(std::chrono::seconds) override { co_return error_code{}; }
  bool is_secure() const override { return false; }
  asio::any_io_executor executor() const override {
    return const_cast<beast::tcp_stream&>(stream_).get_executor();
  }

 private:
  beast::tcp_stream& stream() override { return stream_; }
  beast::tcp_stream& tcp_layer() override { return stream_; }
  std::size_t write_at_once(asio::const_buffer bytes) override {
    error_code error;  // whatever it is, the write that waits meets it again
    return stream_.socket().write_some(bytes, error);
  }
  beast::tcp_stream stream_;
};

class TlsConn final : public StreamConn<beast::ssl_stream<beast::tcp_stream>> {
 public:
  TlsConn(tcp::socket socket, SslContext context)
      : StreamConn(socket), context_(std::move(context)), stream_(std::move(socket), *context_) {}
  asio::awaitable<error_code> open(std::chrono::seconds within) override {
    error_code error;
    tcp_layer().expires_after(within);
    co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                     asio::redirect_error(asio::use_awaitable, error));
    co_return error;
  }
  bool is_secure() const override { return true; }
  asio::any_io_executor executor() const override {
    return const_cast<beast::ssl_stream<beast::tcp_stream>&>(stream_).get_executor();
  }

 private:
  beast::ssl_stream<beast::tcp_stream>& stream() override { return stream_; }
  beast::tcp_stream& tcp_layer() override { return beast::get_lowest_layer(stream_); }
  SslContext context_;  // outlives a reload
  beast::ssl_stream<beast::tcp_stream> stream_;
};

class TcpListener final : public Listener, public std::enable_shared_from_this<TcpListener> {
 public:
  TcpListener(asio::io_context& context, const Endpoint& endpoint, std::shared_ptr<TlsIdentity> identity,
              std::function<void(std::shared_ptr<Conn>)> accepted)
      : context_(context),
        acceptor_(asio::make_strand(context)),
        identity_(std::move(identity)),
        accepted_(std::move(accepted)) {
    const std::string address = endpoint.address == "localhost" ? "127.0.0.1" : endpoint.address;
    const tcp::endpoint where(asio::ip::make_address(address), endpoint.port);
    acceptor_.open(where.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(where);
    acceptor_.listen(4096);
    port_ = acceptor_.local_endpoint().port();
  }

  void start() {
    asio::co_spawn(
        acceptor_.get_executor(), [self = shared_from_this()] { return self->run(); }, asio::detached);
  }
  std::uint16_t port() const override { return port_; }
  void close() override {
    asio::post(acceptor_.get_executor(), [self = shared_from_this()] {
      error_code ignored;
      self->acceptor_.close(ignored);
    });
  }

 private:
  asio::awaitable<void> run() {
    while (acceptor_.is_open()) {
      error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(asio::make_strand(context_),
                                                           asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        // Out of descriptors, most likely: wait until some are given back.
        spdlog::warn("accept: {}", error.message());
        asio::steady_timer pause(acceptor_.get_executor(), std::chrono::milliseconds(100));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      socket.set_option(tcp::no_delay(true), error);
      if (!identity_) {
        accepted_(std::make_shared<PlainConn>(std::move(socket)));
      } else {
        accepted_(std::make_shared<TlsConn>(std::move(socket),
                                            static_cast<OpenSslIdentity&>(*identity_).context()));
      }
    }
  }

  asio::io_context& context_;
  tcp::acceptor acceptor_;
  std::shared_ptr<TlsIdentity> identity_;
  std::function<void(std::shared_ptr<Conn>)> accepted_;
  std::uint16_t port_ = 0;
};

// The coroutine keeps the listener alive; this keeps it closable.
class ListenerHandle final : public Listener {
 public:
  explicit ListenerHandle(std::shared_ptr<TcpListener> listener) : listener_(std::move(listener)) {}
  std::uint16_t port() const override { return listener_->port(); }
  void close() override { listener_->close(); }

 private:
  std::shared_ptr<TcpListener> listener_;
};

}  // namespace

std::shared_ptr<TlsIdentity> TlsIdentity::load(const std::string& certificate, const std::string& key,
                                               std::string& problem) {
  auto identity = std::make_shared<OpenSslIdentity>(certificate, key);
  problem = identity->reload();
  return problem.empty() ? identity : nullptr;
}

std::unique_ptr<Listener> listen(asio::io_context& context, const Endpoint& endpoint,
                                 std::shared_ptr<TlsIdentity> identity,
                                 std::function<void(std::shared_ptr<Conn>)> accepted) {
  try {
    auto listener =
        std::make_shared<TcpListener>(context, endpoint, std::move(identity), std::move(accepted));
    listener->start();
    return std::make_unique<ListenerHandle>(std::move(listener));
  } catch (const boost::system::system_error& error) {
    throw std::system_error(error.code(),
                            fmt::format("Cannot listen on {} port {}", endpoint.address, endpoint.port));
  }
}

}  // namespace timeshelf::server::net
