// Feeds that the shop makes beside those of its calendars.
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/api/read_json.hpp"
#include "server/api/short_list.hpp"
#include "server/api/staff.hpp"
#include "server/feeds/appearance.hpp"
#include "server/feeds/publishing.hpp"
#include "server/shop/qr.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

json::value text_json(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}
json::value days_json(const std::optional<std::int64_t>& days) {
  return days ? json::value(*days) : json::value(nullptr);
}

json::object feed_json(const Call& call, const store::NamedFeed& feed) {
  return {{"name", feed.name},
          {"url", call.links().origin + path_of(feed)},
          {"secret", feed.secret},
          {"title", feed.title},
          {"description", text_json(feed.description)},
          {"color", text_json(feed.color)},
          {"image", text_json(feed.image)},
          {"calendars", feed.all_shelves ? json::value(nullptr) : json::value(feed.calendars.size())},
          {"venue", text_json(feed.venue)},
          {"sku", text_json(feed.sku)},
          {"drop", text_json(feed.drop)},
          {"past_days", days_json(feed.past_days)},
          {"future_days", days_json(feed.future_days)}};
}

Problem problem_of(const FeedRefusal& refusal) {
  return Problem::make("invalid-member", refusal.message, refusal.field);
}

Problem no_feed() {
  return Problem::make("not-found", "The shop has no feed of this name.");
}

// {"title"?, "description"?, "color"?, "image"?, "calendars"?, "venue"?, "sku"?, "drop"?, "secret"?,
// "past_days"?, "future_days"?}
Read<FeedWish> read_wish(const json::object& body, std::string name) {
  MemberReader members(body, "");
  FeedWish wish;
  wish.name = std::move(name);
  wish.title = members.text("title", 200, "");
  wish.description = members.text("description", 2000, "");
  wish.color = members.text("color", 9, "");
  wish.image = members.text("image", 2000, "");
  wish.calendars = members.texts("calendars", 100, 600);
  wish.venue = members.text("venue", 200, "");
  wish.sku = members.text("sku", 64, "");
  wish.drop = members.text("drop", 200, "");
  wish.secret = members.flag("secret", false);
  if (members.has("past_days")) wish.past_days = members.whole("past_days");
  if (members.has("future_days")) wish.future_days = members.whole("future_days");
  if (auto problem = members.problem()) return *problem;
  return wish;
}

Plan list_feeds(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"cursor", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto page = read_page(*parameters);
  if (!page) return call.refuse(page.error());
  return read_as(call, request, store::Role::manager,
                 [call, page = *page](store::Transaction& transaction, const Member& member) {
                   json::array feeds;
                   for (const auto& feed : store::list_named_feeds(transaction, member.shop.id))
                     feeds.push_back(feed_json(call, feed));
                   const auto listed = page_of("feeds", std::move(feeds), "name", page);
                   return listed ? call.answer(200, *listed) : call.refuse(listed.error());
                 });
}

Plan put(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto wish = read_wish(*body, captures["feed"]);
  if (!wish) return call.refuse(wish.error());
  return write_as(call, request, store::Role::manager,
                  [call, wish = *wish](store::Transaction& transaction, const Member& member) {
                    const auto feed = put_feed(transaction, call.engine(), member.shop, wish,
                                               member.user.name, call.now(), call.context().random);
                    return feed ? call.answer(200, feed_json(call, *feed))
                                : call.refuse(problem_of(feed.error()));
                  });
}

// A new address for a secret that got about.
Plan renew(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(
      call, request, store::Role::manager,
      [call, name = captures["feed"]](store::Transaction& transaction, const Member& member) {
        if (!store::find_named_feed(transaction, member.shop.id, name)) return call.refuse(no_feed());
        const auto feed =
            renew_feed(transaction, member.shop, name, member.user.name, call.now(), call.context().random);
        return feed ? call.answer(200, feed_json(call, *feed)) : call.refuse(problem_of(feed.error()));
      });
}

Plan remove(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return write_as(call, request, store::Role::manager,
                  [call, name = captures["feed"]](store::Transaction& transaction, const Member& member) {
                    return remove_feed(transaction, member.shop, name, member.user.name, call.now(),
                                       call.context().random)
                               ? http::reply(204, "", "")
                               : call.refuse(no_feed());
                  });
}

// GET …/subscriptions: every feed of the shop, those of its calendars included
Plan list_subscriptions(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(
      call, request, store::Role::staff, [call](store::Transaction& transaction, const Member& member) {
        json::array feeds;
        for (const ShopFeed& feed : feeds_of(transaction, member.shop.id, member.shop.name, true))
          feeds.push_back(
              {{"title", feed.name}, {"url", call.links().origin + feed.path}, {"secret", feed.secret}});
        return call.answer(200, {{"subscriptions", std::move(feeds)}});
      });
}

// GET …/subscriptions/qr.svg?url=: what to subscribe to, to be scanned by a phone
Plan show_qr(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"url"});
  if (!parameters) return call.refuse(parameters.error());
  const auto named = parameters->find("url");
  return read_as(
      call, request, store::Role::staff,
      [call, url = named == parameters->end() ? std::string() : named->second](
          store::Transaction& transaction, const Member& member) {
        for (const ShopFeed& feed : feeds_of(transaction, member.shop.id, member.shop.name, true)) {
          if (call.links().origin + feed.path != url) continue;
          const std::string title = "Subscribe to " + feed.name;
          // The scheme that phones open their calendar for.
          http::Response response =
              http::reply(200, "image/svg+xml", qr_svg("webcal" + url.substr(url.find(':')), title));
          response.headers.add("Cache-Control", "private, no-store");
          return response;
        }
        return call.refuse(
            Problem::make("not-found", "The shop has no feed at this address; list them again."));
      });
}

}  // namespace

void add_named_feed_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/feeds", list_feeds);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/feeds/{feed}", put);
  add_route(router, context, "DELETE", "/api/v1/shops/{shop}/feeds/{feed}", remove);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/feeds/{feed}/address", renew);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/subscriptions", list_subscriptions);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/subscriptions/qr.svg", show_qr);
}

}  // namespace timeshelf::server::api
