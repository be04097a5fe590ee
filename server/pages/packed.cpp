#include "server/pages/packed.hpp"

#include "base/text.hpp"
#include "server/feeds/cache.hpp"
#include "server/shop/coding.hpp"

namespace timeshelf::server::pages {
namespace {

constexpr std::size_t kWorthIt = 1024;  // bytes; less fits into one packet anyway

// "/", "/s/kiln", "/s/kiln/embed", "/s/kiln/slots/068q…": not holds, and not places in a line.
bool is_public(const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return false;
  if (request.path == "/") return true;
  const auto parts = split(std::string_view(request.path).substr(1), '/');
  if (parts.front() != "s") return false;
  return parts.size() == 2 || (parts.size() == 3 && parts[2] == "embed") ||
         (parts.size() == 4 && parts[2] == "slots");
}

}  // namespace

void pack(const http::Request& request, http::Response& response) {
  if (!is_public(request) || response.body.size() < kWorthIt || response.stream) return;
  if (!response.headers.get("Content-Type").starts_with("text/html")) return;
  response.headers.add("Vary", "Accept-Encoding");
  const std::string_view accepted = request.headers.get("Accept-Encoding");
  if (accepts_coding(accepted, "zstd")) {
    response.body = zstd_of(response.body.view());
    response.headers.add("Content-Encoding", "zstd");
  } else if (accepts_coding(accepted, "gzip")) {
    response.body = gzip_of(response.body.view());
    response.headers.add("Content-Encoding", "gzip");
  }
}

}  // namespace timeshelf::server::pages
