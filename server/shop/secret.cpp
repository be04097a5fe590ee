#include "server/shop/secret.hpp"

namespace timeshelf::server {

http::Response keep_secret(http::Response response) {
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("Cache-Control", "private, no-store");
  response.headers.set("X-Robots-Tag", "noindex");
  return response;
}

}  // namespace timeshelf::server
