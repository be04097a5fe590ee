// One slot: what it is, what it costs, and the form that holds units of it.
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/alternatives.hpp"
#include "commerce/core/delivery.hpp"
#include "ical/shelf_terms.hpp"
#include "server/api/parameters.hpp"
#include "server/api/write_customer.hpp"
#include "server/live/standing.hpp"
#include "server/pages/form.hpp"
#include "server/pages/page_routes.hpp"
#include "server/shop/cookie.hpp"
#include "server/shop/idempotency.hpp"
#include "server/shop/till.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/linked_data.hpp"
#include "server/storefront/slot_form.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;

constexpr std::string_view kQuantityField = "q.";

// Somebody may book before it opens to all, with a code for it.
bool is_open_to_some(const Slot& slot, Instant now) {
  return slot.state == commerce::SlotState::upcoming &&
         std::any_of(slot.early.begin(), slot.early.end(),
                     [&](const commerce::Opening& early) { return early.opens_at <= now; });
}

// A drop with a line is held with a place in it that the browser keeps as a cookie (drop.cpp).
json::object line_values(const Slot& slot, const std::optional<commerce::PlaceView>& place,
                         const Visit& visit) {
  const bool must_queue = slot.queue_rate > 0 && is_bookable(slot) && !(place && place->is_in);
  return {{"line_path", must_queue ? visit.shop_path() + "/drops/" + slot.drop : ""},
          {"place", place ? place->token : ""}};
}

json::value delivery_facts(store::Transaction& transaction, const Slot& slot, const Visit& visit) {
  const auto zones = visit.context->services.delivery.list_zones(transaction, slot.shop);
  if (zones.empty()) return nullptr;
  const auto cheapest = std::min_element(
      zones.begin(), zones.end(), [](const auto& a, const auto& b) { return a.fee.minor < b.fee.minor; });
  const auto named =
      std::find_if(zones.begin(), zones.end(), [](const auto& zone) { return !zone.country.empty(); });
  return json::object{{"from", api::money_json(cheapest->fee)},
                      {"country", named == zones.end() ? "" : named->country}};
}

// What was chosen, when the form comes back with a mistake.
json::value typed_facts(const TypedChoice& typed) {
  if (!typed.problem) return nullptr;
  json::object quantities;
  for (const auto& [sku, quantity] : typed.quantities) quantities[sku] = quantity;
  const auto& lines = typed.command.lines;
  const bool windowed = !lines.empty() && lines.front().window;
  return json::object{{"quantities", std::move(quantities)},
                      {"fulfilment", lines.empty() ? "" : lines.front().fulfilment},
                      {"window", windowed ? to_rfc3339(*lines.front().window) : std::string()},
                      {"code", typed.command.code},
                      {"address", api::address_json(typed.command.address)},
                      {"mistake", mistake_json(*typed.problem)}};
}

json::object slot_facts(store::Transaction& transaction, const Slot& slot, const store::Shop& shop,
                        const Visit& visit, const std::optional<commerce::PlaceView>& place,
                        const TypedChoice& typed, const commerce::Alternatives& instead) {
  const api::Links links{visit.origin, shop.slug};
  return {{"slot", api::slot_json(slot, links)},
          {"mark", live::mark_of(live::standing_of(transaction, shop.id))},
          {"alternatives", api::alternatives_json(instead, links)},
          {"delivery", delivery_facts(transaction, slot, visit)},
          {"place", place ? json::value(api::place_json(*place, links)) : json::value(nullptr)},
          {"bundle_title", slot.bundle.empty() ? std::string{} : title_of_slug(slot.bundle)},
          {"typed", typed_facts(typed)}};
}

http::Response slot_page(store::Transaction& transaction, const Slot& slot, const store::Shop& shop,
                         const Visit& visit, const std::optional<commerce::PlaceView>& place,
                         const TypedChoice& typed) {
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
  for (const auto& member : form_values(transaction, slot, visit, typed))
    values[member.key()] = member.value();
  values["key"] = random_token(visit.context->random, 16);
  // Of what can be had nothing else has to be said.
  const commerce::Alternatives instead = slot.state == commerce::SlotState::sold_out
                                             ? commerce::alternatives_to(transaction, slot, visit.now())
                                             : commerce::Alternatives{};
  values["held_until"] = instead.held_until ? clock.time(*instead.held_until) : std::string{};
  values["instead"] = slot_cards(instead.slots, visit);
  values["has_instead"] = !instead.slots.empty();
  values["description"] = description_of(slot, visit);
  values["shared_title"] = slot.summary;
  values["shared_address"] = fmt::format("{}{}/slots/{}", visit.origin, visit.shop_path(), slot.id.text());
  const std::string picture(values.at("image").as_string());
  values["shared_image"] = picture.empty() ? picture : visit.origin + picture;
  values["linked_data"] = linked_data_of(slot, shop, visit);
  embed(values, visit, shop, "slot", slot_facts(transaction, slot, shop, visit, place, typed, instead));
  return page(typed.mistake.empty() ? 200 : 422, "slot", std::move(values));
}

// A plan's work outlives the request; of it, only the cookies matter there.
http::Request cookies_of(const http::Request& request) {
  http::Request kept;
  kept.headers.add("Cookie", std::string(request.headers.get("Cookie")));
  return kept;
}

std::string place_token(const Slot& slot, const http::Request& cookies) {
  return std::string(cookie_value(cookies, place_cookie(slot.drop)));
}

std::optional<commerce::PlaceView> place_in_line(store::Transaction& transaction, const Visit& visit,
                                                 const Slot& slot, const std::string& token) {
  if (slot.queue_rate == 0) return std::nullopt;
  return visit.context->services.waiting_rooms.find(transaction, slot.shop, slot.drop, token);
}

Plan show_slot(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  const auto id = Id::parse(captures["slot"]);
  return ReadWork{[visit, id, cookies = cookies_of(request)](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      const auto slot = id ? visit.engine().find_slot(transaction, shop.id, *id) : std::nullopt;
      if (slot && is_shown(*slot)) {
        const auto place = place_in_line(transaction, visit, *slot, place_token(*slot, cookies));
        return slot_page(transaction, *slot, shop, visit, place, {});
      }
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
  // The page sends every field; only those of the chosen way count.
  const auto window =
      fulfilment.empty() || fulfilment == "PICKUP" ? api::parse_rfc3339(form.text("window")) : std::nullopt;
  for (const auto& [name, value] : form.fields()) {
    if (!name.starts_with(kQuantityField)) continue;
    const auto quantity = parse_whole(trim(value));
    if (quantity == 0) continue;
    lines.push_back({slot, name.substr(kQuantityField.size()), quantity.value_or(-1), fulfilment, window});
  }
  return lines;
}

// What is still free, when held units may come back, and which slots have it.
http::Response refused_page(const commerce::Refusal& refusal, const Visit& visit, const store::Shop& shop,
                            const std::string& back) {
  const Problem problem = problem_of(refusal, false);
  const WallClock clock(shop.time_zone.empty() ? "UTC" : shop.time_zone, visit.now());
  const bool sold_out = refusal.code == commerce::Refusal::Code::sold_out;
  json::object mistake = mistake_json(problem).as_object();
  mistake["alternatives"] = slots_json(refusal.alternatives, visit, shop);
  const std::int64_t left = refusal.remaining.value_or(0);
  const std::string title = !sold_out  ? std::string(problem.kind->title)
                            : left > 0 ? fmt::format("Only {} left", left)
                                       : std::string("Just taken");
  const std::string detail = !sold_out  ? refusal.message
                             : left > 0 ? "Somebody was a little faster. You can still have what is left."
                                        : "Somebody was a little faster, and nothing of it is left.";
  json::object values{{"title", title},
                      {"detail", detail},
                      {"held_until", refusal.held_until ? clock.time(*refusal.held_until) : std::string{}},
                      {"cards", slot_cards(refusal.alternatives, visit)},
                      {"has_alternatives", !refusal.alternatives.empty()},
                      {"back", back},
                      {"shop_path", visit.shop_path()},
                      {"shop_name", shop.name}};
  embed(values, visit, shop, "problem", {{"problem", std::move(mistake)}, {"next", back}});
  return page(problem.kind->status, "refused", std::move(values));
}

std::optional<commerce::Address> typed_address(const Form& form) {
  if (!commerce::is_delivered(form.text("fulfilment"))) return std::nullopt;
  return commerce::Address{form.text("address_name"),
                           form.text("street"),
                           form.text("postal_code"),
                           form.text("city"),
                           form.text("country"),
                           {},
                           {}};
}

commerce::HoldCommand chosen(const Form& form) {
  commerce::HoldCommand command;
  command.code = form.text("code");
  command.address = typed_address(form);
  command.bundle = form.text("bundle");
  command.place = form.text("place");
  if (!command.bundle.empty()) {
    command.quantity = parse_whole(form.text("quantity")).value_or(-1);
  } else if (const auto slot = Id::parse(form.text("slot"))) {
    command.lines = chosen_lines(form, *slot);
  }
  return command;
}

TypedChoice typed_of(const commerce::HoldCommand& command, const commerce::Refusal& refusal) {
  TypedChoice typed{command, {}, refusal.message, problem_of(refusal, false)};
  for (const commerce::LineRequest& line : command.lines)
    typed.quantities[line.sku] = std::to_string(line.quantity);
  return typed;
}

// What the customer can mend on the page itself.
bool is_mistake(const commerce::Refusal& refusal) {
  using Code = commerce::Refusal::Code;
  return refusal.code == Code::invalid_address || refusal.code == Code::outside_zones ||
         refusal.code == Code::unknown_window || refusal.field.ends_with(".window");
}

ReadWork slot_again(const Visit& visit, TypedChoice typed) {
  return {[visit, typed = std::move(typed)](store::Transaction& transaction) {
    return in_shop(transaction, visit, [&](const store::Shop& shop) {
      const auto slot = visit.engine().find_slot(transaction, shop.id, typed.command.lines.front().slot);
      if (slot && is_shown(*slot)) {
        const auto place = place_in_line(transaction, visit, *slot, typed.command.place);
        return slot_page(transaction, *slot, shop, visit, place, typed);
      }
      return see_other(visit.shop_path());
    });
  }};
}

// The form carries a key of its own, so that a double tap holds once.
Plan make_hold(Context& context, const http::Request& request, const Captures& captures) {
  const Visit visit(context, request, captures["shop"]);
  if (!is_same_origin(request, visit.origin)) return foreign_form_page(visit.shop_path());
  const auto form = Form::read(request);
  if (!form) return problem_page(form.error(), visit.shop_path(), "Back to the shop");
  const commerce::HoldCommand command = chosen(*form);
  std::string back = visit.shop_path();
  if (!command.lines.empty()) back += "/slots/" + command.lines.front().slot.string();
  if (command.lines.empty() && command.bundle.empty()) {
    if (const auto slot = Id::parse(form->text("slot"))) back += "/slots/" + slot->string();
    return problem_page(Problem::make("invalid-quantity", "Choose at least one."), back,
                        "Back to the choice");
  }
  return at_till(context.till, visit.shop, {command, form_key(form->text("key"), request)},
                 [visit, back, command](const commerce::Till::Answer& answer) -> caldav::Deferred::Next {
                   if (!answer.sale && !command.lines.empty() && is_mistake(answer.sale.error()))
                     return slot_again(visit, typed_of(command, answer.sale.error()));
                   if (!answer.sale) return refused_page(answer.sale.error(), visit, answer.shop, back);
                   const auto& hold = std::get<commerce::Hold>(*answer.sale);
                   return see_other(fmt::format("{}/holds/{}", visit.shop_path(), hold.id.text()));
                 });
}

}  // namespace

void add_slot_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/s/{shop}/slots/{slot}", show_slot);
  add_route(router, context, "POST", "/s/{shop}/holds", make_hold);
}

}  // namespace timeshelf::server::pages
