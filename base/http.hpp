// An HTTP message as the handlers see it: no sockets, no parser, no library types.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace timeshelf::http {

/// Header fields in the order they came. Names compare without case (RFC 9110 5.1).
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  /// The first value of that name, or nothing.
  std::optional<std::string_view> find(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
      if (equals_ignoring_case(key, name)) return value;
    }
    return std::nullopt;
  }
  /// The first value of that name, or the empty string.
  std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view{}); }
  bool has(std::string_view name) const { return find(name).has_value(); }
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// Replaces every value of that name.
  void set(std::string name, std::string value) {
    remove(name);
    add(std::move(name), std::move(value));
  }
  void remove(std::string_view name) {
    std::erase_if(fields_, [&](const Field& field) { return equals_ignoring_case(field.first, name); });
  }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<Field> fields_;
};

struct Request {
  std::string method;  ///< as sent: GET, PROPFIND, ...
  std::string path;    ///< raw, still percent-encoded, begins with '/'; the query is cut off
  std::string query;   ///< raw, without '?'
  Headers headers;
  std::string body;
  std::string scheme = "http";  ///< as the client sees it
  std::string host;             ///< as the client sees it, with port if not the scheme's own
  std::string remote;           ///< the peer's address
  std::string id;               ///< names this request in the log and in a 500

  /// "https://host:port"
  std::string origin() const { return scheme + "://" + host; }
};

/// Bytes of a response: its own, or shared with a cache.
class Body {
 public:
  Body() = default;
  Body(std::string bytes) : own_(std::move(bytes)) {}                              // NOLINT
  Body(const char* bytes) : own_(bytes) {}                                         // NOLINT
  Body(std::shared_ptr<const std::string> shared) : shared_(std::move(shared)) {}  // NOLINT
  std::string_view view() const { return shared_ ? std::string_view(*shared_) : std::string_view(own_); }
  std::size_t size() const { return view().size(); }
  bool empty() const { return view().empty(); }

 private:
  std::string own_;
  std::shared_ptr<const std::string> shared_;
};

/// A body without an end, that somebody else goes on giving: server-sent events. It lives as long as its
/// connection. Thread-safe.
class Stream {
 public:
  /// Shared by all who are sent the same.
  using Piece = std::shared_ptr<const std::string>;

  virtual ~Stream() = default;
  /// Calls `ready` once, from any thread: as soon as there is something to take, or the stream is over.
  virtual void when_ready(std::function<void()> ready) = 0;
  /// What there is to send, in order. Nothing, after `ready` was called: it is over.
  virtual std::vector<Piece> take() = 0;
};

struct Response {
  int status = 200;
  Headers headers;
  Body body;
  /// HEAD and 304: says the length of a body that is not sent.
  std::optional<std::size_t> length_of_unsent_body;
  /// What follows the body until the connection ends; no other request comes on it.
  std::shared_ptr<Stream> stream{};
};

/// A response with a body of that type. The body is sent as given.
inline Response reply(int status, std::string content_type, Body body) {
  Response response{
      .status = status, .headers = {}, .body = std::move(body), .length_of_unsent_body = {}, .stream = {}};
  if (!content_type.empty()) response.headers.add("Content-Type", std::move(content_type));
  return response;
}

/// "Not Found" for 404; empty for a status without a registered reason.
std::string_view reason_of(int status);

}  // namespace timeshelf::http
