// "/": the shops of this installation. "/s/{shop}": what a shop sells, soonest first.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "ical/shelf_terms.hpp"
#include "server/api/write_json.hpp"
#include "server/feeds/appearance.hpp"
#include "server/live/standing.hpp"
#include "server/pages/page_routes.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;

constexpr std::chrono::days kAhead{120};
constexpr std::size_t kDatesOfSeries = 6;

using Groups = std::vector<std::pair<std::string, std::vector<Slot>>>;  // in order of their first slot

void add_to(Groups& groups, const std::string& name, const Slot& slot) {
  const auto found =
      std::find_if(groups.begin(), groups.end(), [&](const auto& group) { return group.first == name; });
  if (found == groups.end()) {
    groups.push_back({name, {slot}});
  } else {
    found->second.push_back(slot);
  }
}

// The UID of a recurring event's slot ends in "/20260307T100000", and all before that is its series'.
std::string series_of_uid(const std::string& uid) {
  const auto slash = uid.rfind('/');
  const bool recurs =
      slash != std::string::npos && uid.find_first_not_of("0123456789TZ", slash + 1) == std::string::npos;
  return recurs ? uid.substr(0, slash) : uid;
}

// Where every slot is, if that is one place.
std::string common_location(const std::vector<Slot>& slots) {
  const bool one = !slots.empty() && std::all_of(slots.begin(), slots.end(), [&](const Slot& slot) {
    return slot.location == slots.front().location;
  });
  return one ? slots.front().location : std::string{};
}

// The slots of a shop, as its page groups them.
struct Shelf {
  Groups drops;
  Groups bundles;
  Groups series;  // by UID: a recurring event
  std::vector<Slot> single;
};

Shelf arrange(const std::vector<Slot>& slots) {
  Shelf shelf;
  Groups others;
  for (const Slot& slot : slots) {
    if (!is_shown(slot)) continue;
    if (!slot.bundle.empty()) {
      add_to(shelf.bundles, slot.bundle, slot);
    } else if (!slot.drop.empty()) {
      add_to(shelf.drops, slot.drop, slot);
    } else {
      add_to(others, series_of_uid(slot.uid), slot);
    }
  }
  for (auto& group : others) {
    if (group.second.size() > 1) {
      shelf.series.push_back(std::move(group));
    } else {
      shelf.single.push_back(std::move(group.second.front()));
    }
  }
  return shelf;
}

json::array drops_of(const Groups& groups, const Visit& visit) {
  json::array drops;
  for (const auto& [name, slots] : groups) {
    drops.push_back(json::object{{"drop_title", title_of_slug(name)}, {"cards", slot_cards(slots, visit)}});
  }
  return drops;
}

// What one unit of every slot costs, where that can be said.
std::optional<Money> bundle_price(const std::vector<Slot>& slots) {
  std::optional<Money> total;
  for (const Slot& slot : slots) {
    if (slot.offers.size() != 1 || !slot.offers.front().price) return std::nullopt;
    const Money& price = *slot.offers.front().price;
    if (total && !(total->currency == price.currency)) return std::nullopt;
    total = Money{(total ? total->minor : 0) + price.minor, price.currency};
  }
  return total;
}

// A bundle takes the seat of each slot, or the only thing that it sells.
bool is_one_thing_each(const std::vector<Slot>& slots) {
  return std::all_of(slots.begin(), slots.end(), [](const Slot& slot) {
    return slot.offers.size() == 1 ||
           std::any_of(slot.offers.begin(), slot.offers.end(),
                       [](const auto& offer) { return offer.sku == ical::kSeatSku; });
  });
}

// Units that are left of every slot, and that one customer may have.
std::int64_t bundle_left(const std::vector<Slot>& slots) {
  std::int64_t left = 10;
  for (const Slot& slot : slots) {
    left = is_bookable(slot) ? std::min({left, left_of(slot), slot.limit.value_or(left)}) : 0;
  }
  return left;
}

json::array bundles_of(const Groups& groups, const store::Shop& shop, store::Transaction& transaction,
                       const Visit& visit) {
  json::array bundles;
  for (const auto& [name, shown] : groups) {
    const auto slots = visit.engine().list_bundle(transaction, shop.id, name);
    json::array quantities;
    for (std::int64_t i = 1; i <= bundle_left(slots); ++i) quantities.push_back(i);
    const auto terms = visit.context->services.bundles.find(transaction, shop.id, name);
    const auto price = terms && terms->price ? terms->price : bundle_price(slots);
    const bool bookable = !quantities.empty() && is_one_thing_each(slots) && (!terms || terms->active);
    bundles.push_back(
        json::object{{"bundle", name},
                     {"bundle_title", terms && !terms->title.empty() ? terms->title : title_of_slug(name)},
                     {"dates", slot_cards(slots, visit)},
                     {"bundle_price", price ? price_text(*price) : std::string{}},
                     {"bundle_amount", price ? price->decimal() : std::string{}},
                     {"bundle_currency", price ? price->currency.code() : std::string_view{}},
                     {"quantities", std::move(quantities)},
                     {"bundle_bookable", bookable},
                     {"key", random_token(visit.context->random, 16)}});
  }
  return bundles;
}

json::array series_of(const Groups& groups, const Visit& visit) {
  json::array series;
  for (const auto& [uid, slots] : groups) {
    const Slot& first = slots.front();
    const std::vector<Slot> next(
        slots.begin(), slots.begin() + static_cast<std::ptrdiff_t>(std::min(slots.size(), kDatesOfSeries)));
    json::object values = slot_card(first, visit);
    values["series_title"] = first.summary;
    values["story"] = first.description;
    values["dates"] = slot_cards(next, visit);
    values["more"] = slots.size() > next.size()
                         ? fmt::format("And {} more, until {}.", slots.size() - next.size(),
                                       WallClock(first.time_zone, visit.now()).day(slots.back().starts_at))
                         : std::string{};
    series.push_back(std::move(values));
  }
  return series;
}

json::array feed_values(store::Transaction& transaction, const store::Shop& shop, const Visit& visit) {
  json::array feeds;
  for (const ShopFeed& feed : feeds_of(transaction, shop.id, shop.name, false)) {
    feeds.push_back(subscription_values(feed, visit));
  }
  return feeds;
}

// For search engines and for who is sent the address: "Kiln Street. Next: Spring glaze, Raku in the yard."
std::string description_of(const store::Shop& shop, const std::vector<Slot>& slots) {
  std::vector<std::string> next;
  for (const Slot& slot : slots) {
    const bool known = std::find(next.begin(), next.end(), slot.summary) != next.end();
    if (is_bookable(slot) && !known && next.size() < 3) next.push_back(slot.summary);
  }
  return next.empty() ? shop.name : fmt::format("{}. Next: {}.", shop.name, fmt::join(next, ", "));
}

// What the page's app begins with (web/src/storefront/state.ts): the first answer of the slots API, and how
// the shop stood then.
std::string embedded_answer(const store::Shop& shop, const std::vector<Slot>& slots, const std::string& mark,
                            const Visit& visit) {
  const api::Links links{visit.origin, visit.shop};
  json::array listed;
  for (const Slot& slot : slots) listed.push_back(api::slot_json(slot, links));
  return embedded_json({{"shop", {{"slug", shop.slug}, {"name", shop.name}, {"time_zone", shop.time_zone}}},
                        {"origin", visit.origin},
                        {"mark", mark},
                        {"slots",
                         {{"from", to_rfc3339(visit.now())},
                          {"to", to_rfc3339(visit.now() + kAhead)},
                          {"slots", std::move(listed)}}}});
}

Plan storefront(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  return ReadWork{[visit](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      const auto slots = visit.engine().list_slots(transaction, shop.id, visit.now(), visit.now() + kAhead);
      const Shelf shelf = arrange(slots);
      const bool empty =
          shelf.drops.empty() && shelf.bundles.empty() && shelf.series.empty() && shelf.single.empty();
      const std::string mark = live::mark_of(live::standing_of(transaction, shop.id));
      json::array feeds = feed_values(transaction, shop, visit);
      return page(200, "storefront",
                  {{"title", shop.name},
                   {"app", "storefront"},
                   {"description", description_of(shop, slots)},
                   {"embedded", embedded_answer(shop, slots, mark, visit)},
                   {"shop_name", shop.name},
                   {"shop_path", visit.shop_path()},
                   {"is_start", true},
                   {"place", common_location(slots)},
                   {"zone", WallClock(shop.time_zone, visit.now()).zone()},
                   {"empty", empty},
                   {"drops", drops_of(shelf.drops, visit)},
                   {"bundles", bundles_of(shelf.bundles, shop, transaction, visit)},
                   {"series", series_of(shelf.series, visit)},
                   {"has_single", !shelf.single.empty()},
                   {"single", slot_cards(shelf.single, visit)},
                   {"has_feeds", !feeds.empty()},
                   {"feeds", std::move(feeds)}});
    });
  }};
}

Plan home(Context& context, const http::Request& request, const Captures&) {
  const Visit visit(context, request);
  return ReadWork{[](store::Transaction& transaction) {
    const auto shops = store::list_shops(transaction);
    if (shops.size() == 1) return see_other("/s/" + shops.front().slug);
    json::array listed;
    for (const store::Shop& shop : shops) {
      listed.push_back(json::object{{"name", shop.name}, {"path", "/s/" + shop.slug}});
    }
    return page(200, "home", {{"title", "Timeshelf"}, {"none", shops.empty()}, {"shops", std::move(listed)}});
  }};
}

}  // namespace

json::object subscription_values(const ShopFeed& feed, const Visit& visit) {
  const std::string https = visit.origin + feed.path;
  const std::string webcal = "webcal://" + visit.host + feed.path;
  return {{"feed_name", feed.name},
          {"https", https},
          {"webcal", webcal},
          {"secret", feed.secret},
          {"google", "https://calendar.google.com/calendar/r?cid=" + percent_encode(webcal)},
          {"outlook", "https://outlook.live.com/calendar/0/addfromweb?url=" + percent_encode(https) +
                          "&name=" + percent_encode(feed.name)}};
}

void add_storefront_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/", home);
  add_route(router, context, "GET", "/s/{shop}", storefront);
}

}  // namespace timeshelf::server::pages
