#include "server/api/fulfilment_list.hpp"

#include <array>

#include "base/text.hpp"
#include "server/api/write_json.hpp"

namespace timeshelf::server::api {
namespace {

using commerce::FulfilmentLine;

constexpr std::array<std::string_view, 25> kHeadings = {
    "booking",        "line",        "customer",   "email",
    "slot",           "summary",     "location",   "starts_at",
    "ends_at",        "time_zone",   "sku",        "quantity",
    "handed_over",    "returned",    "fulfilment", "window_starts_at",
    "window_ends_at", "zone",        "state",      "name",
    "street",         "postal_code", "city",       "country",
    "answer"};

// A text in its quotes.
std::string quoted(std::string_view text) {
  std::string cell = "\"";
  // OWASP, "CSV injection": what begins like this is run by spreadsheets.
  if (!text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos)
    cell += '\'';
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

// "needs-action", as the other words of the API are written.
std::string answer_name(std::string_view partstat) {
  return to_lower(partstat);
}

std::vector<std::string> cells_of(const FulfilmentLine& of) {
  const commerce::Line& line = of.line;
  const auto window = [&](std::chrono::seconds at) {
    return line.window ? to_rfc3339(line.starts_at + at) : std::string();
  };
  const commerce::PickupWindow span = line.window.value_or(commerce::PickupWindow{});
  std::vector<std::string> cells{quoted(of.code),
                                 std::to_string(line.position),
                                 quoted(of.customer_name),
                                 quoted(of.customer_email),
                                 line.slot.string(),
                                 quoted(line.summary),
                                 quoted(line.location),
                                 to_rfc3339(line.starts_at),
                                 to_rfc3339(line.ends_at),
                                 quoted(line.time_zone),
                                 quoted(line.sku),
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
    cells.push_back(quoted(text));
  cells.push_back(answer_name(of.answer));
  return cells;
}

template <class Cells>
void append_row(std::string& table, const Cells& cells) {
  bool first = true;
  for (const auto& cell : cells) {
    if (!first) table += ',';
    first = false;
    table += cell;
  }
  table += "\r\n";
}

}  // namespace

boost::json::object fulfilment_line_json(const FulfilmentLine& of) {
  const commerce::Line& line = of.line;
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
          {"answer",
           of.answer.empty() ? boost::json::value(nullptr) : boost::json::value(answer_name(of.answer))}};
}

std::string fulfilment_csv(const std::vector<FulfilmentLine>& lines) {
  std::string table;
  append_row(table, kHeadings);
  for (const FulfilmentLine& line : lines) append_row(table, cells_of(line));
  return table;
}

}  // namespace timeshelf::server::api
