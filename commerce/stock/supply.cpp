#include "commerce/stock/supply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commerce/core/leasing.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/slots/obstacles.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

struct Need {
  std::int64_t wanted = 0;
  std::optional<std::int64_t> threshold;
  std::string venue;  // "" = the supplier
};

std::map<std::string, Need> load_needs(store::Transaction& transaction, const Id& shop, const Id& slot) {
  std::map<std::string, Need> needs;
  transaction.query("SELECT sku, wanted, threshold, venue FROM slot_stock WHERE shop = $1 AND slot = $2",
                    {shop, slot}, [&](const store::Row& row) {
                      needs[row.string(0)] = {row.integer(1), row.maybe_integer(2), row.string(3)};
                    });
  return needs;
}

// What is made after it was sold comes from nobody's shelf.
std::set<std::string> load_preorders(store::Transaction& transaction, const Id& shop, const Id& slot) {
  std::set<std::string> skus;
  transaction.query("SELECT sku FROM preorders WHERE shop = $1 AND slot = $2", {shop, slot},
                    [&](const store::Row& row) { skus.insert(row.string(0)); });
  return skus;
}

void store_need(store::Transaction& transaction, const Slot& slot, const std::string& sku, const Need& need) {
  transaction.execute(
      "INSERT INTO slot_stock (shop, slot, sku, wanted, threshold, venue) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (shop, slot, sku) DO UPDATE SET wanted = excluded.wanted, threshold = excluded.threshold, "
      "venue = excluded.venue",
      {slot.shop, slot.id, sku, need.wanted, need.threshold, need.venue});
}

// One slot's account of one SKU, and what may be done to it.
class Allotment {
 public:
  Allotment(store::Transaction& transaction, const Slot& slot, std::string sku, Instant now, Random& random)
      : transaction_(transaction), slot_(slot), sku_(std::move(sku)), now_(now), random_(random) {
    load_place(transaction_, slot_.shop, slot_.id, ledger_);
    given_ = given_to(transaction_, slot_.shop, slot_.id, sku_);
  }

  std::int64_t used() const { return given_ - free(); }

  std::optional<Refusal> refuse_below_used(std::int64_t units) const {
    if (units >= used()) return std::nullopt;
    Refusal refusal;
    refusal.code = Refusal::Code::below_sold;
    refusal.message = fmt::format(
        "{} of {} are sold, held or lent to a device in \"{}\" already; it cannot have fewer. Cancel "
        "bookings or call leases back first.",
        used(), sku_, slot_.summary);
    refusal.field = sku_ == ical::kSeatSku ? "X-SHELF-SEATS" : "X-SHELF-STOCK";
    return refusal;
  }

  /// Takes from a source, or gives back to it, until the slot was given so much in all.
  void bring_to(std::int64_t wanted, const AccountKey& source) {
    const std::int64_t units = std::max(wanted, used());
    const std::int64_t more = units - given_;
    if (more == 0) return;
    more > 0 ? move(source, account(), more, "allotment") : move(account(), source, -more, "allotment");
    given_ = units;
    write();
  }

  /// The units come from elsewhere from now on. Free ones go back to where they were; what is promised is
  /// taken over, and at a venue that is missing until it is there.
  void rehome(const std::string& from, const std::string& to) {
    const AccountKey back = from.empty() ? supplier() : AccountKey{AccountKind::on_hand, from, sku_};
    const AccountKey source = to.empty() ? supplier() : AccountKey{AccountKind::shortage, to, sku_};
    const std::int64_t promised =
        ledger_.account(sold(slot_.id, sku_)).balance() + ledger_.account(held(slot_.id, sku_)).balance() +
        ledger_.account(leased(slot_.id, sku_)).balance() + ledger_.account(account()).debits_pending;
    const std::int64_t loose = free();
    if (loose > 0) move(account(), back, loose, "allotment");
    if (promised > 0) move(source, back, promised, "rehomed");
    given_ -= loose;
    write();
  }

  AccountKey supplier() const { return {AccountKind::supplier, "", sku_}; }

 private:
  AccountKey account() const { return allotted(slot_.id, sku_); }
  std::int64_t free() const { return ledger_.available(account()); }

  void move(const AccountKey& from, const AccountKey& to, std::int64_t amount, std::string reason) {
    moves_.push_back({Id::make(now_, random_), TransferKind::posted, from, to, amount, slot_.id.string(),
                      std::move(reason), now_});
  }
  void write() {
    std::set<AccountKey> unknown;
    for (const Transfer& transfer : moves_) {
      if (transfer.debit.place != slot_.id.text()) unknown.insert(transfer.debit);
      if (transfer.credit.place != slot_.id.text()) unknown.insert(transfer.credit);
    }
    load_accounts(transaction_, slot_.shop, unknown, ledger_);
    ledger_.apply(moves_).value();
    store_written(transaction_, slot_.shop, ledger_);
    moves_.clear();
  }

  store::Transaction& transaction_;
  const Slot& slot_;
  std::string sku_;
  Instant now_;
  Random& random_;
  Ledger ledger_;
  std::int64_t given_ = 0;
  std::vector<Transfer> moves_;
};

Decided<void> supply_seats(store::Transaction& transaction, const Slot& slot, std::int64_t seats, Instant now,
                           Random& random) {
  const std::string sku(ical::kSeatSku);
  Allotment allotment(transaction, slot, sku, now, random);
  if (auto refused = allotment.refuse_below_used(seats)) return *refused;
  allotment.bring_to(seats, {AccountKind::capacity, "", sku});
  return {};
}

// What was missing at the venue before says nothing of the supplier.
void take_back_obstacle(store::Transaction& transaction, SlotRow row) {
  if (set_obstacle(transaction, row, Cause::stock, "")) update_slot(transaction, row);
}

}  // namespace

Decided<void> supply(store::Transaction& transaction, const SlotRow& row, const ical::ShelfTerms* terms,
                     const Venue* venue, std::set<Pool>& touched, Instant now, Random& random) {
  const Slot& slot = row.slot;
  const auto before = load_needs(transaction, slot.shop, slot.id);
  auto needs = before;
  if (terms) {
    if (terms->seats) {
      if (auto done = supply_seats(transaction, slot, *terms->seats, now, random); !done) return done;
    }
    for (const auto& stock : terms->stock) {
      if (stock.sku != ical::kSeatSku) {
        needs[stock.sku].wanted = stock.units;
      } else if (auto done = supply_seats(transaction, slot, stock.units, now, random); !done) {
        return done;
      }
    }
    for (const auto& preorder : terms->preorders) needs[preorder.sku].wanted = preorder.units;
    for (const auto& threshold : terms->thresholds) {
      const auto need = needs.find(threshold.sku);
      if (need != needs.end()) need->second.threshold = threshold.units;
    }
  }
  const auto preordered = load_preorders(transaction, slot.shop, slot.id);
  for (auto& [sku, need] : needs) {
    Allotment allotment(transaction, slot, sku, now, random);
    if (auto refused = terms ? allotment.refuse_below_used(need.wanted) : std::nullopt) return *refused;
    const bool tracked =
        venue && !preordered.contains(sku) && is_tracked(transaction, slot.shop, {venue->id, sku});
    const std::string source = std::string(tracked ? venue->id.text() : "");
    if (need.venue != source) {
      allotment.rehome(need.venue, source);
      if (const auto left = Id::parse(need.venue)) touched.insert({*left, sku});
      if (!tracked) take_back_obstacle(transaction, row);
    }
    need.venue = source;
    if (tracked) {
      touched.insert({venue->id, sku});
    } else {
      allotment.bring_to(need.wanted, allotment.supplier());
    }
    store_need(transaction, slot, sku, need);
  }
  return {};
}

void begin_tracking(store::Transaction& transaction, const Id& shop, const Pool& pool, Instant now,
                    Random& random) {
  const AccountKey account = pool.on_hand();
  transaction.execute(
      "INSERT INTO accounts (shop, id, kind, place, sku, guarded, debits_pending, debits_posted, "
      "credits_pending, "
      "credits_posted) VALUES ($1, $2, $3, $4, $5, 1, 0, 0, 0, 0) ON CONFLICT (shop, id) DO NOTHING",
      {shop, account.text(), name_of(account.kind), account.place, account.sku});
  const auto venues = load_venues(transaction, shop);
  std::vector<Id> slots;
  transaction.query(
      "SELECT s.id, s.location FROM slot_stock n JOIN slots s ON s.shop = n.shop AND s.id = n.slot "
      "WHERE n.shop = $1 AND n.venue = '' AND n.sku = $2 AND s.ends_at > $3 ORDER BY s.id",
      {shop, pool.sku, now}, [&](const store::Row& row) {
        const Venue* venue = venue_named(venues, row.text(1));
        if (venue && venue->id == pool.venue) slots.push_back(row.id(0));
      });
  std::set<Pool> touched;  // the caller shares the pool out
  for (const Id& id : slots) {
    auto row = load_slot(transaction, shop, id);
    if (!row) continue;
    supply(transaction, *row, nullptr, venue_named(venues, row->slot.location), touched, now, random).value();
    show(transaction, *row, now);  // what was free went back; the pool may have nothing for it
  }
}

std::set<Pool> resupply(store::Transaction& transaction, const Id& shop, Instant now, Random& random) {
  std::set<Pool> touched;
  const auto venues = load_venues(transaction, shop);
  for (const SlotRow& row : load_slots_between(transaction, shop, now, Instant::max())) {
    supply(transaction, row, nullptr, venue_named(venues, row.slot.location), touched, now, random).value();
  }
  return touched;
}

}  // namespace timeshelf::commerce
