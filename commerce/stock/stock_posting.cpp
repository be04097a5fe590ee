#include "commerce/stock/stock_posting.hpp"

#include <algorithm>
#include <utility>

#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/stock/stock_rows.hpp"

namespace timeshelf::commerce {
namespace {

class Posting {
 public:
  Posting(store::Transaction& transaction, const Id& shop, std::string id, Instant now, Random& random)
      : transaction_(transaction),
        shop_(shop),
        subject_(std::string(kStockSubject) + std::move(id)),
        now_(now),
        random_(random) {}

  void come(const AccountKey& from, const Pool& pool, std::int64_t units, std::string_view reason) {
    move(from, pool.on_hand(), units, reason);
  }
  /// True if there was not enough on hand.
  bool go(const Pool& pool, const AccountKey& to, std::int64_t units, std::string_view reason) {
    load_accounts(transaction_, shop_, {pool.on_hand()}, ledger_);
    const std::int64_t there = std::min(std::max<std::int64_t>(ledger_.available(pool.on_hand()), 0), units);
    if (there > 0) move(pool.on_hand(), to, there, reason);
    if (units > there) move(pool.shortage(), to, units - there, reason);
    return units > there;
  }

 private:
  void move(const AccountKey& from, const AccountKey& to, std::int64_t units, std::string_view reason) {
    load_accounts(transaction_, shop_, {from, to}, ledger_);
    const Transfer transfer{
        Id::make(now_, random_), TransferKind::posted, from, to, units, subject_, std::string(reason), now_};
    ledger_.apply({&transfer, 1}).value();
    store_written(transaction_, shop_, ledger_);
  }

  store::Transaction& transaction_;
  const Id& shop_;
  std::string subject_;
  Instant now_;
  Random& random_;
  Ledger ledger_;
};

// Moves the books beyond what the statement itself says; true if there was not enough on hand.
bool adjust(Posting& posting, const Pool& pool, std::int64_t by) {
  const AccountKey world{AccountKind::supplier, "", pool.sku};
  if (by > 0) posting.come(world, pool, by, "count");
  return by < 0 && posting.go(pool, world, -by, "count");
}

bool say(Posting& posting, const StockStatement& said) {
  const Pool pool{said.venue, said.sku};
  const AccountKey world{AccountKind::supplier, "", said.sku};
  const std::string_view reason = name_of(said.kind);
  switch (said.kind) {
    case StockKind::delivery:
    case StockKind::returned:
      posting.come(world, pool, said.units, reason);
      return false;
    case StockKind::count:
      return false;
    case StockKind::waste:
      return posting.go(pool, {AccountKind::wasted, said.venue.string(), said.sku}, said.units, reason);
    case StockKind::sale:
      return posting.go(pool, {AccountKind::handed_over, said.venue.string(), said.sku}, said.units, reason);
    case StockKind::move:
      return posting.go(pool, Pool{*said.to, said.sku}.on_hand(), said.units, reason);
  }
  return false;
}

}  // namespace

bool post_statement(store::Transaction& transaction, const StockStatement& said,
                    const std::vector<StockMovement>& parts, Instant now, Random& random) {
  Posting posting(transaction, said.shop, said.id, now, random);
  bool lacking = say(posting, said);
  for (const StockMovement& part : parts)
    lacking = adjust(posting, {part.venue, part.sku}, part.adjusted) || lacking;
  return lacking;
}

void heed_count(store::Transaction& transaction, const Id& shop, StockMovement seen, Instant now,
                Random& random) {
  const Pool pool{seen.venue, seen.sku};
  // A count of the same moment has seen it, as it has seen whatever goods did then.
  const Statement arriving{seen.occurred_at, "", false, std::exchange(seen.units, 0)};
  seen.adjusted = correction(books_of(transaction, shop, pool, arriving, now), arriving);
  if (seen.adjusted == 0) return;
  Posting posting(transaction, shop, seen.id, now, random);
  adjust(posting, pool, seen.adjusted);
  seen.recorded_at = now;
  insert_movement(transaction, shop, seen);
  owe(transaction, shop, "capacity", pool.text(), now);
}

}  // namespace timeshelf::commerce
