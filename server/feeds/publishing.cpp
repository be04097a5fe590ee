#include "server/feeds/publishing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/value_from.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "ical/shelf_terms.hpp"
#include "server/feeds/appearance.hpp"
#include "server/log.hpp"

namespace timeshelf::server {
namespace {

constexpr std::size_t kMostCalendars = 100;
constexpr std::int64_t kMostDays = 36'500;

FeedRefusal refuse(std::string field, std::string sentence) {
  FeedRefusal refusal;
  refusal.message = std::move(sentence);
  refusal.field = std::move(field);
  return refusal;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// What the wish says by itself.
std::optional<FeedRefusal> check(const FeedWish& wish) {
  if (!is_name(wish.name))
    return refuse("name", "A feed's name is of lower-case letters, digits and hyphens, at most 64.");
  if (wish.title.size() > 200 || !is_printable(wish.title))
    return refuse("title", "A title is one line of at most 200 bytes.");
  if (wish.description.size() > 2000 || !is_utf8(wish.description))
    return refuse("description", "A description is text of at most 2000 bytes.");
  if (!wish.color.empty() && six_digits(wish.color).size() != wish.color.size())
    return refuse("color", "A colour is like #b22222.");
  if (!wish.image.empty() && web_address(wish.image).empty())
    return refuse("image", "An image is a web address like https://shop.example/logo.png.");
  if (wish.calendars.size() > kMostCalendars)
    return refuse("calendars", fmt::format("A feed merges at most {} calendars.", kMostCalendars));
  if (wish.drop.size() > 200 || !is_printable(wish.drop))
    return refuse("drop", "A drop is named in one line.");
  for (const auto& [field, days] :
       {std::pair{"past_days", wish.past_days}, {"future_days", wish.future_days}}) {
    if (days && (*days < 0 || *days > kMostDays))
      return refuse(field, fmt::format("This is a whole number of days from 0 to {}.", kMostDays));
  }
  return std::nullopt;
}

// "ada/spring": the calendar of that name in the user's home.
std::optional<store::Collection> find_calendar(store::Transaction& transaction, const store::Shop& shop,
                                               std::string_view named,
                                               const std::optional<std::string>& owner) {
  const auto slash = named.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string login(named.substr(0, slash));
  if (owner && login != *owner) return std::nullopt;
  const auto user = store::find_user(transaction, login);
  if (!user || user->shop != shop.id) return std::nullopt;
  const auto binding = store::find_binding(transaction, shop.id, user->home, named.substr(slash + 1));
  using Kind = store::CollectionKind;
  const bool is_calendar =
      binding && (binding->collection.kind == Kind::calendar || binding->collection.kind == Kind::live);
  // Who shares a calendar does not publish it (caldav/proppatch).
  if (!is_calendar || binding->access != store::Access::owner) return std::nullopt;
  return binding->collection;
}

std::optional<FeedRefusal> set_calendars(store::Transaction& transaction, const store::Shop& shop,
                                         const FeedWish& wish, const std::optional<std::string>& owner,
                                         store::NamedFeed& feed) {
  feed.all_shelves = wish.calendars.empty();
  for (const std::string& named : wish.calendars) {
    const auto calendar = find_calendar(transaction, shop, named, owner);
    if (!calendar) {
      return refuse("calendars",
                    fmt::format("There is no calendar '{}' of {}; name it like ada/spring, by its "
                                "owner's login and its name in the address.",
                                one_line(named, 80), owner ? "yours" : "this shop's people"));
    }
    if (std::find(feed.calendars.begin(), feed.calendars.end(), calendar->id) == feed.calendars.end())
      feed.calendars.push_back(calendar->id);
  }
  return std::nullopt;
}

std::optional<FeedRefusal> set_choice(store::Transaction& transaction, commerce::Engine& engine,
                                      const store::Shop& shop, const FeedWish& wish, store::NamedFeed& feed) {
  feed.drop = wish.drop;
  feed.sku = to_upper(wish.sku);
  if (!wish.venue.empty()) {
    for (const auto& venue : engine.list_venues(transaction, shop.id)) {
      if (venue.id.text() == wish.venue || equals_ignoring_case(venue.name, wish.venue))
        feed.venue = venue.id.string();
    }
    if (feed.venue.empty()) return refuse("venue", "The shop has no such venue; add it first.");
  }
  if (feed.sku.empty() || feed.sku == ical::kSeatSku) return std::nullopt;
  const auto products = engine.list_products(transaction, shop.id);
  const bool is_sold = std::any_of(products.begin(), products.end(),
                                   [&](const commerce::Product& product) { return product.sku == feed.sku; });
  if (!is_sold)
    return refuse("sku", "The shop has no product with this SKU; SEAT is what slots with seats sell.");
  return std::nullopt;
}

std::string new_address(const store::Shop& shop, const FeedWish& wish, Random& random) {
  return wish.secret ? "s/" + random_token(random, 16) : shop.slug + "/" + wish.name;
}

}  // namespace

Result<store::NamedFeed, FeedRefusal> put_feed(store::Transaction& transaction, commerce::Engine& engine,
                                               const store::Shop& shop, const FeedWish& wish,
                                               const std::optional<std::string>& owner, Instant now,
                                               Random& random) {
  if (auto refused = check(wish)) return *refused;
  const auto before = store::find_named_feed(transaction, shop.id, wish.name);
  store::NamedFeed feed;
  feed.shop = shop.id;
  feed.name = wish.name;
  feed.title = wish.title.empty() ? shop.name : wish.title;
  feed.description = wish.description;
  feed.color = wish.color;
  feed.image = wish.image;
  feed.past_days = wish.past_days;
  feed.future_days = wish.future_days;
  feed.secret = wish.secret;
  feed.created_at = before ? before->created_at : now;
  feed.address = before && before->secret == wish.secret ? before->address : new_address(shop, wish, random);
  if (auto refused = set_calendars(transaction, shop, wish, owner, feed)) return *refused;
  if (auto refused = set_choice(transaction, engine, shop, wish, feed)) return *refused;
  store::put_named_feed(transaction, feed);
  commerce::record(
      transaction, shop.id, owner.value_or("command line"), before ? "feed.changed" : "feed.added", wish.name,
      {{"secret", wish.secret}, {"calendars", boost::json::value_from(wish.calendars)}}, now, random);
  return feed;
}

Result<store::NamedFeed, FeedRefusal> renew_feed(store::Transaction& transaction, const store::Shop& shop,
                                                 const std::string& name, std::string_view actor, Instant now,
                                                 Random& random) {
  auto feed = store::find_named_feed(transaction, shop.id, name);
  if (!feed) return refuse("name", "There is no such feed.");
  if (!feed->secret)
    return refuse("secret",
                  "The address of an open feed is known to all; make it secret to give it a new one.");
  feed->address = "s/" + random_token(random, 16);
  store::put_named_feed(transaction, *feed);
  commerce::record(transaction, shop.id, actor, "feed.renewed", name, {}, now, random);
  return *feed;
}

bool remove_feed(store::Transaction& transaction, const store::Shop& shop, const std::string& name,
                 std::string_view actor, Instant now, Random& random) {
  if (!store::remove_named_feed(transaction, shop.id, name)) return false;
  commerce::record(transaction, shop.id, actor, "feed.removed", name, {}, now, random);
  return true;
}

std::string path_of(const store::NamedFeed& feed) {
  return "/feeds/" + feed.address + ".ics";
}

}  // namespace timeshelf::server
