// "/": the shops of this installation. "/s/{shop}": what a shop sells, soonest first.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "commerce/shop_keys.hpp"
#include "server/api/write_json.hpp"
#include "server/experiments/seeing.hpp"
#include "server/feeds/appearance.hpp"
#include "server/live/standing.hpp"
#include "server/pages/page_routes.hpp"
#include "server/storefront/bundle_offer.hpp"
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

json::array bundles_of(const Groups& groups, const store::Shop& shop, store::Transaction& transaction,
                       const Visit& visit) {
  json::array bundles;
  for (const auto& [name, shown] : groups) {
    const BundleOffer offer = bundle_offer(transaction, shop, visit, name);
    bundles.push_back(
        json::object{{"href", visit.shop_path() + "/bundles/" + percent_encode(name)},
                     {"bundle_title", offer.title},
                     {"dates", slot_cards(offer.slots, visit)},
                     {"bundle_price", offer.price ? price_text(*offer.price, visit.words()) : std::string{}},
                     {"bundle_amount", offer.price ? offer.price->decimal() : std::string{}},
                     {"bundle_currency", offer.price ? offer.price->currency.code() : std::string_view{}},
                     {"bundle_bookable", offer.most > 0}});
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
    values["more"] =
        slots.size() > next.size()
            ? visit.words().say(
                  "andMore",
                  {{"number", std::to_string(slots.size() - next.size())},
                   {"day",
                    WallClock(first.time_zone, visit.now(), visit.words()).day(slots.back().starts_at)}})
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
std::string description_of(const store::Shop& shop, const std::vector<Slot>& slots, const PageWords& words) {
  std::vector<std::string> next;
  for (const Slot& slot : slots) {
    const bool known = std::find(next.begin(), next.end(), slot.summary) != next.end();
    if (is_bookable(slot) && !known && next.size() < 3) next.push_back(slot.summary);
  }
  return next.empty() ? shop.name
                      : words.say("nextAre",
                                  {{"shop", shop.name}, {"slots", fmt::format("{}", fmt::join(next, ", "))}});
}

// What the page's app begins with (web/src/storefront/state.ts): the first answer of the slots API, and how
// the shop stood then.
std::string embedded_answer(const store::Shop& shop, const std::vector<Slot>& slots, const std::string& mark,
                            const Visit& visit, const commerce::Presentation& presentation) {
  const api::Links links{visit.origin, visit.shop};
  json::array listed;
  for (const Slot& slot : slots) listed.push_back(experiments::slot_json(presentation, slot, links));
  return embeddable({{"shop",
                      {{"slug", shop.slug},
                       {"name", shop.name},
                       {"time_zone", shop.time_zone},
                       {"keys", json::array{commerce::public_key_json(shop)}}}},
                     {"origin", visit.origin},
                     {"mark", mark},
                     {"slots",
                      {{"from", to_rfc3339(visit.now())},
                       {"to", to_rfc3339(visit.now() + kAhead)},
                       {"slots", std::move(listed)}}}});
}

Plan storefront(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  return ReadWork{[visit, browser = experiments::Browser(request, captures["shop"])](
                      store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      const auto as_it_is = here.engine().list_slots(transaction, shop.id, here.now(), here.now() + kAhead);
      const experiments::Look look(transaction, here, shop, browser);
      if (auto detour = look.detour(as_it_is)) return std::move(*detour);
      look.note(as_it_is);
      const auto slots = experiments::seen(look.presentation(), as_it_is);
      const Shelf shelf = arrange(slots);
      const bool empty =
          shelf.drops.empty() && shelf.bundles.empty() && shelf.series.empty() && shelf.single.empty();
      const std::string mark = live::mark_of(live::standing_of(transaction, shop.id));
      json::array feeds = feed_values(transaction, shop, here);
      return page(here, 200, "storefront",
                  {{"title", shop.name},
                   {"app", "storefront"},
                   {"description", description_of(shop, slots, here.words())},
                   {"embedded", embedded_answer(shop, as_it_is, mark, here, look.presentation())},
                   {"shop_name", shop.name},
                   {"shop_path", here.shop_path()},
                   {"is_start", true},
                   {"place", common_location(slots)},
                   {"zone", WallClock(shop.time_zone, here.now(), here.words()).zone()},
                   {"empty", empty},
                   {"drops", drops_of(shelf.drops, here)},
                   {"bundles", bundles_of(shelf.bundles, shop, transaction, here)},
                   {"series", series_of(shelf.series, here)},
                   {"has_single", !shelf.single.empty()},
                   {"single", slot_cards(shelf.single, here)},
                   {"has_feeds", !feeds.empty()},
                   {"feeds", std::move(feeds)}});
    });
  }};
}

Plan home(Context& context, const http::Request& request, const Captures&) {
  const Visit visit(context, request);
  return ReadWork{[visit](store::Transaction& transaction) {
    const auto shops = store::list_shops(transaction);
    if (shops.size() == 1) return see_other("/s/" + shops.front().slug);
    json::array listed;
    for (const store::Shop& shop : shops) {
      listed.push_back(json::object{{"name", shop.name}, {"path", "/s/" + shop.slug}});
    }
    return page(visit, 200, "home",
                {{"title", "Timeshelf"}, {"none", shops.empty()}, {"shops", std::move(listed)}});
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
  add_bundle_routes(router, context);
}

}  // namespace timeshelf::server::pages
