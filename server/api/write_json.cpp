#include "server/api/write_json.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/api/picture_json.hpp"
#include "server/shop/address.hpp"
#include "server/shop/edition.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

template <class T, class Write>
json::value or_null(const std::optional<T>& value, Write&& write) {
  return value ? json::value(write(*value)) : json::value(nullptr);
}
json::value or_null(const std::optional<Money>& money) {
  return or_null(money, money_json);
}
json::value or_null(const std::optional<Instant>& instant) {
  return or_null(instant, to_rfc3339);
}
json::value or_null(const std::optional<std::int64_t>& number) {
  return or_null(number, [](std::int64_t value) { return value; });
}
// Texts that may be missing.
json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}
json::value image_address(const std::string& image, const Links& links) {
  const std::string path = image_path(image, links.shop);
  return path.starts_with('/') ? json::value(links.origin + path) : or_null(path);
}

json::object offer_json(const commerce::Offer& offer, const Links& links) {
  json::array others;
  for (const Money& price : offer.other_prices) others.push_back(money_json(price));
  return {{"sku", offer.sku},
          {"name", offer.name},
          {"image", image_address(offer.image, links)},
          {"picture", picture_json(offer.image, links)},
          {"remaining", offer.remaining},
          {"allotted", offer.allotted},
          {"price", or_null(offer.price)},
          {"tier", or_null(offer.tier)},
          {"price_until", or_null(offer.price_until)},
          {"next_price", or_null(offer.next_price)},
          {"other_prices", std::move(others)},
          {"tax_rate", offer.tax_rate},
          {"preorder", offer.preorder}};
}

// Follows from all that a slot's news leave out, so that who hears of another edition reads the slot again.
std::string edition_of(const commerce::Slot& slot) {
  json::array parts{slot.summary,
                    slot.description,
                    slot.location,
                    slot.image,
                    to_millis(slot.starts_at),
                    to_millis(slot.ends_at),
                    slot.time_zone,
                    or_null(slot.seats),
                    or_null(slot.limit),
                    or_null(slot.opens_at),
                    or_null(slot.closes_at),
                    slot.drop,
                    slot.bundle,
                    slot.queue_rate};
  for (const commerce::Offer& offer : slot.offers)
    parts.push_back(json::array{offer.sku, offer.name, offer.image, offer.tax_rate, offer.preorder});
  for (const commerce::FulfilmentChoice& choice : slot.fulfilment)
    parts.push_back(json::array{choice.kind, or_null(choice.fee), or_null(choice.cut_off)});
  for (const commerce::Opening& opening : slot.early)
    parts.push_back(json::array{opening.audience, to_millis(opening.opens_at)});
  return base64url_encode(sha256(json::serialize(parts)).substr(0, 9));
}

json::object fulfilment_json(const commerce::FulfilmentChoice& choice, const commerce::Slot& slot) {
  json::array windows;
  for (const commerce::PickupWindow& window : slot.windows) {
    if (choice.kind != "PICKUP") break;
    json::object written = window_json(window, slot.starts_at);
    written["capacity"] = or_null(window.capacity);
    written["left"] = window.capacity ? json::value(window.left) : json::value(nullptr);
    windows.push_back(std::move(written));
  }
  return {{"kind", choice.kind},
          {"fee", or_null(choice.fee)},
          {"cut_off", or_null(choice.cut_off)},
          {"windows", std::move(windows)}};
}

json::value degrees(const std::optional<std::int64_t>& millionths) {
  return or_null(millionths, [](std::int64_t value) { return static_cast<double>(value) / 1'000'000; });
}

json::array fees_json(const std::vector<commerce::Fee>& fees) {
  json::array written;
  for (const commerce::Fee& fee : fees) {
    written.push_back({{"slot", fee.slot.text()},
                       {"fulfilment", fee.kind},
                       {"zone", or_null(fee.zone)},
                       {"amount", money_json(fee.amount)},
                       {"tax_rate", fee.tax_rate}});
  }
  return written;
}

json::object line_json(const commerce::Line& line) {
  const Money discount{line.discount, line.unit_price.currency};
  return {{"position", line.position},
          {"slot", line.slot.text()},
          {"sku", line.sku},
          {"quantity", line.quantity},
          {"unit_price", money_json(line.unit_price)},
          {"discount", line.discount == 0 ? json::value(nullptr) : money_json(discount)},
          {"subtotal", money_json(line.amount())},
          {"tier", or_null(line.tier)},
          {"fulfilment", line.fulfilment},
          {"window", line.window ? json::value(window_json(*line.window, line.starts_at)) : nullptr},
          {"zone", or_null(line.zone)},
          {"preorder", line.preorder}};
}

// What of the total is tax, rate by rate.
json::array taxes_json(const std::vector<commerce::Line>& lines, const std::vector<commerce::Fee>& fees) {
  std::map<std::int64_t, Money> by_rate;
  for (const commerce::Fee& fee : fees) {
    if (fee.tax_rate > 0)
      by_rate.try_emplace(fee.tax_rate, Money{0, fee.amount.currency}).first->second.minor += fee.tax;
  }
  for (const commerce::Line& line : lines) {
    if (line.tax_rate > 0)
      by_rate.try_emplace(line.tax_rate, Money{0, line.unit_price.currency}).first->second.minor += line.tax;
  }
  json::array taxes;
  for (const auto& [rate, tax] : by_rate) taxes.push_back({{"rate", rate}, {"tax", money_json(tax)}});
  return taxes;
}

std::string_view name_of(commerce::BookingState state) {
  return state == commerce::BookingState::confirmed ? "confirmed" : "cancelled";
}

}  // namespace

json::object money_json(const Money& money) {
  return {{"amount", money.decimal()}, {"currency", money.currency.code()}, {"minor", money.minor}};
}

json::object window_json(const commerce::PickupWindow& window, Instant slot_starts) {
  return {{"starts_at", to_rfc3339(slot_starts + window.begins)},
          {"ends_at", to_rfc3339(slot_starts + window.ends)}};
}

json::value address_json(const std::optional<commerce::Address>& address) {
  if (!address) return nullptr;
  return json::object{{"name", address->name},
                      {"street", address->street},
                      {"postal_code", address->postal_code},
                      {"city", address->city},
                      {"country", address->country},
                      {"latitude", degrees(address->latitude)},
                      {"longitude", degrees(address->longitude)}};
}

json::object shop_json(const store::Shop& shop, const std::vector<commerce::Product>& products,
                       const Links& links) {
  json::array listed;
  for (const commerce::Product& product : products) {
    json::object said{{"sku", product.sku},
                      {"name", product.name},
                      {"description", product.description},
                      {"image", image_address(product.image, links)},
                      {"base_price", money_json(product.base_price)},
                      {"tax_rate", product.tax_rate}};
    said["etag"] = server::edition_of(said);  // not of the picture's sizes, which come by and by
    said["picture"] = picture_json(product.image, links);
    listed.push_back(std::move(said));
  }
  return {{"slug", shop.slug},
          {"name", shop.name},
          {"currency", shop.currency},
          {"time_zone", shop.time_zone},
          {"products", std::move(listed)},
          {"slots", links.shop_api() + "/slots"},
          {"page", links.origin + "/s/" + shop.slug}};
}

json::object slot_json(const commerce::Slot& slot, const Links& links) {
  json::array offers;
  for (const commerce::Offer& offer : slot.offers) offers.push_back(offer_json(offer, links));
  json::array fulfilment;
  for (const commerce::FulfilmentChoice& choice : slot.fulfilment) {
    fulfilment.push_back(fulfilment_json(choice, slot));
  }
  json::array early;
  for (const commerce::Opening& opening : slot.early) {
    early.push_back({{"audience", opening.audience}, {"opens_at", to_rfc3339(opening.opens_at)}});
  }
  return {{"id", slot.id.text()},
          {"summary", slot.summary},
          {"description", slot.description},
          {"location", slot.location},
          {"image", image_address(slot.image, links)},
          {"picture", picture_json(slot.image, links)},
          {"starts_at", to_rfc3339(slot.starts_at)},
          {"ends_at", to_rfc3339(slot.ends_at)},
          {"time_zone", slot.time_zone},
          {"state", commerce::name_of(slot.state)},
          {"reason", or_null(slot.reason)},
          {"seats", or_null(slot.seats)},
          {"seats_remaining", or_null(slot.seats_remaining)},
          {"offers", std::move(offers)},
          {"fulfilment", std::move(fulfilment)},
          {"limit", or_null(slot.limit)},
          {"opens_at", or_null(slot.opens_at)},
          {"early", std::move(early)},
          {"closes_at", or_null(slot.closes_at)},
          {"drop", or_null(slot.drop)},
          {"bundle", or_null(slot.bundle)},
          {"queue", or_null(slot.queue_rate > 0 ? place_address(links, slot.drop) : "")},
          {"revision", slot.revision},
          {"edition", edition_of(slot)},
          {"page", fmt::format("{}/s/{}/slots/{}", links.origin, links.shop, slot.id.text())}};
}

json::object slot_news_json(const commerce::Slot& slot) {
  json::array offers;
  for (const commerce::Offer& offer : slot.offers) {
    offers.push_back(json::object{{"sku", offer.sku},
                                  {"remaining", offer.remaining},
                                  {"allotted", offer.allotted},
                                  {"price", or_null(offer.price)},
                                  {"tier", or_null(offer.tier)},
                                  {"price_until", or_null(offer.price_until)},
                                  {"next_price", or_null(offer.next_price)}});
  }
  return {{"id", slot.id.text()},           {"revision", slot.revision},
          {"edition", edition_of(slot)},    {"state", commerce::name_of(slot.state)},
          {"reason", or_null(slot.reason)}, {"seats_remaining", or_null(slot.seats_remaining)},
          {"offers", std::move(offers)}};
}

json::object hold_json(const commerce::Hold& hold, const Links& links) {
  json::array lines;
  for (const commerce::Line& line : hold.lines) lines.push_back(line_json(line));
  return {{"id", hold.id.text()},
          {"created_at", to_rfc3339(hold.created_at)},
          {"expires_at", to_rfc3339(hold.expires_at)},
          {"lines", std::move(lines)},
          {"fees", fees_json(hold.fees)},
          {"address", address_json(hold.address)},
          {"total", money_json(hold.total)},
          {"taxes", taxes_json(hold.lines, hold.fees)},
          {"tax_included", hold.tax.included},
          {"code", or_null(hold.code)},
          {"bundle", or_null(hold.bundle)},
          {"confirm", fmt::format("{}/holds/{}/confirm", links.shop_api(), hold.id.text())},
          {"page", fmt::format("{}/s/{}/holds/{}", links.origin, links.shop, hold.id.text())}};
}

json::object booking_json(const commerce::Booking& booking, const Links& links) {
  json::array lines;
  for (const commerce::Line& line : booking.lines) {
    json::object written = line_json(line);
    written["summary"] = line.summary;
    written["location"] = line.location;
    written["starts_at"] = to_rfc3339(line.starts_at);
    written["ends_at"] = to_rfc3339(line.ends_at);
    written["time_zone"] = line.time_zone;
    written["state"] = commerce::name_of(line.state);
    written["handed_over"] = line.handed_over;
    written["returned"] = line.returned;
    written["claim"] =
        line.claim.empty() ? json::value(nullptr) : json::value(links.origin + "/d/" + line.claim);
    lines.push_back(std::move(written));
  }
  const std::string address = booking_address(links.origin, booking);
  return {
      {"code", booking.code},
      {"token", booking.token},
      {"state", name_of(booking.state)},
      {"customer",
       {{"name", booking.customer_name}, {"email", booking.customer_email}, {"language", booking.language}}},
      {"lines", std::move(lines)},
      {"fees", fees_json(booking.fees)},
      {"address", address_json(booking.address)},
      {"total", money_json(booking.total)},
      {"taxes", taxes_json(booking.lines, booking.fees)},
      {"tax_included", booking.tax.included},
      {"created_at", to_rfc3339(booking.created_at)},
      {"cancelled_at", or_null(booking.cancelled_at)},
      {"self", address},
      {"qr", address + "/qr.svg"},
      {"calendar", address + "/booking.ics"},
      {"page", links.origin + "/b/" + percent_encode(booking.token)}};
}

json::object audit_json(const commerce::AuditEntry& entry) {
  return {{"id", entry.id.text()},  {"at", to_rfc3339(entry.at)}, {"actor", entry.actor},
          {"action", entry.action}, {"subject", entry.subject},   {"facts", entry.facts}};
}

std::string place_address(const Links& links, const std::string& drop) {
  return links.shop_api() + "/drops/" + percent_encode(drop) + "/place";
}

std::string booking_address(const std::string& origin, const commerce::Booking& booking) {
  return origin + "/api/v1/bookings/" + percent_encode(booking.token);
}

}  // namespace timeshelf::server::api
