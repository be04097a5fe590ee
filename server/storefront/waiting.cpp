// The waiting list for people: joined on the page of a slot that is sold out, opened by the link of the
// letter.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "server/api/write_customer.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
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

http::Response unknown_entry() {
  return keep_secret(problem_page(
      Problem::make("unknown-waiting",
                    "This link opens no place on a waiting list. Use the whole link of the letter."),
      "/", "To the start"));
}

struct Words {
  const char* badge;
  const char* title;
  const char* story;
};
Words words_of(WaitingState state) {
  switch (state) {
    case WaitingState::waiting:
      return {"On the waiting list", "You are in line", ""};
    case WaitingState::offered:
      return {"Yours if you want it", "It is held for you", ""};
    case WaitingState::taken:
      return {"Booked", "You took it", "The link to your booking is in the letter that confirmed it."};
    case WaitingState::declined:
      return {"Passed on", "It went to the next", "You did not want it this time. Thank you for saying so."};
    case WaitingState::lapsed:
      return {"Passed on", "It went to the next", "We did not hear from you in time. You can join again."};
    case WaitingState::left:
      return {"Left the list", "You left the list", "You can join again; your place will be at the end."};
    case WaitingState::closed:
      break;
  }
  return {"List closed", "The list is closed", "Nothing became free in time, or it was called off."};
}

std::string ahead_text(std::int64_t ahead) {
  if (ahead == 0) return "Nobody is ahead of you.";
  return ahead == 1 ? "One person is ahead of you." : fmt::format("{} people are ahead of you.", ahead);
}

std::string wish_name(const WaitingEntry& entry, const std::optional<commerce::Slot>& slot) {
  if (!slot) return entry.sku;
  const auto offer = std::find_if(slot->offers.begin(), slot->offers.end(),
                                  [&](const commerce::Offer& one) { return one.sku == entry.sku; });
  return offer == slot->offers.end() ? entry.sku : offer->name;
}

http::Response entry_page(store::Transaction& transaction, const Visit& visit, const WaitingEntry& entry) {
  const auto shop = store::find_shop(transaction, entry.shop);
  const auto slot = visit.engine().find_slot(transaction, entry.shop, entry.slot);
  const WallClock clock(slot ? slot->time_zone : "UTC", visit.now());
  const Words words = words_of(entry.state);
  json::object values{{"title", fmt::format("{} · {}", words.badge, shop->name)},
                      {"shop_name", shop->name},
                      {"shop_path", "/s/" + shop->slug},
                      {"path", page_of(*shop, entry)},
                      {"badge", words.badge},
                      {"heading", words.title},
                      {"story", words.story},
                      {"waits", entry.state == WaitingState::waiting},
                      {"ahead", ahead_text(entry.ahead)},
                      {"summary", slot ? slot->summary : ""},
                      {"when", slot ? clock.range(slot->starts_at, slot->ends_at) : ""},
                      {"zone", clock.zone()},
                      {"location", slot ? slot->location : ""},
                      {"wish", fmt::format("{} × {}", entry.quantity, wish_name(entry, slot))},
                      {"name", entry.name},
                      {"email", entry.email},
                      {"offered", entry.offer.has_value()},
                      {"again", slot ? fmt::format("/s/{}/slots/{}", shop->slug, slot->id.text()) : ""}};
  if (entry.offer) {
    values["total"] = price_text(entry.offer->total);
    values["held_until"] = clock.day_time(entry.offer->expires_at);
    values["left"] = duration_text(entry.offer->expires_at - visit.now());
  }
  values["refresh"] = entry.state == WaitingState::waiting ? "60" : "";
  const api::Links links{visit.origin, shop->slug};
  embed(values, visit, *shop, "waiting",
        {{"waiting", api::own_waiting_json(entry, *shop, links)},
         {"slot", slot ? json::value(api::slot_json(*slot, links)) : json::value(nullptr)}});
  return keep_secret(page(200, "waiting", std::move(values)));
}

Plan show(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return ReadWork{[visit, token = captures["token"]](store::Transaction& transaction) {
    const auto entry = visit.context->services.waiting.find(transaction, token);
    return entry ? entry_page(transaction, visit, *entry) : unknown_entry();
  }};
}

// Knowing the token is what allows it, as with a booking (booking.cpp).
Plan leave(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return WriteWork{[visit, token = captures["token"]](store::Transaction& transaction) {
    auto& waiting = visit.context->services.waiting;
    const auto entry = waiting.find(transaction, token);
    if (!entry) return unknown_entry();
    waiting.leave(transaction, *entry);
    return keep_secret(see_other("/w/" + percent_encode(token)));
  }};
}

// A shop that is paid before it books: on to the provider, with the name and address that are known.
http::Response pay_for_offer(store::Transaction& transaction, const Visit& visit, const WaitingEntry& entry,
                             const std::string& back) {
  const auto shop = store::find_shop(transaction, entry.shop);
  const auto checkout =
      visit.context->services.payments.begin(transaction, {entry.shop, *entry.hold, entry.name, entry.email});
  if (!checkout || !shop) return keep_secret(see_other(back));
  return keep_secret(see_other(fmt::format("/s/{}/holds/{}/payment", shop->slug, entry.hold->text())));
}

// One tap: name and address are known.
Plan take(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request);
  return WriteWork{[visit, token = captures["token"]](store::Transaction& transaction) {
    const auto entry = visit.context->services.waiting.find(transaction, token);
    if (!entry) return unknown_entry();
    const std::string back = "/w/" + percent_encode(token);
    if (!entry->hold) return keep_secret(see_other(back));
    // Sent twice, it answers the booking that there is.
    const auto booking =
        visit.engine().confirm(transaction, {entry->shop, *entry->hold, entry->name, entry->email});
    if (booking) return keep_secret(see_other("/b/" + percent_encode(booking->token)));
    if (booking.error().code == commerce::Refusal::Code::payment_needed)
      return pay_for_offer(transaction, visit, *entry, back);
    return keep_secret(problem_page(problem_of(booking.error(), true), back, "Back"));
  }};
}

Plan join(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit.shop_path());
  const auto form = Form::read(request);
  if (!form) return problem_page(form.error(), visit.shop_path(), "Back to the shop");
  const auto slot = Id::parse(captures["slot"]);
  commerce::JoinCommand command;
  command.slot = slot.value_or(Id());
  command.sku = form->text("sku");
  command.quantity = parse_whole(form->text("quantity")).value_or(-1);
  command.name = form->text("name");
  command.email = form->text("email");
  return WriteWork{[visit, command](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      commerce::JoinCommand here = command;
      here.shop = shop.id;
      const auto entry = visit.context->services.waiting.join(transaction, here);
      if (entry) return keep_secret(see_other(page_of(shop, *entry)));
      return problem_page(problem_of(entry.error(), true),
                          fmt::format("{}/slots/{}", visit.shop_path(), command.slot.text()),
                          "Back to the slot");
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
