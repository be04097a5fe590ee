// What a calendar app shows of a slot, and what a customer puts into their own calendar.
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "commerce/change_rows.hpp"
#include "commerce/engine.hpp"
#include "commerce/showing.hpp"
#include "commerce/slot_rows.hpp"
#include "ical/component.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

namespace json = boost::json;
using ical::Component;
using ical::escape_text;

// "€22", "22.50 CHF": short enough for a title.
std::string short_price(const Money& money) {
  std::string amount = money.decimal();
  if (amount.ends_with(".00")) amount.resize(amount.size() - 3);
  if (money.currency.code() == "EUR") return "€" + amount;
  if (money.currency.code() == "USD") return "$" + amount;
  if (money.currency.code() == "GBP") return "£" + amount;
  return amount + " " + std::string(money.currency.code());
}

const Money* lowest_price(const Slot& slot) {
  const Money* lowest = nullptr;
  for (const Offer& offer : slot.offers) {
    if (offer.price && (!lowest || offer.price->minor < lowest->minor)) lowest = &*offer.price;
  }
  return lowest;
}

// State in front where it decides, what is left and the price behind.
std::string badge(const Slot& slot) {
  switch (slot.state) {
    case SlotState::sold_out:
      return "SOLD OUT · " + slot.summary;
    case SlotState::cancelled:
      return "CANCELLED · " + slot.summary;
    case SlotState::closed:
      return "CLOSED · " + slot.summary;
    default:
      break;
  }
  std::string text = slot.summary;
  if (slot.state == SlotState::upcoming)
    text += " · soon";
  else
    text += " · " + left_text(slot);
  if (const Money* price = lowest_price(slot)) text += " · " + short_price(*price);
  return text;
}

std::string local_time(Instant at, const std::string& zone) {
  const auto* known = ical::find_zone(zone);
  const auto local =
      (known ? *known : ical::utc_zone()).to_local(std::chrono::floor<std::chrono::seconds>(at));
  return date::format("%d %b %H:%M", date::local_seconds(local.time_since_epoch()));
}

// A feed may be read a day later: what moves is dated, and the live page is linked.
std::string words(const Slot& slot, const std::string& link) {
  std::string text = slot.description;
  if (!text.empty()) text += "\n\n";
  for (const Offer& offer : slot.offers) {
    text += fmt::format("{}: {} {}", offer.name, offer.remaining, offer.preorder ? "to preorder" : "left");
    if (offer.price) text += ", " + offer.price->text();
    if (offer.price_until && offer.next_price) {
      text += fmt::format(" until {}, then {}", local_time(*offer.price_until, slot.time_zone),
                          offer.next_price->text());
    }
    text += "\n";
  }
  const bool names_seats = std::any_of(slot.offers.begin(), slot.offers.end(),
                                       [](const Offer& offer) { return offer.sku == ical::kSeatSku; });
  if (slot.seats_remaining && !names_seats)
    text += fmt::format("Places: {} left, one for each booking\n", *slot.seats_remaining);
  text += fmt::format("As of {} ({}). Book: {}", local_time(slot.modified_at, slot.time_zone), slot.time_zone,
                      link);
  return text;
}

std::string_view availability(SlotState state) {
  switch (state) {
    case SlotState::open:
      return "https://schema.org/InStock";
    case SlotState::low:
      return "https://schema.org/LimitedAvailability";
    case SlotState::upcoming:
      return "https://schema.org/PreSale";
    case SlotState::sold_out:
      return "https://schema.org/SoldOut";
    default:
      return "https://schema.org/Discontinued";
  }
}

std::string_view availability(const Slot& slot, const Offer& offer) {
  if (offer.remaining <= 0) return availability(SlotState::sold_out);
  const bool open = slot.state == SlotState::open || slot.state == SlotState::low;
  return offer.preorder && open ? "https://schema.org/PreOrder" : availability(slot.state);
}

std::string json_ld(const Slot& slot, const std::string& link) {
  json::array offers;
  for (const Offer& offer : slot.offers) {
    if (!offer.price) continue;
    json::object entry{{"@type", "Offer"},
                       {"name", offer.name},
                       {"sku", offer.sku},
                       {"price", offer.price->decimal()},
                       {"priceCurrency", offer.price->currency.code()},
                       {"availability", availability(slot, offer)},
                       {"inventoryLevel", {{"@type", "QuantitativeValue"}, {"value", offer.remaining}}},
                       {"url", link}};
    if (offer.price_until) entry["priceValidUntil"] = to_rfc3339(*offer.price_until);
    offers.push_back(std::move(entry));
  }
  json::object event{{"@context", "https://schema.org"},
                     {"@type", "Event"},
                     {"name", slot.summary},
                     {"startDate", to_rfc3339(slot.starts_at)},
                     {"endDate", to_rfc3339(slot.ends_at)},
                     {"url", link},
                     {"offers", std::move(offers)}};
  if (!slot.location.empty()) event["location"] = json::object{{"@type", "Place"}, {"name", slot.location}};
  event["eventStatus"] = slot.state == SlotState::cancelled ? "https://schema.org/EventCancelled"
                                                            : "https://schema.org/EventScheduled";
  return json::serialize(event);
}

std::string_view color_of(SlotState state) {
  switch (state) {
    case SlotState::open:
      return "green";
    case SlotState::low:
      return "orange";
    case SlotState::upcoming:
      return "steelblue";
    default:
      return "gray";
  }
}

Component calendar_frame() {
  Component calendar{"VCALENDAR", {}, {}};
  calendar.properties.emplace_back("VERSION", "2.0");
  calendar.properties.emplace_back("PRODID", "-//Timeshelf//Timeshelf//EN");
  calendar.properties.emplace_back("CALSCALE", "GREGORIAN");
  return calendar;
}

}  // namespace

std::optional<std::string> Engine::render_live(store::Transaction& transaction, const store::Collection& live,
                                               const store::ObjectEntry& entry) {
  if (entry.segment.size() < 4) return std::nullopt;
  const auto id = Id::parse(std::string_view(entry.segment).substr(0, entry.segment.size() - 4));
  const auto row = id ? load_slot(transaction, live.shop, *id) : std::nullopt;
  const auto shop = store::find_shop(transaction, live.shop);
  if (!row || !shop) return std::nullopt;
  const Slot slot = view_of(transaction, *row, clock_.now());
  const std::string link = fmt::format("{}/s/{}/slots/{}", options_.base_url, shop->slug, slot.id.text());

  // Each slot is an event of its own with times in UTC: right in every reader, without a VTIMEZONE.
  Component event{"VEVENT", {}, {}};
  auto& lines = event.properties;
  lines.emplace_back("UID", slot.uid);
  lines.emplace_back("DTSTAMP", to_ical_utc(slot.modified_at));
  lines.emplace_back("CREATED", to_ical_utc(slot.created_at));
  lines.emplace_back("LAST-MODIFIED", to_ical_utc(slot.modified_at));
  lines.emplace_back("SEQUENCE", std::to_string(slot.sequence));
  lines.emplace_back("DTSTART", to_ical_utc(slot.starts_at));
  lines.emplace_back("DTEND", to_ical_utc(slot.ends_at));
  lines.emplace_back("SUMMARY", escape_text(badge(slot)));
  lines.emplace_back("DESCRIPTION", escape_text(words(slot, link)));
  if (!slot.location.empty()) lines.emplace_back("LOCATION", escape_text(slot.location));
  lines.emplace_back("STATUS", slot.state == SlotState::cancelled ? "CANCELLED" : "CONFIRMED");
  lines.emplace_back("TRANSP", "TRANSPARENT");
  lines.emplace_back("URL", link, std::vector<ical::Parameter>{{"VALUE", {"URI"}}});
  lines.emplace_back(
      "LINK", link,
      std::vector<ical::Parameter>{{"VALUE", {"URI"}}, {"LINKREL", {"payment"}}, {"LABEL", {"Book"}}});
  if (!slot.image.empty()) {
    const std::string address =
        slot.image.find("://") != std::string::npos ? slot.image
        : slot.image.starts_with('/')
            ? options_.base_url + slot.image
            : fmt::format("{}/media/{}/{}", options_.base_url, shop->slug, slot.image);
    lines.emplace_back("IMAGE", address,
                       std::vector<ical::Parameter>{{"VALUE", {"URI"}}, {"DISPLAY", {"FULLSIZE"}}});
  }
  lines.emplace_back("COLOR", std::string(color_of(slot.state)));
  std::string categories;
  for (const FulfilmentChoice& choice : slot.fulfilment)
    categories += (categories.empty() ? "" : ",") + choice.kind;
  lines.emplace_back("CATEGORIES", categories);
  if (!slot.drop.empty()) lines.emplace_back("REFID", slot.drop);
  lines.emplace_back("STRUCTURED-DATA", escape_text(json_ld(slot, link)),
                     std::vector<ical::Parameter>{{"VALUE", {"TEXT"}},
                                                  {"FMTTYPE", {"application/ld+json"}},
                                                  {"SCHEMA", {"https://schema.org/Event"}}});
  lines.emplace_back("X-SHELF-STATE", to_upper(name_of(slot.state)));
  lines.emplace_back("X-SHELF-REMAINING", std::to_string(units_left(slot)),
                     std::vector<ical::Parameter>{{"ASOF", {to_ical_utc(slot.modified_at)}}});
  for (const Offer& offer : slot.offers) {
    if (!offer.price) continue;
    lines.emplace_back("X-SHELF-PRICE-NOW", offer.price->decimal(),
                       std::vector<ical::Parameter>{
                           {"SKU", {offer.sku}}, {"CURRENCY", {std::string(offer.price->currency.code())}}});
  }
  Component calendar = calendar_frame();
  calendar.components.push_back(std::move(event));
  return ical::serialize(calendar);
}

std::string Engine::render_booking_ics(store::Transaction& transaction, const Booking& booking) {
  Component calendar = calendar_frame();
  calendar.properties.emplace_back("METHOD", "PUBLISH");
  std::string last;
  for (const Line& line : booking.lines) {
    const auto row =
        line.slot.text() == last ? std::nullopt : load_slot(transaction, booking.shop, line.slot);
    last = line.slot.text();
    if (!row) continue;
    const Slot& slot = row->slot;
    const bool cancelled = booking.state == BookingState::cancelled || row->cancelled;
    Component event{"VEVENT", {}, {}};
    event.properties.emplace_back("UID", slot.uid);
    event.properties.emplace_back("DTSTAMP", to_ical_utc(booking.cancelled_at.value_or(booking.created_at)));
    event.properties.emplace_back("SEQUENCE",
                                  std::to_string(sequence_for(transaction, slot, booking.customer_email,
                                                              booking.state == BookingState::confirmed)));
    event.properties.emplace_back("DTSTART", to_ical_utc(slot.starts_at));
    event.properties.emplace_back("DTEND", to_ical_utc(slot.ends_at));
    event.properties.emplace_back("SUMMARY", escape_text(slot.summary));
    // Calendars are shared: neither a name nor the token stands here, only the code to read out.
    event.properties.emplace_back("DESCRIPTION", escape_text("Booked. Your code: " + booking.code));
    if (!slot.location.empty()) event.properties.emplace_back("LOCATION", escape_text(slot.location));
    event.properties.emplace_back("STATUS", cancelled ? "CANCELLED" : "CONFIRMED");
    calendar.components.push_back(std::move(event));
  }
  return ical::serialize(calendar);
}

}  // namespace timeshelf::commerce
