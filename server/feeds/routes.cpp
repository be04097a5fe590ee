#include "server/feeds/routes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "server/feeds/cache.hpp"
#include "server/feeds/feed.hpp"
#include "server/feeds/known_since.hpp"
#include "server/shop/address.hpp"
#include "server/shop/coding.hpp"
#include "server/shop/conditional.hpp"
#include "server/shop/problem.hpp"
#include "server/shop/range.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server {
namespace {

constexpr std::size_t kKeptBytes = 64 << 20;

enum class Coding { plain, gzip, zstd };

Coding coding_for(const http::Request& request) {
  const std::string_view accepted = request.headers.get("Accept-Encoding");
  if (accepts_coding(accepted, "zstd")) return Coding::zstd;
  if (accepts_coding(accepted, "gzip")) return Coding::gzip;
  return Coding::plain;
}

// What a request asked for, and what stands there.
struct Asked {
  const Feed& feed;
  FeedFormat format;
  Coding coding;
  Instant modified_at;
};

// Strong, so each format and coding has its own (RFC 9110 8.8.3.3).
std::string etag_of(const Asked& asked, Coding coding) {
  const char* format = asked.format == FeedFormat::jcal   ? "-json"
                       : asked.format == FeedFormat::xcal ? "-xml"
                                                          : "";
  const char* suffix = coding == Coding::zstd ? "-zstd" : coding == Coding::gzip ? "-gzip" : "";
  return "\"" + asked.feed.version + format + suffix + "\"";
}

bool lists_version(std::string_view header, const Asked& asked) {
  return lists_etag(header, etag_of(asked, Coding::plain)) ||
         lists_etag(header, etag_of(asked, Coding::gzip)) || lists_etag(header, etag_of(asked, Coding::zstd));
}

// 304 or 412 where a condition says so, in the order of RFC 9110 13.2.2; otherwise 0. What the client has, it
// has in whatever coding.
int conditional_status(const http::Request& request, const Asked& asked) {
  const http::Headers& headers = request.headers;
  if (const auto listed = headers.find("If-Match")) {
    const auto items = split(*listed, ',');
    const bool is_it = std::any_of(items.begin(), items.end(), [&](std::string_view item) {
      return !trim(item).starts_with("W/") && lists_version(item, asked);  // strong comparison (13.1.1)
    });
    if (!is_it) return 412;
  } else if (const auto since = parse_http_date(headers.get("If-Unmodified-Since"))) {
    if (asked.modified_at > *since) return 412;
  }
  if (const auto listed = headers.find("If-None-Match")) return lists_version(*listed, asked) ? 304 : 0;
  const auto since = parse_http_date(headers.get("If-Modified-Since"));
  return since && asked.modified_at <= *since ? 304 : 0;
}

// Says what a 304 must repeat (RFC 9110 15.4.5). The answer never depends on Accept.
void add_validators(http::Headers& headers, const Asked& asked) {
  headers.set("ETag", etag_of(asked, asked.coding));
  headers.set("Last-Modified", to_http_date(asked.modified_at));
  headers.set("Cache-Control", asked.feed.secret ? "private, no-cache" : "public, no-cache");
  headers.set("Vary", "Accept-Encoding");
  headers.set("Accept-Ranges", "bytes");
  headers.set("X-Content-Type-Options", "nosniff");
  if (asked.feed.secret) {
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Robots-Tag", "noindex");
  }
}

const char* media_type_of(FeedFormat format) {
  switch (format) {
    case FeedFormat::jcal:
      return "application/calendar+json";
    case FeedFormat::xcal:
      return "application/calendar+xml; charset=utf-8";
    default:
      return "text/calendar; charset=utf-8";
  }
}

http::Response feed_response(const FeedBytes& bytes, const Asked& asked) {
  http::Response response = http::reply(200, media_type_of(asked.format),
                                        asked.coding == Coding::zstd   ? bytes.zstd
                                        : asked.coding == Coding::gzip ? bytes.gzip
                                                                       : bytes.plain);
  if (asked.coding != Coding::plain)
    response.headers.add("Content-Encoding", asked.coding == Coding::zstd ? "zstd" : "gzip");
  response.headers.add("Content-Disposition",
                       "inline; filename=\"calendar" + std::string(ending_of(asked.format)) + "\"");
  return response;
}

// What all requests for feeds share.
struct Kept {
  FeedCache cache{kKeptBytes};
  KnownSince known_since;
};

http::Response answer(store::Transaction& transaction, const Context& context, Kept& kept,
                      const http::Request& request, const Asked& asked) {
  if (const int status = conditional_status(request, asked); status == 412) {
    return http::reply(412, "text/plain; charset=utf-8", "The feed is not the version that was named.\n");
  } else if (status != 0) {
    return http::reply(status, "", "");
  }
  const FeedBytes bytes = kept.cache.find_or_render(etag_of(asked, Coding::plain), [&] {
    return compressed(render_feed(transaction, context, asked.feed, asked.format));
  });
  return ranged(request, feed_response(bytes, asked), etag_of(asked, asked.coding), asked.modified_at);
}

Plan get_feed(const Context& context, const std::shared_ptr<Kept>& kept, const http::Request& request,
              const std::string& address, FeedFormat format) {
  return ReadWork{[&context, kept, request, address, format](store::Transaction& transaction) {
    const std::string origin = origin_of(context, request);
    const auto feed = find_feed(transaction, context, address, format, origin);
    if (!feed) {
      return problem_response(
          Problem::make("not-found", "There is no feed at this address; ask the shop for the present one."),
          origin);
    }
    const Instant since = kept->known_since.since(origin + "/" + address + std::string(ending_of(format)),
                                                  feed->version, context.clock.now());
    const Asked asked{*feed, format, coding_for(request), since};
    http::Response response = answer(transaction, context, *kept, request, asked);
    if (response.status != 412 && response.status != 416) add_validators(response.headers, asked);
    return response;
  }};
}

}  // namespace

void add_feed_routes(Router& router, Context& context) {
  const auto kept = std::make_shared<Kept>();
  for (const FeedFormat format : {FeedFormat::icalendar, FeedFormat::jcal, FeedFormat::xcal}) {
    const std::string ending(ending_of(format));
    router.add("GET", "/feeds/{token}" + ending,
               [&context, kept, format](const http::Request& request, const Captures& captures) -> Plan {
                 return get_feed(context, kept, request, captures["token"], format);
               });
    router.add("GET", "/feeds/{folder}/{name}" + ending,
               [&context, kept, format](const http::Request& request, const Captures& captures) -> Plan {
                 return get_feed(context, kept, request, captures["folder"] + "/" + captures["name"], format);
               });
  }
}

}  // namespace timeshelf::server
