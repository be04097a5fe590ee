#include "server/feeds/feed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "caldav/import.hpp"
#include "ical/date_time.hpp"
#include "ical/object.hpp"
#include "server/feeds/css_color.hpp"

namespace timeshelf::server {
namespace {

using ical::Property;
using std::chrono::days;

// What the calendar's own lines do not say already. A calendar that was imported keeps what it came with.
class Lines {
 public:
  explicit Lines(std::vector<Property> lines) : lines_(std::move(lines)) {}

  void add(std::string name, std::string value, std::vector<ical::Parameter> parameters = {}) {
    const bool said =
        std::any_of(lines_.begin(), lines_.end(), [&](const Property& line) { return line.name() == name; });
    if (!said && !value.empty())
      lines_.emplace_back(std::move(name), std::move(value), std::move(parameters));
  }
  std::vector<Property> take() { return std::move(lines_); }

 private:
  std::vector<Property> lines_;
};

std::vector<ical::Parameter> value_type(std::string type) {
  return {{"VALUE", {std::move(type)}}};
}

// Old and new names side by side: subscribers read one or the other.
std::vector<Property> lines_of(store::Transaction& transaction, const Context& context,
                               const store::Collection& named, const store::Shop& shop,
                               const std::string& address) {
  const Appearance appearance = appearance_of(transaction, named, shop.name);
  const std::string name = ical::escape_text(appearance.name);
  const std::string description = ical::escape_text(appearance.description);
  const std::string interval = fmt::format("PT{}M", context.config.feed_refresh_minutes);
  Lines lines(caldav::remembered_lines(transaction, named));
  lines.add("CALSCALE", "GREGORIAN");
  lines.add("METHOD", "PUBLISH");
  lines.add("NAME", name);
  lines.add("X-WR-CALNAME", name);
  lines.add("DESCRIPTION", description);
  lines.add("X-WR-CALDESC", description);
  lines.add("X-WR-TIMEZONE", shop.time_zone);
  lines.add("COLOR", css_color_near(appearance.color));
  lines.add("X-APPLE-CALENDAR-COLOR", appearance.color);
  lines.add("REFRESH-INTERVAL", interval, value_type("DURATION"));
  lines.add("X-PUBLISHED-TTL", interval);
  lines.add("SOURCE", address, value_type("URI"));
  return lines.take();
}

std::string version_of(const Feed& feed, std::int64_t day) {
  std::string facts = fmt::format("{} {} {}", feed.shown.id.text(), feed.shown.revision, day);
  for (const Property& line : feed.lines) facts += line.bytes();
  const std::string etag = strong_etag(facts);
  return etag.substr(1, etag.size() - 2);
}

// Components follow the calendar's lines; a feed without any has none.
bool has_component(const std::string& stream) {
  return stream.find("\r\nBEGIN:") != std::string::npos;
}

}  // namespace

std::optional<Feed> find_feed(store::Transaction& transaction, const Context& context,
                              const std::string& token, bool secret, const std::string& origin) {
  const auto named = store::find_feed(transaction, token);
  const auto visibility = secret ? store::FeedVisibility::secret : store::FeedVisibility::open;
  if (!named || named->feed != visibility) return std::nullopt;
  const auto shop = store::find_shop(transaction, named->shop);
  if (!shop) return std::nullopt;

  Feed feed;
  const auto twin = named->shelf && named->twin
                        ? store::find_collection(transaction, named->shop, *named->twin)
                        : std::nullopt;
  feed.shown = twin ? *twin : *named;
  feed.time_zone = shop->time_zone;
  const auto shelf = named->kind == store::CollectionKind::live && named->twin
                         ? store::find_collection(transaction, named->shop, *named->twin)
                         : std::nullopt;
  // A live calendar is called what its shelf is called.
  feed.lines = lines_of(transaction, context, shelf ? *shelf : *named, *shop, origin + feed_path(*named));

  const Instant now = context.clock.now();
  const auto today = std::chrono::floor<days>(now);
  std::int64_t day = 0;
  feed.modified_at = std::chrono::floor<std::chrono::seconds>(feed.shown.modified_at);
  if (feed.shown.kind == store::CollectionKind::live) {
    // The window moves at midnight UTC, and the bytes with it.
    feed.from = today - days(context.config.feed_past_days);
    feed.to = today + days(context.config.feed_future_days);
    day = today.time_since_epoch().count();
    feed.modified_at = std::max<Instant>(feed.modified_at, today);
  }
  feed.version = version_of(feed, day);
  return feed;
}

std::string render_feed(store::Transaction& transaction, const Context& context, const Feed& feed) {
  std::string stream =
      caldav::export_stream(transaction, feed.shown, context.source, feed.lines, feed.from, feed.to);
  if (has_component(stream)) return stream;
  ical::StreamWriter empty(feed.lines);
  ical::Component calendar{"VCALENDAR", {}, {}};
  if (auto zone = ical::vtimezone_for(feed.time_zone, context.clock.now())) {
    calendar.components.push_back(std::move(*zone));
  }
  empty.add(calendar);
  return empty.finish();
}

}  // namespace timeshelf::server
