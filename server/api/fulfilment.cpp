// For the people who pack and hand over: what is due, and that it was done.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "server/api/call.hpp"
#include "server/api/csv.hpp"
#include "server/api/format.hpp"
#include "server/api/fulfilment_list.hpp"
#include "server/api/parameters.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t kMostLines = 1000;
constexpr std::array<std::string_view, 4> kWays = {"PICKUP", "DELIVERY", "SAME-DAY", "DIGITAL"};

Problem wrong(std::string_view parameter, std::string sentence) {
  return Problem::make("invalid-parameter", std::move(sentence), std::string(parameter));
}

// A slot of its own is listed whenever it takes place.
Read<Window> read_span(const Parameters& parameters, Instant now) {
  const bool whenever =
      parameters.contains("slot") && !parameters.contains("from") && !parameters.contains("to");
  return whenever ? Read<Window>(Window{Instant::min(), Instant::max()}) : read_window(parameters, now);
}

Read<commerce::FulfilmentQuery> read_query(const Parameters& parameters, Instant now) {
  const auto span = read_span(parameters, now);
  if (!span) return span.error();
  commerce::FulfilmentQuery query;
  query.from = span->from;
  query.to = span->to;
  for (const auto& [name, value] : parameters) {
    if (name == "slot") {
      query.slot = Id::parse(value);
      if (!query.slot) return wrong(name, "\"slot\" is the id of a slot.");
    } else if (name == "window") {
      query.window = parse_rfc3339(value);
      if (!query.window) return wrong(name, "\"window\" is the date-time at which a pickup window begins.");
    } else if (name == "zone") {
      query.zone = value;
    } else if (name == "kind") {
      query.kind = to_upper(value);
      if (std::find(kWays.begin(), kWays.end(), query.kind) == kWays.end())
        return wrong(name, "\"kind\" is PICKUP, DELIVERY, SAME-DAY or DIGITAL.");
    } else if (name == "state") {
      query.state = commerce::parse_line_state(value);
      if (!query.state) return wrong(name, "\"state\" is due, ready, handed-over, missed or returned.");
    } else if (name == "cursor") {
      query.after = commerce::FulfilmentCursor::parse(value);
      if (!query.after) return wrong(name, "\"cursor\" is what `next` of a list says.");
    } else if (name == "limit") {
      const auto limit = parse_whole(value);
      if (!limit || *limit < 1 || *limit > kMostLines)
        return wrong(name, fmt::format("\"limit\" is a whole number from 1 to {}.", kMostLines));
      query.limit = static_cast<std::size_t>(*limit);
    }
  }
  return query;
}

std::string address_of_next(const Call& call, const Parameters& parameters, const std::string& cursor) {
  std::string address = call.links().shop_api() + "/fulfilment?cursor=" + percent_encode(cursor);
  for (const auto& [name, value] : parameters) {
    if (name != "cursor") address += fmt::format("&{}={}", name, percent_encode(value));
  }
  return address;
}

http::Response list_answer(const Call& call, const Parameters& parameters, bool csv,
                           const std::vector<commerce::FulfilmentLine>& lines, const ToPay& to_pay,
                           bool more) {
  const std::string cursor = more ? commerce::cursor_of(lines.back()).text() : "";
  http::Response response;
  if (csv) {
    response = csv_answer(fulfilment_csv(lines, to_pay), "fulfilment.csv");
  } else {
    json::array listed;
    for (const auto& line : lines) listed.push_back(fulfilment_line_json(line, to_pay));
    response = call.answer(
        200, {{"lines", std::move(listed)}, {"next", more ? json::value(cursor) : json::value(nullptr)}});
  }
  response.headers.add("Vary", "Accept");
  if (more)
    response.headers.add("Link",
                         fmt::format("<{}>; rel=\"next\"", address_of_next(call, parameters, cursor)));
  return response;
}

// GET …/fulfilment?slot=&from=&to=&window=&zone=&state=&kind=&cursor=&limit=&format=
Plan list_fulfilment(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  auto parameters = read_parameters(
      request.query, {"slot", "from", "to", "window", "zone", "state", "kind", "cursor", "limit", "format"});
  if (!parameters) return call.refuse(parameters.error());
  const auto query = read_query(*parameters, call.now());
  if (!query) return call.refuse(query.error());
  const auto format = read_format(*parameters, request, {Format::json, Format::csv});
  if (!format) return call.refuse(format.error());
  return read_as(call, request, store::Role::staff,
                 [call, parameters = *parameters, query = *query, csv = *format == Format::csv](
                     store::Transaction& transaction, const Member& member) {
                   commerce::FulfilmentQuery one_more = query;
                   ++one_more.limit;
                   auto lines =
                       call.context().services.fulfilment.list(transaction, member.shop.id, one_more);
                   const bool more = lines.size() > query.limit;
                   if (more) lines.pop_back();
                   const ToPay to_pay = still_to_pay(transaction, member.shop.id, lines);
                   return list_answer(call, parameters, csv, lines, to_pay, more);
                 });
}

Read<commerce::FulfilmentStep> read_step(const json::object& body) {
  MemberReader members(body, "");
  commerce::FulfilmentStep step;
  const std::string state = members.text("state", 16);
  const std::string goods = members.text("goods", 16, "");
  step.reason = members.text("reason", 200, "");
  if (members.has("quantity")) step.units = members.whole("quantity");
  if (auto problem = members.problem()) return *problem;
  const auto to = commerce::parse_line_state(state);
  if (!to)
    return Problem::make("invalid-member", "A line becomes due, ready, handed-over, missed or returned.",
                         "state");
  step.to = *to;
  const bool comes_back = *to == commerce::LineState::returned;
  if (comes_back ? goods != "stock" && goods != "waste" : !goods.empty())
    return Problem::make("invalid-member",
                         comes_back ? "Say whether the goods go back to \"stock\" or to \"waste\"."
                                    : "Only what was returned goes to stock or to waste; leave it out.",
                         "goods");
  if (comes_back) step.goods = goods == "stock" ? commerce::BroughtBack::stock : commerce::BroughtBack::waste;
  return step;
}

// POST …/fulfilment/{booking}/{line} {"state", "quantity"?, "goods"?, "reason"?}
Plan advance_line(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  auto step = read_step(*body);
  if (!step) return call.refuse(step.error());
  step->booking = captures["booking"];
  step->line = parse_whole(captures["line"]).value_or(-1);
  return write_as(call, request, store::Role::staff,
                  [call, key = *key, step = *step](store::Transaction& transaction, const Member& member) {
                    return call.once(transaction, member.shop.id, key, [&] {
                      commerce::FulfilmentStep taken = step;
                      taken.shop = member.shop.id;
                      taken.actor = member.user.name;
                      const auto line = call.context().services.fulfilment.advance(transaction, taken);
                      if (!line) return call.refuse(line.error(), true);
                      const ToPay to_pay = still_to_pay(transaction, member.shop.id, {*line});
                      return call.answer(200, fulfilment_line_json(*line, to_pay));
                    });
                  });
}

}  // namespace

void add_fulfilment_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/fulfilment", list_fulfilment);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/fulfilment/{booking}/{line}", advance_line);
}

}  // namespace timeshelf::server::api
