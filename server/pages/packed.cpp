#include "server/pages/packed.hpp"

#include "server/feeds/cache.hpp"
#include "server/shop/coding.hpp"

namespace timeshelf::server::pages {
namespace {

constexpr std::size_t kWorthIt = 1024;  // bytes; less fits into one packet anyway

bool is_public(const http::Request& request) {
  return (request.method == "GET" || request.method == "HEAD") &&
         (request.path == "/" || request.path.starts_with("/s/"));
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
