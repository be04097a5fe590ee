// Goods at venues, for the people of the shop: what is there, what is told of it, and every movement.
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "commerce/stock/stock.hpp"
#include "server/api/parameters.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostMovements = 1000;
constexpr std::size_t kUsualMovements = 100;

json::object level_json(const commerce::StockLevel& level) {
  return {{"venue", level.venue.id.text()}, {"venue_name", level.venue.name}, {"sku", level.sku},
          {"there", level.there()},         {"on_hand", level.on_hand},       {"in_slots", level.in_slots},
          {"promised", level.promised},     {"leased", level.leased},         {"missing", level.missing}};
}

json::object shortfall_json(const commerce::Shortfall& shortfall, const Links& links) {
  return {{"slot", shortfall.slot.text()},
          {"self", fmt::format("{}/slots/{}", links.shop_api(), shortfall.slot.text())},
          {"summary", shortfall.summary},
          {"starts_at", to_rfc3339(shortfall.starts_at)},
          {"sku", shortfall.sku},
          {"wanted", shortfall.wanted},
          {"given", shortfall.given},
          {"reason", shortfall.sentence}};
}

json::object movement_json(const commerce::StockMovement& movement) {
  return {{"id", movement.id},
          {"kind", commerce::name_of(movement.kind)},
          {"venue", movement.venue.text()},
          {"sku", movement.sku},
          {"units", movement.units},
          {"adjusted", movement.adjusted},
          {"occurred_at", to_rfc3339(movement.occurred_at)},
          {"recorded_at", to_rfc3339(movement.recorded_at)},
          {"actor", movement.actor},
          {"source", movement.source},
          {"reason", movement.reason}};
}

json::array movements_json(const std::vector<commerce::StockMovement>& movements) {
  json::array all;
  for (const auto& movement : movements) all.push_back(movement_json(movement));
  return all;
}

Plan list_stock(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::staff,
                 [call](store::Transaction& transaction, const Member& member) {
                   auto& stock = call.context().services.stock;
                   json::array levels;
                   for (const auto& level : stock.levels(transaction, member.shop.id))
                     levels.push_back(level_json(level));
                   json::array venues;
                   for (const auto& venue : call.engine().list_venues(transaction, member.shop.id))
                     venues.push_back(json::object{{"id", venue.id.text()}, {"name", venue.name}});
                   json::array shortfalls;
                   for (const auto& shortfall : stock.shortfalls(transaction, member.shop.id))
                     shortfalls.push_back(shortfall_json(shortfall, call.links()));
                   return call.answer(200, {{"venues", std::move(venues)},
                                            {"levels", std::move(levels)},
                                            {"shortfalls", std::move(shortfalls)}});
                 });
}

Read<commerce::MovementQuery> read_query(const http::Request& request) {
  const auto parameters = read_parameters(request.query, {"venue", "sku", "kind", "cursor", "limit"});
  if (!parameters) return parameters.error();
  commerce::MovementQuery query;
  const auto given = [&](const char* name) -> const std::string* {
    const auto found = parameters->find(name);
    return found == parameters->end() ? nullptr : &found->second;
  };
  if (const auto* venue = given("venue")) {
    query.venue = Id::parse(*venue);
    if (!query.venue)
      return Problem::make("invalid-parameter", "A venue is named by its id; list the stock.", "venue");
  }
  if (const auto* sku = given("sku")) query.sku = to_upper(*sku);
  if (const auto* kind = given("kind")) {
    query.kind = commerce::parse_stock_kind(*kind);
    if (!query.kind)
      return Problem::make("invalid-parameter", "A kind is delivery, count, waste, return, sale or move.",
                           "kind");
  }
  if (const auto* cursor = given("cursor")) {
    query.after = commerce::MovementCursor::parse(*cursor);
    if (!query.after)
      return Problem::make("invalid-parameter", "\"cursor\" is what `next` of a list says.", "cursor");
  }
  const auto limit = read_limit(*parameters, kUsualMovements, kMostMovements);
  if (!limit) return limit.error();
  query.limit = *limit;
  return query;
}

// GET …/stock/movements?venue=&sku=&kind=&cursor=&limit=
Plan list_movements(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto query = read_query(request);
  if (!query) return call.refuse(query.error());
  return read_as(
      call, request, store::Role::staff,
      [call, query = *query](store::Transaction& transaction, const Member& member) {
        commerce::MovementQuery one_more = query;
        ++one_more.limit;
        auto movements = call.context().services.stock.movements(transaction, member.shop.id, one_more);
        const bool more = movements.size() > query.limit;
        if (more) movements.pop_back();
        return call.answer(
            200, {{"movements", movements_json(movements)},
                  {"next", more ? json::value(cursor_of(movements.back()).text()) : json::value(nullptr)}});
      });
}

// {"kind", "venue", "sku", "units"}; "to"?, "id"?, "occurred_at"?, "source"?, "reason"?
Read<commerce::StockStatement> read_statement(const json::object& body) {
  MemberReader members(body, "");
  commerce::StockStatement said;
  const std::string kind = members.text("kind", 16);
  const std::string venue = members.text("venue", 64);
  const std::string to = members.text("to", 64, "");
  const std::string occurred_at = members.text("occurred_at", 40, "");
  said.sku = to_upper(members.text("sku", 64));
  said.units = members.whole("units");
  said.id = members.text("id", 100, "");
  said.source = members.text("source", 200, "");
  said.reason = members.text("reason", 200, "");
  if (auto problem = members.problem()) return *problem;
  const auto known_kind = commerce::parse_stock_kind(kind);
  if (!known_kind)
    return Problem::make("invalid-member", "A kind is delivery, count, waste, return, sale or move.", "kind");
  said.kind = *known_kind;
  const auto venue_id = Id::parse(venue);
  if (!venue_id) return Problem::make("invalid-member", "The shop has no such venue.", "venue");
  said.venue = *venue_id;
  if (!to.empty() && !(said.to = Id::parse(to)))
    return Problem::make("invalid-member", "The shop has no such venue.", "to");
  if (!occurred_at.empty() && !(said.occurred_at = parse_rfc3339(occurred_at)))
    return Problem::make("invalid-member", "This is not a time like 2026-03-01T17:00:00Z.", "occurred_at");
  return said;
}

Plan tell_stock(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  auto said = read_statement(*body);
  if (!said) return call.refuse(said.error());

  const auto tell = [call, said = *said, key = *key](store::Transaction& transaction, const Member& member) {
    return call.once(transaction, member.shop.id, key, [&] {
      commerce::StockStatement statement = said;
      statement.shop = member.shop.id;
      statement.actor = member.user.name;
      const auto told = call.context().services.stock.tell(transaction, statement);
      if (!told) return call.refuse(told.error(), false);
      return call.answer(told->repeated ? 200 : 201, {{"movements", movements_json(told->movements)}});
    });
  };
  return write_as(call, request, store::Role::staff, tell);
}

}  // namespace

void add_stock_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/stock", list_stock);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/stock/movements", list_movements);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/stock/movements", tell_stock);
}

}  // namespace timeshelf::server::api
