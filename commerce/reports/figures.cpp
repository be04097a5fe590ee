#include "commerce/reports/figures.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <limits>

#include "commerce/checkout/sale_rows.hpp"
#include "commerce/ids_in_time.hpp"

namespace timeshelf::commerce {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;

// Days as a table that a statement joins: their number, the first id of each, the first past it, begin and
// end. The statement is the same for as many days, so that it is prepared once.
class DayTable {
 public:
  explicit DayTable(const std::vector<Day>& of) : days_(of) {
    ids_.reserve(2 * of.size());  // parameters are views of them
    for (const Day& day : of) {
      ids_.push_back(first_id_at(day.begins));
      ids_.push_back(first_id_at(day.ends));
    }
  }

  /// Runs `sql`, in which "{days}" stands for the table "d". `leading` are its $1, $2 …
  void query(store::Transaction& transaction, std::string_view sql, std::vector<store::Param> leading,
             FunctionRef<void(const store::Row&)> each) const {
    std::string rows;
    std::size_t next = leading.size();
    for (std::size_t i = 0; i < days_.size(); ++i, next += 4) {
      rows += fmt::format("{}(CAST({} AS BIGINT), ${}, ${}, ${}, ${})", i == 0 ? "" : ", ", i, next + 1,
                          next + 2, next + 3, next + 4);
      leading.insert(leading.end(), {ids_[2 * i], ids_[2 * i + 1], days_[i].begins, days_[i].ends});
    }
    const std::string table =
        "(SELECT column1 AS day, column2 AS first, column3 AS past, column4 AS begins, column5 AS ends FROM "
        "(VALUES " +
        rows + ") AS listed) d";
    transaction.query(fmt::format(fmt::runtime(sql), fmt::arg("days", table)), leading, each);
  }

 private:
  const std::vector<Day>& days_;
  std::vector<Id> ids_;
};

template <class T>
T& at_day(std::vector<T>& by_day, const store::Row& row) {
  return by_day.at(static_cast<std::size_t>(row.integer(0)));
}

// Bookings that have a line in the slot, or all.
constexpr std::string_view kInSlot =
    "($2 = '' OR EXISTS (SELECT 1 FROM lines o WHERE o.shop = b.shop AND o.slot = $2 AND o.hold = b.hold))";

}  // namespace

std::string name_of(const Day& day) {
  return fmt::format("{:%F}", std::chrono::sys_seconds(day.date));
}

std::vector<Day> days_in(const ical::Zone& zone, sys_days first, sys_days last) {
  const auto midnight = [&](sys_days date) -> Instant {
    return zone.to_utc(ical::LocalSeconds(std::chrono::sys_seconds(date).time_since_epoch()));
  };
  std::vector<Day> all;
  for (sys_days date = first; date <= last; date += days(1))
    all.push_back({date, midnight(date), midnight(date + days(1))});
  return all;
}

sys_days day_of(const ical::Zone& zone, Instant instant) {
  const auto local = zone.to_local(floor<std::chrono::seconds>(instant));
  return floor<days>(std::chrono::sys_seconds(local.time_since_epoch()));
}

std::vector<DaySales> sales_by_day(store::Transaction& transaction, const Id& shop,
                                   const std::vector<Day>& of, const std::optional<Id>& slot) {
  std::vector<DaySales> by_day(of.size());
  if (of.empty()) return by_day;
  const std::string_view only = slot ? slot->text() : "";
  const DayTable table(of);
  table.query(
      transaction,
      "SELECT d.day, COUNT(*), CAST(SUM(CASE WHEN b.state = 'cancelled' THEN 1 ELSE 0 END) AS BIGINT) "
      "FROM {days} JOIN bookings b ON b.shop = $1 AND b.id >= d.first AND b.id < d.past WHERE " +
          std::string(kInSlot) + " GROUP BY d.day",
      {shop, only}, [&](const store::Row& row) {
        at_day(by_day, row).bookings = row.integer(1);
        at_day(by_day, row).cancelled = row.integer(2);
      });
  // CROSS JOIN: SQLite would go through all lines of the shop, once for each day.
  table.query(
      transaction,
      "SELECT d.day, l.tier, l.minor, l.currency, CAST(SUM(l.quantity - l.gone) AS BIGINT) "
      "FROM {days} CROSS JOIN bookings b CROSS JOIN lines l WHERE b.shop = $1 AND b.id >= d.first AND "
      "b.id < d.past AND l.shop = b.shop AND l.hold = b.hold "
      "AND b.state = 'confirmed' AND l.quantity > l.gone AND ($2 = '' OR l.slot = $2) "
      "GROUP BY d.day, l.tier, l.minor, l.currency ORDER BY d.day, l.minor, l.tier, l.currency",
      {shop, only}, [&](const store::Row& row) {
        if (const auto currency = Currency::parse(row.text(3)))
          at_day(by_day, row)
              .steps.push_back({row.string(1), Money{row.integer(2), *currency}, row.integer(4)});
      });
  return by_day;
}

std::vector<DayHolds> holds_by_day(store::Transaction& transaction, const Id& shop,
                                   const std::vector<Day>& of, Instant now) {
  std::vector<DayHolds> by_day(of.size());
  if (of.empty()) return by_day;
  // One that has run out is expired, whether it was tidied up or not.
  DayTable(of).query(
      transaction,
      "SELECT d.day, CASE WHEN h.state = 'open' AND h.expires_at <= $2 THEN 'expired' ELSE h.state END "
      "AS became, COUNT(*) FROM {days} JOIN holds h ON h.shop = $1 AND h.id >= d.first AND h.id < d.past "
      "WHERE " +
          std::string(kWasHeld) + " GROUP BY d.day, became",
      {shop, now}, [&](const store::Row& row) {
        DayHolds& day = at_day(by_day, row);
        const std::string_view became = row.text(1);
        if (became == "confirmed") day.confirmed = row.integer(2);
        if (became == "released") day.released = row.integer(2);
        if (became == "expired") day.expired = row.integer(2);
        if (became == "open") day.open = row.integer(2);
      });
  return by_day;
}

std::vector<DayStock> stock_by_day(store::Transaction& transaction, const Id& shop,
                                   const std::vector<Day>& of, const Id& venue, const std::string& sku,
                                   std::int64_t there_now) {
  if (of.empty()) return {};
  std::vector<Day> until_now = of;
  constexpr auto kEver = std::numeric_limits<std::int64_t>::max() / 2;
  until_now.push_back({of.back().date, of.back().ends, from_millis(kEver)});
  // The reasons of checkout are left out as the index of transfers by time says; they move nothing there.
  // A transfer between two places of the venue cancels itself out. What a slot was given, or gave back when
  // its stock began to be counted, moved in the books alone.
  const auto inside = [](std::string_view account) {
    return fmt::format(
        "CASE WHEN {0}.sku = $3 AND ({0}.place = $2 AND {0}.kind IN ('on-hand', 'shortage') OR {0}.kind IN "
        "('allotted', 'held', 'sold', 'leased') AND EXISTS (SELECT 1 FROM slot_stock n WHERE n.shop = {0}.shop AND "
        "n.slot = {0}.place AND n.sku = $3 AND n.venue = $2)) THEN 1 ELSE 0 END",
        account);
  };
  std::vector<DayStock> by_day(until_now.size());
  DayTable(until_now).query(
      transaction,
      "SELECT m.day, CAST(SUM(CASE WHEN m.change > 0 THEN m.change ELSE 0 END) AS BIGINT), "
      "CAST(SUM(CASE WHEN m.change < 0 THEN -m.change ELSE 0 END) AS BIGINT) FROM "
      "(SELECT d.day AS day, t.amount * (" +
          inside("c") + " - " + inside("e") +
          ") AS change FROM {days} JOIN transfers t ON t.shop = $1 AND t.created_at >= d.begins AND "
          "t.created_at < d.ends AND t.reason NOT IN ('hold', 'booking', 'released', 'expired') "
          "AND t.reason NOT IN ('rehomed', 'allotment') AND t.kind IN ('posted', 'post') "
          "JOIN accounts c ON c.shop = t.shop AND c.id = t.credit "
          "JOIN accounts e ON e.shop = t.shop AND e.id = t.debit WHERE c.sku = $3) m GROUP BY m.day",
      {shop, venue, sku}, [&](const store::Row& row) {
        at_day(by_day, row).came = row.integer(1);
        at_day(by_day, row).went = row.integer(2);
      });
  std::int64_t there = there_now;
  for (std::size_t i = by_day.size(); i-- > 0;) {
    by_day[i].there = there;
    there -= by_day[i].came - by_day[i].went;
  }
  by_day.pop_back();
  return by_day;
}

}  // namespace timeshelf::commerce
