// Square: https://developer.squareup.com/docs/inventory-api/what-it-does
//
// Its webhook inventory.count.updated says how many there are after everything that it knows, and when it
// reckoned that. What it is told is one batch with one change, under an idempotency key.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "server/pos/maker.hpp"

namespace timeshelf::server::pos {
namespace {

namespace json = boost::json;
using commerce::ChangeOutcome;
using commerce::TillStatement;
using commerce::TillStatementKind;

// "12", "-3" or "12.00000": quantities are decimal numbers in text.
std::optional<std::int64_t> whole_of(std::string_view text) {
  const bool below = text.starts_with('-');
  if (below) text.remove_prefix(1);
  const auto point = text.find('.');
  if (point != std::string_view::npos &&
      text.substr(point + 1).find_first_not_of('0') != std::string_view::npos)
    return std::nullopt;
  const auto units = parse_whole(text.substr(0, point));
  return units && *units <= 100'000'000 ? std::optional(below ? -*units : *units) : std::nullopt;
}

class Square final : public Maker {
 public:
  bool is_signed(const http::Request& request, std::string_view url, const std::vector<std::string>& secrets,
                 Instant) const override {
    const std::string given(request.headers.get("x-square-hmacsha256-signature"));
    bool good = false;
    for (const std::string& secret : secrets) {
      const std::string expected = base64_encode(hmac_sha256(secret, std::string(url) + request.body));
      good = (!secret.empty() && equal_in_constant_time(given, expected)) || good;
    }
    return good;
  }

  Result<std::vector<TillStatement>, Unreadable> read(const http::Request& request,
                                                      const commerce::PointOfSale& till) const override {
    boost::system::error_code broken;
    const json::value parsed = json::parse(request.body, broken);
    if (broken || !parsed.is_object())
      return unreadable("This is no event of Square's: it is no JSON object.");
    const json::object& event = parsed.as_object();
    std::vector<TillStatement> told;
    if (text_at(event, "type") != "inventory.count.updated") return told;
    const std::string id = text_at(event, "event_id");
    const json::value* counts = parsed.find_pointer("/data/object/inventory_counts", broken);
    if (!is_name(id, 60) || broken || !counts || !counts->is_array())
      return unreadable("The event has no event_id, or no inventory_counts.");
    for (const json::value& each : counts->as_array()) {
      if (!each.is_object()) return unreadable("An inventory count is an object.");
      const json::object& count = each.as_object();
      if (text_at(count, "state") != "IN_STOCK" || text_at(count, "location_id") != till.location) continue;
      const auto units = whole_of(text_at(count, "quantity"));
      const auto at = instant_of(text_at(count, "calculated_at"));
      const std::string item = text_at(count, "catalog_object_id");
      if (!units || !at || !is_name(item, 200))
        return unreadable("A count lacks its catalog_object_id, a whole quantity, or calculated_at.");
      told.push_back({fmt::format("{}/{}", id, told.size()), TillStatementKind::figure, item, *units, *at});
    }
    return told;
  }

  Telling tell(const commerce::DueChange& due, Instant) const override {
    const auto& change = due.change;
    const bool more = change.change.units >= 0;
    json::object what{{"reference_id", change.id.text()},
                      {"catalog_object_id", change.item},
                      {"location_id", due.till.location},
                      {"quantity", std::to_string(std::abs(change.change.units))},
                      // Under one key always the same bytes: the time is that of the change.
                      {"occurred_at", to_rfc3339(change.created_at)}};
    if (change.change.sets) {
      what["state"] = "IN_STOCK";
    } else {
      what["from_state"] = more ? "NONE" : "IN_STOCK";
      what["to_state"] = more ? "IN_STOCK" : "SOLD";
    }
    json::object one;
    one["type"] = change.change.sets ? "PHYSICAL_COUNT" : "ADJUSTMENT";
    one[change.change.sets ? "physical_count" : "adjustment"] = std::move(what);
    json::array changes;
    changes.push_back(std::move(one));
    const json::object body{{"idempotency_key", change.id.text()},
                            {"changes", std::move(changes)},
                            {"ignore_unchanged_counts", true}};
    return {due.till.api + "/v2/inventory/changes/batch-create",
            {"Content-Type: application/json", "Square-Version: 2025-10-16",
             "Authorization: Bearer " + due.till.access},
            json::serialize(body)};
  }

  ChangeOutcome outcome(const webhooks::CallAnswer& answer) const override {
    if (auto later = not_now(answer)) return *later;
    if (answer.status >= 200 && answer.status < 300) return {};
    boost::system::error_code broken;
    const json::value parsed = json::parse(answer.body, broken);
    const json::value* detail = broken ? nullptr : parsed.find_pointer("/errors/0/detail", broken);
    return failed(fmt::format("Square answered {}: {}", answer.status,
                              detail && detail->is_string() ? std::string_view(detail->as_string())
                                                            : std::string_view("it does not say why")));
  }
};

}  // namespace

const Maker& square() {
  static const Square maker;
  return maker;
}

}  // namespace timeshelf::server::pos
