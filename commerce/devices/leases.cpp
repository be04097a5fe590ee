#include "commerce/devices/leases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "commerce/audit.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/checkout/sales.hpp"
#include "commerce/devices/lease_rows.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/stock/capacity.hpp"
#include "commerce/venues.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;
using ical::kSeatSku;

constexpr std::size_t kMostExpired = 10'000;
constexpr std::size_t kMostOpen = 50;  // of one device

std::optional<Refusal> refuse_device(const Device& device) {
  if (device.revoked_at) return refuse(Code::device_revoked, "The device was revoked.");
  if (!device.sells)
    return refuse(Code::invalid_device, "This device was not enrolled to sell. Enrol it anew with \"sell\".");
  return std::nullopt;
}

// Units, and with each its place where those are counted.
void move(store::Transaction& transaction, const Id& shop, const Lease& lease, bool to_device,
          std::int64_t units, const std::string& reason, Instant now, Random& random) {
  std::vector<std::pair<AccountKey, AccountKey>> ways{
      {home_of(transaction, shop, lease.slot, lease.sku, lease.from_venue), leased(lease.slot, lease.sku)}};
  if (lease.places) ways.emplace_back(allotted(lease.slot, kSeatSku), leased(lease.slot, kSeatSku));
  std::set<AccountKey> keys;
  std::vector<Transfer> transfers;
  for (auto& [home, lent] : ways) {
    keys.insert({home, lent});
    if (!to_device) std::swap(home, lent);
    transfers.push_back(
        {Id::make(now, random), TransferKind::posted, home, lent, units, lease.id.string(), reason, now});
  }
  Ledger ledger;
  load_accounts(transaction, shop, keys, ledger);
  ledger.apply(transfers).value();
  store_written(transaction, shop, ledger);
}

void note(store::Transaction& transaction, const Id& shop, const Lease& lease, std::string_view actor,
          std::string_view action, std::int64_t units, Instant now, Random& random) {
  record(transaction, shop, actor, action, lease.device.text(),
         {{"lease", lease.id.text()},
          {"slot", lease.slot.text()},
          {"sku", lease.sku},
          {"units", units},
          {"left", lease.left()},
          {"expires_at", to_rfc3339(lease.expires_at)}},
         now, random);
}

// The slot has units again: first for who was promised some that are missing, then for all.
void show_what_came_back(store::Transaction& transaction, const Id& shop, const Lease& lease, Instant now,
                         Random& random) {
  auto changed = make_good(transaction, shop, lease.slot, "lease ended", now, random);
  changed.insert(lease.slot);
  for (const Id& slot : changed) show_slot(transaction, shop, slot, now);
  owe_sharing(transaction, shop, {lease.slot}, now);
  const AccountKey home = home_of(transaction, shop, lease.slot, lease.sku, lease.from_venue);
  if (home.kind == AccountKind::on_hand)
    owe(transaction, shop, "capacity", Pool{Id::trusted(home.place), lease.sku}.text(), now);
  const auto row = load_slot(transaction, shop, lease.slot);
  if (!row || row->slot.ends_at > now) return;
  // What a slot that is over gets back goes on to its venue.
  const auto venues = load_venues(transaction, shop);
  const Venue* venue = venue_named(venues, row->slot.location);
  if (venue) owe(transaction, shop, "capacity", Pool{venue->id, lease.sku}.text(), now);
}

Lease give_units_back(store::Transaction& transaction, const Id& shop, Lease lease, std::int64_t units,
                      const std::string& actor, Instant now, Random& random) {
  if (units > 0) move(transaction, shop, lease, false, units, "lease returned", now, random);
  lease.returned += units;
  if (lease.left() == 0) lease.closed_at = now;
  store_lease(transaction, shop, lease);
  note(transaction, shop, lease, actor, "lease.returned", units, now, random);
  if (units > 0) show_what_came_back(transaction, shop, lease, now, random);
  return lease;
}

}  // namespace

Decided<LeaseTaken> Leases::take(store::Transaction& transaction, const Device& device,
                                 const LeaseCommand& command) {
  const Instant now = clock_.now();
  if (auto refused = refuse_device(device)) return *refused;
  if (!is_nonce(command.nonce))
    return refuse(Code::invalid_quantity, "\"nonce\" is 16 to 64 letters, digits, - or _.", "nonce");
  if (auto known = find_lease(transaction, command.shop, device.id, command.nonce)) {
    if (known->slot == command.slot && known->sku == command.sku && known->units == command.units &&
        known->from_venue == command.from_venue)
      return LeaseTaken{std::move(*known), true};
    return refuse(Code::key_reused, "Another lease was taken under this nonce; make a new one.", "nonce");
  }
  expire_holds(transaction, command.shop, kMostExpired, now, random_);  // what they held is free
  auto row = load_slot(transaction, command.shop, command.slot);
  if (!row) return refuse(Code::unknown_slot, "This shop has no such slot.", "slot");
  const auto venues = load_venues(transaction, command.shop);
  const Venue* venue = venue_named(venues, row->slot.location);
  if (!venue || venue->id != device.venue)
    return refuse(Code::not_on_sale,
                  fmt::format("\"{}\" is not at the venue of this device.", row->slot.summary), "slot");
  if (load_open_leases(transaction, command.shop, device.id).size() >= kMostOpen)
    return refuse(Code::sold_out, fmt::format("A device has at most {} leases. Return some.", kMostOpen),
                  "slot");
  const AccountKey source = home_of(transaction, command.shop, command.slot, command.sku, command.from_venue);
  if (command.from_venue && source != on_hand(device.venue, command.sku))
    return refuse(Code::not_on_sale,
                  fmt::format("{} is not counted at this venue for \"{}\": take it from the slot.",
                              command.sku, row->slot.summary),
                  "from");
  Ledger ledger;
  load_place(transaction, command.shop, command.slot, ledger);
  if (command.from_venue) load_accounts(transaction, command.shop, {source}, ledger);
  load_offers(transaction, command.shop, {&*row}, ledger);
  const auto terms =
      decide_lease(*row, ledger, source, load_tax_rules(transaction, command.shop), command, now);
  if (!terms) return terms.error();

  const Lease lease{Id::make(now, random_),
                    device.id,
                    command.nonce,
                    command.slot,
                    command.sku,
                    command.units,
                    0,
                    0,
                    terms->currency,
                    terms->tax_rate,
                    now,
                    terms->expires_at,
                    "",
                    {},
                    terms->prices,
                    terms->places,
                    command.from_venue};
  move(transaction, command.shop, lease, true, lease.units, "lease", now, random_);
  insert_lease(transaction, command.shop, lease);
  note(transaction, command.shop, lease, "device " + device.name, "lease.taken", lease.units, now, random_);
  owe(transaction, command.shop, kLeaseTopic, lease.id.text(), lease.expires_at + kRecordsMayFollow);
  owe_sharing(transaction, command.shop, {lease.slot}, now);
  show_slot(transaction, command.shop, lease.slot, now);
  return LeaseTaken{*load_lease(transaction, command.shop, lease.id), false};
}

std::optional<Lease> Leases::find(store::Transaction& transaction, const Id& shop, const Id& lease) {
  return load_lease(transaction, shop, lease);
}

std::vector<Lease> Leases::list(store::Transaction& transaction, const Id& shop,
                                const std::optional<Id>& device) {
  return load_open_leases(transaction, shop, device);
}

Decided<Lease> Leases::renew(store::Transaction& transaction, const Id& shop, const Lease& asked,
                             std::chrono::minutes lasts) {
  const Instant now = clock_.now();
  if (lasts < std::chrono::minutes(1) || lasts > kLongestLease)
    return refuse(Code::invalid_quantity,
                  fmt::format("A lease lasts 1 to {} minutes.", std::chrono::minutes(kLongestLease).count()),
                  "minutes");
  if (asked.closed_at || !asked.called_by.empty())
    return refuse(Code::wrong_state, asked.closed_at
                                         ? "The lease is closed: what was unsold went back. Take another."
                                         : "The lease was called back. Return what is unsold of it.");
  Lease lease = asked;
  const auto row = load_slot(transaction, shop, lease.slot);
  lease.expires_at = std::max(lease.expires_at, lease_end(row->slot, lasts, now));
  if (lease.expires_at == asked.expires_at) return lease;
  store_lease(transaction, shop, lease);
  note(transaction, shop, lease, "device " + lease.device_name, "lease.renewed", lease.left(), now, random_);
  return lease;
}

Decided<Lease> Leases::give_back(store::Transaction& transaction, const Id& shop, const Lease& lease,
                                 std::optional<std::int64_t> units, const std::string& actor) {
  if (lease.closed_at) return lease;  // an answer was lost
  if (units && (*units < 1 || *units > lease.left()))
    return refuse(Code::invalid_quantity, fmt::format("1 to {} units of the lease are unsold.", lease.left()),
                  "units");
  Lease after =
      give_units_back(transaction, shop, lease, units.value_or(lease.left()), actor, clock_.now(), random_);
  return after;
}

Lease Leases::call_back(store::Transaction& transaction, const Id& shop, const Lease& asked, bool at_once,
                        const std::string& actor) {
  const Instant now = clock_.now();
  if (asked.closed_at) return asked;
  Lease lease = asked;
  if (lease.called_by.empty()) {
    lease.called_by = actor;
    lease.expires_at = std::min(lease.expires_at, now);
    store_lease(transaction, shop, lease);
    note(transaction, shop, lease, actor, "lease.called_back", lease.left(), now, random_);
    owe(transaction, shop, kLeaseTopic, lease.id.text(), lease.expires_at + kRecordsMayFollow);
  }
  return at_once ? give_units_back(transaction, shop, lease, lease.left(), actor, now, random_) : lease;
}

void Leases::settle(store::Transaction& transaction, const Id& shop, const Id& id) {
  const Instant now = clock_.now();
  const auto lease = load_lease(transaction, shop, id);
  if (!lease || lease->closed_at) return;
  const Instant due = lease->expires_at + kRecordsMayFollow;
  if (now < due) return owe(transaction, shop, kLeaseTopic, id.text(), due);  // it was renewed
  give_units_back(transaction, shop, *lease, lease->left(), "timeshelf", now, random_);
}

void return_leases_of(store::Transaction& transaction, const Id& shop, const Device& device, Instant now,
                      Random& random) {
  for (const Lease& lease : load_open_leases(transaction, shop, device.id))
    give_units_back(transaction, shop, lease, lease.left(), device.revoked_by, now, random);
}

}  // namespace timeshelf::commerce
