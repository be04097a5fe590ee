// What happened, by day of the shop's calendar: for who runs the shop.
#include "commerce/reports/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "server/api/call.hpp"
#include "server/api/parameters.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using std::chrono::days;
using std::chrono::sys_days;

constexpr days kUsualSpan{30};
constexpr days kLongestSpan{366};

Problem wrong(std::string_view parameter, std::string sentence) {
  return Problem::make("invalid-parameter", std::move(sentence), std::string(parameter));
}

std::optional<sys_days> parse_date(std::string_view text) {
  const auto midnight = text.size() == 10 ? parse_rfc3339(std::string(text) + "T00:00:00Z") : std::nullopt;
  return midnight ? std::optional(std::chrono::floor<days>(*midnight)) : std::nullopt;
}

// What was asked for; which days that is depends on where the shop is.
struct Span {
  std::optional<sys_days> from;
  std::optional<sys_days> to;
};

Read<Span> read_span(const Parameters& parameters) {
  Span span;
  for (const auto& [name, value] : parameters) {
    if (name != "from" && name != "to") continue;
    const auto date = parse_date(value);
    if (!date) return wrong(name, fmt::format("\"{}\" is a day; write it as 2026-03-01.", name));
    (name == "from" ? span.from : span.to) = date;
  }
  if (span.from && span.to && *span.to < *span.from) return wrong("to", "\"to\" is not before \"from\".");
  if (span.from && span.to && *span.to - *span.from >= kLongestSpan)
    return wrong("to", fmt::format("Ask for at most {} days at a time.", kLongestSpan.count()));
  return span;
}

const ical::Zone& zone_of(const store::Shop& shop) {
  const auto* zone = ical::find_zone(shop.time_zone);
  return zone ? *zone : ical::utc_zone();
}

// Both ends included; by default the last days up to today, or as many from a day on or up to one.
std::vector<commerce::Day> days_of(const Span& span, const ical::Zone& zone, Instant now) {
  const sys_days today = commerce::day_of(zone, now);
  const days usual = kUsualSpan - days(1);
  const sys_days to = span.to     ? *span.to
                      : span.from ? std::max(*span.from, std::min(today, *span.from + usual))
                                  : today;
  return commerce::days_in(zone, span.from.value_or(to - usual), to);
}

// Lets `describe` say what belongs to each day.
http::Response answer_by_day(const Call& call, const store::Shop& shop, const std::vector<commerce::Day>& of,
                             const std::function<json::object(std::size_t)>& describe) {
  json::array listed;
  for (std::size_t i = 0; i < of.size(); ++i) {
    json::object day{{"day", commerce::name_of(of[i])}};
    for (auto& member : describe(i)) day.insert(member);
    listed.push_back(std::move(day));
  }
  return call.answer(200, {{"time_zone", shop.time_zone}, {"days", std::move(listed)}});
}

json::object sales_json(const commerce::DaySales& day) {
  json::array steps;
  for (const auto& step : day.steps) {
    steps.push_back({{"tier", step.tier.empty() ? json::value(nullptr) : json::value(step.tier)},
                     {"price", money_json(step.price)},
                     {"units", step.units}});
  }
  return {{"bookings", day.bookings}, {"cancelled", day.cancelled}, {"steps", std::move(steps)}};
}

// GET …/figures/sales?from=&to=&slot=
Plan sales(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"from", "to", "slot"});
  if (!parameters) return call.refuse(parameters.error());
  const auto span = read_span(*parameters);
  if (!span) return call.refuse(span.error());
  std::optional<Id> slot;
  if (const auto named = parameters->find("slot"); named != parameters->end()) {
    slot = Id::parse(named->second);
    if (!slot) return call.refuse(wrong("slot", "\"slot\" is the id of a slot."));
  }
  return read_as(call, request, store::Role::manager,
                 [call, span = *span, slot](store::Transaction& transaction, const Member& member) {
                   const auto of = days_of(span, zone_of(member.shop), call.now());
                   const auto by_day = commerce::sales_by_day(transaction, member.shop.id, of, slot);
                   return answer_by_day(call, member.shop, of,
                                        [&](std::size_t i) { return sales_json(by_day[i]); });
                 });
}

// GET …/figures/holds?from=&to=
Plan holds(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"from", "to"});
  if (!parameters) return call.refuse(parameters.error());
  const auto span = read_span(*parameters);
  if (!span) return call.refuse(span.error());
  return read_as(call, request, store::Role::manager,
                 [call, span = *span](store::Transaction& transaction, const Member& member) {
                   const auto of = days_of(span, zone_of(member.shop), call.now());
                   const auto by_day = commerce::holds_by_day(transaction, member.shop.id, of, call.now());
                   return answer_by_day(call, member.shop, of, [&](std::size_t i) -> json::object {
                     const commerce::DayHolds& day = by_day[i];
                     return {{"held", day.made()},
                             {"confirmed", day.confirmed},
                             {"released", day.released},
                             {"expired", day.expired},
                             {"open", day.open}};
                   });
                 });
}

// What the books have of it; nothing where it is not counted.
std::optional<std::int64_t> units_there(const Call& call, store::Transaction& transaction, const Id& shop,
                                        const Id& venue, const std::string& sku) {
  for (const auto& level : call.context().services.stock.levels(transaction, shop)) {
    if (level.venue.id == venue && level.sku == sku) return level.there();
  }
  return std::nullopt;
}

// GET …/figures/stock?venue=&sku=&from=&to=
Plan stock(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"venue", "sku", "from", "to"});
  if (!parameters) return call.refuse(parameters.error());
  const auto span = read_span(*parameters);
  if (!span) return call.refuse(span.error());
  const auto named = parameters->find("venue");
  const auto venue = named == parameters->end() ? std::nullopt : Id::parse(named->second);
  if (!venue) return call.refuse(wrong("venue", "Name a venue by its id; list the stock."));
  const auto of_what = parameters->find("sku");
  if (of_what == parameters->end() || of_what->second.empty())
    return call.refuse(wrong("sku", "Name a SKU that is counted at the venue; list the stock."));
  return read_as(call, request, store::Role::manager,
                 [call, span = *span, venue = *venue, sku = to_upper(of_what->second)](
                     store::Transaction& transaction, const Member& member) {
                   const auto there = units_there(call, transaction, member.shop.id, venue, sku);
                   if (!there)
                     return call.refuse(wrong(
                         "sku", "It is not counted at this venue; list the stock, or tell of a delivery."));
                   const auto of = days_of(span, zone_of(member.shop), call.now());
                   const auto by_day =
                       commerce::stock_by_day(transaction, member.shop.id, of, venue, sku, *there);
                   return answer_by_day(call, member.shop, of, [&](std::size_t i) -> json::object {
                     return {{"came", by_day[i].came}, {"went", by_day[i].went}, {"there", by_day[i].there}};
                   });
                 });
}

}  // namespace

void add_figure_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/figures/sales", sales);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/figures/holds", holds);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/figures/stock", stock);
}

}  // namespace timeshelf::server::api
