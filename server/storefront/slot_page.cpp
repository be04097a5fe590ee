// Rendered without script, and brought along for the page's app.
#include "server/storefront/slot_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "commerce/core/delivery.hpp"
#include "commerce/slots/alternatives.hpp"
#include "server/api/write_customer.hpp"
#include "server/experiments/seeing.hpp"
#include "server/live/standing.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/linked_data.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;

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
  // Where one zone says no country, any may be.
  std::set<std::string> countries;
  for (const auto& zone : zones) countries.insert(zone.country);
  if (countries.contains("")) countries.clear();
  return json::object{{"from", api::money_json(cheapest->fee)},
                      {"country", named == zones.end() ? "" : named->country},
                      {"countries", json::array(countries.begin(), countries.end())}};
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
                        const TypedChoice& typed, const commerce::Alternatives& instead,
                        const commerce::Presentation& presentation) {
  const api::Links links{visit.origin, shop.slug};
  return {{"slot", experiments::slot_json(presentation, slot, links)},
          {"mark", live::mark_of(live::standing_of(transaction, shop.id))},
          {"alternatives", api::alternatives_json(instead, links)},
          {"delivery", delivery_facts(transaction, slot, visit)},
          {"place", place ? json::value(api::place_json(*place, links)) : json::value(nullptr)},
          {"bundle_title", slot.bundle.empty() ? std::string{} : title_of_slug(slot.bundle)},
          {"typed", typed_facts(typed)}};
}

}  // namespace

http::Response slot_page(store::Transaction& transaction, const Slot& as_it_is, const store::Shop& shop,
                         const Visit& visit, const std::optional<commerce::PlaceView>& place,
                         const TypedChoice& typed, const commerce::Presentation& presentation) {
  Slot slot = as_it_is;
  presentation.apply(slot);
  const WallClock clock(slot.time_zone, visit.now(), visit.words());
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
  values["limit"] =
      slot.limit ? visit.words().say("limit", {{"units", std::to_string(*slot.limit)}}) : std::string{};
  values["bundle_title"] = slot.bundle.empty() ? std::string{} : title_of_slug(slot.bundle);
  values["bundle_path"] = visit.shop_path() + "/bundles/" + percent_encode(slot.bundle);
  for (const auto& member : line_values(slot, place, visit)) values[member.key()] = member.value();
  for (const auto& member : form_values(transaction, slot, visit, typed))
    values[member.key()] = member.value();
  values["key"] = random_token(visit.context->random, 16);
  // Of what can be had nothing else has to be said.
  commerce::Alternatives instead = slot.state == commerce::SlotState::sold_out
                                       ? commerce::alternatives_to(transaction, slot, visit.now())
                                       : commerce::Alternatives{};
  presentation.apply(instead.slots);
  values["held_until"] = instead.held_until ? clock.time(*instead.held_until) : std::string{};
  values["instead"] = slot_cards(instead.slots, visit);
  values["has_instead"] = !instead.slots.empty();
  values["description"] = description_of(slot, visit);
  values["shared_title"] = slot.summary;
  values["shared_address"] = fmt::format("{}{}/slots/{}", visit.origin, visit.shop_path(), slot.id.text());
  const std::string picture(values.at("image").as_string());
  values["shared_image"] = picture.empty() ? picture : visit.origin + picture;
  values["linked_data"] = linked_data_of(slot, shop, visit);
  embed(values, visit, shop, "slot",
        slot_facts(transaction, as_it_is, shop, visit, place, typed, instead, presentation));
  return page(visit, typed.problem ? 422 : 200, "slot", std::move(values));
}

}  // namespace timeshelf::server::pages
