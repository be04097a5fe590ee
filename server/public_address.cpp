#include "server/public_address.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.hpp"
#include "server/proxies.hpp"

namespace timeshelf::server {
namespace {

// IANA's special-purpose registries (RFC 6890), multicast, and the transition networks that wrap an IPv4
// address.
constexpr std::array<std::string_view, 28> kReserved{
    "0.0.0.0/8",      "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4",  "240.0.0.0/4",    "::/128",         "::1/128",        "64:ff9b::/96",
    "64:ff9b:1::/48", "100::/64",     "2001::/23",      "2001:db8::/32",  "2002::/16",      "3fff::/20",
    "fc00::/7",       "fe80::/10",    "fec0::/10",      "ff00::/8"};

std::string text_of(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address->sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
  if (address->sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  if (!bytes || !inet_ntop(address->sa_family, bytes, text.data(), text.size())) return "";
  return text.data();
}

curl_socket_t open_socket(void* door, curlsocktype, curl_sockaddr* address) {
  auto& state = *static_cast<PublicDoor*>(door);
  if (!state.any_address && !is_public_address(text_of(&address->addr))) {
    state.refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// A part of an address; "" where it has none.
std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string value(text);
  curl_free(text);
  return value;
}

}  // namespace

bool is_public_address(std::string_view address) {
  const auto reserved = [&](std::string_view network) { return Network::parse(network)->contains(address); };
  return Network::parse(address) && std::none_of(kReserved.begin(), kReserved.end(), reserved);
}

std::string origin_of(std::string_view url) {
  const auto scheme_ends = url.find("://");
  if (scheme_ends == std::string_view::npos) return "";
  const auto path = url.find_first_of("/?#", scheme_ends + 3);
  std::string origin = to_lower(url.substr(0, path));
  for (const auto& [scheme, port] : {std::pair("https://", ":443"), std::pair("http://", ":80")}) {
    if (origin.starts_with(scheme) && origin.ends_with(port))
      origin.resize(origin.size() - std::string_view(port).size());
  }
  return origin;
}

std::string problem_with_address(const std::string& address, bool any_address) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
  if (address.size() > 2'000 || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK)
    return "This is no address like https://example.com/timeshelf.";
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
  if (scheme != "https" && !(any_address && scheme == "http"))
    return "The address begins with https://, so that nobody on the way reads or changes what is sent.";
  if (!part_of(url.get(), CURLUPART_USER).empty() || !part_of(url.get(), CURLUPART_PASSWORD).empty())
    return "Leave user and password out of the address; the signature says who sends.";
  if (!part_of(url.get(), CURLUPART_FRAGMENT).empty()) return "Leave out what follows the #; it is not sent.";
  if (part_of(url.get(), CURLUPART_PORT) == "0")
    return "Nobody listens at port 0; leave the port out, or give the one that the receiver has.";
  std::string host = to_lower(part_of(url.get(), CURLUPART_HOST));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const bool is_literal = Network::parse(host).has_value();
  const bool is_local = host == "localhost" || host.ends_with(".localhost");
  if (!any_address && (is_local || (is_literal && !is_public_address(host))))
    return "The address is of a private network or of this machine; give one that the Internet reaches.";
  return "";
}

void PublicDoor::guard(void* handle) {
  auto* const curl = static_cast<CURL*>(handle);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, any_address ? "http,https" : "https");
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");  // through a proxy every address would look like the proxy's
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, this);
}

}  // namespace timeshelf::server
