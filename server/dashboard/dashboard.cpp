// The dashboard of the people who run a shop: today, what sells, who booked, and how to connect a calendar
// app.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "commerce/letters/letter_text.hpp"
#include "server/dashboard/session.hpp"
#include "server/dashboard/shifts.hpp"
#include "server/feeds/appearance.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;
using dashboard::SignedIn;

constexpr std::chrono::days kAhead{60};
constexpr std::size_t kLatestBookings = 25;

// Views of the page's app, one a path (web/src/dashboard/views.ts). Without script all show the same page.
constexpr std::array kViews = {"today",       "calendar", "bookings", "fulfilment", "stock",     "products",
                               "staff",       "codes",    "waiting",  "feeds",      "passwords", "audit",
                               "settings",    "figures",  "report",   "forecast",   "next-drop", "voice",
                               "experiments", "devices",  "webhooks", "tills"};

// "/dashboard/calendar?slot=…"
bool is_view(std::string_view address) {
  constexpr std::string_view kAbove = "/dashboard/";
  const std::string_view path = address.substr(0, address.find('?'));
  return path.starts_with(kAbove) && is_printable(address) &&
         std::find(kViews.begin(), kViews.end(), path.substr(kAbove.size())) != kViews.end();
}

// `next`: the view that somebody wanted.
http::Response login_page(const Visit& visit, int status, std::string_view mistake, std::string_view user,
                          std::string_view next) {
  return page(visit, status, "login",
              {{"title", visit.words()("signIn")},
               {"mistake", mistake},
               {"user", user},
               {"next", is_view(next) ? next : ""}});
}

// Who works here, for those who give shifts away.
json::array people_of(store::Transaction& transaction, const SignedIn& who) {
  json::array people;
  if (who.user.role > store::Role::manager) return people;  // declared from the highest down
  for (const store::User& user : store::list_users(transaction)) {
    if (user.shop != who.shop.id || user.role == store::Role::reader) continue;
    people.push_back(
        {{"login", user.name}, {"name", user.display_name.empty() ? user.name : user.display_name}});
  }
  return people;
}

// What the app begins with (web/src/dashboard/state.ts).
std::string embedded_answer(store::Transaction& transaction, const SignedIn& who, const Visit& visit) {
  const std::string name = who.user.display_name.empty() ? who.user.name : who.user.display_name;
  return embeddable(
      {{"shop",
        {{"slug", who.shop.slug},
         {"name", who.shop.name},
         {"time_zone", who.shop.time_zone},
         {"currency", who.shop.currency}}},
       {"user", {{"login", who.user.name}, {"name", name}, {"role", store::name_of(who.user.role)}}},
       {"people", people_of(transaction, who)},
       {"origin", visit.origin}});
}

json::array offers_of(const Slot& slot, const PageWords& words) {
  json::array offers;
  for (const commerce::Offer& offer : slot.offers) {
    offers.push_back(
        json::object{{"offer_name", commerce::offer_name(slot, offer.sku, words.letters())},
                     {"offer_remaining", offer.remaining},
                     {"offer_allotted", offer.allotted},
                     {"offer_price", offer.price ? price_text(*offer.price, words) : words("priceless")}});
  }
  return offers;
}

json::object slot_row(const Slot& slot, const SignedIn& who, const Visit& visit) {
  const WallClock clock(slot.time_zone, visit.now(), visit.words());
  const bool troubled = slot.state == commerce::SlotState::problem;
  return {
      {"href", is_shown(slot) ? fmt::format("/s/{}/slots/{}", who.shop.slug, slot.id.text()) : std::string{}},
      {"summary", slot.summary},
      {"when", clock.range(slot.starts_at, slot.ends_at)},
      {"state", commerce::name_of(slot.state)},
      {"badge", badge_text(slot, clock)},
      {"state_story", is_bookable(slot) ? std::string{} : state_story(slot, clock)},
      {"troubled", troubled},
      {"booked", slot.booked},
      {"offers", offers_of(slot, clock.words())}};
}

// slots_table.mustache, or nothing for an empty one.
json::array table(std::string_view region, json::array rows) {
  json::array tables;
  if (!rows.empty()) tables.push_back(json::object{{"region", region}, {"rows", std::move(rows)}});
  return tables;
}

json::array booking_rows(store::Transaction& transaction, const SignedIn& who, const Visit& visit) {
  json::array rows;
  const WallClock clock(who.shop.time_zone, visit.now(), visit.words());
  for (const auto& booking : visit.engine().list_bookings(transaction, who.shop.id, kLatestBookings)) {
    std::string things;
    for (const commerce::Line& line : booking.lines) {
      const auto slot = visit.engine().find_slot(transaction, who.shop.id, line.slot);
      things +=
          fmt::format("{}{} × {}{}", things.empty() ? "" : "; ", line.quantity,
                      line_name(line, slot, clock.words()), slot ? ", " + slot->summary : std::string{});
    }
    rows.push_back(json::object{{"code", booking.code},
                                {"customer", booking.customer_name},
                                {"email", booking.customer_email},
                                {"things", things},
                                {"total", price_text(booking.total, clock.words())},
                                {"at", clock.day_time(booking.created_at)},
                                {"cancelled", booking.state == commerce::BookingState::cancelled}});
  }
  return rows;
}

http::Response dashboard_page(store::Transaction& transaction, const SignedIn& who, const Visit& visit) {
  const PageWords words = visit.words();
  const WallClock clock(who.shop.time_zone, visit.now(), words);
  json::array today;
  json::array coming;
  for (const Slot& slot : visit.engine().list_slots(
           transaction, who.shop.id, visit.now() - std::chrono::days(1), visit.now() + kAhead)) {
    const bool is_today = clock.same_day(slot.starts_at, visit.now());
    if (is_today) today.push_back(slot_row(slot, who, visit));
    if (!is_today && slot.ends_at > visit.now()) coming.push_back(slot_row(slot, who, visit));
  }
  json::array feeds;
  for (const ShopFeed& feed :
       feeds_of(transaction, who.shop.id, who.shop.name, who.user.role != store::Role::reader)) {
    feeds.push_back(subscription_values(feed, visit));
  }
  auto bookings = booking_rows(transaction, who, visit);
  const std::string name = who.user.display_name.empty() ? who.user.name : who.user.display_name;
  return page(visit, 200, "dashboard",
              {{"title", words.say("dashboardTitle", {{"shop", who.shop.name}})},
               {"app", "dashboard"},
               {"embedded", embedded_answer(transaction, who, visit)},
               {"shop_name", who.shop.name},
               {"shop_path", "/s/" + who.shop.slug},
               {"is_start", true},
               {"user_name", name},
               {"date", clock.day(visit.now())},
               {"nothing_today", today.empty()},
               {"today", table(words("slotsToday"), std::move(today))},
               {"nothing_coming", coming.empty()},
               {"coming", table(words("slotsOfNextDays"), std::move(coming))},
               {"no_bookings", bookings.empty()},
               {"bookings", std::move(bookings)},
               {"no_feeds", feeds.empty()},
               {"feeds", std::move(feeds)},
               {"staffing", json::array{dashboard::shift_values(transaction, who, visit)}},
               {"dav", visit.origin + "/dav/"},
               {"dav_home", visit.origin + "/dav/calendars/" + percent_encode(who.user.name) + "/"},
               {"dav_user", who.user.name}});
}

Plan show(Context& context, const http::Request& request, const Captures&) {
  const Visit visit(context, request);
  return ReadWork{[visit, request](store::Transaction& transaction) {
    const auto who = dashboard::signed_in(transaction, request, visit.now());
    return who ? dashboard_page(transaction, *who, visit.at(who->shop))
               : login_page(visit, 200, "", "",
                            request.query.empty() ? request.path : request.path + "?" + request.query);
  }};
}

Plan sign_in(Context& context, const http::Request& request, const Captures&) {
  const Visit visit(context, request);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit, "/dashboard");
  const auto form = Form::read(request);
  if (!form) return problem_page(visit, form.error(), "/dashboard", "backToList");
  const Credentials credentials{to_lower(form->text("user")), form->text("password")};
  const std::string next = form->text("next");
  if (context.authenticator.is_throttled(request.remote, credentials.user)) {
    return login_page(visit, 429, visit.words()("tooManyPasswords"), credentials.user, next);
  }
  return ReadWork{[visit, credentials, next, remote = request.remote](store::Transaction& transaction) {
    Authenticator& authenticator = visit.context->authenticator;
    if (!authenticator.check_password(transaction, credentials)) {
      authenticator.note_failure(remote, credentials.user);
      return login_page(visit, 403, visit.words()("wrongPassword"), credentials.user, next);
    }
    const auto user = store::find_user(transaction, credentials.user);
    const auto shop = user ? store::find_shop(transaction, user->shop) : std::nullopt;
    if (!shop) return login_page(visit, 403, visit.words()("noShopOfUser"), credentials.user, next);
    http::Response response = see_other(is_view(next) ? next : "/dashboard");
    response.headers.add("Set-Cookie", dashboard::session_cookie(*shop, *user, visit.now(), visit.secure));
    return response;
  }};
}

Plan sign_out(Context& context, const http::Request& request, const Captures&) {
  const Visit visit(context, request);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit, "/dashboard");
  http::Response response = see_other("/dashboard");
  response.headers.add("Set-Cookie", dashboard::no_session_cookie(visit.secure));
  return response;
}

// What letters of the shop and old bookmarks call a booking.
Plan lead_to_booking(Context&, const http::Request&, const Captures& captures) {
  return see_other("/dashboard/bookings?booking=" + percent_encode(captures["booking"]));
}

}  // namespace

void add_dashboard_routes(Router& router, Context& context) {
  dashboard::add_shift_routes(router, context);
  add_route(router, context, "GET", "/dashboard", show);
  for (const std::string view : kViews)
    add_route(router, context, "GET", ("/dashboard/" + view).c_str(), show);
  add_route(router, context, "GET", "/dashboard/bookings/{booking}", lead_to_booking);
  add_route(router, context, "POST", "/dashboard/login", sign_in);
  add_route(router, context, "POST", "/dashboard/logout", sign_out);
}

}  // namespace timeshelf::server::pages
