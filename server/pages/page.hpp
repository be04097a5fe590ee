// A page around its content: layout, headers, and the pages that say what went wrong.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "base/http.hpp"
#include "commerce/engine.hpp"
#include "server/context.hpp"
#include "server/router.hpp"
#include "server/shop/problem.hpp"

namespace timeshelf::server::pages {

/// Where a visitor is. Copied into the work of a plan.
struct Visit {
  Visit(Context& context, const http::Request& request, std::string shop = {});

  Context* context;
  std::string origin;
  std::string host;  ///< of the origin, without its scheme
  std::string shop;  ///< slug of the address, or ""
  bool secure;       ///< over https

  commerce::Engine& engine() const;
  Instant now() const;
  std::string shop_path() const { return "/s/" + shop; }
};

/// Web addresses for what a page may load and who may frame it; the same for every page.
void add_page_headers(http::Headers& headers);

/// A page: "<name>.mustache" inside the layout. `values` has at least "title"; "app" names an entry of
/// web/vite.config.ts that runs in it, "description" is for search engines.
http::Response page(int status, std::string_view name, boost::json::object values);

/// The tags that load an app, an entry of web/vite.config.ts.
std::string_view head_of_app(std::string_view app);

/// As a page's <script type="application/json"> takes it: "<" would end the element.
std::string embedded_json(const boost::json::object& value);

/// A page that says what went wrong and leads on to `next` ("/s/kiln", "Back to the shop").
http::Response problem_page(const Problem& problem, std::string_view next, std::string_view next_text);

/// The same in HTML or as a problem document, as the client accepts.
http::Response problem_answer(const http::Request& request, const std::string& origin,
                              const Problem& problem);

/// A form that was sent from somewhere else.
http::Response foreign_form_page(std::string_view next);

/// 303: go on with GET at `path`.
http::Response see_other(const std::string& path);

/// Whether the client asked for pages rather than data (RFC 9110 12.5.1).
bool prefers_html(const http::Request& request);

/// The shop of the visit; or a page that says there is none.
http::Response in_shop(store::Transaction& transaction, const Visit& visit,
                       const std::function<http::Response(const store::Shop&)>& act);

}  // namespace timeshelf::server::pages
