// A page around its content: layout, headers, and the pages that say what went wrong.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "base/http.hpp"
#include "commerce/engine.hpp"
#include "server/context.hpp"
#include "server/pages/page_words.hpp"
#include "server/router.hpp"
#include "server/shop/problem.hpp"

namespace timeshelf::server::pages {

/// Where a visitor is. Copied into the work of a plan.
struct Visit {
  Visit(Context& context, const http::Request& request, std::string shop = {});

  Context* context;
  std::string origin;
  std::string host;      ///< of the origin, without its scheme
  std::string shop;      ///< slug of the address, or ""
  bool secure;           ///< over https
  bool gets;             ///< reads a page, so that it can be asked for again in another language
  std::string query;     ///< of the address, without what asks for a language
  std::string language;  ///< that is asked for, else the shop's; "" before a shop is known

  /// The same in a shop, which speaks its own language where none is asked for.
  Visit at(const store::Shop& visited) const;
  PageWords words() const { return PageWords(language); }

  commerce::Engine& engine() const;
  Instant now() const;
  std::string shop_path() const { return "/s/" + shop; }
};

/// Web addresses for what a page may load and who may frame it; the same for every page.
void add_page_headers(http::Headers& headers);

/// What a page says in one language, another may be told in another.
void add_language_headers(http::Headers& headers, const PageWords& words);

/// A page: "<name>.mustache" inside the layout. `values` has at least "title"; "app" names an entry of
/// web/vite.config.ts that runs in it and begins with "embedded", "description" is for search engines, and
/// "refresh" is when a browser without script looks again ("5", "0; url=...").
http::Response page(const Visit& visit, int status, std::string_view name, boost::json::object values);

/// As the text of a <script> that holds data: "<" would end the element.
std::string embeddable(const boost::json::object& object);

/// The tags that load an app, an entry of web/vite.config.ts.
std::string_view head_of_app(std::string_view app);

/// A page that says what went wrong and leads on to `next` ("/s/kiln", "backToShop").
http::Response problem_page(const Visit& visit, const Problem& problem, std::string_view next,
                            Word next_text);

/// The same in HTML or as a problem document, as the client accepts.
http::Response problem_answer(const Visit& visit, const http::Request& request, const Problem& problem);

/// A form that was sent from somewhere else.
http::Response foreign_form_page(const Visit& visit, std::string_view next);

/// 303: go on with GET at `path`.
http::Response see_other(const std::string& path);

/// Whether the client asked for pages rather than data (RFC 9110 12.5.1).
bool prefers_html(const http::Request& request);

/// The shop of the visit, which is there from now on; or a page that says there is none.
http::Response in_shop(store::Transaction& transaction, const Visit& visit,
                       const std::function<http::Response(const store::Shop&, const Visit&)>& act);

}  // namespace timeshelf::server::pages
