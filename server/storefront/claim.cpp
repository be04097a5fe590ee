// The one-time link of a digital line: a page with a button, and what is behind it.
#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/pages/page_routes.hpp"
#include "server/pages/words.hpp"
#include "server/shop/secret.hpp"
#include "server/storefront/embedded.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::DigitalGoods;

constexpr std::string_view kCookie = "timeshelf_claim";
constexpr int kKeptFor = 24 * 60 * 60;  // seconds, as long as it stays open

std::string claimer_of(const http::Request& request) {
  for (const std::string_view pair : split(request.headers.get("Cookie"), ';')) {
    const auto cookie = trim(pair);
    if (cookie.size() > kCookie.size() && cookie.starts_with(kCookie) && cookie[kCookie.size()] == '=')
      return std::string(cookie.substr(kCookie.size() + 1));
  }
  return "";
}

std::string path_of(const std::string& token) {
  return "/d/" + percent_encode(token);
}

http::Response refused(const Visit& visit, const commerce::Refusal& refusal) {
  return keep_secret(problem_page(visit, problem_of(refusal, true), "/", "toTheStart"));
}

http::Response claim_page(const Visit& visitor, const DigitalGoods& goods, const std::string& token) {
  const Visit visit = visitor.at(goods.shop);
  const WallClock clock(goods.shop.time_zone, visit.now(), visit.words());
  const bool is_link = goods.content.starts_with("https://");
  const bool unclaimed = !goods.claimed_at && goods.there;
  const std::string content = !goods.open_until ? std::string()
                              : is_link         ? goods.content
                                                : path_of(token) + "/file";
  json::object values{
      {"title", goods.name + " · " + goods.shop.name},
      {"shop_name", goods.shop.name},
      {"shop_path", "/s/" + goods.shop.slug},
      {"name", goods.name},
      {"code", goods.booking},
      {"path", path_of(token)},
      {"unclaimed", unclaimed},
      {"missing", !goods.claimed_at && !goods.there},
      {"open_until", goods.open_until ? clock.day_time(*goods.open_until) : std::string()},
      {"content", content},
      {"used", goods.claimed_at && !goods.open_until ? clock.day_time(*goods.claimed_at) : std::string()}};
  const auto or_null = [](const std::optional<Instant>& at) {
    return at ? json::value(to_rfc3339(*at)) : json::value(nullptr);
  };
  embed(values, visit, goods.shop, "claim",
        {{"name", goods.name},
         {"code", goods.booking},
         {"path", path_of(token)},
         {"content", content},
         {"there", goods.there},
         {"claimed_at", or_null(goods.claimed_at)},
         {"open_until", or_null(goods.open_until)}});
  return keep_secret(page(visit, 200, "claim", std::move(values)));
}

Plan show_claim(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return ReadWork{
      [visit, token = captures["token"], claimer = claimer_of(request)](store::Transaction& transaction) {
        const auto goods = visit.context->services.claims.look(transaction, token, claimer);
        return goods ? claim_page(visit, *goods, token) : refused(visit, goods.error());
      }};
}

// Knowing the token is what allows it; and whoever claims gets a cookie that keeps it open for them.
Plan claim(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  std::string claimer = claimer_of(request);
  const bool is_new = claimer.empty();
  if (is_new) claimer = random_token(context.random, 32);
  return WriteWork{[visit, token = captures["token"], claimer, is_new](store::Transaction& transaction) {
    const auto goods = visit.context->services.claims.claim(transaction, token, claimer);
    if (!goods) return refused(visit, goods.error());
    http::Response response = keep_secret(see_other(path_of(token)));
    if (is_new) {
      response.headers.add(
          "Set-Cookie", fmt::format("{}={}; Path=/d/; Max-Age={}; HttpOnly; SameSite=Lax{}", kCookie, claimer,
                                    kKeptFor, visit.secure ? "; Secure" : ""));
    }
    return response;
  }};
}

Plan download(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return ReadWork{[visit, token = captures["token"],
                   claimer = claimer_of(request)](store::Transaction& transaction) {
    const auto goods = visit.context->services.claims.look(transaction, token, claimer);
    if (!goods) return refused(visit, goods.error());
    const auto media = goods->content.empty()
                           ? std::nullopt
                           : visit.engine().find_media(transaction, goods->shop.id, goods->content);
    if (!media) return keep_secret(see_other(path_of(token)));
    const std::string ending = media->content_type == "application/pdf"   ? ".pdf"
                               : media->content_type == "application/zip" ? ".zip"
                                                                          : "";
    http::Response response = http::reply(200, media->content_type, media->bytes);
    response.headers.add("Content-Disposition", "attachment; filename=\"" + goods->booking + ending + "\"");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return keep_secret(std::move(response));
  }};
}

}  // namespace

void add_claim_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/d/{token}", show_claim);
  add_route(router, context, "POST", "/d/{token}", claim);
  add_route(router, context, "GET", "/d/{token}/file", download);
}

}  // namespace timeshelf::server::pages
