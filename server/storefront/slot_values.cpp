#include "server/storefront/slot_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "commerce/core/delivery.hpp"
#include "commerce/letters/letter_text.hpp"
#include "ical/shelf_terms.hpp"
#include "server/shop/address.hpp"
#include "server/shop/picture.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;
using commerce::SlotState;

// "from €22.00" where offers differ.
std::string price_now(const Slot& slot, const PageWords& words) {
  const commerce::Offer* cheapest = nullptr;
  bool differ = false;
  for (const commerce::Offer& offer : slot.offers) {
    if (!offer.price) continue;
    differ = differ || (cheapest && !(*offer.price == *cheapest->price));
    if (!cheapest || offer.price->minor < cheapest->price->minor) cheapest = &offer;
  }
  if (!cheapest) return "";
  const std::string price = price_text(*cheapest->price, words);
  return differ ? words.say("from", {{"price", price}}) : price;
}

// The next change of a price: "then €26.00 from Fri 6 March, 10:00".
std::string price_change(const Slot& slot, const WallClock& clock) {
  const commerce::Offer* soonest = nullptr;
  for (const commerce::Offer& offer : slot.offers) {
    if (!offer.price_until || !offer.next_price || offer.next_price == offer.price) continue;
    if (!soonest || *offer.price_until < *soonest->price_until) soonest = &offer;
  }
  if (!soonest) return "";
  const PageWords& words = clock.words();
  return words.say("thenFrom", {{"price", price_text(*soonest->next_price, words)},
                                {"when", clock.day_time(*soonest->price_until)}});
}

std::string image_of(const Slot& slot, const Visit& visit) {
  if (auto image = own_image(slot.image, visit); !image.empty()) return image;
  for (const commerce::Offer& offer : slot.offers) {
    if (auto image = own_image(offer.image, visit); !image.empty()) return image;
  }
  return "";
}

// The picture of a card, in every size and format that there is.
json::object picture_values(const std::string& image, const Visit& visit) {
  const auto found = find_picture(image, visit.shop, visit.origin);
  json::array sources;
  if (found) {
    for (const images::Source& source : images::sources_of(found->picture, found->path))
      sources.push_back(json::object{{"type", source.type}, {"srcset", source.srcset}});
  }
  return {{"image", image},
          {"image_width", found ? found->picture.width : 400},
          {"image_height", found ? found->picture.height : 300},
          {"sources", std::move(sources)}};
}

json::object line_values(const commerce::Line& line, const std::optional<Slot>& slot,
                         const WallClock& clock) {
  const PageWords& words = clock.words();
  const bool handed_over = line.sku != ical::kSeatSku;
  const auto window = [&](std::chrono::seconds at) { return line.starts_at + at; };
  return {{"window", line.window ? clock.times(window(line.window->begins), window(line.window->ends)) : ""},
          {"progress", progress_text(line, words)},
          {"claim", line.claim.empty() ? std::string() : "/d/" + line.claim},
          {"quantity", line.quantity},
          {"name", line_name(line, slot, words)},
          {"fulfilment", handed_over ? fulfilment_name(line.fulfilment, words) : ""},
          {"tier", line.tier},
          {"unit_price", price_text(line.unit_price, words)},
          {"several", line.quantity > 1},
          {"discount", line.discount > 0 ? price_text({line.discount, line.unit_price.currency}, words) : ""},
          {"preorder", line.preorder},
          {"subtotal", price_text(line.amount(), words)}};
}

}  // namespace

bool is_shown(const Slot& slot) {
  return slot.state != SlotState::off && slot.state != SlotState::problem;
}

bool is_bookable(const Slot& slot) {
  return slot.state == SlotState::open || slot.state == SlotState::low;
}

std::string place_cookie(const std::string& drop) {
  return "timeshelf_place_" + drop;
}

std::string own_image(const std::string& image, const Visit& visit) {
  std::string path = image_path(image, visit.shop);
  if (path.starts_with(visit.origin + "/")) path.erase(0, visit.origin.size());
  // An attachment of an event is for who may read the event, and visitors are not logged in.
  const bool is_shown = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/dav/");
  return is_shown ? path : std::string{};
}

std::string thumbnail(const std::string& image, const Visit& visit) {
  const auto found = find_picture(image, visit.shop, visit.origin);
  return found ? images::thumbnail_of(found->picture, found->path) : own_image(image, visit);
}

std::vector<commerce::FulfilmentChoice> shown_fulfilment(const Slot& slot) {
  const bool only_seats = std::all_of(slot.offers.begin(), slot.offers.end(),
                                      [](const auto& offer) { return offer.sku == ical::kSeatSku; });
  auto choices = slot.fulfilment;
  if (only_seats) std::erase_if(choices, [](const auto& choice) { return choice.kind == "PICKUP"; });
  return choices;
}

json::object slot_card(const Slot& slot, const Visit& visit) {
  const PageWords words = visit.words();
  const WallClock clock(slot.time_zone, visit.now(), words);
  std::string fulfilment;
  for (const commerce::FulfilmentChoice& choice : shown_fulfilment(slot)) {
    fulfilment += (fulfilment.empty() ? "" : ", ") + fulfilment_name(choice.kind, words);
  }
  std::string things;
  for (const commerce::Offer& offer : slot.offers) {
    if (offer.sku != ical::kSeatSku) things += (things.empty() ? "" : ", ") + offer.name;
  }
  json::object values = picture_values(image_of(slot, visit), visit);
  const json::object others{{"href", fmt::format("{}/slots/{}", visit.shop_path(), slot.id.text())},
                            {"slot_id", slot.id.text()},
                            {"from", to_rfc3339(slot.starts_at)},
                            {"to", to_rfc3339(slot.ends_at)},
                            {"zone_name", slot.time_zone},
                            {"summary", slot.summary},
                            {"weekday", clock.weekday(slot.starts_at)},
                            {"day", clock.day_of_month(slot.starts_at)},
                            {"month", clock.month(slot.starts_at)},
                            {"when", clock.range(slot.starts_at, slot.ends_at)},
                            {"state", commerce::name_of(slot.state)},
                            {"badge", badge_text(slot, clock)},
                            {"price", price_now(slot, words)},
                            {"price_change", price_change(slot, clock)},
                            {"fulfilment", fulfilment},
                            {"things", things},
                            {"bookable", is_bookable(slot)}};
  values.insert(others.begin(), others.end());
  return values;
}

json::array slot_cards(const std::vector<Slot>& slots, const Visit& visit) {
  json::array cards;
  for (const Slot& slot : slots) cards.push_back(slot_card(slot, visit));
  return cards;
}

std::string line_name(const commerce::Line& line, const std::optional<Slot>& slot, const PageWords& words) {
  return commerce::offer_name(slot.value_or(Slot{}), line.sku, words.letters());
}

std::string pay_later_text(const std::vector<commerce::Line>& lines, const PageWords& words) {
  std::set<std::string> ways;
  for (const commerce::Line& line : lines) {
    if (line.sku == ical::kSeatSku) {
      ways.insert(words("payThere"));
    } else if (line.fulfilment != "DIGITAL") {
      ways.insert(commerce::is_delivered(line.fulfilment) ? words("payOnDelivery") : words("payAtPickup"));
    }
  }
  return ways.size() == 1 ? *ways.begin() : words("payThere");
}

json::array fee_values(const std::vector<commerce::Fee>& fees, const PageWords& words) {
  json::array values;
  std::vector<std::pair<const commerce::Fee*, Money>> sums;  // a fee has a part for each rate of tax
  for (const commerce::Fee& fee : fees) {
    const auto known = std::find_if(sums.begin(), sums.end(), [&](const auto& sum) {
      return sum.first->slot == fee.slot && sum.first->kind == fee.kind && sum.first->zone == fee.zone;
    });
    if (known == sums.end()) {
      sums.emplace_back(&fee, fee.amount);
    } else {
      known->second.minor += fee.amount.minor;
    }
  }
  for (const auto& [fee, sum] : sums)
    values.push_back(
        json::object{{"name", fulfilment_name(fee->kind, words)}, {"sum", price_text(sum, words)}});
  return values;
}

std::string address_text(const std::optional<commerce::Address>& address) {
  if (!address) return "";
  return fmt::format("{}, {}, {} {}, {}", address->name, address->street, address->postal_code, address->city,
                     address->country);
}

std::vector<Booked> booked_slots(store::Transaction& transaction, const Visit& visit, const Id& shop,
                                 const std::vector<commerce::Line>& lines) {
  std::vector<Booked> all;
  for (const commerce::Line& line : lines) {
    const auto known = std::find_if(
        all.begin(), all.end(), [&](const Booked& booked) { return booked.lines.front().slot == line.slot; });
    if (known != all.end()) {
      known->lines.push_back(line);
    } else {
      all.push_back({visit.engine().find_slot(transaction, shop, line.slot), {line}});
    }
  }
  return all;
}

json::array booked_values(const std::vector<Booked>& booked, const Visit& visit) {
  json::array values;
  for (const auto& [slot, booked_lines] : booked) {
    const WallClock clock(slot ? slot->time_zone : "UTC", visit.now(), visit.words());
    json::array lines;
    for (const commerce::Line& line : booked_lines) lines.push_back(line_values(line, slot, clock));
    values.push_back(json::object{{"summary", slot ? slot->summary : ""},
                                  {"when", slot ? clock.range(slot->starts_at, slot->ends_at) : ""},
                                  {"zone", clock.zone()},
                                  {"location", slot ? slot->location : ""},
                                  {"lines", std::move(lines)}});
  }
  return values;
}

}  // namespace timeshelf::server::pages
