#include "server/storefront/linked_data.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "commerce/letters/letter_text.hpp"
#include "server/pages/words.hpp"
#include "server/storefront/embedded.hpp"
#include "server/storefront/slot_values.hpp"

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using commerce::Slot;

std::string_view availability_of(const Slot& slot, const commerce::Offer& offer) {
  if (slot.state == commerce::SlotState::upcoming) return "https://schema.org/PreSale";
  if (!is_bookable(slot) || offer.remaining < 1) return "https://schema.org/SoldOut";
  if (offer.preorder) return "https://schema.org/PreOrder";
  return slot.state == commerce::SlotState::low ? "https://schema.org/LimitedAvailability"
                                                : "https://schema.org/InStock";
}

json::array offers_of(const Slot& slot, const std::string& page, const PageWords& words) {
  json::array offers;
  for (const commerce::Offer& offer : slot.offers) {
    if (!offer.price) continue;
    json::object written{{"@type", "Offer"},
                         {"name", commerce::offer_name(slot, offer.sku, words.letters())},
                         {"price", offer.price->decimal()},
                         {"priceCurrency", offer.price->currency.code()},
                         {"availability", availability_of(slot, offer)},
                         {"url", page}};
    if (offer.price_until) written["priceValidUntil"] = to_rfc3339(*offer.price_until);
    if (slot.opens_at) written["validFrom"] = to_rfc3339(*slot.opens_at);
    offers.push_back(std::move(written));
  }
  return offers;
}

}  // namespace

std::string linked_data_of(const Slot& slot, const store::Shop& shop, const Visit& visit) {
  const std::string page = fmt::format("{}{}/slots/{}", visit.origin, visit.shop_path(), slot.id.text());
  json::object event{
      {"@context", "https://schema.org"},
      {"@type", "Event"},
      {"name", slot.summary},
      {"startDate", to_rfc3339(slot.starts_at)},
      {"endDate", to_rfc3339(slot.ends_at)},
      {"eventStatus", slot.state == commerce::SlotState::cancelled ? "https://schema.org/EventCancelled"
                                                                   : "https://schema.org/EventScheduled"},
      {"url", page},
      {"organizer",
       {{"@type", "Organization"}, {"name", shop.name}, {"url", visit.origin + visit.shop_path()}}},
      {"offers", offers_of(slot, page, visit.words())}};
  if (!slot.description.empty()) event["description"] = slot.description;
  if (!slot.location.empty())
    event["location"] = {{"@type", "Place"}, {"name", slot.location}, {"address", slot.location}};
  if (const std::string image = own_image(slot.image, visit); !image.empty())
    event["image"] = json::array{visit.origin + image};
  if (slot.seats) event["maximumAttendeeCapacity"] = *slot.seats;
  if (slot.seats_remaining) event["remainingAttendeeCapacity"] = *slot.seats_remaining;
  return embeddable(event);
}

std::string description_of(const Slot& slot, const Visit& visit) {
  const WallClock clock(slot.time_zone, visit.now(), visit.words());
  const std::string where = slot.location.empty() ? "" : ", " + slot.location;
  return fmt::format("{}: {}{}. {}.", slot.summary, clock.range(slot.starts_at, slot.ends_at), where,
                     badge_text(slot, clock));
}

}  // namespace timeshelf::server::pages
