// What a calendar app shows of a slot, and what a customer puts into their own calendar.
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "commerce/bookings/change_rows.hpp"
#include "commerce/calendar_words.hpp"
#include "commerce/engine.hpp"
#include "commerce/letters/letter_text.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "ical/component.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

namespace json = boost::json;
using ical::Component;
using ical::escape_text;

// In the language of the shop, as one calendar is for all who subscribe.
class LiveText {
 public:
  LiveText(const Slot& slot, std::string_view language)
      : slot_(slot), words_(calendar_words(language).live), letters_(letter_words(language)) {}

  std::string title() const;
  std::string description(const std::string& link) const;

 private:
  std::string short_price(const Money& money) const;
  std::string moment(Instant at) const;
  std::string offer(const Offer& offer) const;

  const Slot& slot_;
  const LiveWords& words_;
  const LetterWords& letters_;
};

// "€22", "22,50 €", "22.50 CHF": short enough for a title.
std::string LiveText::short_price(const Money& money) const {
  std::string amount = money.decimal();
  if (amount.ends_with(".00")) amount.resize(amount.size() - 3);
  std::replace(amount.begin(), amount.end(), '.', letters_.decimal_mark);
  const std::string_view code = money.currency.code();
  const std::string_view format = code == "EUR"   ? words_.euro
                                  : code == "USD" ? words_.dollar
                                  : code == "GBP" ? words_.pound
                                                  : words_.other_currency;
  return fmt::format(fmt::runtime(format), fmt::arg("amount", amount), fmt::arg("currency", code));
}

const Money* lowest_price(const Slot& slot) {
  const Money* lowest = nullptr;
  for (const Offer& offer : slot.offers) {
    if (offer.price && (!lowest || offer.price->minor < lowest->minor)) lowest = &*offer.price;
  }
  return lowest;
}

// State in front where it decides, what is left and the price behind.
std::string LiveText::title() const {
  switch (slot_.state) {
    case SlotState::sold_out:
      return fmt::format("{} · {}", words_.sold_out, slot_.summary);
    case SlotState::cancelled:
      return fmt::format("{} · {}", words_.cancelled, slot_.summary);
    case SlotState::closed:
      return fmt::format("{} · {}", words_.closed, slot_.summary);
    default:
      break;
  }
  const bool upcoming = slot_.state == SlotState::upcoming;
  std::string text =
      fmt::format("{} · {}", slot_.summary, upcoming ? std::string(words_.soon) : left_text(slot_, words_));
  if (const Money* price = lowest_price(slot_)) text += " · " + short_price(*price);
  return text;
}

std::string LiveText::moment(Instant at) const {
  const auto* known = ical::find_zone(slot_.time_zone);
  const auto local = date::local_seconds((known ? *known : ical::utc_zone())
                                             .to_local(std::chrono::floor<std::chrono::seconds>(at))
                                             .time_since_epoch());
  const date::year_month_day day(date::floor<date::days>(local));
  return fmt::format(fmt::runtime(words_.moment), fmt::arg("day", static_cast<unsigned>(day.day())),
                     fmt::arg("month", static_cast<unsigned>(day.month())),
                     fmt::arg("short_month", date::format("%b", local)),
                     fmt::arg("time", date::format("%H:%M", local)));
}

std::string LiveText::offer(const Offer& offer) const {
  std::string text = fmt::format("{}: {}", offer_name(slot_, offer.sku, letters_),
                                 (offer.preorder ? words_.to_preorder : words_.left).of(offer.remaining));
  if (offer.price) text += ", " + money_text(*offer.price, letters_);
  if (offer.price_until && offer.next_price)
    text += fmt::format(fmt::runtime(words_.price_until), fmt::arg("moment", moment(*offer.price_until)),
                        fmt::arg("price", money_text(*offer.next_price, letters_)));
  return text;
}

// A feed may be read a day later: what moves is dated, and the live page is linked.
std::string LiveText::description(const std::string& link) const {
  std::string text = slot_.description;
  if (!text.empty()) text += "\n\n";
  for (const Offer& each : slot_.offers) text += offer(each) + "\n";
  const bool names_seats = std::any_of(slot_.offers.begin(), slot_.offers.end(),
                                       [](const Offer& offer) { return offer.sku == ical::kSeatSku; });
  if (slot_.seats_remaining && !names_seats)
    text += filled(words_.one_each, "left", words_.left.of(*slot_.seats_remaining)) + "\n";
  return text + fmt::format(fmt::runtime(words_.as_of), fmt::arg("moment", moment(slot_.modified_at)),
                            fmt::arg("zone", slot_.time_zone), fmt::arg("link", link));
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

  const LiveText text(slot, shop->language);

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
  lines.emplace_back("SUMMARY", escape_text(text.title()));
  lines.emplace_back("DESCRIPTION", escape_text(text.description(link)));
  if (!slot.location.empty()) lines.emplace_back("LOCATION", escape_text(slot.location));
  lines.emplace_back("STATUS", slot.state == SlotState::cancelled ? "CANCELLED" : "CONFIRMED");
  lines.emplace_back("TRANSP", "TRANSPARENT");
  lines.emplace_back("URL", link, std::vector<ical::Parameter>{{"VALUE", {"URI"}}});
  lines.emplace_back(
      "LINK", link,
      std::vector<ical::Parameter>{{"VALUE", {"URI"}},
                                   {"LINKREL", {"payment"}},
                                   {"LABEL", {std::string(calendar_words(shop->language).live.book)}}});
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
    event.properties.emplace_back(
        "DESCRIPTION",
        escape_text(filled(letter_words(booking.language).booking.in_calendar, "code", booking.code)));
    if (!slot.location.empty()) event.properties.emplace_back("LOCATION", escape_text(slot.location));
    event.properties.emplace_back("STATUS", cancelled ? "CANCELLED" : "CONFIRMED");
    calendar.components.push_back(std::move(event));
  }
  return ical::serialize(calendar);
}

}  // namespace timeshelf::commerce
