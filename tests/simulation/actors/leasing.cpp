// Devices take leases, return what is unsold and are called back. What has to come of them is said here anew,
// from docs/devices.md.
#include <algorithm>

#include "tests/simulation/actors/stall.hpp"

namespace timeshelf::simulation {
namespace {

using Why = Refusal::Code;

constexpr std::chrono::hours kRecordsFollow{2};
constexpr std::chrono::seconds kBack{10};  // so far a clock is set back now and then

bool has_no_price(const ShopModel& shop, const SoldSlot& slot, const std::string& sku, Instant now) {
  return !shop.step_of(slot, sku, now, shop.taken(slot.id, sku, now)).has_value();
}

std::int64_t in_no_slot(Run& run, const ShopModel& shop, const Id& venue, const std::string& sku) {
  std::int64_t units = 0;
  run.world.read([&](store::Transaction& transaction) {
    transaction.query(
        "SELECT credits_posted - debits_posted FROM accounts WHERE shop = $1 AND kind = 'on-hand' "
        "AND place = $2 AND sku = $3",
        {shop.shop.id, venue, sku}, [&](const store::Row& row) { units = row.integer(0); });
  });
  return units;
}

Reasons why_not(Run& run, const ShopModel& shop, const Phone& phone, const commerce::LeaseCommand& wanted,
                Instant now) {
  Reasons reasons;
  const SoldSlot& slot = shop.slots.at(wanted.slot);
  if (phone.revoked_at) reasons.insert(Why::device_revoked);
  const auto* venue = shop.venue_of(slot.location);
  if (!venue || venue->id != phone.venue) reasons.insert(Why::not_on_sale);
  if (wanted.units < 1) reasons.insert(Why::invalid_quantity);
  if (now >= slot.ends_at) reasons.insert(Why::too_late);
  if (slot.cancelled || slot.stopped || slot.off) reasons.insert(Why::not_on_sale);
  const auto home = slot.homes.find(wanted.sku);
  const bool is_home = home != slot.homes.end() && home->second == phone.venue.text();
  if (wanted.from_venue && !is_home) reasons.insert(Why::not_on_sale);
  if (!slot.sells(wanted.sku)) {
    reasons.insert(Why::unknown_sku);
    return reasons;
  }
  if (slot.preorders.contains(wanted.sku)) reasons.insert(Why::not_on_sale);
  if (has_no_price(shop, slot, wanted.sku, now)) reasons.insert(Why::not_on_sale);
  const std::int64_t free = wanted.from_venue ? in_no_slot(run, shop, phone.venue, wanted.sku)
                                              : shop.for_all(slot, wanted.sku, now);
  if (free < wanted.units) reasons.insert(Why::sold_out);
  // Each unit may have a buyer of its own, who takes a place where those are counted.
  if (slot.seats && wanted.sku != "SEAT" && shop.for_all(slot, "SEAT", now) < wanted.units)
    reasons.insert(Why::sold_out);
  return reasons;
}

std::int64_t with_tax(const ShopModel& shop, std::int64_t minor, std::int64_t rate) {
  return minor + (shop.tax_on_top ? shop.tax_of(minor, rate) : 0);
}

// The price of now, and each that follows by time alone.
void agree_on_prices(const ShopModel& shop, const SoldSlot& slot, const commerce::Lease& lease,
                     std::int64_t taken) {
  for (const auto& price : lease.prices) {
    const auto step = shop.step_of(slot, lease.sku, price.from, taken, std::string(lease.currency.code()));
    require(step && with_tax(shop, step->minor, lease.tax_rate) == price.minor && step->tier == price.tier,
            "A lease of {} of {} costs {} from {} on.", lease.sku, slot.event, price.minor,
            to_rfc3339(price.from));
  }
}

void keep_lease(ShopModel& shop, Phone& phone, const commerce::Lease& lease) {
  Lent lent;
  lent.slot = lease.slot;
  lent.sku = lease.sku;
  lent.units = lease.units;
  lent.expires_at = lease.expires_at;
  lent.tax_rate = lease.tax_rate;
  lent.currency = lease.currency.code();
  lent.from_venue = lease.from_venue;
  lent.places = shop.slots.at(lease.slot).seats && lease.sku != "SEAT";
  require(lent.places == lease.places, "A lease of {} {} places.", lease.sku,
          lease.places ? "takes" : "takes no");
  if (lent.from_venue) shop.slots.at(lease.slot).beyond[lease.sku] += lease.units;
  for (const auto& price : lease.prices)
    lent.prices[price.from] = {price.tier, {}, {}, price.minor, lent.currency};
  shop.lent[lease.id] = lent;
  phone.left[lease.id] = lease.units;
}

// What has run out goes back first: what is there then may stop a slot that is short of something, and that
// is for the engine to say (SoldSlot::stopped), before a lease is asked for.
bool tidy_up(Run& run) {
  const Ending ending = run.write([&](store::Transaction& transaction) {
    run.world.services().engine.expiring_holds().run(transaction, 10'000);
    return true;
  });
  if (!ending.happened) return false;
  for (ShopModel& shop : run.shops) shop.sweep(run.world.now());
  return true;
}

bool take(Run& run, Phone& phone) {
  ShopModel& shop = run.shops[phone.shop];
  const bool anywhere = run.dice.chance(8);
  std::vector<Id> slots;
  for (const auto& [id, slot] : shop.slots) {
    const auto* venue = shop.venue_of(slot.location);
    const bool is_here = venue && venue->id == phone.venue && slot.ends_at > run.world.now();
    if (anywhere || is_here) slots.push_back(id);
  }
  if (slots.empty()) return false;
  commerce::LeaseCommand wanted;
  wanted.shop = shop.shop.id;
  wanted.slot = run.dice.one_of(slots);
  const SoldSlot& slot = shop.slots.at(wanted.slot);
  std::vector<std::string> skus;
  if (slot.given.empty() || run.dice.chance(8)) skus.emplace_back("SEAT");
  for (const auto& [sku, units] : slot.given) skus.push_back(sku);
  wanted.sku = run.dice.one_of(skus);
  wanted.units = run.dice.between(run.dice.chance(4) ? 0 : 1, 3);
  wanted.lasts = std::chrono::minutes(run.dice.between(30, 72 * 60));
  wanted.from_venue = run.dice.chance(15);
  wanted.nonce = fmt::format("the-lease-number-{}-{}", phone.left.size(), phone.last_seq);
  if (!tidy_up(run)) return true;
  read_given(run, shop);
  run.world.read([&](store::Transaction& transaction) { read_obstacles(transaction, shop); });
  const Instant now = run.world.now();
  const Reasons reasons = why_not(run, shop, phone, wanted, now);
  const std::int64_t taken = shop.taken(wanted.slot, wanted.sku, now);
  std::optional<commerce::Decided<commerce::LeaseTaken>> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    auto& services = run.world.services();
    answer = services.leases.take(transaction, *services.devices.find(transaction, shop.shop.id, phone.id),
                                  wanted);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return true;
  run.trace.say("      {} leases {} of {} in {} -> {}", phone.id.text(), wanted.units, wanted.sku, slot.event,
                *answer ? "taken" : answer->error().message);
  if (*answer && (*answer)->repeated) return true;
  agree_on(reasons, *answer);
  if (!ending.happened || !*answer) return true;
  shop.sweep(now);  // a refusal writes nothing, this neither
  agree_on_prices(shop, slot, (*answer)->lease, taken);
  keep_lease(shop, phone, (*answer)->lease);
  return true;
}

// The device has brought all, and says what it did not sell; or somebody calls it back whatever it has.
void give_back(Run& run, Phone& phone) {
  ShopModel& shop = run.shops[phone.shop];
  if (phone.left.empty()) return;
  const Id id =
      std::next(phone.left.begin(), run.dice.between(0, static_cast<std::int64_t>(phone.left.size()) - 1))
          ->first;
  const bool called = !phone.pocket.empty() || run.dice.chance(30);
  const bool at_once = called && run.dice.chance(50);
  const Ending ending = run.write([&](store::Transaction& transaction) {
    auto& leases = run.world.services().leases;
    const auto lease = leases.find(transaction, shop.shop.id, id);
    if (called) leases.call_back(transaction, shop.shop.id, *lease, at_once, "clara");
    return called || leases.give_back(transaction, shop.shop.id, *lease, {}, "device").has_value();
  });
  if (!ending.happened) return;
  Lent& lent = shop.lent.at(id);
  if (called && !lent.is_closed) lent.expires_at = std::min(lent.expires_at, run.world.now());
  if (!lent.is_closed && (!called || at_once)) shop.close(lent);
  if (!called) phone.left[id] = 0;
}

}  // namespace

void device_leases(Run& run) {
  enrol_phones(run);
  if (run.dice.chance(20)) return give_back(run, any_phone(run));
  for (int tries = 0; tries < 6 && !take(run, any_phone(run)); ++tries) {
  }
}

void learn_of_leases(Run& run, store::Transaction& transaction, ShopModel& shop) {
  shop.just_closed.clear();
  transaction.query(
      "SELECT id, sold, returned, units, CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, expires_at FROM "
      "leases WHERE shop = $1",
      {shop.shop.id}, [&](const store::Row& row) {
        const auto found = shop.lent.find(row.id(0));
        require(found != shop.lent.end(), "The lease {} was given to nobody.", row.string(0));
        Lent& lent = found->second;
        require(row.integer(1) == lent.sold, "The lease {} has sold {} and not {}.", row.string(0),
                row.integer(1), lent.sold);
        require(row.instant(5) == lent.expires_at, "The lease {} ends at another time.", row.string(0));
        if (!row.boolean(4)) return require(!lent.is_closed, "The lease {} is open again.", row.string(0));
        require(lent.is_closed || run.world.now() + kBack >= lent.expires_at + kRecordsFollow,
                "The lease {} is closed too early.", row.string(0));
        if (lent.is_closed) return;
        shop.close(lent);
        shop.just_closed.push_back(found->first);
      });
}

}  // namespace timeshelf::simulation
