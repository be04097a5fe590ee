// The line of a drop for people: a place is taken here, and kept by the browser as a cookie.
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/api/write_customer.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/shop/cookie.hpp"
#include "server/shop/idempotency.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::PlaceView;

constexpr std::chrono::hours kCookieLasts{12};

// By it the button is known that several windows of one browser press before the first has its place.
std::string browser_cookie(const std::string& drop) {
  return "timeshelf_line_" + drop;
}

std::string keep(const Visit& visit, const std::string& cookie, const std::string& value) {
  return fmt::format("{}={}; Path={}; Max-Age={}; HttpOnly; SameSite=Lax{}", cookie, value, visit.shop_path(),
                     std::chrono::seconds(kCookieLasts).count(), visit.secure ? "; Secure" : "");
}

std::string path_of(const Visit& visit, const std::string& drop) {
  return visit.shop_path() + "/drops/" + percent_encode(drop);
}

std::string ahead_story(const PlaceView& place) {
  const std::int64_t ahead = place.ahead.value_or(0);
  const std::string people = ahead == 0   ? "Nobody is ahead of you"
                             : ahead == 1 ? "One person is ahead of you"
                                          : fmt::format("{} people are ahead of you", ahead);
  return place.wait ? fmt::format("{}; it takes about {}.", people, duration_text(*place.wait))
                    : people + ".";
}

struct Told {
  std::string state;  // of the badge
  std::string badge;
  std::string story;
};
Told told(const std::optional<PlaceView>& place, const WallClock& clock) {
  if (!place) {
    return {"upcoming", "There is a line",
            "More people want this than can be served at once. All who come before it opens are drawn in "
            "random order then, so being first gains nothing; who comes later is served in order."};
  }
  if (place->used_up)
    return {"closed", "Place used up", "Your place was good for a few holds. Take another one."};
  if (place->is_in) return {"open", "Your turn", "You are in. Choose what you want below."};
  if (place->opens_at) {
    return {"upcoming", "You have a place",
            fmt::format("It opens {}. Then the order of all who are here is drawn.",
                        clock.day_time(*place->opens_at))};
  }
  return {"low", "You are in line", ahead_story(*place)};
}

std::chrono::seconds look_again(const PlaceView& place, Instant now) {
  const auto until = place.opens_at ? std::chrono::ceil<std::chrono::seconds>(*place.opens_at - now)
                                    : place.wait.value_or(std::chrono::seconds(5));
  return std::clamp(until, std::chrono::seconds(2), std::chrono::seconds(30));
}

http::Response drop_page(store::Transaction& transaction, const Visit& visit, const store::Shop& shop,
                         const std::string& drop, const std::optional<PlaceView>& place) {
  auto slots = visit.context->services.waiting_rooms.slots(transaction, shop.id, drop);
  std::erase_if(slots, [](const commerce::Slot& slot) { return !is_shown(slot); });
  if (slots.empty()) {
    return problem_page(Problem::make("unknown-drop", "There is no line for such a drop (any more)."),
                        visit.shop_path(), "See what there is");
  }
  const Told words = told(place, WallClock(slots.front().time_zone, visit.now()));
  const bool waits = place && !place->is_in && !place->used_up;
  json::object values{
      {"title", fmt::format("{} · {}", title_of_slug(drop), shop.name)},
      {"shop_name", shop.name},
      {"shop_path", visit.shop_path()},
      {"path", path_of(visit, drop)},
      {"drop_title", title_of_slug(drop)},
      {"state", words.state},
      {"badge", words.badge},
      {"story", words.story},
      {"sold_out", place && place->sold_out},
      {"can_take", !place || place->used_up},
      {"standing", waits ? fmt::format("{} in line.", place->standing) : std::string()},
      {"waits", waits},
      {"is_in", place && place->is_in},
      {"cards", slot_cards(slots, visit)},
      {"refresh", waits ? std::to_string(look_again(*place, visit.now()).count()) : std::string()}};
  embed(values, visit, shop, "drop",
        {{"drop", drop},
         {"drop_title", title_of_slug(drop)},
         {"slots", slots_json(slots, visit, shop)},
         {"place",
          place ? json::value(api::place_json(*place, {visit.origin, shop.slug})) : json::value(nullptr)}});
  return page(200, "drop", std::move(values));
}

Plan show_drop(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  const std::string& drop = captures["drop"];
  const std::string token(cookie_value(request, place_cookie(drop)));
  const bool is_known = !cookie_value(request, browser_cookie(drop)).empty();
  return ReadWork{[visit, drop, token, is_known](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      const auto place = visit.context->services.waiting_rooms.find(transaction, shop.id, drop, token);
      http::Response response = drop_page(transaction, visit, shop, drop, place);
      if (!is_known && response.status == 200)
        response.headers.add("Set-Cookie",
                             keep(visit, browser_cookie(drop), random_token(visit.context->random, 16)));
      return response;
    });
  }};
}

// The same for one browser and the place that it had before, if any.
std::optional<IdempotencyKey> key_of(const http::Request& request, const std::string& drop,
                                     const std::string& token) {
  const std::string browser(cookie_value(request, browser_cookie(drop)));
  if (browser.empty()) return std::nullopt;
  return form_key(hex_encode(sha256(browser + "\n" + token)), request);
}

// Who has a place keeps it: another window, or the button pressed again, gains nothing.
Plan take_place(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit.shop_path());
  const std::string& drop = captures["drop"];
  const std::string token(cookie_value(request, place_cookie(drop)));
  const auto key = key_of(request, drop, token);
  return WriteWork{[visit, drop, token, key](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      auto& rooms = visit.context->services.waiting_rooms;
      const auto before = rooms.find(transaction, shop.id, drop, token);
      const auto back = [&] { return see_other(path_of(visit, drop)); };
      if (before && !before->used_up) return back();
      return answer_once(transaction, shop.id, key, visit.now(), back, [&] {
        const auto place = rooms.take(transaction, shop.id, drop);
        if (!place)
          return problem_page(problem_of(place.error(), true), visit.shop_path(), "See what there is");
        http::Response response = back();
        response.headers.add("Set-Cookie", keep(visit, place_cookie(drop), place->token));
        return response;
      });
    });
  }};
}

}  // namespace

void add_drop_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/s/{shop}/drops/{drop}", show_drop);
  add_route(router, context, "POST", "/s/{shop}/drops/{drop}/place", take_place);
}

}  // namespace timeshelf::server::pages
