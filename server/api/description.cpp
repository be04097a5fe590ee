// The API's own description.
#include "base/digest.hpp"
#include "server/api/call.hpp"
#include "server/shop/conditional.hpp"

namespace timeshelf::embedded {
std::string_view api_description(std::string_view file_name);
}

namespace timeshelf::server::api {

void add_description_routes(Router& router) {
  router.add("GET", "/api/v1/openapi.yaml", [](const http::Request& request, const Captures&) -> Plan {
    const std::string_view description = embedded::api_description("openapi.yaml");
    // RFC 9512
    http::Response response = http::reply(200, "application/yaml", std::string(description));
    const std::string etag = strong_etag(description);
    if (lists_etag(request.headers.get("If-None-Match"), etag)) response = http::reply(304, "", "");
    response.headers.add("ETag", etag);
    response.headers.add("Cache-Control", "no-cache");
    return response;
  });
}

}  // namespace timeshelf::server::api
