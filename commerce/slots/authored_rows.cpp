#include "commerce/slots/authored_rows.hpp"

#include "commerce/bookings/change_rows.hpp"

namespace timeshelf::commerce {
namespace {

using ical::ShelfTerms;

void write_prices(store::Transaction& transaction, const SlotRow& row, const ShelfTerms& terms,
                  const SlotClock& clock) {
  transaction.execute("DELETE FROM prices WHERE shop = $1 AND slot = $2", {row.slot.shop, row.slot.id});
  std::int64_t position = 0;
  for (const auto& price : terms.prices) {
    transaction.execute(
        "INSERT INTO prices (shop, slot, position, sku, tier, until_at, quantity, minor, currency) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {row.slot.shop, row.slot.id, position++, price.sku, price.tier, clock.at(price.until), price.quantity,
         price.amount.minor, price.amount.currency.code()});
  }
}

void write_fulfilments(store::Transaction& transaction, const SlotRow& row, const ShelfTerms& terms,
                       const SlotClock& clock) {
  static constexpr std::string_view kNames[] = {"PICKUP", "DELIVERY", "SAME-DAY", "DIGITAL"};
  transaction.execute("DELETE FROM fulfilments WHERE shop = $1 AND slot = $2", {row.slot.shop, row.slot.id});
  std::int64_t position = 0;
  for (const auto& fulfilment : terms.fulfilment) {
    const auto fee = fulfilment.fee ? std::optional(fulfilment.fee->minor) : std::nullopt;
    transaction.execute(
        "INSERT INTO fulfilments (shop, slot, position, kind, fee, currency, cut_off) VALUES ($1, $2, $3, "
        "$4, $5, $6, $7)",
        {row.slot.shop, row.slot.id, position++, kNames[static_cast<int>(fulfilment.kind)], fee,
         fulfilment.fee ? fulfilment.fee->currency.code() : std::string_view(""),
         clock.at(fulfilment.cut_off)});
  }
}

// The sentence behind a SKU that was sold before it exists, until it is in stock.
void write_preorders(store::Transaction& transaction, const SlotRow& row, const ShelfTerms& terms) {
  if (!terms.preorders.empty()) {
    transaction.execute("DELETE FROM preorders WHERE shop = $1 AND slot = $2", {row.slot.shop, row.slot.id});
  }
  for (const auto& stock : terms.stock) {
    transaction.execute("DELETE FROM preorders WHERE shop = $1 AND slot = $2 AND sku = $3",
                        {row.slot.shop, row.slot.id, stock.sku});
  }
  for (const auto& preorder : terms.preorders) {
    transaction.execute("INSERT INTO preorders (shop, slot, sku, promised) VALUES ($1, $2, $3, $4)",
                        {row.slot.shop, row.slot.id, preorder.sku, preorder.units});
  }
}

void write_openings(store::Transaction& transaction, const SlotRow& row, const ShelfTerms& terms,
                    const SlotClock& clock) {
  transaction.execute("DELETE FROM openings WHERE shop = $1 AND slot = $2", {row.slot.shop, row.slot.id});
  for (const auto& opening : terms.early) {
    transaction.execute(
        "INSERT INTO openings (shop, slot, audience, opens_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (shop, slot, audience) DO UPDATE SET opens_at = excluded.opens_at",
        {row.slot.shop, row.slot.id, opening.audience, clock.at(opening.at)});
  }
}

}  // namespace

Instant SlotClock::at(const ical::Moment& moment) const {
  if (const auto* duration = std::get_if<ical::Duration>(&moment)) {
    // Days by the wall clock, hours exactly (RFC 5545 3.3.6), also where the clocks change between.
    return ical::to_instant(ical::add(start, {duration->days, {}}), zones, zone) + duration->seconds;
  }
  return ical::to_instant(std::get<ical::DateTime>(moment), zones, zone);
}

std::optional<Instant> SlotClock::at(const std::optional<ical::Moment>& moment) const {
  return moment ? std::optional(at(*moment)) : std::nullopt;
}

void set_terms(SlotRow& row, const ical::AuthoredTerms& authored, const SlotClock& clock) {
  const ShelfTerms& terms = authored.terms;
  row.switched_off = terms.off;
  if (terms.seats) row.slot.seats = terms.seats;
  if (terms.limit) row.slot.limit = terms.limit;
  if (terms.opens) row.slot.opens_at = clock.at(*terms.opens);
  if (terms.closes) row.slot.closes_at = clock.at(*terms.closes);
  if (!terms.drop.empty()) row.slot.drop = terms.drop;
  if (!terms.bundle.empty()) row.slot.bundle = terms.bundle;
  if (terms.queue) row.slot.queue_rate = *terms.queue;
  if (terms.staffing) {
    row.staffing = {terms.staffing->people, terms.staffing->per_bookings, terms.staffing->at_least,
                    terms.staffing->set_up, terms.staffing->tear_down};
  }
  if (!authored.lines.empty()) {
    row.authored.clear();
    for (const auto& line : authored.lines) row.authored += line.bytes();
  }
}

void write_terms(store::Transaction& transaction, const SlotRow& row, const ShelfTerms& terms,
                 const SlotClock& clock) {
  if (!terms.prices.empty()) write_prices(transaction, row, terms, clock);
  write_preorders(transaction, row, terms);
  if (!terms.early.empty()) write_openings(transaction, row, terms, clock);
  if (!terms.fulfilment.empty()) write_fulfilments(transaction, row, terms, clock);
  if (terms.cancel) set_cancel_time(transaction, row.slot.shop, row.slot.id, clock.at(*terms.cancel));
}

}  // namespace timeshelf::commerce
