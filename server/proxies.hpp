// Proxies in front: who is believed about the client, and where the installation lies as the client sees it.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "server/config.hpp"

namespace timeshelf::server {

/// "10.0.0.0/8", "2001:db8::/32", or one address.
class Network {
 public:
  static std::optional<Network> parse(std::string_view text);
  /// An IPv4 address is the same whether it is written as IPv6 (::ffff:10.0.0.1) or not.
  bool contains(std::string_view address) const;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  unsigned bits_ = 0;  // of 128
};

/// The headers that can be believed: what `server.forwarded_headers` may name.
extern const std::vector<std::string_view> kForwardedHeaders;

/// Thread-safe: holds configuration only.
class Proxies {
 public:
  /// Entries that check_config() would refuse are believed to nobody.
  explicit Proxies(const Config& config);

  /// Makes scheme, host and remote what the client sees, where the peer is trusted and by the headers that
  /// are believed (Forwarded, RFC 7239, or X-Forwarded-*); takes those headers off the request in any case,
  /// so that nobody else reads them. Of a chain of proxies the outermost trusted one speaks: what stands left
  /// of its words in a list came from strangers. The prefix is cut off the path and left to prefix_of().
  void apply(http::Request& request) const;

 private:
  bool trusts(std::string_view address) const;
  bool believes(std::string_view header) const;
  void apply_forwarded(http::Request& request) const;
  void apply_x_forwarded(http::Request& request) const;

  std::vector<Network> trusted_;
  std::vector<std::string> believed_;
  std::string base_path_;
};

/// The path below which the client finds the installation, after Proxies::apply: "/cal", or "".
std::string prefix_of(const http::Request& request);

/// Lets an answer that was made for the root stand below the prefix: Location, the Path of cookies, and the
/// links of a page.
void add_prefix(http::Response& response, std::string_view prefix);

}  // namespace timeshelf::server
