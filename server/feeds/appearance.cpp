#include "server/feeds/appearance.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "caldav/xml.hpp"
#include "store/feeds.hpp"

namespace timeshelf::server {
namespace {

namespace xml = caldav::xml;

std::string text_of_property(store::Transaction& transaction, const store::Collection& calendar,
                             std::string_view name_space, std::string_view name) {
  const auto stored = store::find_property(transaction, calendar, "", name_space, name);
  if (!stored) return {};
  const auto document = xml::parse(stored->xml);
  if (!document) return {};
  const auto elements = xml::children(**document);
  return elements.empty() ? std::string{} : std::string(trim(xml::text_of(elements.front())));
}

}  // namespace

std::string six_digits(std::string color) {
  if ((color.size() != 7 && color.size() != 9) || color.front() != '#') return {};
  const bool hex = std::all_of(color.begin() + 1, color.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
  return hex ? color.substr(0, 7) : std::string{};
}

std::string web_address(std::string text) {
  const bool is_one = (text.starts_with("https://") || text.starts_with("http://")) && text.size() <= 2000 &&
                      is_printable(text) && text.find_first_of(" \"<>\\^`{|}") == std::string::npos;
  return is_one ? std::move(text) : std::string{};
}

Appearance appearance_of(store::Transaction& transaction, const store::Collection& calendar,
                         std::string otherwise_called) {
  Appearance appearance{text_of_property(transaction, calendar, xml::kDav, "displayname"),
                        six_digits(text_of_property(transaction, calendar, xml::kApple, "calendar-color")),
                        text_of_property(transaction, calendar, xml::kCalDav, "calendar-description"),
                        web_address(text_of_property(transaction, calendar, xml::kTimeshelf, "feed-image"))};
  if (appearance.name.empty()) appearance.name = std::move(otherwise_called);
  return appearance;
}

std::string feed_path(const store::Collection& calendar) {
  switch (calendar.feed) {
    case store::FeedVisibility::off:
      break;
    case store::FeedVisibility::open:
      return "/feeds/" + percent_encode(calendar.feed_token) + ".ics";
    case store::FeedVisibility::secret:
      return "/feeds/s/" + percent_encode(calendar.feed_token) + ".ics";
  }
  return {};
}

std::vector<ShopFeed> feeds_of(store::Transaction& transaction, const Id& shop, const std::string& shop_name,
                               bool with_secret) {
  std::vector<ShopFeed> feeds;
  for (const store::Collection& shelf : store::list_shelves(transaction, shop)) {
    const std::string name = appearance_of(transaction, shelf, shop_name).name;
    const auto twin = shelf.twin ? store::find_collection(transaction, shop, *shelf.twin) : std::nullopt;
    for (const store::Collection* calendar : {&shelf, twin ? &*twin : nullptr}) {
      if (!calendar || calendar->feed == store::FeedVisibility::off) continue;
      const bool secret = calendar->feed == store::FeedVisibility::secret;
      if (!secret || with_secret) feeds.push_back({name, feed_path(*calendar), secret});
    }
  }
  if (!with_secret) return feeds;
  for (const store::NamedFeed& feed : store::list_named_feeds(transaction, shop))
    feeds.push_back({feed.title, "/feeds/" + feed.address + ".ics", feed.secret});
  return feeds;
}

}  // namespace timeshelf::server
