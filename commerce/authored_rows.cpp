#include "commerce/authored_rows.hpp"

#include "commerce/change_rows.hpp"

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
  if (!terms.fulfilment.empty()) write_fulfilments(transaction, row, terms, clock);
  if (terms.cancel) set_cancel_time(transaction, row.slot.shop, row.slot.id, clock.at(*terms.cancel));
}

}  // namespace timeshelf::commerce
