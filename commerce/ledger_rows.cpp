#include "commerce/ledger_rows.hpp"

namespace timeshelf::commerce {
namespace {

void insert_transfer(store::Transaction& transaction, const Id& shop, const Movement& movement,
                     std::string_view state, const std::optional<Id>& hold, std::string_view reason,
                     Instant now, Random& random) {
  transaction.execute(
      "INSERT INTO transfers (shop, id, debit, credit, amount, state, hold, reason, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {shop, Id::make(now, random), movement.debit, movement.credit, movement.amount, state, hold, reason,
       now});
}

// Accounts change by these four amounts; the table's CHECKs are the last wall.
void change(store::Transaction& transaction, const Id& shop, const std::string& account,
            std::int64_t debits_pending, std::int64_t debits_posted, std::int64_t credits_pending,
            std::int64_t credits_posted) {
  transaction.execute(
      "UPDATE accounts SET debits_pending = debits_pending + $3, debits_posted = debits_posted + $4, "
      "credits_pending = credits_pending + $5, credits_posted = credits_posted + $6 WHERE shop = $1 AND id = "
      "$2",
      {shop, account, debits_pending, debits_posted, credits_pending, credits_posted});
}

}  // namespace

std::string allotted_account(const Id& slot, std::string_view sku) {
  return "allotted:" + slot.text() + ":" + std::string(sku);
}
std::string sold_account(const Id& slot, std::string_view sku) {
  return "sold:" + slot.text() + ":" + std::string(sku);
}
std::string supplier_account(std::string_view sku) {
  return "supplier::" + std::string(sku);
}

void open_account(store::Transaction& transaction, const Id& shop, std::string_view kind,
                  const std::string& id, const Id& slot, std::string_view sku, bool guarded) {
  transaction.execute(
      "INSERT INTO accounts (shop, id, kind, slot, sku, guarded, debits_pending, debits_posted, "
      "credits_pending, "
      "credits_posted) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0) ON CONFLICT (shop, id) DO NOTHING",
      {shop, id, kind, slot, sku, guarded});
}

std::map<std::string, Account> load_accounts(store::Transaction& transaction, const Id& shop,
                                             const Id& slot) {
  std::map<std::string, Account> accounts;
  transaction.query(
      "SELECT id, guarded, debits_pending, debits_posted, credits_pending, credits_posted FROM accounts "
      "WHERE shop = $1 AND slot = $2 ORDER BY id",
      {shop, slot}, [&](const store::Row& row) {
        accounts[row.string(0)] = {row.string(0),  row.boolean(1), row.integer(2),
                                   row.integer(3), row.integer(4), row.integer(5)};
      });
  return accounts;
}

bool transfer(store::Transaction& transaction, const Id& shop, const Movement& movement,
              std::string_view reason, Instant now, Random& random) {
  const bool enough = transaction
                          .first(
                              "SELECT CASE WHEN guarded = 0 OR credits_posted - debits_posted - "
                              "debits_pending >= $3 THEN 1 ELSE 0 END "
                              "FROM accounts WHERE shop = $1 AND id = $2",
                              {shop, movement.debit, movement.amount},
                              [](const store::Row& row) { return row.integer(0) == 1; })
                          .value_or(false);
  if (!enough || movement.amount <= 0) return false;
  insert_transfer(transaction, shop, movement, "posted", std::nullopt, reason, now, random);
  change(transaction, shop, movement.debit, 0, movement.amount, 0, 0);
  change(transaction, shop, movement.credit, 0, 0, 0, movement.amount);
  return true;
}

void reserve(store::Transaction& transaction, const Id& shop, const Movement& movement, const Id& hold,
             Instant now, Random& random) {
  insert_transfer(transaction, shop, movement, "pending", hold, "hold", now, random);
  change(transaction, shop, movement.debit, movement.amount, 0, 0, 0);
  change(transaction, shop, movement.credit, 0, 0, movement.amount, 0);
}

void resolve_hold(store::Transaction& transaction, const Id& shop, const Id& hold, bool post) {
  std::vector<TransferRow> pending;
  transaction.query(
      "SELECT debit, credit, amount FROM transfers WHERE shop = $1 AND hold = $2 AND state = 'pending'",
      {shop, hold}, [&](const store::Row& row) {
        pending.push_back({row.string(0), row.string(1), row.integer(2)});
      });
  transaction.execute("UPDATE transfers SET state = $3 WHERE shop = $1 AND hold = $2 AND state = 'pending'",
                      {shop, hold, post ? "posted" : "voided"});
  for (const TransferRow& row : pending) {
    const std::int64_t posted = post ? row.amount : 0;
    change(transaction, shop, row.debit, -row.amount, posted, 0, 0);
    change(transaction, shop, row.credit, 0, 0, -row.amount, posted);
  }
}

std::vector<TransferRow> posted_transfers(store::Transaction& transaction, const Id& shop, const Id& hold) {
  std::vector<TransferRow> rows;
  transaction.query(
      "SELECT debit, credit, amount FROM transfers WHERE shop = $1 AND hold = $2 AND state = 'posted'",
      {shop, hold}, [&](const store::Row& row) {
        rows.push_back({row.string(0), row.string(1), row.integer(2)});
      });
  return rows;
}

}  // namespace timeshelf::commerce
