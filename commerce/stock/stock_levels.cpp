// What is where, and which slots got less than they ask for.
#include <fmt/format.h>

#include "commerce/stock/stock.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {

std::vector<StockLevel> Stock::levels(store::Transaction& transaction, const Id& shop) {
  std::vector<StockLevel> levels;
  for (const Venue& venue : load_venues(transaction, shop)) {
    transaction.query(
        "SELECT a.sku, a.credits_posted - a.debits_posted, COALESCE((SELECT m.debits_posted - "
        "m.credits_posted FROM accounts m WHERE m.shop = a.shop "
        "AND m.id = 'shortage:' || a.place || ':' || a.sku), 0), CAST(COALESCE((SELECT SUM(f.credits_posted "
        "- f.debits_posted - f.debits_pending) FROM slot_stock n JOIN accounts f ON f.shop = n.shop "
        "AND f.place = n.slot AND f.sku = n.sku AND f.kind = 'allotted' WHERE n.shop = a.shop "
        "AND n.venue = a.place AND n.sku = a.sku), 0) AS BIGINT), CAST(COALESCE((SELECT SUM(CASE WHEN p.kind "
        "= 'allotted' THEN p.debits_pending ELSE p.credits_posted - p.debits_posted END) FROM slot_stock n "
        "JOIN accounts p ON p.shop = n.shop AND p.place = n.slot AND p.sku = n.sku "
        "AND p.kind IN ('allotted', 'held', 'sold') WHERE n.shop = a.shop AND n.venue = a.place "
        "AND n.sku = a.sku), 0) AS BIGINT), CAST(COALESCE((SELECT SUM(d.credits_posted - d.debits_posted) "
        "FROM slot_stock n JOIN accounts d ON d.shop = n.shop AND d.place = n.slot AND d.sku = n.sku "
        "AND d.kind = 'leased' WHERE n.shop = a.shop AND n.venue = a.place AND n.sku = a.sku), 0) AS BIGINT) "
        "FROM accounts a WHERE a.shop = $1 AND a.place = $2 AND a.kind = 'on-hand' ORDER BY a.sku",
        {shop, venue.id}, [&](const store::Row& row) {
          levels.push_back({venue, row.string(0), row.integer(1), row.integer(3), row.integer(4),
                            row.integer(2), row.integer(5)});
        });
  }
  return levels;
}

std::vector<Shortfall> Stock::shortfalls(store::Transaction& transaction, const Id& shop) {
  std::vector<Shortfall> found;
  const auto venues = load_venues(transaction, shop);
  transaction.query(
      "SELECT n.slot, s.summary, s.starts_at, n.sku, n.wanted, n.venue FROM slot_stock n "
      "JOIN slots s ON s.shop = n.shop AND s.id = n.slot "
      "WHERE n.shop = $1 AND n.venue <> '' AND s.ends_at > $2 AND s.cancelled + s.switched_off = 0 "
      "ORDER BY s.starts_at, s.id, n.sku",
      {shop, clock_.now()}, [&](const store::Row& row) {
        Shortfall shortfall{row.id(0), row.string(1), row.instant(2), row.string(3), row.integer(4),
                            0,         row.string(5)};
        found.push_back(std::move(shortfall));
      });
  std::erase_if(found, [&](Shortfall& shortfall) {
    shortfall.given = given_to(transaction, shop, shortfall.slot, shortfall.sku);
    const std::string venue = std::exchange(shortfall.sentence, "");
    for (const Venue& each : venues) {
      if (each.id.text() != venue) continue;
      shortfall.sentence =
          fmt::format("It asks for {} {} and has {} of {}: {} are missing.", shortfall.wanted, shortfall.sku,
                      shortfall.given, each.name, shortfall.wanted - shortfall.given);
    }
    return shortfall.given >= shortfall.wanted;
  });
  return found;
}

}  // namespace timeshelf::commerce
