// What forecasts ask for, as drafts.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <set>

#include "commerce/letters/letters.hpp"
#include "commerce/orders/order_entry.hpp"
#include "commerce/orders/orders.hpp"
#include "commerce/stock/capacity.hpp"
#include "commerce/venues.hpp"
#include "insight/forecast/newsvendor.hpp"
#include "insight/forecast/updated.hpp"

namespace timeshelf::commerce {

// What is worth ordering for one slot.
struct Orders::Need {
  SupplyTerms supply;
  insight::Quantity quantity;
  std::int64_t there = 0;  ///< in the slot, and at its venue or on its way there for it
  Instant order_by;
};

// What a run looked at.
struct Orders::Looked {
  std::set<Id> slots;
  std::set<std::pair<Id, std::string>> asked_for;  ///< slots and what they sell: their drafts follow
};

namespace {

using std::chrono::days;

struct OnItsWay {
  Instant comes_at;
  std::int64_t units = 0;
};

struct Goods {
  std::int64_t free = 0;         ///< on hand, in no slot
  std::int64_t there = 0;        ///< all that the venue keeps
  std::vector<OnItsWay> coming;  ///< soonest first

  std::int64_t coming_by(Instant when) const {
    std::int64_t units = 0;
    for (const OnItsWay& each : coming) units += each.comes_at <= when ? each.units : 0;
    return units;
  }
};

std::string_view name_of(insight::Bound bound) {
  switch (bound) {
    case insight::Bound::earns_nothing:
      return "earns-nothing";
    case insight::Bound::enough:
      return "enough";
    case insight::Bound::least_order:
      return "least-order";
    case insight::Bound::room:
      return "room";
    case insight::Bound::budget:
      return "budget";
    case insight::Bound::none:
      break;
  }
  return "none";
}

std::string reasons_of(const Forecast& forecast, const insight::Quantity& quantity, std::int64_t there) {
  return boost::json::serialize(boost::json::object{{"demand", std::round(forecast.mean * 10) / 10},
                                                    {"low", forecast.low},
                                                    {"high", forecast.high},
                                                    {"booked", forecast.booked},
                                                    {"there", there},
                                                    {"ratio", std::round(quantity.ratio * 100) / 100},
                                                    {"ideal", quantity.ideal},
                                                    {"gain", std::llround(quantity.gain)},
                                                    {"bound", name_of(quantity.bound)},
                                                    {"past_slots", forecast.past.slots.size()}});
}

insight::OrderTerms terms_of(const SupplyTerms& terms, const Offer& offer, const Goods& goods) {
  insight::OrderTerms order;
  order.unit = {offer.price->minor, terms.cost, terms.salvage, 0, 0};
  order.pack = terms.pack;
  order.least = terms.least;
  if (terms.room)
    order.room = std::max<std::int64_t>(0, *terms.room - goods.there - goods.coming_by(Instant::max()));
  order.budget = terms.budget;
  return order;
}

std::map<Pool, SupplyTerms> supplies_of(store::Transaction& transaction, const Id& shop) {
  std::map<Pool, SupplyTerms> supplies;
  for (SupplyTerms& terms : load_supply_terms(transaction, shop)) {
    const Pool pool{terms.venue, terms.sku};
    supplies[pool] = std::move(terms);
  }
  return supplies;
}

std::map<Pool, Goods> goods_of(store::Transaction& transaction, const Id& shop, Stock& stock) {
  std::map<Pool, Goods> goods;
  for (const StockLevel& level : stock.levels(transaction, shop))
    goods[Pool{level.venue.id, level.sku}] = {level.on_hand, level.there(), {}};
  // Without terms nobody knows when it comes: it counts as if it came at once, lest it be ordered again.
  for (const Order& order : load_open_orders(transaction, shop)) {
    if (order.expected() == 0) continue;
    goods[Pool{order.venue, order.sku}].coming.push_back(
        {order.comes_at.value_or(order.made_at), order.expected()});
  }
  for (auto& [pool, here] : goods)
    std::stable_sort(here.coming.begin(), here.coming.end(),
                     [](const OnItsWay& a, const OnItsWay& b) { return a.comes_at < b.comes_at; });
  return goods;
}

// An assumption orders nothing, and margins are known in one currency only.
bool is_grounds(const Forecast& forecast, const std::optional<Currency>& currency) {
  return currency && forecast.standstill == Standstill::none && forecast.past.likeness != Likeness::none &&
         forecast.offer.price && forecast.offer.price->currency == *currency;
}

insight::Remaining demand_of(const Forecast& forecast) {
  return {insight::updated(forecast.learned, forecast.evidence), forecast.ahead};
}

// What a slot that starts then will need of the pool is not there for the next; what comes later it cannot
// need.
void take(Goods& goods, std::int64_t wanted, Instant starts_at) {
  std::int64_t needed = std::max<std::int64_t>(wanted, 0);
  const auto some_of = [&](std::int64_t& units) {
    const std::int64_t taken = std::clamp<std::int64_t>(units, 0, needed);
    units -= taken;
    needed -= taken;
  };
  some_of(goods.free);
  for (OnItsWay& each : goods.coming) {
    if (each.comes_at <= starts_at) some_of(each.units);
  }
}

// Whether a forecast of the coming days may yet ask for goods of that slot.
bool is_to_come(const Slot& slot, const std::string& sku, Instant now) {
  const bool stands = slot.state != SlotState::cancelled && slot.state != SlotState::off;
  const bool sells = std::any_of(slot.offers.begin(), slot.offers.end(),
                                 [&](const Offer& offer) { return offer.sku == sku; });
  return stands && sells && slot.starts_at > now && slot.starts_at < now + kOrderedAhead;
}

void write_to_owners(store::Transaction& transaction, const EngineOptions& options, const store::Shop& shop,
                     const Order& order, const Slot& slot, const std::string& supplier, Instant now,
                     Random& random) {
  if (options.mail_from.empty()) return;
  for (const store::User& user : store::list_users(transaction)) {
    if (user.shop != shop.id || user.role != store::Role::owner || user.email.empty()) continue;
    Letter letter = order_letter(order, slot, supplier, shop, options.base_url);
    letter.id = Id::make(now, random);
    letter.recipient = user.email;
    letter.recipient_name = user.display_name;
    letter.organizer = options.mail_from;
    post(transaction, letter, now);
  }
}

}  // namespace

void Orders::propose(store::Transaction& transaction, const store::Shop& shop,
                     const std::vector<Forecast>& forecasts) {
  const auto supplies = supplies_of(transaction, shop.id);
  if (supplies.empty()) return;
  const auto venues = load_venues(transaction, shop.id);
  const auto currency = Currency::parse(shop.currency);
  auto goods = goods_of(transaction, shop.id, stock_);
  Looked looked;
  for (const Forecast& forecast : forecasts) {
    looked.slots.insert(forecast.slot.id);
    const Venue* venue = venue_named(venues, forecast.slot.location);
    if (!venue || !is_grounds(forecast, currency)) continue;
    const Pool pool{venue->id, forecast.offer.sku};
    const auto supply = supplies.find(pool);
    if (supply == supplies.end()) continue;
    const Instant starts_at = forecast.slot.starts_at;
    Goods& here = goods[pool];
    Need need{supply->second,
              {},
              forecast.left() + here.free + here.coming_by(starts_at),
              starts_at - days(supply->second.lead_days)};
    const insight::Remaining demand = demand_of(forecast);
    need.quantity = insight::order_quantity(demand, need.there, terms_of(need.supply, forecast.offer, here));
    take(here, demand.quantile(0.5) + need.quantity.ideal - forecast.left(), starts_at);
    looked.asked_for.emplace(forecast.slot.id, forecast.offer.sku);
    draft(transaction, shop, forecast, need);
  }
  call_off_others(transaction, shop, looked);
}

void Orders::draft(store::Transaction& transaction, const store::Shop& shop, const Forecast& forecast,
                   const Need& need) {
  const Instant now = clock_.now();
  const std::int64_t units = now <= need.order_by ? need.quantity.units : 0;
  std::int64_t declined = 0;
  std::string run = fmt::format("{:%F}", std::chrono::floor<std::chrono::seconds>(now));
  for (Order& order : load_orders_of(transaction, shop.id, forecast.slot.id, forecast.offer.sku)) {
    const bool is_draft = order.state == OrderState::draft;
    if (order.venue != need.supply.venue) {  // the slot was moved
      if (is_draft) call_off(transaction, shop, order);
      if (order.run == run) run += " " + need.supply.venue.string();
      continue;
    }
    if (is_draft) return redraft(transaction, shop, order, forecast, need, units);
    if (order.state == OrderState::declined) declined = std::max(declined, order.units);
  }
  if (units <= declined) return;
  Order order{shop.id,
              Id::make(now, random_),
              need.supply.venue,
              forecast.offer.sku,
              forecast.slot.id,
              std::move(run),
              OrderState::draft,
              units,
              Money{need.supply.cost, forecast.offer.price->currency},
              reasons_of(forecast, need.quantity, need.there),
              need.order_by,
              std::nullopt,
              now};
  if (!insert_order(transaction, order)) return;  // decided today
  follow(transaction, shop, order, "order.drafted", "timeshelf");
  if (need.supply.by_itself && order.units * need.supply.cost <= *need.supply.by_itself)
    (void)approve(transaction, shop, order.id, "timeshelf");
  else
    write_to_owners(transaction, engine_.options(), shop, order, forecast.slot, need.supply.supplier, now,
                    random_);
}

// It follows the forecast, the slot's time and the terms; nothing to order any more, or not in time, and it
// is cancelled.
void Orders::redraft(store::Transaction& transaction, const store::Shop& shop, Order& order,
                     const Forecast& forecast, const Need& need, std::int64_t units) {
  if (units == 0) return call_off(transaction, shop, order);
  const Money cost{need.supply.cost, forecast.offer.price->currency};
  if (order.units == units && order.cost == cost && order.order_by == need.order_by) return;
  order.units = units;
  order.cost = cost;
  order.order_by = need.order_by;
  order.reasons = reasons_of(forecast, need.quantity, need.there);
  update_order(transaction, order);
  follow(transaction, shop, order, "order.changed", "timeshelf");
}

void Orders::call_off(store::Transaction& transaction, const store::Shop& shop, Order& order) {
  order.state = OrderState::cancelled;
  update_order(transaction, order);
  follow(transaction, shop, order, "order.cancelled", "timeshelf");
}

// Drafts that no forecast asks for: of slots that were looked at, and of those that nobody will look at
// again, as they are over, called off or far away by now.
void Orders::call_off_others(store::Transaction& transaction, const store::Shop& shop, const Looked& looked) {
  std::vector<Order> others = load_open_orders(transaction, shop.id);
  std::erase_if(others, [&](const Order& order) {
    return order.state != OrderState::draft || looked.asked_for.contains({order.slot, order.sku});
  });
  for (Order& order : others) {
    const auto slot = looked.slots.contains(order.slot) ? std::nullopt
                                                        : engine_.find_slot(transaction, shop.id, order.slot);
    if (!slot || !is_to_come(*slot, order.sku, clock_.now())) call_off(transaction, shop, order);
  }
}

}  // namespace timeshelf::commerce
