// Sales of devices are taken back: before or after they came, and now and then twice.
#include <algorithm>

#include "tests/simulation/actors/stall.hpp"

namespace timeshelf::simulation {

using commerce::ScanOutcome;

// Somebody brings it back at once, or later; now and then twice.
void device_takes_back(Run& run) {
  std::vector<std::pair<Phone*, const Scanned*>> sales;
  const bool later = run.dice.chance(30);  // only what the shop has already
  for (Phone& phone : run.phones) {
    for (const auto* kept : {&phone.pocket, &phone.brought}) {
      for (const Scanned& each : *kept) {
        if (!each.lease.empty() && !(later && kept == &phone.pocket)) sales.emplace_back(&phone, &each);
      }
    }
  }
  if (sales.empty()) return;
  const auto [phone, sale] = run.dice.one_of(sales);
  const std::int64_t of = sale->seq;
  if (phone->taken_back.contains(of) && !run.dice.chance(20)) return;
  Scanned undone = write_down(run, *phone, {{"action", "void"}, {"of", of}});
  undone.takes_back = of;
  run.trace.say("      {} takes {} back: {}", phone->id.text(), of, undone.seq);
  phone->pocket.push_back(undone);
}

// As it was before, but that the place of who bought several was given away: then fewer are the lease's
// again.
void undo_sale(Run& run, ShopModel& shop, Phone& phone, const SoldOnce& sale, Instant happened_at) {
  const Instant now = run.world.now();
  Promise& promise = shop.promises.at(sale.hold);
  for (commerce::Line& line : promise.lines) {
    line.handed_over = 0;
    line.state = commerce::LineState::due;
  }
  promise.cancelled = true;
  Lent& lent = shop.lent.at(sale.lease);
  SoldSlot& slot = shop.slots.at(lent.slot);
  lent.sold -= sale.leased;
  run.world.read([&](store::Transaction& transaction) {
    transaction.query("SELECT returned FROM leases WHERE shop = $1 AND id = $2", {shop.shop.id, sale.lease},
                      [&](const store::Row& row) {
                        if (lent.is_closed) return;
                        const std::int64_t went = row.integer(0) - lent.returned;
                        const auto home = slot.homes.find(lent.sku);
                        const bool is_counted = home != slot.homes.end() && !home->second.empty();
                        // What is missing at a venue is made good first.
                        require(went == 0 || (went <= sale.leased && (lent.places || is_counted)),
                                "{} of {} units that were taken back are not the lease's again.", went,
                                sale.leased);
                        lent.returned = row.integer(0);
                        if (lent.from_venue) slot.beyond[lent.sku] -= went;
                      });
  });
  if (lent.is_closed && lent.from_venue) slot.beyond[lent.sku] -= sale.leased;
  slot.beyond[lent.sku] -= sale.beyond;
  note_at_stall(shop, phone, slot, lent.sku, -sale.units, -sale.beyond, happened_at, now);
}

std::int64_t void_of(const Phone& phone, std::int64_t sale) {
  for (const auto& [seq, record] : phone.known) {
    if (record.takes_back == sale) return seq;
  }
  return 0;
}

// Once, and only while nobody changed its booking at the counter. It may come before its sale.
ScanOutcome keep_void(Run& run, ShopModel& shop, Phone& phone, const Scanned& record) {
  const std::int64_t of = record.takes_back;
  if (phone.taken_back.contains(of)) return ScanOutcome::rejected;
  const auto sale = phone.sales.find(of);
  if (sale == phone.sales.end()) {
    if (phone.known.contains(of)) return ScanOutcome::rejected;  // it was made after the device was revoked
    phone.taken_back.insert(of);
    return ScanOutcome::applied;
  }
  const Promise& promise = shop.promises.at(sale->second.hold);
  const bool as_it_was = promise.is_booked() && promise.left.front() == sale->second.units &&
                         promise.lines.front().handed_over == sale->second.units &&
                         promise.lines.front().returned == 0;
  if (!as_it_was) return ScanOutcome::rejected;
  phone.taken_back.insert(of);
  undo_sale(run, shop, phone, sale->second, happened_at_of(run, shop, phone, record.seq));
  return ScanOutcome::applied;
}

}  // namespace timeshelf::simulation
