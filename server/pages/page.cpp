#include "server/pages/page.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/pages/built_files.hpp"
#include "server/pages/render.hpp"
#include "server/shop/address.hpp"

namespace timeshelf::server::pages {

namespace json = boost::json;

Visit::Visit(Context& where, const http::Request& request, std::string slug)
    : context(&where),
      origin(origin_of(where, request)),
      host(origin.substr(std::min(origin.size(), origin.find("//") + 2))),
      shop(std::move(slug)),
      secure(origin.starts_with("https:")) {}

commerce::Engine& Visit::engine() const {
  return context->engine;
}

Instant Visit::now() const {
  return context->clock.now();
}

void add_page_headers(http::Headers& headers) {
  headers.add("Content-Security-Policy",
              "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
              "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  headers.add("X-Content-Type-Options", "nosniff");
  headers.add("Referrer-Policy", "same-origin");
  headers.add("Cross-Origin-Opener-Policy", "same-origin");
  headers.add("Cache-Control", "no-store");
}

std::string embeddable(const json::object& object) {
  std::string text = json::serialize(object);
  for (auto at = text.find('<'); at != std::string::npos; at = text.find('<', at))
    text.replace(at, 1, "\\u003c");
  return text;
}

std::string_view head_of_app(std::string_view app) {
  for (const embedded::BuiltHead& head : embedded::built_heads()) {
    if (head.name == app) return head.html;
  }
  throw std::logic_error("web/vite.config.ts has no entry " + std::string(app));
}

http::Response page(int status, std::string_view name, json::object values) {
  static const std::string style_version =
      strong_etag(std::string(page_file("style.css")) + std::string(page_file("sheets.css"))).substr(1, 12);
  const std::string content = render(name, values);
  values["content"] = content;
  values["style_version"] = style_version;
  values["sheets"] = name != "storefront";  // whose first view is to be light
  const json::value* app = values.if_contains("app");
  values["head"] = app ? head_of_app(app->as_string()) : std::string_view{};
  http::Response response = http::reply(status, "text/html; charset=utf-8", render("layout", values));
  add_page_headers(response.headers);
  return response;
}

http::Response problem_page(const Problem& problem, std::string_view next, std::string_view next_text) {
  const json::object mistake{
      {"kind", problem.kind->name}, {"title", problem.kind->title}, {"detail", problem.message}};
  return page(problem.kind->status, "problem",
              {{"title", problem.kind->title},
               {"app", "booking"},
               {"embedded", embeddable({{"view", "problem"}, {"problem", mistake}, {"next", next}})},
               {"detail", problem.message},
               {"next", next},
               {"next_text", next_text}});
}

http::Response problem_answer(const http::Request& request, const std::string& origin,
                              const Problem& problem) {
  return prefers_html(request) ? problem_page(problem, "/", "To the start")
                               : problem_response(problem, origin);
}

http::Response foreign_form_page(std::string_view next) {
  return problem_page(Problem::make("foreign-form",
                                    "This form was not sent from one of our own pages. Open the "
                                    "page here and send it again."),
                      next, "Open the page");
}

http::Response see_other(const std::string& path) {
  http::Response response = http::reply(303, "", "");
  response.headers.add("Location", path);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

bool prefers_html(const http::Request& request) {
  const std::string accept = to_lower(request.headers.get("Accept"));
  const auto html = accept.find("text/html");
  return html != std::string::npos && html <= accept.find("json");
}

http::Response in_shop(store::Transaction& transaction, const Visit& visit,
                       const std::function<http::Response(const store::Shop&)>& act) {
  if (const auto shop = store::find_shop_by_slug(transaction, visit.shop)) return act(*shop);
  return problem_page(
      Problem::make("unknown-shop", fmt::format("There is no shop called \"{}\" here.", visit.shop)), "/",
      "To the start");
}

}  // namespace timeshelf::server::pages
