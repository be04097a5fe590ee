#include "server/api/fulfilment_list.hpp"

#include <array>
#include <set>

#include "base/text.hpp"
#include "commerce/payments/receipts.hpp"
#include "server/api/csv.hpp"
#include "server/api/write_json.hpp"

namespace timeshelf::server::api {
namespace {

using commerce::FulfilmentLine;

constexpr std::array<std::string_view, 27> kHeadings = {
    "booking",        "line",        "customer",   "email",
    "slot",           "summary",     "location",   "starts_at",
    "ends_at",        "time_zone",   "sku",        "quantity",
    "handed_over",    "returned",    "fulfilment", "window_starts_at",
    "window_ends_at", "zone",        "state",      "name",
    "street",         "postal_code", "city",       "country",
    "answer",         "to_pay",      "currency"};

// "needs-action", as the other words of the API are written.
std::string answer_name(std::string_view partstat) {
  return to_lower(partstat);
}

std::vector<std::string> cells_of(const FulfilmentLine& of, const ToPay& to_pay) {
  const commerce::Line& line = of.line;
  const auto window = [&](std::chrono::seconds at) {
    return line.window ? to_rfc3339(line.starts_at + at) : std::string();
  };
  const commerce::PickupWindow span = line.window.value_or(commerce::PickupWindow{});
  std::vector<std::string> cells{csv_text(of.code),
                                 std::to_string(line.position),
                                 csv_text(of.customer_name),
                                 csv_text(of.customer_email),
                                 line.slot.string(),
                                 csv_text(line.summary),
                                 csv_text(line.location),
                                 to_rfc3339(line.starts_at),
                                 to_rfc3339(line.ends_at),
                                 csv_text(line.time_zone),
                                 csv_text(line.sku),
                                 std::to_string(line.quantity),
                                 std::to_string(line.handed_over),
                                 std::to_string(line.returned),
                                 line.fulfilment,
                                 window(span.begins),
                                 window(span.ends),
                                 line.zone,
                                 std::string(commerce::name_of(line.state))};
  const commerce::Address to = of.address.value_or(commerce::Address{});
  for (const std::string& text : {to.name, to.street, to.postal_code, to.city, to.country})
    cells.push_back(csv_text(text));
  cells.push_back(answer_name(of.answer));
  const auto owed = to_pay.find(of.booking);
  const bool owes = owed != to_pay.end();
  cells.push_back(owes ? owed->second.decimal() : "");
  cells.emplace_back(owes ? owed->second.currency.code() : "");
  return cells;
}

}  // namespace

ToPay still_to_pay(store::Transaction& transaction, const Id& shop,
                   const std::vector<FulfilmentLine>& lines) {
  ToPay to_pay;
  std::set<Id> asked;
  for (const FulfilmentLine& of : lines) {
    if (!asked.insert(of.booking).second) continue;
    const auto balance = commerce::balance_of(transaction, shop, of.booking);
    if (balance && balance->owed().minor > 0) to_pay.emplace(of.booking, balance->owed());
  }
  return to_pay;
}

boost::json::object fulfilment_line_json(const FulfilmentLine& of, const ToPay& to_pay) {
  const commerce::Line& line = of.line;
  const auto owed = to_pay.find(of.booking);
  return {{"booking", of.code},
          {"line", line.position},
          {"customer", {{"name", of.customer_name}, {"email", of.customer_email}}},
          {"slot", line.slot.text()},
          {"summary", line.summary},
          {"location", line.location},
          {"starts_at", to_rfc3339(line.starts_at)},
          {"ends_at", to_rfc3339(line.ends_at)},
          {"time_zone", line.time_zone},
          {"sku", line.sku},
          {"quantity", line.quantity},
          {"handed_over", line.handed_over},
          {"returned", line.returned},
          {"fulfilment", line.fulfilment},
          {"window", line.window ? boost::json::value(window_json(*line.window, line.starts_at)) : nullptr},
          {"zone", line.zone.empty() ? boost::json::value(nullptr) : boost::json::value(line.zone)},
          {"state", commerce::name_of(line.state)},
          {"address", address_json(of.address)},
          {"to_pay",
           owed == to_pay.end() ? boost::json::value(nullptr) : boost::json::value(money_json(owed->second))},
          {"answer",
           of.answer.empty() ? boost::json::value(nullptr) : boost::json::value(answer_name(of.answer))}};
}

std::string fulfilment_csv(const std::vector<FulfilmentLine>& lines, const ToPay& to_pay) {
  std::string table;
  append_csv_row(table, kHeadings);
  for (const FulfilmentLine& line : lines) append_csv_row(table, cells_of(line, to_pay));
  return table;
}

}  // namespace timeshelf::server::api
