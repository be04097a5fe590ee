#include "server/experiments/browser.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "server/shop/cookie.hpp"

namespace timeshelf::server::experiments {
namespace {

constexpr std::string_view kMark = "visit=new";
constexpr std::size_t kTokenLength = 22;  // 16 bytes in base64url
constexpr std::size_t kMostKept = 8;
constexpr std::chrono::hours kKept{24 * 30};

bool is_token(std::string_view text) {
  return text.size() == kTokenLength && base64url_decode(text).has_value();
}

// "EXPERIMENT.VARIANT.UNIT~…"; what cannot be read is left out.
std::vector<commerce::KeptVariant> read_kept(std::string_view value) {
  std::vector<commerce::KeptVariant> kept;
  for (const std::string_view one : split(value, '~')) {
    const auto parts = split(one, '.');
    if (parts.size() != 3 || kept.size() == kMostKept) continue;
    const auto experiment = Id::parse(parts[0]);
    const auto variant = parse_whole(parts[1]);
    if (experiment && variant && is_token(parts[2]))
      kept.push_back({*experiment, *variant, std::string(parts[2])});
  }
  return kept;
}

// Browsers say by Sec-Fetch-Mode what they open, but not to a shop in the local network without https: there
// what tells a page that somebody opens from everything else is that it may be asked for over https instead
// (Upgrade-Insecure-Requests), and that a page is wanted.
bool is_navigation(const http::Request& request) {
  if (const auto mode = request.headers.find("Sec-Fetch-Mode")) return *mode == "navigate";
  return request.scheme == "http" && trim(request.headers.get("Upgrade-Insecure-Requests")) == "1" &&
         request.headers.get("Accept").find("text/html") != std::string_view::npos;
}

}  // namespace

bool may_keep(const http::Request& request) {
  return trim(request.headers.get("Sec-GPC")) != "1";
}

commerce::Visitor visitor_of(const http::Request& request, const std::string& shop) {
  if (!may_keep(request)) return {};
  const std::string_view token = cookie_value(request, visitor_cookie(shop));
  return {is_token(token) ? std::string(token) : std::string(),
          read_kept(cookie_value(request, kept_cookie(shop)))};
}

Browser::Browser(const http::Request& request, const std::string& shop)
    : visitor_(visitor_of(request, shop)), path_(request.path) {
  for (const std::string_view part : split(request.query, '&')) {
    if (part == kMark) {
      returned_ = true;
    } else if (!part.empty()) {
      query_ += (query_.empty() ? "" : "&") + std::string(part);
    }
  }
  // What is fetched in advance nobody has seen.
  const bool is_seen = request.method == "GET" && request.headers.get("Sec-Purpose").empty() &&
                       request.headers.get("Purpose").empty();
  navigates_ = is_seen && may_keep(request) && is_navigation(request);
  counts_ = is_seen;
}

std::optional<std::string> Browser::detour() const {
  if (!navigates_ || visitor_.is_known() != returned_) return std::nullopt;
  std::string query = query_;
  if (!returned_) query += (query.empty() ? "" : "&") + std::string(kMark);
  return query.empty() ? path_ : path_ + "?" + query;
}

std::string cookie(const std::string& name, const std::string& value, bool secure) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", name, value,
                     std::chrono::seconds(kKept).count(), secure ? "; Secure" : "");
}

std::string visitor_cookie(const std::string& shop) {
  return "timeshelf_visitor_" + shop;
}

std::string kept_cookie(const std::string& shop) {
  return "timeshelf_variant_" + shop;
}

std::string write_kept(const std::vector<commerce::Exposure>& kept) {
  std::string value;
  for (const commerce::Exposure& one : kept) {
    value +=
        fmt::format("{}{}.{}.{}", value.empty() ? "" : "~", one.experiment.text(), one.variant, one.unit);
  }
  return value;
}

}  // namespace timeshelf::server::experiments
