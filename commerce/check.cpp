// Recomputes the books.
#include <fmt/format.h>

#include <map>

#include "commerce/engine.hpp"
#include "commerce/ledger_rows.hpp"

namespace timeshelf::commerce {

std::vector<std::string> Engine::check(store::Transaction& transaction) {
  std::vector<std::string> differences;
  for (const store::Shop& shop : store::list_shops(transaction)) {
    std::map<std::string, Account> computed;
    transaction.query(
        "SELECT t.kind, t.debit, t.credit, t.amount, COALESCE(p.amount, 0) FROM transfers t "
        "LEFT JOIN transfers p ON p.shop = t.shop AND p.id = t.pending WHERE t.shop = $1",
        {shop.id}, [&](const store::Row& row) {
          Account& debit = computed[row.string(1)];
          Account& credit = computed[row.string(2)];
          const auto kind = parse_transfer_kind(row.text(0));
          if (kind == TransferKind::posted || kind == TransferKind::post) {
            debit.debits_posted += row.integer(3);
            credit.credits_posted += row.integer(3);
          }
          const std::int64_t pending = kind == TransferKind::pending ? row.integer(3) : -row.integer(4);
          debit.debits_pending += pending;
          credit.credits_pending += pending;
        });
    std::int64_t balance = 0;
    transaction.query(
        "SELECT id, debits_pending, debits_posted, credits_pending, credits_posted FROM accounts WHERE shop "
        "= $1 ORDER BY id",
        {shop.id}, [&](const store::Row& row) {
          const Account& right = computed[row.string(0)];
          balance += row.integer(4) - row.integer(2);
          const bool same = right.debits_pending == row.integer(1) && right.debits_posted == row.integer(2) &&
                            right.credits_pending == row.integer(3) && right.credits_posted == row.integer(4);
          if (!same) {
            differences.push_back(fmt::format("Shop {}: the account {} does not agree with its transfers.",
                                              shop.slug, row.text(0)));
          }
        });
    if (balance != 0)
      differences.push_back(
          fmt::format("Shop {}: what came in and what is somewhere differ by {}.", shop.slug, balance));
    transaction.query(
        "SELECT s.id, s.booked, CAST(COUNT(DISTINCT b.id) AS BIGINT) FROM slots s "
        "LEFT JOIN lines l ON l.shop = s.shop AND l.slot = s.id "
        "LEFT JOIN bookings b ON b.shop = l.shop AND b.hold = l.hold AND b.state = 'confirmed' "
        "WHERE s.shop = $1 GROUP BY s.id, s.booked",
        {shop.id}, [&](const store::Row& row) {
          if (row.integer(1) == row.integer(2)) return;
          differences.push_back(fmt::format("Shop {}: slot {} counts {} bookings, there are {}.", shop.slug,
                                            row.text(0), row.integer(1), row.integer(2)));
        });
  }
  return differences;
}

}  // namespace timeshelf::commerce
