#include "server/feeds/routes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "server/feeds/cache.hpp"
#include "server/feeds/feed.hpp"
#include "server/shop/address.hpp"
#include "server/shop/conditional.hpp"
#include "server/shop/problem.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server {
namespace {

constexpr std::size_t kKeptBytes = 64 << 20;

enum class Coding { plain, gzip, zstd };

// Whether Accept-Encoding lists the coding, other than with q=0 (RFC 9110 12.5.3).
bool accepts(std::string_view accept_encoding, std::string_view coding) {
  for (const std::string_view item : split(accept_encoding, ',')) {
    const auto semicolon = std::min(item.find(';'), item.size());
    if (!equals_ignoring_case(trim(item.substr(0, semicolon)), coding)) continue;
    std::string quality;
    for (const char c : item.substr(semicolon)) {
      if (c != ' ' && c != ';') quality += c;
    }
    return quality.find_first_of("123456789") != std::string::npos || quality.empty();
  }
  return false;
}

Coding coding_for(const http::Request& request) {
  const std::string_view accepted = request.headers.get("Accept-Encoding");
  if (accepts(accepted, "zstd")) return Coding::zstd;
  if (accepts(accepted, "gzip")) return Coding::gzip;
  return Coding::plain;
}

// Strong, so each coding has its own (RFC 9110 8.8.3.3).
std::string etag_of(const Feed& feed, Coding coding) {
  const char* suffix = coding == Coding::zstd ? "-zstd" : coding == Coding::gzip ? "-gzip" : "";
  return "\"" + feed.version + suffix + "\"";
}

// Whether the client has this version already, in whatever coding.
bool is_known(const http::Request& request, const Feed& feed) {
  if (const auto listed = request.headers.find("If-None-Match")) {
    return lists_etag(*listed, etag_of(feed, Coding::plain)) ||
           lists_etag(*listed, etag_of(feed, Coding::gzip)) ||
           lists_etag(*listed, etag_of(feed, Coding::zstd));
  }
  const auto since = parse_http_date(request.headers.get("If-Modified-Since"));
  return since && feed.modified_at <= *since;
}

// Says what a 304 must repeat (RFC 9110 15.4.5). The answer never depends on Accept.
void add_validators(http::Headers& headers, const Feed& feed, Coding coding, bool secret) {
  headers.add("ETag", etag_of(feed, coding));
  headers.add("Last-Modified", to_http_date(feed.modified_at));
  headers.add("Cache-Control", secret ? "private, no-cache" : "public, no-cache");
  headers.add("Vary", "Accept-Encoding");
  headers.add("X-Content-Type-Options", "nosniff");
  if (secret) {
    headers.add("Referrer-Policy", "no-referrer");
    headers.add("X-Robots-Tag", "noindex");
  }
}

http::Response feed_response(const FeedBytes& bytes, Coding coding) {
  http::Response response = http::reply(200, "text/calendar; charset=utf-8",
                                        coding == Coding::zstd   ? bytes.zstd
                                        : coding == Coding::gzip ? bytes.gzip
                                                                 : bytes.plain);
  if (coding != Coding::plain)
    response.headers.add("Content-Encoding", coding == Coding::zstd ? "zstd" : "gzip");
  response.headers.add("Content-Disposition", "inline; filename=\"calendar.ics\"");
  return response;
}

Plan get_feed(const Context& context, const std::shared_ptr<FeedCache>& cache, const http::Request& request,
              const std::string& token, bool secret) {
  return ReadWork{[&context, cache, request, token, secret](store::Transaction& transaction) {
    const std::string origin = origin_of(context, request);
    const auto feed = find_feed(transaction, context, token, secret, origin);
    if (!feed) {
      return problem_response(
          Problem::make("not-found", "There is no feed at this address; ask the shop for the present one."),
          origin);
    }
    const Coding coding = coding_for(request);
    http::Response response;
    if (is_known(request, *feed)) {
      response = http::reply(304, "", "");
    } else {
      const FeedBytes bytes = cache->find_or_render(
          feed->version, [&] { return compressed(render_feed(transaction, context, *feed)); });
      response = feed_response(bytes, coding);
    }
    add_validators(response.headers, *feed, coding, secret);
    return response;
  }};
}

}  // namespace

void add_feed_routes(Router& router, Context& context) {
  const auto cache = std::make_shared<FeedCache>(kKeptBytes);
  const auto add = [&](const char* pattern, bool secret) {
    router.add("GET", pattern,
               [&context, cache, secret](const http::Request& request, const Captures& captures) -> Plan {
                 return get_feed(context, cache, request, captures["token"], secret);
               });
  };
  add("/feeds/{token}.ics", false);
  add("/feeds/s/{token}.ics", true);
}

}  // namespace timeshelf::server
