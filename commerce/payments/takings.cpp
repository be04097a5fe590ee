#include "commerce/payments/takings.hpp"

#include <map>

namespace timeshelf::commerce {

std::vector<Takings> takings_between(store::Transaction& transaction, const Id& shop, Instant from,
                                     Instant to) {
  std::map<std::string, Takings> by_currency;
  transaction.query(
      "SELECT currency, kind, CAST(SUM(minor) AS BIGINT) FROM money WHERE shop = $1 AND created_at >= $2 AND "
      "created_at < $3 GROUP BY currency, kind",
      {shop, from, to}, [&](const store::Row& row) {
        const auto currency = Currency::parse(row.text(0));
        if (!currency) return;
        auto& takings =
            by_currency.try_emplace(row.string(0), Takings{{0, *currency}, {0, *currency}}).first->second;
        (row.text(1) == "charge" ? takings.taken : takings.given_back).minor += row.integer(2);
      });
  std::vector<Takings> listed;
  listed.reserve(by_currency.size());
  for (auto& [currency, takings] : by_currency) listed.push_back(takings);
  return listed;
}

std::vector<OpenBalance> refunds_to_give(store::Transaction& transaction, const Id& shop, Instant since) {
  std::vector<std::pair<Id, std::string>> changed;
  transaction.query(
      "SELECT DISTINCT c.booking, b.code FROM line_changes c JOIN bookings b ON b.shop = c.shop AND b.id = "
      "c.booking WHERE c.shop = $1 AND c.created_at >= $2 ORDER BY b.code",
      {shop, since}, [&](const store::Row& row) { changed.emplace_back(row.id(0), row.string(1)); });
  std::vector<OpenBalance> owed;
  for (const auto& [id, code] : changed) {
    const auto balance = balance_of(transaction, shop, id);
    if (balance && balance->owed().minor < 0) owed.push_back({code, *balance});
  }
  return owed;
}

}  // namespace timeshelf::commerce
