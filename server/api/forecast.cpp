// What is still to come of each slot, and how it was booked so far: for who runs the shop.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <map>

#include "base/text.hpp"
#include "commerce/forecasts/forecasts.hpp"
#include "commerce/reports/drop_curve.hpp"
#include "server/api/call.hpp"
#include "server/api/csv.hpp"
#include "server/api/forecast_csv.hpp"
#include "server/api/format.hpp"
#include "server/api/orders.hpp"
#include "server/api/parameters.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::Forecast;

constexpr std::int64_t kMostPlanned = 1'000'000;

json::value or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(to_rfc3339(*instant)) : json::value(nullptr);
}
template <class T>
json::value or_null(const std::optional<T>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

template <class Velocities>
json::array velocity_json(const Velocities& velocities) {
  json::array all;
  for (const auto& velocity : velocities)
    all.push_back({{"days", velocity.days},
                   {"units", rounded(velocity.units, 10)},
                   {"per_day", rounded(velocity.per_day)}});
  return all;
}

json::array past_json(const std::vector<commerce::PastSlot>& past) {
  json::array all;
  for (const auto& slot : past)
    all.push_back({{"slot", slot.slot.text()},
                   {"summary", slot.summary},
                   {"starts_at", to_rfc3339(slot.starts_at)},
                   {"booked", slot.booked},
                   {"there", slot.there},
                   {"sold_out_at", or_null(slot.sold_out_at)}});
  return all;
}

json::value record_json(const commerce::TrackRecord& record) {
  const auto& score = record.score;
  if (score.count() == 0) return nullptr;
  return json::object{{"slots", record.slots},
                      {"forecasts", score.count()},
                      {"within_range", rounded(score.coverage())},
                      {"off_by", rounded(score.wape())},
                      {"brier", rounded(score.brier(), 1000)}};
}

json::object forecast_json(const Forecast& forecast, const Links& links) {
  const auto& slot = forecast.slot;
  return {{"slot", slot.id.text()},
          {"self", fmt::format("{}/slots/{}/forecast", links.shop_api(), slot.id.text())},
          {"summary", slot.summary},
          {"drop", slot.drop.empty() ? json::value(nullptr) : json::value(slot.drop)},
          {"starts_at", to_rfc3339(slot.starts_at)},
          {"time_zone", slot.time_zone},
          {"sku", forecast.offer.sku},
          {"name", forecast.offer.name},
          {"made_at", to_rfc3339(forecast.made_at)},
          {"days_before", rounded(forecast.days_before)},
          {"standstill", forecast.standstill == commerce::Standstill::none
                             ? json::value(nullptr)
                             : json::value(commerce::name_of(forecast.standstill))},
          {"booked", forecast.booked},
          {"came", forecast.came},
          {"there", forecast.there},
          {"left", forecast.left()},
          {"waiting", forecast.waiting},
          {"plan", or_null(forecast.plan)},
          {"sold_out_at", or_null(forecast.sold_out_at)},
          {"demand",
           {{"mean", rounded(forecast.mean, 10)},
            {"low", forecast.low},
            {"middle", forecast.middle},
            {"high", forecast.high}}},
          {"sells_out", rounded(forecast.sells_out)},
          {"sell_through", rounded(forecast.sell_through)},
          {"sells_out_at", or_null(forecast.sells_out_at)},
          {"velocity", velocity_json(forecast.velocity)},
          {"made_of",
           {{"likeness", commerce::name_of(forecast.past.likeness)},
            {"past", past_json(forecast.past.slots)},
            {"own_weight", rounded(forecast.learned.own)},
            {"prior_mean", rounded(forecast.prior_mean, 10)},
            {"usual_mean", rounded(forecast.learned.belief.mean(), 10)},
            {"spread", rounded(forecast.learned.spread)},
            {"doubt", rounded(forecast.learned.doubt)},
            {"time_passed", rounded(forecast.evidence.exposure)},
            {"time_ahead", rounded(forecast.ahead)}}},
          {"record", record_json(forecast.record)}};
}

json::array forecasts_json(const std::vector<Forecast>& forecasts, const Links& links) {
  json::array all;
  for (const Forecast& forecast : forecasts) all.push_back(forecast_json(forecast, links));
  return all;
}

// A drop is booked as fast as all that it sells.
json::array drops_json(const std::vector<Forecast>& forecasts) {
  struct Drop {
    std::int64_t booked = 0;
    std::int64_t there = 0;
    decltype(Forecast::velocity) velocity{};
  };
  std::map<std::string, Drop> drops;
  for (const Forecast& forecast : forecasts) {
    if (forecast.slot.drop.empty()) continue;
    Drop& drop = drops[forecast.slot.drop];
    drop.booked += forecast.booked;
    drop.there += forecast.there;
    for (std::size_t i = 0; i < drop.velocity.size(); ++i) {
      drop.velocity[i].days = forecast.velocity[i].days;
      drop.velocity[i].units += forecast.velocity[i].units;
      drop.velocity[i].per_day += forecast.velocity[i].per_day;
    }
  }
  json::array all;
  for (const auto& [name, drop] : drops)
    all.push_back({{"drop", name},
                   {"booked", drop.booked},
                   {"there", drop.there},
                   {"velocity", velocity_json(drop.velocity)}});
  return all;
}

json::value range_json(const std::optional<commerce::CurvePoint::Range>& range) {
  if (!range) return nullptr;
  return json::object{{"low", rounded(range->low, 10)},
                      {"middle", rounded(range->middle, 10)},
                      {"high", rounded(range->high, 10)}};
}

json::array points_json(const std::vector<commerce::CurvePoint>& points) {
  json::array all;
  for (const auto& point : points)
    all.push_back({{"days_before", point.days_before},
                   {"booked", or_null(point.booked)},
                   {"usual", range_json(point.usual)},
                   {"expected", range_json(point.expected)},
                   {"plan", point.plan ? json::value(rounded(*point.plan, 10)) : json::value(nullptr)}});
  return all;
}

Problem unknown_slot() {
  return Problem::make("unknown-slot", "There is no such slot in this shop; list its slots again.");
}
Problem unknown_sku() {
  return Problem::make("invalid-parameter", "The slot sells no such SKU; its forecast lists what it sells.",
                       "sku");
}

// GET …/forecast?from=&to=&format=
Plan list_forecasts(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"from", "to", "format"});
  if (!parameters) return call.refuse(parameters.error());
  const auto window = read_window(*parameters, call.now());
  if (!window) return call.refuse(window.error());
  const auto format = read_format(*parameters, request, {Format::json, Format::csv});
  if (!format) return call.refuse(format.error());
  return read_as(call, request, store::Role::manager,
                 [call, window = *window, csv = *format == Format::csv](store::Transaction& transaction,
                                                                        const Member& member) {
                   const auto forecasts = call.context().services.forecasts.of_slots(
                       transaction, member.shop.id, window.from, window.to);
                   if (csv) return csv_answer(forecasts_csv(forecasts), "forecast.csv");
                   return call.answer(200, {{"forecasts", forecasts_json(forecasts, call.links())},
                                            {"drops", drops_json(forecasts)}});
                 });
}

// GET …/slots/{slot}/forecast?format=
Plan get_forecast(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"format"});
  if (!parameters) return call.refuse(parameters.error());
  const auto format = read_format(*parameters, request, {Format::json, Format::csv});
  if (!format) return call.refuse(format.error());
  const auto id = Id::parse(captures["slot"]);
  return read_as(
      call, request, store::Role::manager,
      [call, id, csv = *format == Format::csv](store::Transaction& transaction, const Member& member) {
        if (!id || !call.engine().find_slot(transaction, member.shop.id, *id))
          return call.refuse(unknown_slot());
        const auto forecasts = call.context().services.forecasts.of_slot(transaction, member.shop.id, *id);
        if (csv) return csv_answer(forecasts_csv(forecasts), "forecast.csv");
        return call.answer(200, {{"forecasts", forecasts_json(forecasts, call.links())}});
      });
}

// GET …/slots/{slot}/curve?sku=&format=
Plan get_curve(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"sku", "format"});
  if (!parameters) return call.refuse(parameters.error());
  const auto format = read_format(*parameters, request, {Format::json, Format::csv});
  if (!format) return call.refuse(format.error());
  const auto named = parameters->find("sku");
  const std::string sku = named == parameters->end() ? "" : to_upper(named->second);
  const auto id = Id::parse(captures["slot"]);
  return read_as(
      call, request, store::Role::manager,
      [call, id, sku, csv = *format == Format::csv](store::Transaction& transaction, const Member& member) {
        const auto slot = id ? call.engine().find_slot(transaction, member.shop.id, *id) : std::nullopt;
        if (!slot) return call.refuse(unknown_slot());
        const std::string first = slot->offers.empty() ? "" : slot->offers.front().sku;
        const auto curve = call.context().services.forecasts.curve(transaction, member.shop.id, *id,
                                                                   sku.empty() ? first : sku);
        if (!curve) return call.refuse(unknown_sku());
        if (csv) return csv_answer(curve_csv(curve->points), "booking-curve.csv");
        return call.answer(200, {{"forecast", forecast_json(curve->forecast, call.links())},
                                 {"points", points_json(curve->points)}});
      });
}

json::array past_drops_json(const std::vector<commerce::PastDrop>& past) {
  json::array all;
  for (const auto& drop : past)
    all.push_back({{"drop", drop.span.drop},
                   {"starts_at", to_rfc3339(drop.span.first)},
                   {"slots", drop.span.slots},
                   {"booked", drop.booked}});
  return all;
}

// GET …/drops/{drop}/curve?format=
Plan get_drop_curve(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"format"});
  if (!parameters) return call.refuse(parameters.error());
  const auto format = read_format(*parameters, request, {Format::json, Format::csv});
  if (!format) return call.refuse(format.error());
  return read_as(
      call, request, store::Role::manager,
      [call, drop = captures["drop"], csv = *format == Format::csv](store::Transaction& transaction,
                                                                    const Member& member) {
        const auto curve = commerce::drop_curve(transaction, call.context().services.forecasts,
                                                member.shop.id, drop, call.now());
        if (!curve)
          return call.refuse(Problem::make("unknown-drop", "The shop has no slot of that drop.", "drop"));
        if (csv) return csv_answer(curve_csv(curve->points), "booking-curve.csv");
        return call.answer(200, {{"drop", drop},
                                 {"starts_at", to_rfc3339(curve->span.first)},
                                 {"ends_at", to_rfc3339(curve->span.last)},
                                 {"booked", curve->booked},
                                 {"there", curve->there},
                                 {"planned", {{"with", curve->planned}, {"of", curve->sold}}},
                                 {"past", past_drops_json(curve->past)},
                                 {"points", points_json(curve->points)}});
      });
}

// PUT …/slots/{slot}/plan {"sku", "units"}: what is meant to be booked when it begins; 0 takes it back.
Plan put_plan(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::string sku = to_upper(members.text("sku", 64));
  const std::int64_t units = members.whole("units");
  if (auto problem = members.problem()) return call.refuse(*problem);
  if (units < 0 || units > kMostPlanned)
    return call.refuse(
        Problem::make("invalid-member",
                      fmt::format("A plan is from 1 to {} units; 0 takes it back.", kMostPlanned), "units"));
  const auto id = Id::parse(captures["slot"]);
  return write_as(
      call, request, store::Role::manager,
      [call, id, sku, units](store::Transaction& transaction, const Member& member) {
        if (!id || !call.engine().find_slot(transaction, member.shop.id, *id))
          return call.refuse(unknown_slot());
        auto& forecasts = call.context().services.forecasts;
        const auto wanted = units > 0 ? std::optional(units) : std::nullopt;
        if (!forecasts.plan(transaction, member.shop.id, *id, sku, wanted, member.user.name))
          return call.refuse(Problem::make(
              "invalid-member", "The slot sells no such SKU; its forecast lists what it sells.", "sku"));
        return call.answer(200, {{"sku", sku}, {"units", units}});
      });
}

}  // namespace

void add_forecast_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/forecast", list_forecasts);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/slots/{slot}/forecast", get_forecast);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/slots/{slot}/curve", get_curve);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/drops/{drop}/curve", get_drop_curve);
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/slots/{slot}/plan", put_plan);
  add_order_routes(router, context);
}

}  // namespace timeshelf::server::api
