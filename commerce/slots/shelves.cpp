// A calendar becomes a shelf, or ceases to be one: its live calendar comes and goes with it.
#include <fmt/format.h>

#include "base/text.hpp"
#include "commerce/engine.hpp"

namespace timeshelf::commerce {
namespace {

// "studio-workshops", or with a number behind it where that address is taken.
std::string free_feed_token(store::Transaction& transaction, const std::string& slug,
                            std::string_view segment) {
  std::string wanted = slug + "-" + to_lower(segment);
  for (char& c : wanted) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) c = '-';
  }
  std::string token = wanted;
  for (int i = 2; store::find_feed(transaction, token); ++i) token = fmt::format("{}-{}", wanted, i);
  return token;
}

std::string free_segment(store::Transaction& transaction, const Id& shop, const Id& parent,
                         std::string_view segment) {
  std::string name = std::string(segment) + "-live";
  for (int i = 2; store::find_binding(transaction, shop, parent, name); ++i)
    name = fmt::format("{}-live-{}", segment, i);
  return name;
}

store::Collection make_live_calendar(store::Transaction& transaction, const store::Collection& shelf,
                                     const Id& parent, std::string_view segment, Instant now,
                                     Random& random) {
  const auto shop = store::find_shop(transaction, shelf.shop);
  store::Collection live;
  live.shop = shelf.shop;
  live.id = Id::make(now, random);
  live.kind = store::CollectionKind::live;
  live.components = "VEVENT";
  live.twin = shelf.id;
  live.feed = store::FeedVisibility::open;
  live.feed_token = free_feed_token(transaction, shop->slug, segment);
  live.created_at = live.modified_at = now;
  store::insert_collection(transaction, live);
  store::bind(transaction, shelf.shop, parent, free_segment(transaction, shelf.shop, parent, segment),
              live.id, store::Access::owner);
  store::set_property(transaction, live, "",
                      {"DAV:", "displayname",
                       fmt::format("<displayname xmlns=\"DAV:\">{} (live)</displayname>", shop->slug)});
  return live;
}

std::vector<std::string> segments_of(store::Transaction& transaction, const store::Collection& collection) {
  std::vector<std::string> segments;
  store::each_object(transaction, collection,
                     [&](const store::ObjectEntry& object) { segments.push_back(object.segment); });
  return segments;
}

}  // namespace

Decided<void> Engine::shelf_changed(store::Transaction& transaction, store::Collection& collection,
                                    const Id& parent, std::string_view segment) {
  return collection.shelf ? open_shelf(transaction, collection, parent, segment)
                          : close_shelf(transaction, collection);
}

Decided<void> Engine::open_shelf(store::Transaction& transaction, store::Collection& collection,
                                 const Id& parent, std::string_view segment) {
  collection.twin = make_live_calendar(transaction, collection, parent, segment, clock_.now(), random_).id;
  store::update_collection(transaction, collection);
  for (const std::string& object : segments_of(transaction, collection)) {
    const auto bytes = store::read_object(transaction, collection, object);
    const auto parsed = ical::parse(bytes.value_or(""), {}, ical::Leniency::repair);
    if (!parsed) continue;
    if (auto done = publish(transaction, collection, object, parsed->calendars.front()); !done)
      return done.error();
  }
  return {};
}

Decided<void> Engine::close_shelf(store::Transaction& transaction, store::Collection& collection) {
  for (const std::string& object : segments_of(transaction, collection)) {
    if (auto gone = withdraw(transaction, collection, object); !gone) return gone;
  }
  const auto twin = collection.twin;
  collection.twin.reset();
  store::update_collection(transaction, collection);
  if (twin) store::delete_collection(transaction, collection.shop, *twin);
  return {};
}

}  // namespace timeshelf::commerce
