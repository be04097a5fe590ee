// Where every unit is, by venue and by slot; and counting many products at once.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <map>

#include "base/text.hpp"
#include "commerce/stock/stock.hpp"
#include "commerce/stock/stock_book.hpp"
#include "commerce/stock/stock_conflicts.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostCounts = 2'000;
constexpr std::size_t kLargestCounts = 512 << 10;

json::object figures_json(const commerce::StockFigures& figures) {
  return {{"on_hand", figures.on_hand}, {"allotted", figures.allotted}, {"held", figures.held},
          {"sold", figures.sold},       {"leased", figures.leased},     {"missing", figures.missing},
          {"free", figures.free()},     {"promised", figures.promised}, {"in_transit", figures.in_transit}};
}

json::object venue_book_json(const commerce::VenueBook& book) {
  json::object object{{"venue", book.venue.text()}, {"sku", book.sku}};
  for (auto& figure : figures_json(book.figures)) object.insert(figure);
  return object;
}

json::object slot_book_json(const commerce::SlotBook& book) {
  json::object object{{"slot", book.slot.text()},
                      {"summary", book.summary},
                      {"starts_at", to_rfc3339(book.starts_at)},
                      {"venue", book.venue ? json::value(book.venue->text()) : json::value(nullptr)},
                      {"sku", book.sku},
                      {"wanted", book.wanted},
                      {"handed_over", book.handed_over}};
  for (auto& figure : figures_json(book.figures)) object.insert(figure);
  object.erase("on_hand");
  object.erase("missing");
  object.erase("in_transit");
  return object;
}

json::object remedy_json(const commerce::StockRemedy& remedy) {
  json::object object{{"kind", commerce::name_of(remedy.kind)}, {"units", remedy.units}};
  if (remedy.hold) object["hold"] = remedy.hold->text();
  if (remedy.venue) object["venue"] = remedy.venue->text();
  if (remedy.order) object["order"] = remedy.order->text();
  if (!remedy.booking.empty()) object["booking"] = remedy.booking;
  if (remedy.at) object["at"] = to_rfc3339(*remedy.at);
  return object;
}

json::object conflict_json(const commerce::StockConflict& conflict) {
  json::array remedies;
  for (const auto& remedy : conflict.remedies) remedies.push_back(remedy_json(remedy));
  return {{"venue", conflict.venue.text()},
          {"sku", conflict.sku},
          {"missing", conflict.missing},
          {"since", to_rfc3339(conflict.since)},
          {"remedies", std::move(remedies)}};
}

// GET …/stock/books
Plan list_books(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(
      call, request, store::Role::staff, [call](store::Transaction& transaction, const Member& member) {
        json::array venues;
        json::array slots;
        json::array conflicts;
        for (const auto& book : commerce::venue_books(transaction, member.shop.id))
          venues.push_back(venue_book_json(book));
        for (const auto& book : commerce::slot_books(transaction, member.shop.id, call.now()))
          slots.push_back(slot_book_json(book));
        for (const auto& conflict : commerce::stock_conflicts(transaction, member.shop.id, call.now()))
          conflicts.push_back(conflict_json(conflict));
        return call.answer(200, {{"venues", std::move(venues)},
                                 {"slots", std::move(slots)},
                                 {"conflicts", std::move(conflicts)}});
      });
}

struct Counts {
  std::string take;  ///< names the stocktake: sent again, it changes nothing
  Id venue;
  bool dry_run = false;
  std::string source;
  std::map<std::string, std::int64_t> units;  ///< by SKU
};

// {"id", "venue", "counts": [{"sku", "units"}], "dry_run"?, "source"?}
Read<Counts> read_counts(const http::Request& request) {
  const auto body = read_body(request, false, kLargestCounts);
  if (!body) return body.error();
  MemberReader members(*body, "");
  Counts counts;
  counts.take = members.text("id", 30);
  const std::string venue = members.text("venue", 64);
  counts.dry_run = members.flag("dry_run", false);
  counts.source = members.text("source", 200, "stocktake");
  std::size_t place = 0;
  for (const json::object* each : members.objects("counts", 1, kMostCounts)) {
    const std::string where = fmt::format("counts[{}]", place++);
    MemberReader one(*each, where);
    const std::string sku = to_upper(one.text("sku", 64));
    const std::int64_t units = one.whole("units");
    if (auto problem = one.problem()) return *problem;
    if (units < 0 || units > 1'000'000)
      return Problem::make("invalid-member", "The units are a whole number from 0 to 1000000.",
                           where + ".units");
    if (!counts.units.emplace(sku, units).second)
      return Problem::make("invalid-member", sku + " is counted twice; send one figure for each.",
                           where + ".sku");
  }
  if (auto problem = members.problem()) return *problem;
  const auto id = Id::parse(venue);
  if (!id) return Problem::make("invalid-member", "The shop has no such venue.", "venue");
  counts.venue = *id;
  return counts;
}

std::map<std::string, std::int64_t> there_at(store::Transaction& transaction, commerce::Stock& stock,
                                             const Id& shop, const Id& venue) {
  std::map<std::string, std::int64_t> there;
  for (const auto& level : stock.levels(transaction, shop)) {
    if (level.venue.id == venue) there[level.sku] = level.there();
  }
  return there;
}

// What the books say beside what was counted. Told again, the books say it already.
json::array differences_json(const Counts& counts, const std::map<std::string, std::int64_t>& there) {
  json::array all;
  for (const auto& [sku, units] : counts.units) {
    const auto known = there.find(sku);
    all.push_back(
        json::object{{"sku", sku},
                     {"books", known == there.end() ? json::value(nullptr) : json::value(known->second)},
                     {"counted", units},
                     {"difference", units - (known == there.end() ? 0 : known->second)}});
  }
  return all;
}

// POST …/stock/counts: all of them or none.
Plan post_counts(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto counts = read_counts(request);
  if (!counts) return call.refuse(counts.error());
  const auto post = [call, counts = *counts](store::Transaction& transaction, const Member& member) {
    auto& stock = call.context().services.stock;
    const auto before = there_at(transaction, stock, member.shop.id, counts.venue);
    if (counts.dry_run) {
      return call.answer(200, {{"posted", false}, {"differences", differences_json(counts, before)}});
    }
    for (const auto& [sku, units] : counts.units) {
      commerce::StockStatement said;
      said.shop = member.shop.id;
      said.kind = commerce::StockKind::count;
      said.id = fmt::format("{}-{}", counts.take, sku);
      said.venue = counts.venue;
      said.sku = sku;
      said.units = units;
      said.actor = member.user.name;
      said.source = counts.source;
      const auto told = stock.tell(transaction, said);
      if (!told) return call.refuse(told.error(), false);
    }
    return call.answer(200, {{"posted", true}, {"differences", differences_json(counts, before)}});
  };
  return write_as(call, request, store::Role::staff, post);
}

}  // namespace

void add_stock_book_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/stock/books", list_books);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/stock/counts", post_counts);
}

}  // namespace timeshelf::server::api
