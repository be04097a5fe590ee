// One slot: what it is, what it costs, and the form that holds units of it.
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "ical/shelf_terms.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/shop/cookie.hpp"
#include "server/shop/idempotency.hpp"
#include "server/shop/till.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;

constexpr std::int64_t kMostInForm = 12;  // choices of a quantity; the API takes more
constexpr std::string_view kQuantityField = "q.";

json::array quantities_of(const Slot& slot, const commerce::Offer& offer) {
  const std::int64_t most =
      offer.price ? std::min({offer.remaining, slot.limit.value_or(kMostInForm), kMostInForm}) : 0;
  const std::int64_t chosen = slot.offers.size() == 1 ? 1 : 0;
  json::array quantities;
  if (most < 1) return quantities;
  for (std::int64_t i = 0; i <= most; ++i) {
    if (i > 0 || chosen == 0)
      quantities.push_back(json::object{{"value", std::to_string(i)}, {"chosen", i == chosen}});
  }
  return quantities;
}

std::string left_story(const commerce::Offer& offer) {
  if (offer.remaining <= 0) return "None left";
  if (offer.preorder) return fmt::format("{} to preorder: it is made once you have booked", offer.remaining);
  return fmt::format("{} left", offer.remaining);
}

// Somebody may book before it opens to all, with a code for it.
bool is_open_to_some(const Slot& slot, Instant now) {
  return slot.state == commerce::SlotState::upcoming &&
         std::any_of(slot.early.begin(), slot.early.end(),
                     [&](const commerce::Opening& early) { return early.opens_at <= now; });
}

json::array offers_of(const Slot& slot, const WallClock& clock, const Visit& visit) {
  json::array offers;
  for (const commerce::Offer& offer : slot.offers) {
    json::array quantities = quantities_of(slot, offer);
    const bool any = !quantities.empty();
    offers.push_back(json::object{{"sku", offer.sku},
                                  {"offer_name", offer.name},
                                  {"offer_image", own_image(offer.image, visit)},
                                  {"price_story", price_story(offer, clock)},
                                  {"tier", offer.tier},
                                  {"left", left_story(offer)},
                                  {"has_quantities", any},
                                  {"quantities", std::move(quantities)}});
  }
  return offers;
}

// What is sold out and may be waited for.
json::array waitable_of(const Slot& slot) {
  const bool sells = is_bookable(slot) || slot.state == commerce::SlotState::sold_out;
  json::array waitable;
  for (const commerce::Offer& offer : slot.offers) {
    if (!sells || !offer.price || offer.remaining > 0 || offer.allotted < 1) continue;
    waitable.push_back(json::object{{"sku", offer.sku}, {"offer_name", offer.name}});
  }
  return waitable;
}

json::array choices_of(const Slot& slot, const WallClock& clock, Instant now) {
  json::array choices;
  for (const commerce::FulfilmentChoice& choice : shown_fulfilment(slot)) {
    if (choice.cut_off && *choice.cut_off <= now) continue;
    choices.push_back(json::object{
        {"kind", choice.kind}, {"text", fulfilment_text(choice, clock)}, {"checked", choices.empty()}});
  }
  return choices;
}

// A drop with a line is held with a place in it that the browser keeps as a cookie (drop.cpp).
json::object line_values(const Slot& slot, const std::optional<commerce::PlaceView>& place,
                         const Visit& visit) {
  const bool must_queue = slot.queue_rate > 0 && is_bookable(slot) && !(place && place->is_in);
  return {{"line_path", must_queue ? visit.shop_path() + "/drops/" + slot.drop : ""},
          {"place", place ? place->token : ""}};
}

http::Response slot_page(const Slot& slot, const store::Shop& shop, const Visit& visit,
                         const std::optional<commerce::PlaceView>& place) {
  const WallClock clock(slot.time_zone, visit.now());
  json::object values = slot_card(slot, visit);
  const bool open_to_some = is_open_to_some(slot, visit.now());
  values["bookable"] = is_bookable(slot) || open_to_some;
  values["open_to_some"] = open_to_some;
  const bool closes = is_bookable(slot) && slot.closes_at && *slot.closes_at < slot.starts_at;
  values["title"] = slot.summary + " · " + shop.name;
  values["shop_name"] = shop.name;
  values["shop_path"] = visit.shop_path();
  values["slot"] = slot.id.text();
  values["story"] = slot.description;
  values["location"] = slot.location;
  values["zone"] = clock.zone();
  values["state_story"] = state_story(slot, clock);
  values["closes"] = closes ? clock.day_time(*slot.closes_at) : std::string{};
  values["limit"] = slot.limit ? fmt::format("At most {} for each customer.", *slot.limit) : std::string{};
  values["bundle_title"] = slot.bundle.empty() ? std::string{} : title_of_slug(slot.bundle);
  for (const auto& member : line_values(slot, place, visit)) values[member.key()] = member.value();
  values["offers"] = offers_of(slot, clock, visit);
  json::array choices = choices_of(slot, clock, visit.now());
  values["has_choices"] = choices.size() > 1;
  values["only_choice"] = choices.size() == 1 ? choices.front() : json::value(nullptr);
  values["choices"] = std::move(choices);
  json::array waitable = waitable_of(slot);
  values["can_wait"] = !waitable.empty();
  values["wait_choice"] = waitable.size() > 1;
  values["wait_for"] = waitable.empty() ? json::value("") : waitable.front();
  values["waitable"] = std::move(waitable);
  values["most_wished"] =
      std::to_string(std::min<std::int64_t>(slot.limit.value_or(kMostInForm), kMostInForm));
  values["key"] = random_token(visit.context->random, 16);
  return page(200, "slot", std::move(values));
}

// A plan's work outlives the request; of it, only the cookies matter there.
http::Request cookies_of(const http::Request& request) {
  http::Request kept;
  kept.headers.add("Cookie", std::string(request.headers.get("Cookie")));
  return kept;
}

std::optional<commerce::PlaceView> place_in_line(store::Transaction& transaction, const Visit& visit,
                                                 const Slot& slot, const http::Request& cookies) {
  if (slot.queue_rate == 0) return std::nullopt;
  const auto token = cookie_value(cookies, place_cookie(slot.drop));
  return visit.context->services.waiting_rooms.find(transaction, slot.shop, slot.drop, token);
}

Plan show_slot(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  const auto id = Id::parse(captures["slot"]);
  return ReadWork{[visit, id, cookies = cookies_of(request)](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      const auto slot = id ? visit.engine().find_slot(transaction, shop.id, *id) : std::nullopt;
      if (slot && is_shown(*slot))
        return slot_page(*slot, shop, visit, place_in_line(transaction, visit, *slot, cookies));
      return problem_page(
          Problem::make("unknown-slot", "There is no such slot in this shop; it may have been removed."),
          visit.shop_path(), "See what there is");
    });
  }};
}

// What was chosen on the slot's page: a quantity for each SKU, one fulfilment for all of them.
std::vector<commerce::LineRequest> chosen_lines(const Form& form, const Id& slot) {
  std::vector<commerce::LineRequest> lines;
  const std::string fulfilment = form.text("fulfilment");
  for (const auto& [name, value] : form.fields()) {
    if (!name.starts_with(kQuantityField)) continue;
    const auto quantity = parse_whole(trim(value));
    if (quantity == 0) continue;
    lines.push_back({slot, name.substr(kQuantityField.size()), quantity.value_or(-1), fulfilment});
  }
  return lines;
}

// What is still free, when held units may come back, and which slots have it.
http::Response refused_page(const commerce::Refusal& refusal, const Visit& visit, const store::Shop& shop,
                            const std::string& back) {
  const Problem problem = problem_of(refusal, false);
  const WallClock clock(shop.time_zone.empty() ? "UTC" : shop.time_zone, visit.now());
  const bool sold_out = refusal.code == commerce::Refusal::Code::sold_out;
  const std::int64_t left = refusal.remaining.value_or(0);
  const std::string title = !sold_out  ? std::string(problem.kind->title)
                            : left > 0 ? fmt::format("Only {} left", left)
                                       : std::string("Just taken");
  const std::string detail = !sold_out  ? refusal.message
                             : left > 0 ? "Somebody was a little faster. You can still have what is left."
                                        : "Somebody was a little faster, and nothing of it is left.";
  return page(problem.kind->status, "refused",
              {{"title", title},
               {"detail", detail},
               {"held_until", refusal.held_until ? clock.time(*refusal.held_until) : std::string{}},
               {"cards", slot_cards(refusal.alternatives, visit)},
               {"has_alternatives", !refusal.alternatives.empty()},
               {"back", back},
               {"shop_path", visit.shop_path()},
               {"shop_name", shop.name}});
}

commerce::HoldCommand chosen(const Form& form) {
  commerce::HoldCommand command;
  command.code = form.text("code");
  command.bundle = form.text("bundle");
  command.place = form.text("place");
  if (!command.bundle.empty()) {
    command.quantity = parse_whole(form.text("quantity")).value_or(-1);
  } else if (const auto slot = Id::parse(form.text("slot"))) {
    command.lines = chosen_lines(form, *slot);
  }
  return command;
}

// The form carries a key of its own, so that a double tap holds once.
Plan make_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit.shop_path());
  const auto form = Form::read(request);
  if (!form) return problem_page(form.error(), visit.shop_path(), "Back to the shop");
  const commerce::HoldCommand command = chosen(*form);
  std::string back = visit.shop_path();
  if (!command.lines.empty()) back += "/slots/" + command.lines.front().slot.text();
  if (command.lines.empty() && command.bundle.empty()) {
    if (const auto slot = Id::parse(form->text("slot"))) back += "/slots/" + slot->text();
    return problem_page(Problem::make("invalid-quantity", "Choose at least one."), back,
                        "Back to the choice");
  }
  return at_till(context.till, visit.shop, {command, form_key(form->text("key"), request)},
                 [visit, back](const commerce::Till::Answer& answer) {
                   if (!answer.sale) return refused_page(answer.sale.error(), visit, answer.shop, back);
                   const auto& hold = std::get<commerce::Hold>(*answer.sale);
                   return see_other(visit.shop_path() + "/holds/" + hold.id.text());
                 });
}

}  // namespace

void add_slot_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/s/{shop}/slots/{slot}", show_slot);
  add_route(router, context, "POST", "/s/{shop}/holds", make_hold);
}

}  // namespace timeshelf::server::pages
