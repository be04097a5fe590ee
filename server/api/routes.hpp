// The JSON API, described by openapi.yaml.
#pragma once

namespace timeshelf::server {

class Router;
struct Context;

/// Everything below /api/v1.
void add_api_routes(Router& router, Context& context);

}  // namespace timeshelf::server
