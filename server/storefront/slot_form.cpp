#include "server/storefront/slot_form.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "commerce/letters/letter_text.hpp"
#include "server/pages/problem_words.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;

constexpr std::int64_t kMostInForm = 12;  // choices of a quantity; the API takes more

json::array quantities_of(const Slot& slot, const commerce::Offer& offer, const std::string& typed) {
  const std::int64_t most =
      offer.price ? std::min({offer.remaining, slot.limit.value_or(kMostInForm), kMostInForm}) : 0;
  const std::int64_t first = slot.offers.size() == 1 ? 1 : 0;
  const std::int64_t chosen = std::min(parse_whole(typed).value_or(first), most);
  json::array quantities;
  if (most < 1) return quantities;
  for (std::int64_t i = 0; i <= most; ++i) {
    if (i > 0 || first == 0)
      quantities.push_back(json::object{{"value", std::to_string(i)}, {"chosen", i == chosen}});
  }
  return quantities;
}

std::string left_story(const commerce::Offer& offer, const PageWords& words) {
  if (offer.remaining <= 0) return words("noneLeft");
  return words.count(offer.preorder ? Word("preorders") : Word("left"), offer.remaining);
}

json::array offers_of(const Slot& slot, const WallClock& clock, const Visit& visit,
                      const TypedChoice& typed) {
  json::array offers;
  for (const commerce::Offer& offer : slot.offers) {
    const auto wanted = typed.quantities.find(offer.sku);
    // Shown again, the page says what was chosen; what was left at none stays at none.
    const std::string none = typed.quantities.empty() ? "" : "0";
    json::array quantities =
        quantities_of(slot, offer, wanted == typed.quantities.end() ? none : wanted->second);
    const bool any = !quantities.empty();
    offers.push_back(
        json::object{{"sku", offer.sku},
                     {"offer_name", commerce::offer_name(slot, offer.sku, clock.words().letters())},
                     {"offer_image", thumbnail(offer.image, visit)},
                     {"price_story", price_story(offer, clock)},
                     {"tier", offer.tier},
                     {"left", left_story(offer, clock.words())},
                     {"has_quantities", any},
                     {"quantities", std::move(quantities)}});
  }
  return offers;
}

// What is sold out and may be waited for. Offers to who waits name no address.
json::array waitable_of(const Slot& slot, const PageWords& words) {
  const bool sells = is_bookable(slot) || slot.state == commerce::SlotState::sold_out;
  const bool is_brought = std::all_of(slot.fulfilment.begin(), slot.fulfilment.end(),
                                      [](const auto& choice) { return commerce::is_delivered(choice.kind); });
  json::array waitable;
  for (const commerce::Offer& offer : slot.offers) {
    if (!sells || is_brought || !offer.price || offer.remaining > 0 || offer.allotted < 1) continue;
    waitable.push_back(json::object{{"sku", offer.sku},
                                    {"offer_name", commerce::offer_name(slot, offer.sku, words.letters())}});
  }
  return waitable;
}

// "from €4.50, by address"
std::string zones_text(const std::vector<commerce::DeliveryZone>& zones, const PageWords& words) {
  if (zones.empty()) return "";
  const auto cheapest = std::min_element(
      zones.begin(), zones.end(), [](const auto& a, const auto& b) { return a.fee.minor < b.fee.minor; });
  return words.say("feeByAddress", {{"price", price_text(cheapest->fee, words)}});
}

json::array choices_of(const Slot& slot, const WallClock& clock, Instant now, const std::string& zones,
                       const std::string& wanted) {
  json::array choices;
  for (const commerce::FulfilmentChoice& choice : shown_fulfilment(slot)) {
    if (choice.cut_off && *choice.cut_off <= now) continue;
    std::string text = fulfilment_text(choice, clock);
    const bool delivered = commerce::is_delivered(choice.kind);
    if (delivered && !choice.fee && !zones.empty()) text += fmt::format(" ({})", zones);
    choices.push_back(json::object{{"kind", choice.kind},
                                   {"text", text},
                                   {"delivered", delivered},
                                   {"checked", wanted.empty() ? choices.empty() : wanted == choice.kind}});
  }
  return choices;
}

json::object address_values(const std::optional<commerce::Address>& typed,
                            const std::vector<commerce::DeliveryZone>& zones) {
  commerce::Address address = typed.value_or(commerce::Address{});
  for (const auto& zone : zones) {
    if (address.country.empty()) address.country = zone.country;
  }
  return {{"address_name", address.name},
          {"street", address.street},
          {"postal_code", address.postal_code},
          {"city", address.city},
          {"country", address.country}};
}

}  // namespace

json::array window_choices(const Slot& slot, const WallClock& clock, Instant now,
                           const std::optional<Instant>& wanted) {
  const PageWords& words = clock.words();
  json::array windows;
  for (const commerce::PickupWindow& window : slot.windows) {
    const Instant begins = slot.starts_at + window.begins;
    if (slot.starts_at + window.ends <= now) continue;
    std::string text = clock.times(begins, slot.starts_at + window.ends);
    if (window.left < 1) {
      text = words.say("windowFull", {{"times", text}});
    } else if (window.capacity) {
      text = words.say("windowLeft", {{"times", text}, {"left", words.count("left", window.left)}});
    }
    windows.push_back(json::object{{"value", to_rfc3339(begins)},
                                   {"text", text},
                                   {"full", window.left < 1},
                                   {"chosen", wanted == begins && window.left >= 1}});
  }
  return windows;
}

json::object form_values(store::Transaction& transaction, const Slot& slot, const Visit& visit,
                         const TypedChoice& typed) {
  const WallClock clock(slot.time_zone, visit.now(), visit.words());
  json::object values;
  values["offers"] = offers_of(slot, clock, visit, typed);
  const auto zones = visit.context->services.delivery.list_zones(transaction, slot.shop);
  const commerce::LineRequest chosen =
      typed.command.lines.empty() ? commerce::LineRequest{} : typed.command.lines.front();
  json::array choices =
      choices_of(slot, clock, visit.now(), zones_text(zones, clock.words()), chosen.fulfilment);
  const auto any = [&](auto&& test) { return std::any_of(choices.begin(), choices.end(), test); };
  values["has_address"] = any([](const auto& choice) { return choice.at("delivered").as_bool(); });
  values["address"] = address_values(typed.command.address, zones);
  const bool picked_up = any([](const auto& choice) { return choice.at("kind") == "PICKUP"; });
  json::array windows = picked_up ? window_choices(slot, clock, visit.now(), chosen.window) : json::array{};
  values["has_windows"] = !windows.empty();
  values["windows"] = std::move(windows);
  values["mistake"] = typed.problem ? problem_text(*typed.problem, clock.words()) : std::string();
  values["typed_code"] = typed.command.code;
  values["has_choices"] = choices.size() > 1;
  values["only_choice"] = choices.size() == 1 ? choices.front() : json::value(nullptr);
  values["choices"] = std::move(choices);
  json::array waitable = waitable_of(slot, clock.words());
  values["can_wait"] = !waitable.empty();
  values["wait_choice"] = waitable.size() > 1;
  values["wait_for"] = waitable.empty() ? json::value("") : waitable.front();
  values["waitable"] = std::move(waitable);
  values["most_wished"] =
      std::to_string(std::min<std::int64_t>(slot.limit.value_or(kMostInForm), kMostInForm));
  return values;
}

}  // namespace timeshelf::server::pages
