// What is lent to devices and what they sold, compared with the books.
#include <fmt/format.h>

#include <map>
#include <set>

#include "commerce/devices/lease_rows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using SlotAndSku = std::pair<Id, std::string>;

// What is leased of a slot is what its leases have left, neither more nor less.
void compare_accounts(store::Transaction& transaction, const Id& shop,
                      std::vector<std::string>& differences) {
  std::map<SlotAndSku, std::int64_t> left, booked;
  transaction.query(
      "SELECT slot, sku, CAST(SUM(units - sold - returned) AS BIGINT) FROM leases WHERE shop = $1 GROUP BY "
      "slot, sku",
      {shop}, [&](const store::Row& row) {
        left[{row.id(0), row.string(1)}] += row.integer(2);
      });
  transaction.query(
      "SELECT slot, CAST(SUM(units - sold - returned) AS BIGINT) FROM leases WHERE shop = $1 AND places = 1 "
      "GROUP BY slot",
      {shop}, [&](const store::Row& row) {
        left[{row.id(0), std::string(ical::kSeatSku)}] += row.integer(1);
      });
  transaction.query(
      "SELECT place, sku, credits_posted - debits_posted FROM accounts WHERE shop = $1 AND kind = 'leased'",
      {shop}, [&](const store::Row& row) {
        booked[{row.id(0), row.string(1)}] = row.integer(2);
      });
  for (const auto& [key, units] : left) booked.try_emplace(key, 0);
  for (const auto& [key, units] : booked) {
    if (units != left[key])
      differences.push_back(fmt::format("of {} in slot {}, {} are leased and leases have {} left.",
                                        key.second, key.first.text(), units, left[key]));
  }
}

// A lease has sold what the sales say that took from it and stand.
void compare_sold(store::Transaction& transaction, const Id& shop, std::vector<std::string>& differences) {
  transaction.query(
      "SELECT l.id, l.sold, CAST(COALESCE((SELECT SUM(n.leased) FROM device_sale_lines n "
      "JOIN device_sales s ON s.shop = n.shop AND s.device = n.device AND s.seq = n.seq "
      "WHERE n.shop = l.shop AND n.lease = l.id AND s.voided_by IS NULL), 0) AS BIGINT), CASE WHEN "
      "l.closed_at IS NOT NULL AND l.sold + l.returned < l.units THEN 1 ELSE 0 END FROM leases l "
      "WHERE l.shop = $1 ORDER BY l.id",
      {shop}, [&](const store::Row& row) {
        if (row.integer(1) != row.integer(2))
          differences.push_back(fmt::format("lease {} has sold {} units, and its sales say {}.",
                                            row.string(0), row.integer(1), row.integer(2)));
        if (row.boolean(3))
          differences.push_back(fmt::format("lease {} is closed and has units left.", row.string(0)));
      });
}

// Each sale is in the books once: its lines are those of its booking, and one that was taken back is
// cancelled.
void compare_bookings(store::Transaction& transaction, const Id& shop,
                      std::vector<std::string>& differences) {
  transaction.query(
      "SELECT s.device, s.seq, CASE WHEN s.voided_by IS NULL THEN 0 ELSE 1 END, COALESCE(b.state, ''), "
      "(SELECT COUNT(*) FROM device_sale_lines n LEFT JOIN lines l ON l.shop = n.shop AND l.hold = b.hold "
      "AND l.position = n.position WHERE n.shop = s.shop AND n.device = s.device AND n.seq = s.seq "
      "AND (l.quantity IS NULL OR l.quantity <> n.units)) FROM device_sales s LEFT "
      "JOIN bookings b ON b.shop = s.shop AND b.id = s.booking WHERE s.shop = $1 AND s.booking <> '' "
      "ORDER BY s.device, s.seq",
      {shop}, [&](const store::Row& row) {
        if (row.integer(4) > 0)
          differences.push_back(fmt::format("the booking of sale {} of device {} has other lines.",
                                            row.integer(1), row.string(0)));
        if (row.boolean(2) && row.text(3) != "cancelled")
          differences.push_back(fmt::format("sale {} of device {} was taken back, and its booking stands.",
                                            row.integer(1), row.string(0)));
      });
}

}  // namespace

std::vector<std::string> check_leases(store::Transaction& transaction, const Id& shop) {
  std::vector<std::string> differences;
  compare_accounts(transaction, shop, differences);
  compare_sold(transaction, shop, differences);
  compare_bookings(transaction, shop, differences);
  return differences;
}

}  // namespace timeshelf::commerce
