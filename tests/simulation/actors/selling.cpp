// Devices sell from their leases while they are cut off; their sales come late, twice and in any order
// (scanning.cpp brings them). What has to come of them is said here anew, from docs/devices.md.
#include <algorithm>

#include "tests/simulation/actors/stall.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::ScanOutcome;

struct SaleRow {
  Id hold, booking;
  std::string code, tier;
  Instant expires_at, happened_at;
};

SaleRow read_sale(Run& run, const ShopModel& shop, const Phone& phone, std::int64_t seq) {
  std::optional<SaleRow> found;
  run.world.read([&](store::Transaction& transaction) {
    found = transaction.first(
        "SELECT b.hold, b.id, b.code, h.expires_at, l.tier, c.happened_at FROM device_sales s "
        "JOIN scans c ON c.shop = s.shop AND c.device = s.device AND c.seq = s.seq "
        "JOIN bookings b ON b.shop = s.shop AND b.id = s.booking JOIN holds h ON h.shop = b.shop "
        "AND h.id = b.hold JOIN lines l ON l.shop = b.shop AND l.hold = b.hold WHERE s.shop = $1 "
        "AND s.device = $2 AND s.seq = $3",
        {shop.shop.id, phone.id, seq}, [](const store::Row& row) {
          return SaleRow{row.id(0), row.id(1), row.string(2), row.string(4), row.instant(3), row.instant(5)};
        });
  });
  require(found.has_value(), "Sale {} of {} is not in the books.", seq, phone.id.text());
  return *found;
}

}  // namespace

// It goes by what it believes to have, mostly, whatever became of its leases meanwhile.
void device_sells(Run& run) {
  enrol_phones(run);
  std::vector<Phone*> able;
  for (Phone& each : run.phones) {
    if (std::any_of(each.left.begin(), each.left.end(), [](const auto& one) { return one.second > 0; }))
      able.push_back(&each);
  }
  if (able.empty()) return;
  Phone& phone = *run.dice.one_of(able);
  const ShopModel& shop = run.shops[phone.shop];
  for (auto& [id, left] : phone.left) {
    if (left == 0) continue;
    std::int64_t units = run.dice.between(1, left);
    left -= units;
    if (left == 0 && run.dice.chance(15)) units += run.dice.between(1, 3);  // it sells more than it was lent
    const std::int64_t minor = shop.lent.at(id).prices.begin()->second.minor;
    Scanned sale = write_down(
        run, phone,
        {{"action", "sale"},
         {"paid", run.dice.chance(50) ? "cash" : "card"},
         {"lines", boost::json::array{{{"lease", id.text()}, {"units", units}, {"minor", minor}}}}});
    sale.lease = id;
    sale.units = units;
    sale.minor = minor;
    phone.pocket.push_back(sale);
    run.trace.say("      {} sells {}: {} of lease {}", phone.id.text(), sale.seq, units, id.text());
    return;
  }
}

// What went or came at the stall is put among what was told of its venue when it happened; elsewhere, or of
// what nobody counts, when the books heard of it.
void note_at_stall(ShopModel& shop, const Phone& phone, const SoldSlot& slot, const std::string& sku,
                   std::int64_t units, std::int64_t beyond, Instant happened_at, Instant now) {
  if (sku == "SEAT") return;
  const auto home = slot.homes.find(sku);
  const auto pool = shop.told.find({phone.venue, sku});
  if (home != slot.homes.end() && home->second == phone.venue.text()) {
    if (pool != shop.told.end()) pool->second.push_back({happened_at, "", false, -units});
    return;
  }
  if (units > 0)
    shop.note_departure(slot, sku, units - beyond,
                        home == slot.homes.end() || home->second.empty() ? happened_at : now);
  else if (home != slot.homes.end() && !home->second.empty())
    shop.note_at(shop.told[{Id::trusted(home->second), sku}], beyond - units, now);
  if (beyond != 0 && pool != shop.told.end()) shop.note_at(pool->second, -beyond, now);
}

// Of the units those that the lease never had, whatever became of it.
std::int64_t never_lent(const Phone& phone, const Scanned& sale, const Lent& lent) {
  std::int64_t sold = 0;
  for (const auto& [seq, before] : phone.sales) {
    if (before.lease == sale.lease && !phone.taken_back.contains(seq)) sold += before.units;
  }
  return std::max<std::int64_t>(sale.units - std::max(lent.units - sold, lent.left()), 0);
}

// It has happened: what the lease lacks because it went back comes from what is free, and the rest from
// nobody. What was never lent is missing where somebody counts; elsewhere it was among what is free.
ScanOutcome keep_sale(Run& run, ShopModel& shop, Phone& phone, const Scanned& sale) {
  const Instant now = run.world.now();
  Lent& lent = shop.lent.at(sale.lease);
  SoldSlot& slot = shop.slots.at(lent.slot);
  shop.sweep(now);
  const std::int64_t leased = std::min(sale.units, lent.left());
  const std::int64_t surplus = never_lent(phone, sale, lent);
  const bool is_counted = lent.sku != "SEAT" && shop.told.contains({phone.venue, lent.sku});
  const std::int64_t free = std::min(sale.units - leased - (is_counted ? surplus : 0),
                                     std::max<std::int64_t>(shop.free(slot, lent.sku, now), 0));
  const std::int64_t beyond = sale.units - leased - free;
  // One place for who buys, however much: of those that were lent with it, or one that is free.
  const bool has_place = lent.places && leased + shop.free(slot, "SEAT", now) > 0;
  lent.sold += leased;
  slot.beyond[lent.sku] += beyond;
  slot.given[lent.sku] += beyond;

  const SaleRow row = read_sale(run, shop, phone, sale.seq);
  const Currency currency = *Currency::parse(lent.currency);
  commerce::Line line{lent.slot, lent.sku, sale.units, Money{sale.minor, currency}, row.tier, "PICKUP"};
  line.tax_rate = lent.tax_rate;
  const std::int64_t amount = sale.minor * sale.units;
  line.tax = half_up(amount * lent.tax_rate, 10'000 + lent.tax_rate);
  line.state = commerce::LineState::handed_over;
  line.handed_over = sale.units;
  Promise promise;
  promise.id = row.hold;
  promise.currency = lent.currency;
  promise.expires_at = row.expires_at;
  promise.lines = {line};
  promise.left = {sale.units};
  promise.units = {{{lent.slot, lent.sku}, sale.units}};
  if (has_place) promise.units[{lent.slot, "SEAT"}] = 1;
  promise.state = Promise::State::confirmed;
  promise.booking = row.booking;
  promise.booking_code = row.code;
  shop.promises[row.hold] = std::move(promise);
  phone.sales[sale.seq] = {row.hold, sale.lease, sale.units, leased, beyond};
  note_at_stall(shop, phone, slot, lent.sku, sale.units, beyond, row.happened_at, now);
  if (phone.taken_back.contains(sale.seq))
    undo_sale(run, shop, phone, phone.sales.at(sale.seq),
              happened_at_of(run, shop, phone, void_of(phone, sale.seq)));
  return beyond > 0 || surplus > 0 ? ScanOutcome::conflict : ScanOutcome::applied;
}

}  // namespace timeshelf::simulation
