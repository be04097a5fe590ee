#include "server/pages/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/pages/built_files.hpp"
#include "server/pages/problem_words.hpp"
#include "server/pages/render.hpp"
#include "server/shop/address.hpp"
#include "server/shop/language.hpp"

namespace timeshelf::server::pages {

namespace json = boost::json;

Visit::Visit(Context& where, const http::Request& request, std::string slug)
    : context(&where),
      origin(origin_of(where, request)),
      host(origin.substr(std::min(origin.size(), origin.find("//") + 2))),
      shop(std::move(slug)),
      secure(origin.starts_with("https:")),
      gets(request.method != "POST"),
      query(query_but_language(request)),
      language(page_language(request)) {}

Visit Visit::at(const store::Shop& visited) const {
  Visit there = *this;
  if (there.language.empty()) there.language = visited.language;
  return there;
}

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

namespace {

// Of one's own booking: no prices that move, and nothing of the shop's people.
constexpr std::array<std::string_view, 11> kWithoutFooter{"accept",  "booking",  "cancel",      "checkout",
                                                          "claim",   "move",     "move_window", "pass_on",
                                                          "payment", "returned", "waiting"};

// Links to the same page in the other languages, for who runs no script. What a form was answered with cannot
// be asked for again.
json::array other_languages(const Visit& visit, std::string_view language) {
  json::array others;
  for (const SpokenLanguage& spoken : kSpokenLanguages) {
    if (visit.gets && spoken.tag != language)
      others.push_back({{"query", visit.query.empty() ? "" : visit.query + "&"},
                        {"tag", spoken.tag},
                        {"own_name", spoken.name}});
  }
  return others;
}

}  // namespace

void add_language_headers(http::Headers& headers, const PageWords& words) {
  headers.add("Content-Language", std::string(words.language()));
  headers.add("Vary", "Accept-Language, Cookie");
}

http::Response page(const Visit& visit, int status, std::string_view name, json::object values) {
  const PageWords words = visit.words();
  static const std::string style_version =
      strong_etag(std::string(page_file("style.css")) + std::string(page_file("sheets.css"))).substr(1, 12);
  const std::string content = render(name, values, words);
  values["content"] = content;
  values["lang"] = words.language();
  values["languages"] = other_languages(visit, words.language());
  values["style_version"] = style_version;
  values["sheets"] = name != "storefront";  // whose first view is to be light
  values["footer"] = std::find(kWithoutFooter.begin(), kWithoutFooter.end(), name) == kWithoutFooter.end();
  const json::value* app = values.if_contains("app");
  values["head"] = app ? head_of_app(app->as_string()) : std::string_view{};
  http::Response response = http::reply(status, "text/html; charset=utf-8", render("layout", values, words));
  add_page_headers(response.headers);
  add_language_headers(response.headers, words);
  return response;
}

http::Response problem_page(const Visit& visit, const Problem& problem, std::string_view next,
                            Word next_text) {
  const PageWords words = visit.words();
  const json::object mistake{
      {"kind", problem.kind->name}, {"title", problem.kind->title}, {"detail", problem.message}};
  return page(visit, problem.kind->status, "problem",
              {{"title", problem_title(problem, words)},
               {"app", "booking"},
               {"embedded", embeddable({{"view", "problem"}, {"problem", mistake}, {"next", next}})},
               {"detail", problem_text(problem, words)},
               {"next", next},
               {"next_text", words(next_text)}});
}

http::Response problem_answer(const Visit& visit, const http::Request& request, const Problem& problem) {
  return prefers_html(request) ? problem_page(visit, problem, "/", "toTheStart")
                               : problem_response(problem, visit.origin);
}

http::Response foreign_form_page(const Visit& visit, std::string_view next) {
  return problem_page(visit,
                      Problem::make("foreign-form",
                                    "This form was not sent from one of our own pages. Open the "
                                    "page here and send it again."),
                      next, "openThePage");
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
                       const std::function<http::Response(const store::Shop&, const Visit&)>& act) {
  if (const auto shop = store::find_shop_by_slug(transaction, visit.shop)) return act(*shop, visit.at(*shop));
  return problem_page(
      visit, Problem::make("unknown-shop", fmt::format("There is no shop called \"{}\" here.", visit.shop)),
      "/", "toTheStart");
}

}  // namespace timeshelf::server::pages
