#include "server/proxies.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "base/text.hpp"

namespace timeshelf::server {

const std::vector<std::string_view> kForwardedHeaders = {"Forwarded",         "X-Forwarded-For",
                                                         "X-Forwarded-Proto", "X-Forwarded-Host",
                                                         "X-Forwarded-Port",  "X-Forwarded-Prefix"};

namespace {

constexpr std::string_view kPrefix = "X-Forwarded-Prefix";

std::optional<std::array<std::uint8_t, 16>> bytes_of(std::string_view address) {
  const std::string text(address);
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (inet_pton(AF_INET, text.c_str(), bytes.data() + 12) == 1) return bytes;
  return std::nullopt;
}

// "192.0.2.1:4711" and "[2001:db8::1]:4711" without port and brackets; nothing for what is no address, like
// "unknown" and "_hidden" (RFC 7239 6).
std::optional<std::string> address_of(std::string_view node) {
  node = trim(node);
  if (node.starts_with('[')) {
    node = node.substr(1, node.find(']') - 1);
  } else if (std::count(node.begin(), node.end(), ':') == 1) {
    node = node.substr(0, node.find(':'));
  }
  return bytes_of(node) ? std::optional(std::string(node)) : std::nullopt;
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
}

bool has_port(std::string_view host) {
  const auto colon = host.rfind(':');
  return colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
}

// "/cal/shop", whatever slash ends it; "" for "/" and for what is no path of plain segments.
std::string clean_prefix(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty() || path.front() != '/' || path.size() > 200) return "";
  for (const std::string_view segment : split(path.substr(1), '/')) {
    const bool plain = std::all_of(segment.begin(), segment.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
             c == '.' || c == '_' || c == '~';
    });
    if (!plain || segment.empty() || segment == "." || segment == "..") return "";
  }
  return std::string(path);
}

// The items of a list header, of all its lines, in order. Commas inside of quotes separate nothing.
std::vector<std::string> items_of(const http::Headers& headers, std::string_view name) {
  std::vector<std::string> items;
  for (const auto& [key, value] : headers) {
    if (!equals_ignoring_case(key, name)) continue;
    items.emplace_back();
    bool quoted = false;
    for (const char c : value) {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted)
        items.emplace_back();
      else
        items.back() += c;
    }
  }
  for (std::string& item : items) item = trim(item);
  return items;
}

// One hop of a Forwarded header: for=192.0.2.60;proto=https;host="shop.example:8443".
std::string pair_of(std::string_view element, std::string_view name) {
  for (const std::string_view pair : split(element, ';')) {
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || !equals_ignoring_case(trim(pair.substr(0, equals)), name))
      continue;
    std::string_view value = trim(pair.substr(equals + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
      value = value.substr(1, value.size() - 2);
    return std::string(value);
  }
  return "";
}

void set_scheme(http::Request& request, std::string_view proto) {
  if (equals_ignoring_case(proto, "http") || equals_ignoring_case(proto, "https"))
    request.scheme = to_lower(proto);
}

// Of a list to which each proxy of a chain added, what the outermost believed one wrote. Most proxies replace
// such headers, so lists are short and this is their only item.
std::string said(const http::Headers& headers, std::string_view name, std::size_t hops) {
  const auto items = items_of(headers, name);
  return items.empty() ? "" : items[items.size() - std::min(std::max<std::size_t>(hops, 1), items.size())];
}

}  // namespace

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto bytes = bytes_of(text.substr(0, slash));
  if (!bytes) return std::nullopt;
  Network network;
  network.bytes_ = *bytes;
  network.bits_ = 128;
  if (slash == text.size()) return network;
  const unsigned given_of = text.substr(0, slash).find(':') == std::string_view::npos ? 32 : 128;
  const auto bits = parse_whole(text.substr(slash + 1));
  if (!bits || *bits > given_of) return std::nullopt;
  network.bits_ = 128 - given_of + static_cast<unsigned>(*bits);
  return network;
}

bool Network::contains(std::string_view address) const {
  const auto bytes = bytes_of(address);
  if (!bytes || std::memcmp(bytes->data(), bytes_.data(), bits_ / 8) != 0) return false;
  const unsigned rest = bits_ % 8;
  return rest == 0 || ((*bytes)[bits_ / 8] ^ bytes_[bits_ / 8]) >> (8 - rest) == 0;
}

Proxies::Proxies(const Config& config)
    : believed_(config.forwarded_headers), base_path_(clean_prefix(config.base_path())) {
  for (const std::string& text : config.trusted_proxies) {
    if (const auto network = Network::parse(text)) trusted_.push_back(*network);
  }
}

bool Proxies::trusts(std::string_view address) const {
  return std::any_of(trusted_.begin(), trusted_.end(),
                     [&](const Network& network) { return network.contains(address); });
}

bool Proxies::believes(std::string_view header) const {
  return std::any_of(believed_.begin(), believed_.end(),
                     [&](const std::string& name) { return equals_ignoring_case(name, header); });
}

void Proxies::apply(http::Request& request) const {
  std::string prefix;
  if (trusts(request.remote)) {
    if (believes(kPrefix)) prefix = clean_prefix(said(request.headers, kPrefix, 1));
    if (believes("Forwarded") && request.headers.has("Forwarded"))
      apply_forwarded(request);
    else
      apply_x_forwarded(request);
  }
  for (const std::string_view header : kForwardedHeaders) request.headers.remove(header);
  // A proxy that says a prefix has cut it off; one that does not say so may have left it.
  if (prefix.empty() && !base_path_.empty()) {
    prefix = base_path_;
    if (request.path == prefix) request.path = "/";
    if (request.path.starts_with(prefix + "/")) request.path.erase(0, prefix.size());
  }
  if (!prefix.empty()) request.headers.add(std::string(kPrefix), prefix);
}

void Proxies::apply_forwarded(http::Request& request) const {
  const auto elements = items_of(request.headers, "Forwarded");
  for (auto element = elements.rbegin(); element != elements.rend() && trusts(request.remote); ++element) {
    set_scheme(request, pair_of(*element, "proto"));
    if (const auto host = pair_of(*element, "host"); is_host(host)) request.host = host;
    const auto client = address_of(pair_of(*element, "for"));
    if (!client) return;  // hidden: whoever it is, nothing left of it is believed
    request.remote = *client;
  }
}

void Proxies::apply_x_forwarded(http::Request& request) const {
  std::size_t hops = 0;
  if (believes("X-Forwarded-For")) {
    const auto clients = items_of(request.headers, "X-Forwarded-For");
    while (hops < clients.size() && trusts(request.remote)) {
      const auto client = address_of(clients[clients.size() - 1 - hops++]);
      if (!client) break;
      request.remote = *client;
    }
  }
  if (believes("X-Forwarded-Proto")) set_scheme(request, said(request.headers, "X-Forwarded-Proto", hops));
  if (believes("X-Forwarded-Host")) {
    if (auto host = said(request.headers, "X-Forwarded-Host", hops); is_host(host))
      request.host = std::move(host);
  }
  if (believes("X-Forwarded-Port") && !has_port(request.host)) {
    const auto port = parse_whole(said(request.headers, "X-Forwarded-Port", hops));
    const std::int64_t usual = request.scheme == "https" ? 443 : 80;
    if (port && *port > 0 && *port < 65'536 && *port != usual) request.host += ":" + std::to_string(*port);
  }
}

std::string prefix_of(const http::Request& request) {
  return std::string(request.headers.get(kPrefix));
}

namespace {

bool is_absolute_path(std::string_view reference) {
  return reference.starts_with('/') && !reference.starts_with("//");
}

// "/a 240w, /b 640w", up to the quote that ends it; `page` goes on there.
void append_prefixed_set(std::string& out, std::string_view& page, std::string_view prefix) {
  const std::string_view set = page.substr(0, page.find('"'));
  page.remove_prefix(set.size());
  for (std::string_view candidate : split(set, ',')) {
    candidate = trim(candidate);
    if (candidate.data() != set.data()) out.append(", ");
    if (is_absolute_path(candidate)) out.append(prefix);
    out.append(candidate);
  }
}

// Quotes in what people wrote are escaped, so these are attributes of our own templates.
std::string prefixed_links(std::string_view page, std::string_view prefix) {
  std::string out;
  out.reserve(page.size() + page.size() / 32);
  while (!page.empty()) {
    const auto at = page.find("=\"/");
    if (at == std::string_view::npos) return out.append(page);
    const std::string_view before = page.substr(0, at);
    const bool is_set = before.ends_with(" srcset");
    const bool is_link = before.ends_with(" href") || before.ends_with(" src") ||
                         before.ends_with(" action") || before.ends_with(" formaction");
    out.append(before).append("=\"");
    page.remove_prefix(at + 2);
    if (is_link && is_absolute_path(page)) out.append(prefix);
    if (is_set) append_prefixed_set(out, page, prefix);
  }
  return out;
}

}  // namespace

void add_prefix(http::Response& response, std::string_view prefix) {
  if (prefix.empty()) return;
  http::Headers headers;
  for (auto [name, value] : response.headers) {
    if (equals_ignoring_case(name, "Location") && is_absolute_path(value)) value.insert(0, prefix);
    if (equals_ignoring_case(name, "Set-Cookie")) {
      if (const auto path = value.find("; Path=/"); path != std::string::npos) value.insert(path + 7, prefix);
    }
    headers.add(name, value);
  }
  response.headers = std::move(headers);
  if (response.headers.get("Content-Type").starts_with("text/html"))
    response.body = prefixed_links(response.body.view(), prefix);
}

}  // namespace timeshelf::server
