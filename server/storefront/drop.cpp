// The line of a drop for people: a place is taken here, and kept by the browser as a cookie.
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/api/write_customer.hpp"
#include "server/experiments/seeing.hpp"
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

std::string ahead_story(const PlaceView& place, const PageWords& words) {
  const std::string people = ahead_text(place.ahead.value_or(0), words);
  return place.wait ? people + " " + words.say("takesAbout", {{"time", duration_text(*place.wait, words)}})
                    : people;
}

struct Told {
  std::string state;  // of the badge
  std::string badge;
  std::string story;
};
Told told(const std::optional<PlaceView>& place, const WallClock& clock) {
  const PageWords& words = clock.words();
  if (!place) return {"upcoming", words("lineBadge"), words("lineStory")};
  if (place->used_up) return {"closed", words("placeUsedUp"), words("placeUsedUpStory")};
  if (place->is_in) return {"open", words("yourTurn"), words("yourTurnStory")};
  if (place->opens_at)
    return {"upcoming", words("youHaveAPlace"),
            words.say("drawnAt", {{"when", clock.day_time(*place->opens_at)}})};
  return {"low", words("youAreInLine"), ahead_story(*place, words)};
}

std::chrono::seconds look_again(const PlaceView& place, Instant now) {
  const auto until = place.opens_at ? std::chrono::ceil<std::chrono::seconds>(*place.opens_at - now)
                                    : place.wait.value_or(std::chrono::seconds(5));
  return std::clamp(until, std::chrono::seconds(2), std::chrono::seconds(30));
}

http::Response drop_page(store::Transaction& transaction, const Visit& visit, const store::Shop& shop,
                         const std::string& drop, const std::optional<PlaceView>& place,
                         const commerce::Visitor& visitor) {
  auto slots = visit.context->services.waiting_rooms.slots(transaction, shop.id, drop);
  std::erase_if(slots, [](const commerce::Slot& slot) { return !is_shown(slot); });
  commerce::Presentation(transaction, shop.id, visitor).apply(slots);
  if (slots.empty()) {
    return problem_page(visit, Problem::make("unknown-drop", "There is no line for such a drop (any more)."),
                        visit.shop_path(), "seeWhatThereIs");
  }
  const Told words = told(place, WallClock(slots.front().time_zone, visit.now(), visit.words()));
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
      {"standing", waits ? visit.words().count("standing", place->standing) : std::string()},
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
  return page(visit, 200, "drop", std::move(values));
}

Plan show_drop(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  const std::string& drop = captures["drop"];
  const std::string token(cookie_value(request, place_cookie(drop)));
  const bool is_known = !cookie_value(request, browser_cookie(drop)).empty();
  return ReadWork{[visit, drop, token, is_known,
                   visitor = experiments::visitor_of(request, visit.shop)](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      const auto place = here.context->services.waiting_rooms.find(transaction, shop.id, drop, token);
      http::Response response = drop_page(transaction, here, shop, drop, place, visitor);
      if (!is_known && response.status == 200)
        response.headers.add("Set-Cookie",
                             keep(here, browser_cookie(drop), random_token(here.context->random, 16)));
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
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit, visit.shop_path());
  const std::string& drop = captures["drop"];
  const std::string token(cookie_value(request, place_cookie(drop)));
  const auto key = key_of(request, drop, token);
  return WriteWork{[visit, drop, token, key](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      auto& rooms = here.context->services.waiting_rooms;
      const auto before = rooms.find(transaction, shop.id, drop, token);
      const auto back = [&] { return see_other(path_of(here, drop)); };
      if (before && !before->used_up) return back();
      return answer_once(transaction, shop.id, key, here.now(), back, [&] {
        const auto place = rooms.take(transaction, shop.id, drop);
        if (!place)
          return problem_page(here, problem_of(place.error(), true), here.shop_path(), "seeWhatThereIs");
        http::Response response = back();
        response.headers.add("Set-Cookie", keep(here, place_cookie(drop), place->token));
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
