// Any other till: JSON that is signed as Standard Webhooks are, both ways (docs/tills.md).
#include <fmt/format.h>

#include <boost/json.hpp>

#include "server/pos/maker.hpp"
#include "server/webhooks/signature.hpp"

namespace timeshelf::server::pos {
namespace {

namespace json = boost::json;
using commerce::ChangeOutcome;
using commerce::TillStatement;
using commerce::TillStatementKind;

constexpr std::size_t kMostStatements = 1'000;

Result<TillStatement, Unreadable> read_one(const json::value& value, std::size_t place) {
  const auto wrong = [&](std::string_view sentence) {
    return unreadable(fmt::format("statements[{}]: {}", place, sentence));
  };
  if (!value.is_object()) return wrong("A statement is an object.");
  const json::object& said = value.as_object();
  TillStatement statement;
  statement.id = text_at(said, "id");
  statement.item = text_at(said, "sku");
  statement.reason = text_at(said, "reason");
  const std::string kind = text_at(said, "kind");
  const auto at = instant_of(text_at(said, "occurred_at"));
  const auto* units = said.if_contains("units");
  if (!is_name(statement.id, 60)) return wrong("\"id\" has 1 to 60 bytes and no control characters.");
  if (kind != "count" && kind != "adjust") return wrong("\"kind\" is count or adjust.");
  if (!is_name(statement.item, 64)) return wrong("\"sku\" has 1 to 64 bytes and no control characters.");
  if (!statement.reason.empty() && !is_name(statement.reason, 200))
    return wrong("\"reason\" has at most 200 bytes and no control characters.");
  if (!at) return wrong("\"occurred_at\" is a time like 2026-03-01T17:00:00Z.");
  statement.kind = kind == "count" ? TillStatementKind::count : TillStatementKind::adjust;
  const std::int64_t least = kind == "count" ? 0 : -1'000'000;
  if (!units || !units->is_int64() || units->as_int64() < least || units->as_int64() > 1'000'000)
    return wrong(kind == "count" ? "A count is a whole number from 0 to 1000000."
                                 : "An adjustment is a whole number from -1000000 to 1000000.");
  statement.units = units->as_int64();
  statement.occurred_at = *at;
  return statement;
}

class Generic final : public Maker {
 public:
  bool is_signed(const http::Request& request, std::string_view, const std::vector<std::string>& secrets,
                 Instant now) const override {
    return webhooks::is_signed(request.headers.get("webhook-id"), request.headers.get("webhook-timestamp"),
                               request.headers.get("webhook-signature"), request.body, secrets, now);
  }

  Result<std::vector<TillStatement>, Unreadable> read(const http::Request& request,
                                                      const commerce::PointOfSale&) const override {
    boost::system::error_code broken;
    const json::value parsed = json::parse(request.body, broken);
    const auto* list = !broken && parsed.is_object() ? parsed.as_object().if_contains("statements") : nullptr;
    if (!list || !list->is_array()) return unreadable("Send {\"statements\": […]} as JSON.");
    if (list->as_array().empty() || list->as_array().size() > kMostStatements)
      return unreadable(fmt::format("A message has 1 to {} statements.", kMostStatements));
    std::vector<TillStatement> told;
    for (const json::value& each : list->as_array()) {
      auto statement = read_one(each, told.size());
      if (!statement) return statement.error();
      told.push_back(std::move(*statement));
    }
    return told;
  }

  Telling tell(const commerce::DueChange& due, Instant now) const override {
    const auto& change = due.change;
    json::object body{{"id", change.id.text()},
                      {"kind", change.change.sets ? "set" : "adjust"},
                      {"sku", change.sku},
                      {"item", change.item},
                      {"units", change.change.units},
                      {"decided_at", to_rfc3339(change.created_at)}};
    const std::string bytes = json::serialize(body);
    return {due.till.api,
            {"Content-Type: application/json", fmt::format("webhook-id: {}", change.id.text()),
             fmt::format("webhook-timestamp: {}", to_millis(now) / 1'000),
             "webhook-signature: " + webhooks::signature_of(change.id.text(), now, bytes, due.secrets)},
            bytes};
  }

  ChangeOutcome outcome(const webhooks::CallAnswer& answer) const override {
    if (auto later = not_now(answer)) return *later;
    if (answer.status >= 200 && answer.status < 300) return {};
    return failed(fmt::format("The till answered {}.", answer.status));
  }
};

}  // namespace

const Maker& generic() {
  static const Generic maker;
  return maker;
}

}  // namespace timeshelf::server::pos
