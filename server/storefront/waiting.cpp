// The waiting list for people: joined on the page of a slot that is sold out, opened by the link of the
// letter.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "commerce/letters/letter_text.hpp"
#include "server/api/write_customer.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/shop/language.hpp"
#include "server/shop/secret.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::WaitingEntry;
using commerce::WaitingState;

std::string page_of(const store::Shop& shop, const WaitingEntry& entry) {
  return "/w/" + percent_encode(commerce::waiting_token(shop, entry.id));
}

http::Response unknown_entry(const Visit& visit) {
  return keep_secret(problem_page(
      visit,
      Problem::make("unknown-waiting",
                    "This link opens no place on a waiting list. Use the whole link of the letter."),
      "/", "toTheStart"));
}

struct Told {
  std::string badge, title, story;
};
Told told(WaitingState state, const PageWords& words) {
  switch (state) {
    case WaitingState::waiting:
      return {words("waitsBadge"), words("waitsTitle"), ""};
    case WaitingState::offered:
      return {words("offeredBadge"), words("offeredTitle"), ""};
    case WaitingState::taken:
      return {words("booked"), words("takenTitle"), words("takenStory")};
    case WaitingState::declined:
      return {words("passedBadge"), words("passedTitle"), words("declinedStory")};
    case WaitingState::lapsed:
      return {words("passedBadge"), words("passedTitle"), words("lapsedStory")};
    case WaitingState::left:
      return {words("leftBadge"), words("leftTitle"), words("leftStory")};
    case WaitingState::closed:
      break;
  }
  return {words("listClosedBadge"), words("listClosedTitle"), words("listClosedStory")};
}

http::Response entry_page(store::Transaction& transaction, const Visit& visitor, const WaitingEntry& entry) {
  const auto shop = store::find_shop(transaction, entry.shop);
  const Visit visit = visitor.at(*shop);
  const PageWords words = visit.words();
  const auto slot = visit.engine().find_slot(transaction, entry.shop, entry.slot);
  const WallClock clock(slot ? slot->time_zone : "UTC", visit.now(), words);
  const Told said = told(entry.state, words);
  const std::string wish = slot ? commerce::offer_name(*slot, entry.sku, words.letters()) : entry.sku;
  json::object values{{"title", fmt::format("{} · {}", said.badge, shop->name)},
                      {"shop_name", shop->name},
                      {"shop_path", "/s/" + shop->slug},
                      {"path", page_of(*shop, entry)},
                      {"badge", said.badge},
                      {"heading", said.title},
                      {"story", said.story},
                      {"waits", entry.state == WaitingState::waiting},
                      {"ahead", ahead_text(entry.ahead, words)},
                      {"summary", slot ? slot->summary : ""},
                      {"when", slot ? clock.range(slot->starts_at, slot->ends_at) : ""},
                      {"zone", clock.zone()},
                      {"location", slot ? slot->location : ""},
                      {"wish", fmt::format("{} × {}", entry.quantity, wish)},
                      {"name", entry.name},
                      {"email", entry.email},
                      {"offered", entry.offer.has_value()},
                      {"again", slot ? fmt::format("/s/{}/slots/{}", shop->slug, slot->id.text()) : ""}};
  if (entry.offer) {
    values["total"] = price_text(entry.offer->total, words);
    values["held_until"] = clock.day_time(entry.offer->expires_at);
  }
  values["refresh"] = entry.state == WaitingState::waiting ? "60" : "";
  const api::Links links{visit.origin, shop->slug};
  embed(values, visit, *shop, "waiting",
        {{"waiting", api::own_waiting_json(entry, *shop, links)},
         {"slot", slot ? json::value(api::slot_json(*slot, links)) : json::value(nullptr)}});
  return keep_secret(page(visit, 200, "waiting", std::move(values)));
}

Plan show(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return ReadWork{[visit, token = captures["token"]](store::Transaction& transaction) {
    const auto entry = visit.context->services.waiting.find(transaction, token);
    return entry ? entry_page(transaction, visit, *entry) : unknown_entry(visit);
  }};
}

// Knowing the token is what allows it, as with a booking (booking.cpp).
Plan leave(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return WriteWork{[visit, token = captures["token"]](store::Transaction& transaction) {
    auto& waiting = visit.context->services.waiting;
    const auto entry = waiting.find(transaction, token);
    if (!entry) return unknown_entry(visit);
    waiting.leave(transaction, *entry);
    return keep_secret(see_other("/w/" + percent_encode(token)));
  }};
}

// A shop that is paid before it books: on to the provider, with the name and address that are known.
http::Response pay_for_offer(store::Transaction& transaction, const Visit& visit, const WaitingEntry& entry,
                             const std::string& back) {
  const auto shop = store::find_shop(transaction, entry.shop);
  const auto checkout = visit.context->services.payments.begin(
      transaction, {entry.shop, *entry.hold, entry.name, entry.email, false, entry.language});
  if (!checkout || !shop) return keep_secret(see_other(back));
  return keep_secret(see_other(fmt::format("/s/{}/holds/{}/payment", shop->slug, entry.hold->text())));
}

// One tap: name and address are known.
Plan take(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return WriteWork{[visit, token = captures["token"]](store::Transaction& transaction) {
    const auto entry = visit.context->services.waiting.find(transaction, token);
    if (!entry) return unknown_entry(visit);
    const std::string back = "/w/" + percent_encode(token);
    if (!entry->hold) return keep_secret(see_other(back));
    // Sent twice, it answers the booking that there is.
    const auto booking = visit.engine().confirm(
        transaction, {entry->shop, *entry->hold, entry->name, entry->email, false, entry->language});
    if (booking) return keep_secret(see_other("/b/" + percent_encode(booking->token)));
    if (booking.error().code == commerce::Refusal::Code::payment_needed)
      return pay_for_offer(transaction, visit, *entry, back);
    const auto shop = store::find_shop(transaction, entry->shop);
    return keep_secret(
        problem_page(shop ? visit.at(*shop) : visit, problem_of(booking.error(), true), back, "backToList"));
  }};
}

Plan join(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit, visit.shop_path());
  const auto form = Form::read(request);
  if (!form) return problem_page(visit, form.error(), visit.shop_path(), "backToShop");
  const auto slot = Id::parse(captures["slot"]);
  commerce::JoinCommand command;
  command.slot = slot.value_or(Id());
  command.sku = form->text("sku");
  command.quantity = parse_whole(form->text("quantity")).value_or(-1);
  command.name = form->text("name");
  command.email = form->text("email");
  command.language = preferred_language(request);
  return WriteWork{[visit, command](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop, const Visit& here) {
      commerce::JoinCommand wish = command;
      wish.shop = shop.id;
      const auto entry = here.context->services.waiting.join(transaction, wish);
      if (entry) return keep_secret(see_other(page_of(shop, *entry)));
      return problem_page(here, problem_of(entry.error(), true),
                          fmt::format("{}/slots/{}", here.shop_path(), command.slot.text()), "backToSlot");
    });
  }};
}

}  // namespace

void add_waiting_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/s/{shop}/slots/{slot}/waiting", join);
  add_route(router, context, "GET", "/w/{token}", show);
  add_route(router, context, "POST", "/w/{token}/leave", leave);
  add_route(router, context, "POST", "/w/{token}/take", take);
}

}  // namespace timeshelf::server::pages
