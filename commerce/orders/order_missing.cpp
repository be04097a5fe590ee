// What was promised and is not there, ordered at once.
#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>

#include "commerce/orders/order_rows.hpp"
#include "commerce/orders/orders.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/stock/stock_book.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

using Code = OrderError::Code;

// More was promised at a venue than is there.
struct Shortage {
  std::int64_t missing = 0;
  std::int64_t promised = 0;
  std::int64_t there = 0;
  std::int64_t in_transit = 0;
};

Shortage shortage_of(store::Transaction& transaction, const Id& shop, const Id& venue,
                     const std::string& sku) {
  for (const VenueBook& book : venue_books(transaction, shop)) {
    if (book.venue != venue || book.sku != sku) continue;
    const std::int64_t promised = book.figures.sold + book.figures.held;
    return {book.figures.missing, promised, promised - book.figures.missing, book.figures.in_transit};
  }
  return {};
}

// It says nothing of tomorrow: so many are promised, and so many are there.
std::string shortage_reasons(const Shortage& short_of, std::int64_t units) {
  return boost::json::serialize(boost::json::object{{"demand", short_of.promised},
                                                    {"low", short_of.promised},
                                                    {"high", short_of.promised},
                                                    {"booked", short_of.promised},
                                                    {"there", short_of.there},
                                                    {"ratio", 1},
                                                    {"ideal", units},
                                                    {"gain", 0},
                                                    {"bound", "none"},
                                                    {"past_slots", 0},
                                                    {"missing", short_of.missing}});
}

// What is on its way counts as there: two who look at the same shortage order it once.
std::optional<OrderError> refuse_beyond(const Shortage& short_of, std::int64_t units) {
  if (short_of.missing == 0)
    return order_error(Code::not_missing, "All that was promised there is there. Look at the stock again.");
  const std::int64_t lacking = std::max<std::int64_t>(short_of.missing - short_of.in_transit, 0);
  if (units <= lacking) return std::nullopt;
  if (lacking == 0)
    return order_error(Code::not_missing,
                       fmt::format("{} are missing there, and {} are on their way already. Take them in when "
                                   "they come.",
                                   short_of.missing, short_of.in_transit));
  return order_error(Code::not_missing,
                     short_of.in_transit == 0
                         ? fmt::format("{} are missing there, and no more. Order at most these.", lacking)
                         : fmt::format("{} are missing there, and {} are on their way. Order at most {}.",
                                       short_of.missing, short_of.in_transit, lacking));
}

}  // namespace

Ordered<Order> Orders::order_missing(store::Transaction& transaction, const store::Shop& shop,
                                     const std::string& id, const Id& venue, const std::string& sku,
                                     std::int64_t units, std::string_view actor) {
  if (units < 1 || units > kMostOrdered)
    return order_error(Code::invalid, fmt::format("An order has from 1 to {} units.", kMostOrdered), "units");
  if (!load_venue(transaction, shop.id, venue))
    return order_error(Code::unknown_venue, "The shop has no such venue.", "venue");
  if (!has_product(transaction, shop.id, sku))
    return order_error(Code::unknown_product, fmt::format("The shop has no product {}.", sku), "sku");
  const std::string run = "missing-" + id;
  if (auto known = load_order_of_run(transaction, shop.id, venue, sku, run)) return std::move(*known);
  const Shortage short_of = shortage_of(transaction, shop.id, venue, sku);
  if (auto refused = refuse_beyond(short_of, units)) return *refused;
  const Instant now = clock_.now();
  const auto slot = selling_next(transaction, shop.id, venue, sku, now);
  if (!slot)
    return order_error(
        Code::not_missing,
        "No coming slot sells it there. Tell of the delivery when it comes, or move some over.");
  const auto currency = Currency::parse(shop.currency);
  if (!currency) return order_error(Code::invalid, "The shop's currency is none that is known.", "sku");
  const auto terms = load_supply_terms(transaction, shop.id, venue, sku);
  Order order{shop.id,
              Id::make(now, random_),
              venue,
              sku,
              slot->id,
              run,
              OrderState::draft,
              units,
              Money{terms ? terms->cost : 0, *currency},
              shortage_reasons(short_of, units),
              slot->starts_at - std::chrono::days(terms ? terms->lead_days : 0),
              std::nullopt,
              now};
  if (!insert_order(transaction, order))
    return order_error(Code::decided, "Another order has this id. Give this one its own.");
  return approve(transaction, shop, order.id, actor);
}

}  // namespace timeshelf::commerce
