// Shopify: https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps
//
// Its webhook inventory_levels/update says how many are available after everything that it knows. What it is
// told is one mutation: a difference, or a figure that is compared with what it is thought to have.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "server/pos/maker.hpp"

namespace timeshelf::server::pos {
namespace {

namespace json = boost::json;
using commerce::ChangeOutcome;
using commerce::TillStatement;
using commerce::TillStatementKind;

constexpr std::string_view kAdjust =
    "mutation adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) { "
    "inventoryAdjustQuantities(input: "
    "$input) @idempotent(key: $key) { userErrors { code field message } } }";
constexpr std::string_view kSet =
    "mutation set($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: "
    "$input) @idempotent(key: $key) { userErrors { code field message } } }";

// Ids are numbers beyond what a double holds.
std::string id_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value) return "";
  if (value->is_int64()) return std::to_string(value->as_int64());
  if (value->is_uint64()) return std::to_string(value->as_uint64());
  return value->is_string() ? std::string(value->as_string()) : "";
}

// `updated_at` has whole seconds; when the message was triggered parts what was said within one of them. Only
// within: the header is not signed, so that it makes no old figure a new one.
Instant said_at(const http::Request& request, Instant updated) {
  const auto triggered = instant_of(request.headers.get("X-Shopify-Triggered-At"));
  const Instant second = std::chrono::floor<std::chrono::seconds>(updated);
  const Instant last = second + std::chrono::milliseconds(999);
  return triggered ? std::clamp(*triggered, updated, last) : updated;
}

json::object quantity_of(const commerce::DueChange& due) {
  const auto& [sets, units] = due.change.change;
  json::object quantity{{"inventoryItemId", "gid://shopify/InventoryItem/" + due.change.item},
                        {"locationId", "gid://shopify/Location/" + due.till.location},
                        {"changeFromQuantity", nullptr}};
  quantity[sets ? "quantity" : "delta"] = units;
  // Compared where something is known: what somebody counted meanwhile is not written over.
  if (sets && due.known) quantity["changeFromQuantity"] = *due.known;
  return quantity;
}

class Shopify final : public Maker {
 public:
  bool is_signed(const http::Request& request, std::string_view, const std::vector<std::string>& secrets,
                 Instant) const override {
    const std::string given(request.headers.get("X-Shopify-Hmac-Sha256"));
    bool good = false;
    for (const std::string& secret : secrets) {
      const std::string expected = base64_encode(hmac_sha256(secret, request.body));
      good = (!secret.empty() && equal_in_constant_time(given, expected)) || good;
    }
    return good;
  }

  Result<std::vector<TillStatement>, Unreadable> read(const http::Request& request,
                                                      const commerce::PointOfSale& till) const override {
    std::vector<TillStatement> told;
    if (request.headers.get("X-Shopify-Topic") != "inventory_levels/update") return told;
    boost::system::error_code broken;
    const json::value parsed = json::parse(request.body, broken);
    if (broken || !parsed.is_object())
      return unreadable("This is no message of Shopify's: it is no JSON object.");
    const json::object& level = parsed.as_object();
    const std::string id(request.headers.get("X-Shopify-Webhook-Id"));
    const std::string item = id_at(level, "inventory_item_id");
    const auto* available = level.if_contains("available");
    const auto* updated = level.if_contains("updated_at");
    const auto at = updated && updated->is_string() ? instant_of(updated->as_string()) : std::nullopt;
    if (!is_name(id, 60) || !is_name(item, 200) || !at)
      return unreadable("The message lacks X-Shopify-Webhook-Id, inventory_item_id or updated_at.");
    if (id_at(level, "location_id") != till.location) return told;
    if (!available || available->is_null()) return told;  // it is not stocked there
    if (!available->is_int64() || std::abs(available->as_int64()) > 100'000'000)
      return unreadable("\"available\" is no whole number of units.");
    told.push_back({id, TillStatementKind::figure, item, available->as_int64(), said_at(request, *at)});
    return told;
  }

  Telling tell(const commerce::DueChange& due, Instant) const override {
    const bool sets = due.change.change.sets;
    json::object input{{"name", "available"},
                       {"reason", "correction"},
                       {"referenceDocumentUri", fmt::format("timeshelf://changes/{}", due.change.id.text())}};
    json::array quantities;
    quantities.push_back(quantity_of(due));
    input[sets ? "quantities" : "changes"] = std::move(quantities);
    const json::object body{{"query", sets ? kSet : kAdjust},
                            {"variables", {{"input", std::move(input)}, {"key", due.change.id.text()}}}};
    return {due.till.api + "/admin/api/2026-04/graphql.json",
            {"Content-Type: application/json", "X-Shopify-Access-Token: " + due.till.access},
            json::serialize(body)};
  }

  ChangeOutcome outcome(const webhooks::CallAnswer& answer) const override {
    if (auto later = not_now(answer)) return *later;
    boost::system::error_code broken;
    const json::value parsed = json::parse(answer.body, broken);
    if (answer.status != 200 || broken || !parsed.is_object())
      return failed(fmt::format("Shopify answered {} with what is none of its answers.", answer.status));
    // GraphQL says with 200 that it is asked too often.
    const json::value* throttled = parsed.find_pointer("/errors/0/extensions/code", broken);
    if (!broken && throttled && throttled->is_string() && throttled->as_string() == "THROTTLED")
      return {ChangeOutcome::Fate::again, "Shopify asks for fewer calls.", std::chrono::seconds(5)};
    const json::value* message = parsed.find_pointer("/errors/0/message", broken);
    if (!broken && message && message->is_string())
      return failed("Shopify: " + std::string(message->as_string()));
    return read_errors(parsed);
  }

 private:
  static ChangeOutcome read_errors(const json::value& parsed) {
    boost::system::error_code broken;
    for (const char* mutation : {"inventoryAdjustQuantities", "inventorySetQuantities"}) {
      const json::value* error = parsed.find_pointer(fmt::format("/data/{}/userErrors/0", mutation), broken);
      if (broken || !error || !error->is_object()) continue;
      const auto* code = error->as_object().if_contains("code");
      const bool stale = code && code->is_string() && code->as_string() == "CHANGE_FROM_QUANTITY_STALE";
      if (stale) return failed("The till has counted meanwhile. Its next figure says what it has.");
      const auto* message = error->as_object().if_contains("message");
      return failed("Shopify: " + (message && message->is_string() ? std::string(message->as_string())
                                                                   : std::string("it does not say why")));
    }
    return {};
  }
};

}  // namespace

const Maker& shopify() {
  static const Shopify maker;
  return maker;
}

}  // namespace timeshelf::server::pos
