// What pages load: the style, pictures of products; and the pages that explain problems.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "server/feeds/cache.hpp"
#include "server/images/picture.hpp"
#include "server/pages/built_files.hpp"
#include "server/pages/file_answer.hpp"
#include "server/pages/page_routes.hpp"
#include "server/pages/render.hpp"
#include "server/pages/routes.hpp"
#include "server/shop/address.hpp"

namespace timeshelf::server {

void add_page_routes(Router& router, Context& context) {
  pages::add_storefront_routes(router, context);
  pages::add_slot_routes(router, context);
  pages::add_checkout_routes(router, context);
  pages::add_booking_routes(router, context);
  pages::add_claim_routes(router, context);
  pages::add_drop_routes(router, context);
  pages::add_waiting_routes(router, context);
  pages::add_dashboard_routes(router, context);
  pages::add_payment_routes(router, context);
  pages::add_pickup_routes(router, context);
  pages::add_embed_routes(router, context);
  pages::add_asset_routes(router, context);
}

namespace pages {
namespace {

constexpr const char* kForEver = "public, max-age=31536000, immutable";

// Bytes under an address that changes when they do.
http::Response unchanging(const http::Request& request, std::string type, std::string bytes) {
  http::Response response = answer_bytes(request, std::move(type), std::move(bytes));
  response.headers.add("Cache-Control", kForEver);
  return response;
}

// What is of web/pages, under a name that its readers end with "?v=…".
std::optional<embedded::BuiltFile> find_page_file(std::string_view name) {
  static const std::string style_gzip = gzip_of(page_file("style.css"));
  if (name == "style.css")
    return embedded::BuiltFile{"style.css", "text/css; charset=utf-8", page_file(name), style_gzip, {}};
  static const std::string sheets_gzip = gzip_of(page_file("sheets.css"));
  if (name == "sheets.css")
    return embedded::BuiltFile{"sheets.css", "text/css; charset=utf-8", page_file(name), sheets_gzip, {}};
  static const std::string icon_gzip = gzip_of(page_file("icon.svg"));
  if (name == "icon.svg")
    return embedded::BuiltFile{"icon.svg", "image/svg+xml", page_file(name), icon_gzip, {}};
  return std::nullopt;
}

std::optional<embedded::BuiltFile> find_file(std::string_view name) {
  const auto files = embedded::built_files();
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.name == name; });
  return found == files.end() ? find_page_file(name) : std::optional(*found);
}

Plan asset(Context& context, const http::Request& request, const Captures& captures) {
  const auto file = find_file(captures["file"]);
  if (file) {
    http::Response response = answer_file(request, *file);
    response.headers.add("Cache-Control", kForEver);
    return response;
  }
  return problem_answer(
      Visit(context, request), request,
      Problem::make("not-found",
                    "There is no such file; the pages name those there are. Load the page again."));
}

// A picture's id follows from its bytes, so it never changes. Drawings (SVG) may hold script: it is not run.
// Other sites may show it, those that isolate themselves included.
Plan picture(Context& context, const http::Request& request, const std::string& slug, const std::string& id) {
  const Visit visit(context, request, slug);
  return ReadWork{[visit, request, id](store::Transaction& transaction) {
    const auto shop = store::find_shop_by_slug(transaction, visit.shop);
    const auto found = shop ? visit.engine().find_media(transaction, shop->id, id) : std::nullopt;
    if (!found) {
      return problem_answer(visit, request, Problem::make("not-found", "There is no such picture."));
    }
    http::Response response = unchanging(request, found->content_type, found->bytes);
    response.headers.add("Content-Security-Policy",
                         "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
    response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
    return response;
  }};
}

Plan media(Context& context, const http::Request& request, const Captures& captures) {
  return picture(context, request, captures["shop"], captures["id"]);
}

Plan rendition(Context& context, const http::Request& request, const Captures& captures) {
  return picture(context, request, captures["shop"],
                 images::rendition_id(captures["id"], captures["rendition"]));
}

Plan explain_problem(Context& context, const http::Request& request, const Captures& captures) {
  const ProblemKind* kind = find_problem_kind(captures["name"]);
  if (!kind) {
    return problem_answer(Visit(context, request), request,
                          Problem::make("not-found", "There is no problem of that name."));
  }
  Visit visit(context, request);
  visit.language = "en";  // it speaks to programmers, as the API does
  return page(
      visit, 200, "explain",
      {{"title", kind->title}, {"name", kind->name}, {"status", kind->status}, {"remedy", kind->remedy}});
}

}  // namespace

void add_asset_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/assets/{file}", asset);
  add_route(router, context, "GET", "/media/{shop}/{id}", media);
  add_route(router, context, "GET", "/media/{shop}/{id}/{rendition}", rendition);
  add_route(router, context, "GET", "/problems/{name}", explain_problem);
}

}  // namespace pages
}  // namespace timeshelf::server
