#include "commerce/devices/manifest.hpp"

#include <boost/json.hpp>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/bookings/passing_on.hpp"
#include "commerce/bookings/tokens.hpp"
#include "commerce/devices/manifest_rows.hpp"
#include "commerce/payments/receipts.hpp"
#include "commerce/shop_keys.hpp"
#include "commerce/venues.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours kBehind{12};

json::array windows_json(const ManifestSlot& slot) {
  json::array windows;
  for (const PickupWindow& window : slot.windows)
    windows.push_back({{"starts_at", to_rfc3339(slot.starts_at + window.begins)},
                       {"ends_at", to_rfc3339(slot.starts_at + window.ends)}});
  return windows;
}

json::array slots_json(const std::vector<ManifestSlot>& slots) {
  json::array listed;
  for (const ManifestSlot& slot : slots)
    listed.push_back({{"id", slot.id.text()},
                      {"summary", slot.summary},
                      {"starts_at", to_rfc3339(slot.starts_at)},
                      {"ends_at", to_rfc3339(slot.ends_at)},
                      {"time_zone", slot.time_zone},
                      {"cancelled", slot.cancelled},
                      {"windows", windows_json(slot)}});
  return listed;
}

json::array items_json(store::Transaction& transaction, const Id& shop, const std::set<std::string>& skus) {
  json::array items;
  if (skus.contains(std::string(ical::kSeatSku)))
    items.push_back({{"sku", ical::kSeatSku}, {"name", "Seat"}});
  transaction.query("SELECT sku, name FROM products WHERE shop = $1 ORDER BY sku", {shop},
                    [&](const store::Row& row) {
                      if (skus.contains(row.string(0)))
                        items.push_back({{"sku", row.text(0)}, {"name", row.text(1)}});
                    });
  return items;
}

json::object line_json(const Line& line, std::int64_t minor) {
  json::object object{{"line", line.position},
                      {"slot", line.slot.text()},
                      {"sku", line.sku},
                      {"quantity", line.quantity},
                      {"due", line.quantity - line.handed_over},
                      {"minor", minor},
                      {"state", name_of(line.state)},
                      {"window", nullptr}};
  if (line.window)
    object["window"] = {{"starts_at", to_rfc3339(line.starts_at + line.window->begins)},
                        {"ends_at", to_rfc3339(line.starts_at + line.window->ends)}};
  return object;
}

json::value to_pay_json(const Bill& bill) {
  const Money owed = bill.balance.owed();
  if (owed.minor <= 0) return nullptr;
  return {{"amount", owed.decimal()}, {"currency", owed.currency.code()}, {"minor", owed.minor}};
}

// What of the worth is for lines that do not lie here and have not been handed over, with what bringing them
// costs.
std::int64_t costs_later(const Bill& bill, const std::set<std::int64_t>& here) {
  std::int64_t later = 0;
  for (const LineCost& line : bill.lines) {
    if (!here.contains(line.position)) later += line.to_come;
  }
  return later > 0 ? later + bill.fees : 0;
}

// What is behind a token: who, what, and what is still to be paid.
std::string card_text(store::Transaction& transaction, const store::Shop& shop, const Device& device,
                      const std::vector<FulfilmentLine>& lines) {
  const FulfilmentLine& first = lines.front();
  const Bill bill = bill_of(transaction, shop.id, first.booking).value();
  std::map<std::int64_t, std::int64_t> costs;  // by line
  for (const LineCost& line : bill.lines) costs[line.position] = line.all;
  json::array listed;
  std::set<std::int64_t> here;
  bool goods = false;
  for (const FulfilmentLine& of : lines) {
    here.insert(of.line.position);
    listed.push_back(line_json(of.line, costs[of.line.position]));
    goods = goods || of.line.sku != ical::kSeatSku;
  }
  return json::serialize(json::object{{"booking", first.booking.text()},
                                      {"code", first.code},
                                      {"name", first.customer_name},
                                      {"lines", std::move(listed)},
                                      {"to_pay", to_pay_json(bill)},
                                      {"to_pay_later", costs_later(bill, here)},
                                      {"sign", device.wants_signature && goods}});
}

// By their index, so that neither order nor place says when somebody booked.
json::array in_order(const std::map<std::string, json::object>& by_index) {
  json::array listed;
  for (const auto& [index, object] : by_index) listed.push_back(object);
  return listed;
}

// The tokens of those who held the booking before.
void revoke_former(const store::Shop& shop, const Id& booking, std::int64_t serial,
                   std::map<std::string, json::object>& revoked) {
  for (std::int64_t before = 0; before < serial; ++before) {
    const std::string index = card_index(make_token(shop, booking, before));
    revoked[index] = {{"index", index}, {"reason", "transferred"}};
  }
}

}  // namespace

json::array may_json(const Device& device) {
  json::array may;
  if (device.hands_over) may.emplace_back("hand-over");
  if (device.sells) may.emplace_back("sell");
  return may;
}

json::object manifest_contents(store::Transaction& transaction, const store::Shop& shop, const Device& device,
                               Instant now, std::chrono::hours ahead) {
  const Instant step = std::chrono::floor<std::chrono::milliseconds>(
      Instant(now.time_since_epoch() / kManifestStep * std::chrono::milliseconds(kManifestStep)));
  const Instant from = step - kBehind;
  const Instant to = step + ahead;
  std::set<std::string> skus;
  std::map<std::string, json::object> cards;
  std::set<Id> with_card;
  std::map<std::string, json::object> revoked;
  for (const auto& [booking, lines] : load_manifest_lines(transaction, shop.id, device.venue, from, to)) {
    const std::int64_t serial = serial_of(transaction, shop.id, booking);
    revoke_former(shop, booking, serial, revoked);
    for (const FulfilmentLine& of : lines) skus.insert(of.line.sku);
    auto card =
        seal_card(shop, make_token(shop, booking, serial), card_text(transaction, shop, device, lines));
    cards.emplace(std::string(card["index"].as_string()), std::move(card));
    with_card.insert(booking);
  }
  for (const RevokedBooking& each : load_revoked(transaction, shop.id, device.venue, from, to)) {
    if (with_card.contains(each.booking)) continue;  // the card says what is left
    const std::int64_t serial = serial_of(transaction, shop.id, each.booking);
    revoke_former(shop, each.booking, serial, revoked);
    const std::string index = card_index(make_token(shop, each.booking, serial));
    revoked[index] = {{"index", index}, {"reason", each.cancelled ? "cancelled" : "moved"}};
  }
  const auto venue = load_venue(transaction, shop.id, device.venue);
  return {{"shop", shop.slug},
          {"device", device.id.text()},
          {"venue",
           {{"id", device.venue.text()},
            {"name", venue ? venue->name : ""},
            {"time_zone", venue ? venue->time_zone : shop.time_zone}}},
          {"may", may_json(device)},
          {"from", to_rfc3339(from)},
          {"to", to_rfc3339(to)},
          {"keys", json::array{public_key_json(shop)}},
          {"slots", slots_json(load_manifest_slots(transaction, shop.id, device.venue, from, to))},
          {"items", items_json(transaction, shop.id, skus)},
          {"revoked", in_order(revoked)},
          {"cards", in_order(cards)}};
}

json::object sign_manifest(const store::Shop& shop, json::object contents, Instant now) {
  contents["seq"] = to_millis(now);
  contents["issued_at"] = to_rfc3339(now);
  contents["valid_until"] = to_rfc3339(now + kManifestLasts);
  const SignedJson manifest = sign_json(shop, "timeshelf-manifest+json", contents);
  return {{"protected", manifest.protected_part},
          {"payload", manifest.payload},
          {"signature", manifest.signature}};
}

}  // namespace timeshelf::commerce
