#include "server/pages/file_answer.hpp"

#include "base/digest.hpp"
#include "server/shop/coding.hpp"
#include "server/shop/conditional.hpp"

namespace timeshelf::server::pages {

http::Response answer_bytes(const http::Request& request, std::string type, std::string bytes) {
  const std::string etag = strong_etag(bytes);
  http::Response response = lists_etag(request.headers.get("If-None-Match"), etag)
                                ? http::reply(304, "", "")
                                : http::reply(200, std::move(type), std::move(bytes));
  response.headers.add("ETag", etag);
  response.headers.add("X-Content-Type-Options", "nosniff");
  return response;
}

// The ETag follows from the bytes, so each coding has its own.
http::Response answer_file(const http::Request& request, const embedded::BuiltFile& file) {
  const std::string_view accepted = request.headers.get("Accept-Encoding");
  const bool brotli = accepts_coding(accepted, "br") && !file.brotli.empty();
  const bool gzip = !brotli && accepts_coding(accepted, "gzip");
  http::Response response = answer_bytes(request, std::string(file.type),
                                         std::string(brotli ? file.brotli
                                                     : gzip ? file.gzip
                                                            : file.plain));
  if (response.status == 200 && (brotli || gzip))
    response.headers.add("Content-Encoding", brotli ? "br" : "gzip");
  response.headers.add("Vary", "Accept-Encoding");
  return response;
}

}  // namespace timeshelf::server::pages
