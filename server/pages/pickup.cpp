// "/pickup": the app that staff hand over with, also where no network is (docs/devices.md). It knows nothing
// of a shop before its device is enrolled, so the page is the same for everybody who speaks their language.
#include <algorithm>

#include "server/pages/built_files.hpp"
#include "server/pages/file_answer.hpp"
#include "server/pages/page_routes.hpp"
#include "server/pages/render.hpp"
#include "server/shop/address.hpp"

namespace timeshelf::server::pages {
namespace {

// Asked for anew each time: what was installed has to find a newer version.
constexpr const char* kAskAgain = "no-cache";

// 'wasm-unsafe-eval' lets WebAssembly be compiled, which finds the QR codes; script is as strict as ever.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; manifest-src 'self'; "
    "connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'";

Plan app(Context& context, const http::Request& request, const Captures&) {
  const PageWords words = Visit(context, request).words();
  http::Response response =
      http::reply(200, "text/html; charset=utf-8",
                  render("pickup", {{"head", head_of_app("pickup")}, {"lang", words.language()}}, words));
  add_page_headers(response.headers);
  add_language_headers(response.headers, words);
  response.headers.set("Content-Security-Policy", kPolicy);
  response.headers.set("Cache-Control", kAskAgain);
  response.headers.add("Permissions-Policy", "camera=(self)");
  return response;
}

Plan file(Context& context, const http::Request& request, const Captures& captures) {
  const auto files = embedded::pickup_files();
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const auto& each) { return each.name == captures["file"]; });
  if (found == files.end()) {
    return problem_answer(Visit(context, request), request,
                          Problem::make("not-found", "The app has no such file. Load it again."));
  }
  http::Response response = answer_file(request, *found);
  response.headers.add("Cache-Control", kAskAgain);
  if (found->name == "worker.js") {
    // From the script's own address: the page beside its folder is what the worker serves.
    response.headers.add("Service-Worker-Allowed", "../pickup");
    response.headers.add("Content-Security-Policy", "default-src 'none'; connect-src 'self'");
  }
  return response;
}

}  // namespace

void add_pickup_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/pickup", app);
  add_route(router, context, "GET", "/pickup/{file}", file);
}

}  // namespace timeshelf::server::pages
