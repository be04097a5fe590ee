#include "server/feeds/feed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/import.hpp"
#include "ical/date_time.hpp"
#include "server/feeds/feed_lines.hpp"
#include "store/feeds.hpp"

namespace timeshelf::server {
namespace {

using std::chrono::days;

// Who reads of a shelf reads what its live calendar shows.
void show(store::Transaction& transaction, Feed& feed, const store::Collection& calendar) {
  const auto twin = calendar.shelf && calendar.twin
                        ? store::find_collection(transaction, calendar.shop, *calendar.twin)
                        : std::nullopt;
  const store::Collection& shown = twin ? *twin : calendar;
  const bool there = std::any_of(feed.shown.begin(), feed.shown.end(),
                                 [&](const store::Collection& other) { return other.id == shown.id; });
  if (!there) feed.shown.push_back(shown);
}

// The window moves at midnight UTC, and the bytes with it.
void set_window(Feed& feed, Instant now, std::int64_t past_days, std::int64_t future_days) {
  const auto today = std::chrono::floor<days>(now);
  feed.from = today - days(past_days);
  feed.to = today + days(future_days);
}

std::string whole_address(const std::string& origin, const Feed& feed, FeedFormat format) {
  std::string path;
  for (const std::string_view segment : split(feed.address, '/')) path += "/" + percent_encode(segment);
  return origin + "/feeds" + path + std::string(ending_of(format));
}

std::string version_of(const Feed& feed) {
  std::string facts;
  for (const auto& calendar : feed.shown)
    facts += fmt::format("{} {}\n", calendar.id.text(), calendar.revision);
  if (feed.from) facts += fmt::format("{} {}\n", to_millis(*feed.from), to_millis(*feed.to));
  if (feed.choice.venue) facts += feed.choice.venue->id.string() + " " + feed.choice.venue->name;
  facts += fmt::format("\n{}\n{}\n", feed.choice.sku, feed.choice.drop);
  for (const ical::Property& line : feed.lines) facts += line.bytes();
  const std::string etag = strong_etag(facts);
  return etag.substr(1, etag.size() - 2);
}

// The feed that a calendar has as a property.
std::optional<Feed> feed_of_calendar(store::Transaction& transaction, const Context& context,
                                     const store::Collection& named, Feed feed, FeedFormat format,
                                     const std::string& origin) {
  show(transaction, feed, named);
  // A live calendar is called what its shelf is called.
  const auto shelf = named.kind == store::CollectionKind::live && named.twin
                         ? store::find_collection(transaction, named.shop, *named.twin)
                         : std::nullopt;
  const store::Collection& calling = shelf ? *shelf : named;
  feed.lines = feed_lines(caldav::remembered_lines(transaction, calling), context.config,
                          appearance_of(transaction, calling, feed.shop.name), feed.shop.time_zone,
                          whole_address(origin, feed, format));
  if (feed.shown.front().kind == store::CollectionKind::live)
    set_window(feed, context.clock.now(), context.config.feed_past_days, context.config.feed_future_days);
  return feed;
}

std::optional<Feed> named_feed(store::Transaction& transaction, const Context& context,
                               const store::NamedFeed& named, Feed feed, FeedFormat format,
                               const std::string& origin) {
  if (named.all_shelves) {
    for (const auto& shelf : store::list_shelves(transaction, named.shop)) show(transaction, feed, shelf);
  }
  for (const Id& id : named.calendars) {
    if (const auto calendar = store::find_collection(transaction, named.shop, id))
      show(transaction, feed, *calendar);
  }
  feed.choice = {std::nullopt, named.sku, named.drop};
  if (!named.venue.empty()) {
    for (auto& venue : context.engine.list_venues(transaction, named.shop)) {
      if (venue.id.text() == named.venue) feed.choice.venue = std::move(venue);
    }
    if (!feed.choice.venue) return std::nullopt;
  }
  feed.lines = feed_lines({}, context.config, {named.title, named.color, named.description, named.image},
                          feed.shop.time_zone, whole_address(origin, feed, format));
  set_window(feed, context.clock.now(), named.past_days.value_or(context.config.feed_past_days),
             named.future_days.value_or(context.config.feed_future_days));
  return feed;
}

// A calendar's own feed: its token alone where it is open, behind "s/" where it is secret.
std::optional<store::Collection> calendar_at(store::Transaction& transaction, const std::string& address) {
  const bool secret = address.starts_with("s/");
  if (!secret && address.find('/') != std::string::npos) return std::nullopt;
  auto named = store::find_feed(transaction, secret ? address.substr(2) : address);
  const auto visibility = secret ? store::FeedVisibility::secret : store::FeedVisibility::open;
  return named && named->feed == visibility ? named : std::nullopt;
}

}  // namespace

std::string_view ending_of(FeedFormat format) {
  return format == FeedFormat::jcal ? ".json" : format == FeedFormat::xcal ? ".xml" : ".ics";
}

std::optional<Feed> find_feed(store::Transaction& transaction, const Context& context,
                              const std::string& address, FeedFormat format, const std::string& origin) {
  const auto calendar = calendar_at(transaction, address);
  const auto named = calendar ? std::nullopt : store::find_named_feed_at(transaction, address);
  if (!calendar && !named) return std::nullopt;
  const auto shop = store::find_shop(transaction, calendar ? calendar->shop : named->shop);
  if (!shop) return std::nullopt;
  Feed found;
  found.address = address;
  found.shop = *shop;
  found.secret = address.starts_with("s/") && (calendar || named->secret);
  auto feed = calendar ? feed_of_calendar(transaction, context, *calendar, std::move(found), format, origin)
                       : named_feed(transaction, context, *named, std::move(found), format, origin);
  if (feed) feed->version = version_of(*feed);
  return feed;
}

}  // namespace timeshelf::server
