// The day of a shop at a glance: what is on, who comes when, what was taken, and what asks for a decision.
#include <boost/json/array.hpp>
#include <map>

#include "commerce/payments/takings.hpp"
#include "commerce/reports/figures.hpp"
#include "ical/date_time.hpp"
#include "server/api/shelf_event.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::FulfilmentLine;

constexpr std::size_t kLinesAtATime = 500;
constexpr std::size_t kMostLines = 20'000;   // of a day
constexpr std::chrono::days kLookAhead{60};  // for slots that something is wrong with
constexpr std::chrono::days kLookBack{90};   // for money to be given back

commerce::Day today_of(const store::Shop& shop, Instant now) {
  const ical::Zone* found = ical::find_zone(shop.time_zone);
  const ical::Zone& zone = found ? *found : ical::utc_zone();
  const auto date = commerce::day_of(zone, now);
  return commerce::days_in(zone, date, date).front();
}

// Who comes: bookings, and units on their way.
struct Coming {
  std::set<std::string> bookings;
  std::int64_t units = 0;
  std::int64_t handed_over = 0;

  void add(const FulfilmentLine& line) {
    bookings.insert(line.code);
    units += line.line.quantity;
    handed_over += line.line.handed_over;
  }
  void write(json::object& into) const {
    into["bookings"] = bookings.size();
    into["units"] = units;
    into["handed_over"] = handed_over;
  }
};
struct ComingToSlot {
  Coming all;
  std::map<std::int64_t, Coming> windows;  // by when they begin, seconds after the slot's start
};

std::map<Id, ComingToSlot> who_comes(store::Transaction& transaction, const Call& call, const Id& shop,
                                     const commerce::Day& day) {
  std::map<Id, ComingToSlot> coming;
  commerce::FulfilmentQuery query;
  query.from = day.begins;
  query.to = day.ends;
  query.limit = kLinesAtATime;
  for (std::size_t read = 0; read < kMostLines; read += kLinesAtATime) {
    const auto lines = call.context().services.fulfilment.list(transaction, shop, query);
    for (const FulfilmentLine& line : lines) {
      auto& slot = coming[line.line.slot];
      slot.all.add(line);
      if (line.line.window) slot.windows[line.line.window->begins.count()].add(line);
    }
    if (lines.size() < kLinesAtATime) break;
    query.after = commerce::cursor_of(lines.back());
  }
  return coming;
}

json::object slot_of_day(const commerce::Slot& slot, const ComingToSlot& coming, const Call& call) {
  json::array windows;
  for (const commerce::PickupWindow& window : slot.windows) {
    json::object written = window_json(window, slot.starts_at);
    const auto found = coming.windows.find(window.begins.count());
    (found == coming.windows.end() ? Coming{} : found->second).write(written);
    windows.push_back(std::move(written));
  }
  json::object written{{"slot", slot_json(slot, call.links())}, {"windows", std::move(windows)}};
  coming.all.write(written);
  return written;
}

// What its creator would want to know before customers do.
bool asks_for_a_decision(const std::vector<commerce::SaleObstacle>& check) {
  using Kind = commerce::SaleObstacle::Kind;
  return std::any_of(check.begin(), check.end(), [](const auto& obstacle) {
    return obstacle.kind == Kind::unreadable || obstacle.kind == Kind::nothing ||
           obstacle.kind == Kind::no_price || obstacle.kind == Kind::no_stock;
  });
}

json::array troubled_slots(const std::vector<commerce::Slot>& slots, const Call& call) {
  json::array troubled;
  for (const commerce::Slot& slot : slots) {
    if (slot.ends_at <= call.now() || slot.state == commerce::SlotState::off) continue;
    const auto check = commerce::check_sale(slot, call.now(), true);
    if (asks_for_a_decision(check))
      troubled.push_back({{"slot", slot_json(slot, call.links())}, {"check", obstacles_json(check)}});
  }
  return troubled;
}

json::object day_json(store::Transaction& transaction, const Call& call, const store::Shop& shop) {
  const commerce::Day day = today_of(shop, call.now());
  const auto slots = call.engine().list_slots(transaction, shop.id, day.begins, day.ends + kLookAhead);
  auto coming = who_comes(transaction, call, shop.id, day);
  json::array today;
  for (const commerce::Slot& slot : slots) {
    if (slot.starts_at < day.ends) today.push_back(slot_of_day(slot, coming[slot.id], call));
  }
  json::array refunds;
  for (const auto& open : commerce::refunds_to_give(transaction, shop.id, call.now() - kLookBack)) {
    const Money owed = open.balance.owed();
    refunds.push_back({{"booking", open.code}, {"amount", money_json({-owed.minor, owed.currency})}});
  }
  json::array takings;
  for (const auto& each : commerce::takings_between(transaction, shop.id, day.begins, day.ends))
    takings.push_back({{"taken", money_json(each.taken)}, {"given_back", money_json(each.given_back)}});
  const auto sales = commerce::sales_by_day(transaction, shop.id, {day}, std::nullopt);
  return {{"date", commerce::name_of(day)}, {"from", to_rfc3339(day.begins)},
          {"to", to_rfc3339(day.ends)},     {"bookings_made", sales.front().bookings},
          {"slots", std::move(today)},      {"troubled", troubled_slots(slots, call)},
          {"refunds", std::move(refunds)},  {"takings", std::move(takings)}};
}

// GET …/today
Plan show_today(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::reader,
                 [call](store::Transaction& transaction, const Member& member) {
                   return call.answer(200, day_json(transaction, call, member.shop));
                 });
}

}  // namespace

void add_today_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/today", show_today);
}

}  // namespace timeshelf::server::api
