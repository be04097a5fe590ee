// Routes whose handlers are plain functions of the context.
#pragma once
#include "server/context.hpp"
#include "server/router.hpp"

namespace timeshelf::server {

/// `handle(context, request, captures)` makes the plan.
template <class Handle>
void add_route(Router& router, Context& context, const char* method, const char* pattern, Handle handle) {
  router.add(method, pattern, [&context, handle](const http::Request& request, const Captures& captures) {
    return Plan(handle(context, request, captures));
  });
}

}  // namespace timeshelf::server
