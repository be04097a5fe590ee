// Routes whose handlers are plain functions of the context.
#pragma once
#include "server/context.hpp"
#include "server/router.hpp"
#include "server/shop/any_site.hpp"

namespace timeshelf::server {

/// `handle(context, request, captures)` makes the plan.
template <class Handle>
void add_route(Router& router, Context& context, const char* method, const char* pattern, Handle handle) {
  router.add(method, pattern, [&context, handle](const http::Request& request, const Captures& captures) {
    return Plan(handle(context, request, captures));
  });
}

/// The same of what everybody may read, from pages of other sites, too.
template <class Handle>
void add_public_route(Router& router, Context& context, const char* pattern, Handle handle) {
  const auto open = [handle](Context& where, const http::Request& request, const Captures& captures) {
    return readable_by_any_site(handle(where, request, captures));
  };
  add_route(router, context, "GET", pattern, open);
}

}  // namespace timeshelf::server
