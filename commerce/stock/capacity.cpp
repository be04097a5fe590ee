#include "commerce/stock/capacity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commerce/audit.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slots/obstacles.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/venues.hpp"
#include "ical/shelf_terms.hpp"
#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

// True while the slot can be sold apart from its stock, or has sold: nothing else that it sells is there
// either.
bool has_nothing(store::Transaction& transaction, SlotRow row) {
  Ledger ledger;
  load_place(transaction, row.slot.shop, row.slot.id, ledger);
  for (const auto& [key, account] : ledger.accounts()) {
    const bool is_window = key.kind == AccountKind::window_room || key.kind == AccountKind::window_taken;
    if (!is_window && key.sku != ical::kSeatSku && account.balance() > 0) return false;
  }
  load_offers(transaction, row.slot.shop, {&row}, ledger);
  const OfferTerms* seat = row.find(ical::kSeatSku);
  return !seat || seat->ladder.empty();
}

std::string why_nothing(const Claim& claim, const Share& share, const Venue& venue, const std::string& sku) {
  if (claim.threshold && share.left > 0 && share.left < *claim.threshold) {
    return fmt::format("It opens again when at least {} {} are at {}; {} are left there for it.",
                       *claim.threshold, sku, venue.name, share.left);
  }
  return fmt::format(
      "{} {} are asked for and none is left for it at {}. Receive a delivery or count the stock.",
      claim.wanted, sku, venue.name);
}

// Says or takes back that nothing of what the slot sells is there.
bool note_obstacle(store::Transaction& transaction, const Id& shop, const Claim& claim, const Share& share,
                   const Venue& venue, const std::string& sku) {
  auto row = load_slot(transaction, shop, claim.slot);
  if (!row) return false;
  const bool nothing =
      claim.open && claim.wanted > 0 && share.free == 0 && claim.used == 0 && has_nothing(transaction, *row);
  const std::string sentence = nothing ? why_nothing(claim, share, venue, sku) : std::string();
  if (!set_obstacle(transaction, *row, Cause::stock, sentence)) return false;
  update_slot(transaction, *row);
  return true;
}

void note_shortage(store::Transaction& transaction, const Id& shop, const Pool& pool, std::int64_t missing,
                   const std::string& cause, Instant now, Random& random) {
  const auto told =
      transaction
          .first("SELECT units FROM shortages WHERE shop = $1 AND venue = $2 AND sku = $3",
                 {shop, pool.venue, pool.sku}, [](const store::Row& row) { return row.integer(0); })
          .value_or(0);
  if (told == missing) return;
  if (missing == 0) {
    transaction.execute("DELETE FROM shortages WHERE shop = $1 AND venue = $2 AND sku = $3",
                        {shop, pool.venue, pool.sku});
  } else {
    transaction.execute(
        "INSERT INTO shortages (shop, venue, sku, units, since) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (shop, venue, sku) DO UPDATE SET units = excluded.units",
        {shop, pool.venue, pool.sku, missing, now});
  }
  record(transaction, shop, "timeshelf", missing == 0 ? "stock.shortage_settled" : "stock.shortage",
         pool.venue.text(), {{"sku", pool.sku}, {"from", told}, {"to", missing}, {"cause", cause}}, now,
         random);
}

// When time alone frees something: a slot is over, or (while units are missing) a hold runs out.
void owe_next(store::Transaction& transaction, const Id& shop, const Pool& pool, bool missing, Instant now) {
  const auto earliest = [&](const char* sql, store::Params params) {
    return transaction.first(sql, params, [](const store::Row& row) { return row.maybe_instant(0); })
        .value_or(std::nullopt);
  };
  auto next = earliest(
      "SELECT MIN(s.ends_at) FROM slot_stock n JOIN slots s ON s.shop = n.shop AND s.id = n.slot "
      "WHERE n.shop = $1 AND n.venue = $2 AND n.sku = $3 AND s.ends_at > $4",
      {shop, pool.venue, pool.sku, now});
  if (missing) {
    const auto expiry =
        earliest("SELECT MIN(expires_at) FROM holds WHERE shop = $1 AND state = 'open' AND expires_at > $2",
                 {shop, now});
    if (expiry) next = std::min(next.value_or(*expiry), *expiry);
  }
  if (next) owe(transaction, shop, "capacity", pool.text(), *next);
}

// Slots that end change others too, and nobody told anything then.
std::string cause_of(const Claim& claim, const Share& share, bool released, const std::string& told) {
  if (!claim.open) return "the slot is over or off sale";
  return released && share.free > claim.free ? "another slot is over or off sale" : told;
}

class Sharing {
 public:
  Sharing(store::Transaction& transaction, const Id& shop, const Pool& pool, Instant now, Random& random)
      : transaction_(transaction), shop_(shop), pool_(pool), now_(now), random_(random) {}

  /// The transfers that lead from what is to what shall be: given back first, so that it can be taken.
  std::vector<Transfer> transfers(const std::vector<Claim>& claims, const Distribution& wanted,
                                  std::int64_t repaid) {
    std::vector<Transfer> all;
    for (const Claim& claim : claims) {
      const std::int64_t less = claim.free - wanted.shares.at(claim.slot).free;
      if (less > 0)
        all.push_back(move(allotted(claim.slot, pool_.sku), pool_.on_hand(), less, claim.slot.string()));
    }
    if (repaid > 0) {
      all.push_back(move(pool_.on_hand(), pool_.shortage(), repaid, "stock:made-good"));
      all.back().reason = "made good";
    }
    for (const Claim& claim : claims) {
      const std::int64_t more = wanted.shares.at(claim.slot).free - claim.free;
      if (more > 0)
        all.push_back(move(pool_.on_hand(), allotted(claim.slot, pool_.sku), more, claim.slot.string()));
    }
    return all;
  }

  void record_step(const Claim& claim, const Share& share, const Venue& venue, const std::string& cause) {
    const std::string_view action = share.free == 0           ? "capacity.closed"
                                    : claim.free == 0         ? "capacity.opened"
                                    : share.free < claim.free ? "capacity.shrunk"
                                                              : "capacity.grew";
    boost::json::object facts{{"sku", pool_.sku},       {"venue", venue.name},    {"from", claim.free},
                              {"to", share.free},       {"wanted", claim.wanted}, {"used", claim.used},
                              {"at_venue", share.left}, {"cause", cause}};
    if (claim.threshold) facts["threshold"] = *claim.threshold;
    record(transaction_, shop_, "timeshelf", action, claim.slot.text(), facts, now_, random_);
  }

 private:
  Transfer move(const AccountKey& from, const AccountKey& to, std::int64_t amount, std::string subject) {
    return {Id::make(now_, random_), TransferKind::posted, from, to, amount,
            std::move(subject),      "allotment",          now_};
  }

  store::Transaction& transaction_;
  const Id& shop_;
  const Pool& pool_;
  Instant now_;
  Random& random_;
};

}  // namespace

std::optional<Pool> Pool::parse(std::string_view text) {
  const auto colon = text.find(':');
  const auto venue = Id::parse(text.substr(0, colon));
  if (!venue || colon == std::string_view::npos) return std::nullopt;
  return Pool{*venue, std::string(text.substr(colon + 1))};
}

bool is_tracked(store::Transaction& transaction, const Id& shop, const Pool& pool) {
  return transaction.exists("SELECT 1 FROM accounts WHERE shop = $1 AND id = $2",
                            {shop, pool.on_hand().text()});
}

std::int64_t given_to(store::Transaction& transaction, const Id& shop, const Id& slot, std::string_view sku) {
  const std::string account = allotted(slot, sku).text();
  return transaction
      .first(
          "SELECT CAST(COALESCE(SUM(CASE WHEN credit = $3 THEN amount WHEN debit = $3 THEN -amount ELSE 0 "
          "END), 0) AS BIGINT) FROM transfers WHERE shop = $1 AND subject = $2 AND reason = 'allotment'",
          {shop, slot, account}, [](const store::Row& row) { return row.integer(0); })
      .value_or(0);
}

std::vector<Claim> load_claims(store::Transaction& transaction, const Id& shop, const Pool& pool,
                               Instant now) {
  std::vector<Claim> claims;
  transaction.query(
      "SELECT n.slot, s.starts_at, s.ends_at, s.cancelled + s.switched_off, n.wanted, n.threshold, "
      "COALESCE(a.credits_posted - a.debits_posted - a.debits_pending, 0) "
      "FROM slot_stock n JOIN slots s ON s.shop = n.shop AND s.id = n.slot "
      "LEFT JOIN accounts a ON a.shop = n.shop AND a.id = 'allotted:' || n.slot || ':' || n.sku "
      "WHERE n.shop = $1 AND n.venue = $2 AND n.sku = $3 "
      "AND (s.ends_at > $4 OR a.credits_posted > a.debits_posted + a.debits_pending)",
      {shop, pool.venue, pool.sku, now}, [&](const store::Row& row) {
        claims.push_back({row.id(0), row.instant(1), row.instant(2) > now && row.integer(3) == 0,
                          row.integer(4), 0, row.integer(6), row.maybe_integer(5)});
      });
  std::map<Id, std::int64_t> given;
  transaction.query(
      "SELECT t.subject, CAST(SUM(CASE WHEN t.credit = 'allotted:' || n.slot || ':' || n.sku THEN t.amount "
      "WHEN t.debit = 'allotted:' || n.slot || ':' || n.sku THEN -t.amount ELSE 0 END) AS BIGINT) "
      "FROM slot_stock n JOIN slots s ON s.shop = n.shop AND s.id = n.slot "
      "JOIN transfers t ON t.shop = n.shop AND t.subject = n.slot AND t.reason = 'allotment' "
      "WHERE n.shop = $1 AND n.venue = $2 AND n.sku = $3 AND s.ends_at > $4 GROUP BY t.subject",
      {shop, pool.venue, pool.sku, now}, [&](const store::Row& row) { given[row.id(0)] = row.integer(1); });
  for (Claim& claim : claims) claim.used = std::max<std::int64_t>(given[claim.slot] - claim.free, 0);
  return claims;
}

std::set<Id> redistribute(store::Transaction& transaction, const Id& shop, const Pool& pool,
                          const std::string& cause, Instant now, Random& random) {
  std::set<Id> changed;
  const auto venue = load_venue(transaction, shop, pool.venue);
  if (!venue || !is_tracked(transaction, shop, pool)) return changed;
  const std::vector<Claim> claims = load_claims(transaction, shop, pool, now);
  std::set<AccountKey> keys{pool.on_hand(), pool.shortage()};
  for (const Claim& claim : claims) keys.insert(allotted(claim.slot, pool.sku));
  Ledger ledger;
  load_accounts(transaction, shop, keys, ledger);
  const VenueStock before{ledger.available(pool.on_hand()), -ledger.account(pool.shortage()).balance()};
  const Distribution after = distribute(before, claims);

  Sharing sharing(transaction, shop, pool, now, random);
  ledger.apply(sharing.transfers(claims, after, before.missing - after.stock.missing)).value();
  store_written(transaction, shop, ledger);
  const bool released = std::any_of(claims.begin(), claims.end(),
                                    [](const Claim& claim) { return !claim.open && claim.free > 0; });
  for (const Claim& claim : claims) {
    const Share& share = after.shares.at(claim.slot);
    const bool moved = share.free != claim.free;
    if (moved) sharing.record_step(claim, share, *venue, cause_of(claim, share, released, cause));
    const bool may_be_stopped = moved || share.free + claim.used == 0;
    const bool told = may_be_stopped && note_obstacle(transaction, shop, claim, share, *venue, pool.sku);
    if (moved || told) changed.insert(claim.slot);
  }
  note_shortage(transaction, shop, pool, after.stock.missing, cause, now, random);
  owe_next(transaction, shop, pool, after.stock.missing > 0, now);
  return changed;
}

void owe_sharing(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots, Instant now) {
  std::set<std::string> pools;
  store::query_in(
      transaction,
      "SELECT DISTINCT n.venue, n.sku FROM slot_stock n JOIN slots s ON s.shop = n.shop AND s.id = n.slot "
      "WHERE n.shop = $1 AND n.venue <> '' AND (s.cancelled + s.switched_off > 0 OR EXISTS (SELECT 1 "
      "FROM slot_stock o WHERE o.shop = n.shop AND o.venue = n.venue AND o.sku = n.sku "
      "AND o.threshold IS NOT NULL)) AND n.slot IN ({})",
      {shop}, store::params_of(slots), [&](const store::Row& row) {
        pools.insert(Pool{row.id(0), row.string(1)}.text());
      });
  owe_all(transaction, shop, "capacity-booked", pools, now);
}

std::set<Id> make_good(store::Transaction& transaction, const Id& shop, const Id& slot,
                       const std::string& cause, Instant now, Random& random) {
  std::vector<Pool> lacking;
  transaction.query(
      "SELECT n.venue, n.sku FROM slot_stock n JOIN shortages m ON m.shop = n.shop AND m.venue = n.venue "
      "AND m.sku = n.sku WHERE n.shop = $1 AND n.slot = $2 ORDER BY n.sku",
      {shop, slot}, [&](const store::Row& row) {
        lacking.push_back({row.id(0), row.string(1)});
      });
  std::set<Id> changed;
  for (const Pool& pool : lacking) changed.merge(redistribute(transaction, shop, pool, cause, now, random));
  return changed;
}

}  // namespace timeshelf::commerce
