#include "server/push/delivery.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "base/text.hpp"
#include "server/proxies.hpp"

namespace timeshelf::server::push {
namespace {

constexpr long kConnectSeconds = 3;
constexpr long kInAllSeconds = 5;  // the others wait behind it
constexpr std::size_t kLargestAnswer = 64 << 10;
constexpr std::int64_t kLongestWait = 86'400;

// IANA's special-purpose registries (RFC 6890), multicast, and the transition networks that wrap an IPv4
// address.
constexpr std::array<std::string_view, 28> kReserved{
    "0.0.0.0/8",      "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4",  "240.0.0.0/4",    "::/128",         "::1/128",        "64:ff9b::/96",
    "64:ff9b:1::/48", "100::/64",     "2001::/23",      "2001:db8::/32",  "2002::/16",      "3fff::/20",
    "fc00::/7",       "fe80::/10",    "fec0::/10",      "ff00::/8"};

std::size_t count_only(char*, std::size_t size, std::size_t count, void* read) {
  auto& bytes = *static_cast<std::size_t*>(read);
  bytes += size * count;
  return bytes > kLargestAnswer ? 0 : size * count;
}

int is_interrupted(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
}

std::string text_of(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address->sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
  if (address->sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  if (!bytes || !inet_ntop(address->sa_family, bytes, text.data(), text.size())) return "";
  return text.data();
}

// Asked with the address that is about to be called, whatever name it was found by: a name that says one
// thing when it is looked at and another when it is used gains nothing.
struct Door {
  bool any_address;
  bool refused = false;
};
curl_socket_t open_socket(void* door, curlsocktype, curl_sockaddr* address) {
  auto& state = *static_cast<Door*>(door);
  if (!state.any_address && !is_public_address(text_of(&address->addr))) {
    state.refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

CURL* connect() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return curl_easy_init();
}

Delivery delivery_of(long status, curl_off_t retry_after) {
  using Fate = Delivery::Fate;
  if (status >= 200 && status < 300) return {};
  const std::string reason = fmt::format("the push service answered {}", status);
  // RFC 8030 7.3: the subscription is gone. Redirects are not followed, and do not end by themselves.
  if (status == 404 || status == 410) return {Fate::gone, reason, {}};
  Delivery later{Fate::later, reason, {}};
  if (retry_after > 0)
    later.retry_after = std::chrono::seconds(std::min<curl_off_t>(retry_after, kLongestWait));
  return later;
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

struct Sender::Connection {
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{connect(), curl_easy_cleanup};
};

Sender::Sender(bool any_address) : any_address_(any_address), connection_(std::make_unique<Connection>()) {}
Sender::~Sender() = default;

Delivery Sender::send(const std::string& url, const std::vector<std::string>& headers,
                      const std::string& body) {
  CURL* const curl = connection_->curl.get();
  curl_easy_reset(curl);  // options only; the connection stays
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> list(nullptr, curl_slist_free_all);
  for (const std::string& header : headers) list.reset(curl_slist_append(list.release(), header.c_str()));
  Door door{any_address_};
  std::size_t read = 0;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, any_address_ ? "http,https" : "https");
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");  // through a proxy every address would look like the proxy's
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &door);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count_only);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &read);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kInAllSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_interrupted);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &interrupted_);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK && door.refused)
    return {Delivery::Fate::gone, "its address is of a private network", {}};
  // Registered while any_address was set.
  if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
    return {Delivery::Fate::gone, "its address is not called", {}};
  if (code != CURLE_OK) return {Delivery::Fate::later, curl_easy_strerror(code), {}};
  long status = 0;
  curl_off_t retry_after = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
  return delivery_of(status, retry_after);
}

}  // namespace timeshelf::server::push
