#include "commerce/ledger_rows.hpp"

#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kTransferColumns = "id, kind, debit, credit, amount, subject, reason, created_at";

Account read_account(const store::Row& row) {
  return {AccountKey::parse(row.text(0)).value_or(AccountKey{}), row.integer(1), row.integer(2),
          row.integer(3), row.integer(4)};
}

Transfer read_transfer(const store::Row& row) {
  Transfer transfer;
  transfer.id = row.id(0);
  transfer.kind = parse_transfer_kind(row.text(1)).value_or(TransferKind::posted);
  transfer.debit = AccountKey::parse(row.text(2)).value_or(AccountKey{});
  transfer.credit = AccountKey::parse(row.text(3)).value_or(AccountKey{});
  transfer.amount = row.integer(4);
  transfer.subject = row.string(5);
  transfer.reason = row.string(6);
  transfer.at = row.instant(7);
  return transfer;
}

}  // namespace

void load_accounts(store::Transaction& transaction, const Id& shop, const std::set<AccountKey>& keys,
                   Ledger& ledger) {
  std::vector<std::string> ids;
  ids.reserve(keys.size());
  for (const AccountKey& key : keys) ids.push_back(key.text());
  const std::vector<store::Param> params(ids.begin(), ids.end());
  store::query_in(transaction,
                  "SELECT id, debits_pending, debits_posted, credits_pending, credits_posted FROM accounts "
                  "WHERE shop = $1 AND id IN ({})",
                  {shop}, params, [&](const store::Row& row) { ledger.load(read_account(row)); });
}

void load_place(store::Transaction& transaction, const Id& shop, const Id& place, Ledger& ledger) {
  transaction.query(
      "SELECT id, debits_pending, debits_posted, credits_pending, credits_posted FROM accounts "
      "WHERE shop = $1 AND place = $2",
      {shop, place}, [&](const store::Row& row) { ledger.load(read_account(row)); });
}

void load_places(store::Transaction& transaction, const Id& shop, const std::set<Id>& places,
                 Ledger& ledger) {
  store::query_in(transaction,
                  "SELECT id, debits_pending, debits_posted, credits_pending, credits_posted FROM accounts "
                  "WHERE shop = $1 AND place IN ({})",
                  {shop}, store::params_of(places),
                  [&](const store::Row& row) { ledger.load(read_account(row)); });
}

void load_pending_of(store::Transaction& transaction, const Id& shop, const std::set<Id>& subjects,
                     Ledger& ledger) {
  std::set<AccountKey> keys;
  store::query_in(
      transaction,
      "SELECT t.id, t.kind, t.debit, t.credit, t.amount, t.subject, t.reason, t.created_at "
      "FROM transfers t LEFT JOIN transfers r ON r.shop = t.shop AND r.subject = t.subject AND r.id = t.id "
      "AND r.resolves = 1 "
      "WHERE t.kind = 'pending' AND r.id IS NULL AND t.shop = $1 AND t.subject IN ({})",
      {shop}, store::params_of(subjects), [&](const store::Row& row) {
        const Transfer pending = read_transfer(row);
        keys.insert({pending.debit, pending.credit});
        ledger.load_pending(pending);
      });
  load_accounts(transaction, shop, keys, ledger);
}

void load_places_as_seen(store::Transaction& transaction, const Id& shop, const std::set<Id>& places,
                         Instant now, Ledger& ledger) {
  load_places(transaction, shop, places, ledger);
  transaction.query(
      "SELECT t.debit, t.credit, t.amount FROM holds h "
      "JOIN transfers t ON t.shop = h.shop AND t.subject = h.id AND t.kind = 'pending' "
      "WHERE h.shop = $1 AND h.state = 'open' AND h.expires_at <= $2",
      {shop, now}, [&](const store::Row& row) {
        const auto debit = AccountKey::parse(row.text(0));
        const auto credit = AccountKey::parse(row.text(1));
        if (!debit || !credit || !places.contains(Id::trusted(debit->place))) return;
        Account giving = ledger.account(*debit);
        Account receiving = ledger.account(*credit);
        giving.debits_pending -= row.integer(2);
        receiving.credits_pending -= row.integer(2);
        ledger.load(giving);
        ledger.load(receiving);
      });
}

void store_written(store::Transaction& transaction, const Id& shop, Ledger& ledger) {
  const auto written = ledger.take_written();
  std::vector<std::string> ids;
  ids.reserve(written.accounts.size());  // the parameters are views into it
  std::vector<store::Param> balances;
  for (const AccountKey& key : written.accounts) {  // in key order, so that nodes cannot wait in a circle
    const Account account = ledger.account(key);
    ids.push_back(key.text());
    balances.insert(balances.end(), {shop, ids.back(), name_of(key.kind), key.place, key.sku,
                                     !is_source(key.kind), account.debits_pending, account.debits_posted,
                                     account.credits_pending, account.credits_posted});
  }
  store::insert_rows(
      transaction,
      "accounts (shop, id, kind, place, sku, guarded, debits_pending, debits_posted, credits_pending, "
      "credits_posted)",
      10, balances,
      "ON CONFLICT (shop, id) DO UPDATE SET debits_pending = excluded.debits_pending, debits_posted = "
      "excluded.debits_posted, credits_pending = excluded.credits_pending, credits_posted = "
      "excluded.credits_posted");
  std::vector<std::string> accounts;
  accounts.reserve(written.transfers.size() * 2);  // the parameters are views into it
  std::vector<store::Param> values;
  for (const Transfer& transfer : written.transfers) {
    accounts.push_back(transfer.debit.text());
    accounts.push_back(transfer.credit.text());
    const std::string& debit = accounts[accounts.size() - 2];
    const std::string& credit = accounts.back();
    values.insert(values.end(),
                  {shop, transfer.subject, transfer.id, resolves(transfer.kind), name_of(transfer.kind),
                   debit, credit, transfer.amount, transfer.reason, transfer.at});
  }
  store::insert_rows(
      transaction, "transfers (shop, subject, id, resolves, kind, debit, credit, amount, reason, created_at)",
      10, values);
}

std::vector<Transfer> transfers_of(store::Transaction& transaction, const Id& shop,
                                   std::string_view subject) {
  std::vector<Transfer> transfers;
  transaction.query(std::string("SELECT ") + std::string(kTransferColumns) +
                        " FROM transfers WHERE shop = $1 AND subject = $2 ORDER BY id, resolves",
                    {shop, subject}, [&](const store::Row& row) { transfers.push_back(read_transfer(row)); });
  return transfers;
}

}  // namespace timeshelf::commerce
