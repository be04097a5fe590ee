#include "commerce/reports/drop_report.hpp"

#include <fmt/format.h>

#include <map>

#include "commerce/checkout/sale_rows.hpp"

namespace timeshelf::commerce {
namespace {

// Everything is asked of the slots of one drop, or of one slot: in each statement "s", and {these} says
// which.
class Reporter {
 public:
  Reporter(store::Transaction& transaction, const Id& shop, std::string_view these, std::string_view value)
      : transaction_(transaction),
        shop_(shop),
        value_(value),
        these_(fmt::format("s.shop = $1 AND {}", these)) {}

  std::optional<DropReport> report(Instant now) {
    list_slots();
    if (report_.slots.empty()) return std::nullopt;
    count_offered();
    count_sold();
    count_fees();
    count_waiting();
    count_funnel();
    count_walk_ups();
    count_staff(now);
    count_takings();
    list_forecasts();
    report_.skus = taken();
    return std::move(report_);
  }

  std::vector<SkuOutcome> outcomes() {
    count_offered();
    count_sold();
    count_waiting();
    return taken();
  }

 private:
  std::vector<SkuOutcome> taken() {
    std::vector<SkuOutcome> all;
    for (auto& [sku, outcome] : skus_) all.push_back(std::move(outcome));
    return all;
  }

  template <class Each>
  void ask(std::string_view sql, Each each) {
    ask(sql, {shop_, value_}, each);
  }
  template <class Each>
  void ask(std::string_view sql, store::Params params, Each each) {
    transaction_.query(fmt::format(fmt::runtime(sql), fmt::arg("these", these_),
                                   fmt::arg("was_on_sale", kWasOnSale), fmt::arg("was_held", kWasHeld)),
                       params, each);
  }

  SkuOutcome& of_sku(const store::Row& row) {
    SkuOutcome& outcome = skus_[row.string(0)];
    outcome.sku = row.string(0);
    return outcome;
  }

  void list_slots() {
    ask("SELECT s.id, s.summary, s.time_zone, s.starts_at, s.ends_at, s.cancelled, "
        "CAST(COALESCE((SELECT SUM(v.views) FROM page_views v WHERE v.shop = s.shop AND v.slot = s.id), 0) "
        "AS BIGINT), (SELECT COUNT(DISTINCT l.hold) FROM lines l JOIN bookings b ON b.shop = l.shop AND "
        "b.hold = l.hold WHERE l.shop = s.shop AND l.slot = s.id AND l.quantity > l.gone AND b.state = "
        "'confirmed') FROM slots s WHERE {these} ORDER BY s.starts_at, s.id",
        [&](const store::Row& row) {
          report_.slots.push_back({row.id(0), row.string(1), row.string(2), from_millis(row.integer(3)),
                                   from_millis(row.integer(4)), row.integer(5) != 0, row.integer(6),
                                   row.integer(7)});
          report_.funnel.views += row.integer(6);
        });
  }

  // Seats are offered where they have a price of their own; elsewhere they only bound how many come.
  void count_offered() {
    ask("SELECT k.sku, CAST(SUM(k.units) AS BIGINT), COALESCE(MAX(n.name), '') FROM ("
        "SELECT t.sku AS sku, t.wanted AS units FROM slots s JOIN slot_stock t ON t.shop = s.shop AND t.slot "
        "= s.id WHERE {these} AND s.cancelled = 0 AND {was_on_sale} "
        "UNION ALL SELECT p.sku, p.promised FROM slots s JOIN preorders p ON p.shop = s.shop AND p.slot = "
        "s.id WHERE {these} AND s.cancelled = 0 AND {was_on_sale} "
        "UNION ALL SELECT 'SEAT', s.seats FROM slots s WHERE {these} AND s.cancelled = 0 AND {was_on_sale} "
        "AND s.seats IS NOT NULL AND EXISTS (SELECT 1 FROM prices p WHERE p.shop = s.shop AND p.slot = s.id "
        "AND p.sku = 'SEAT')) k "
        "LEFT JOIN products n ON n.shop = $1 AND n.sku = k.sku GROUP BY k.sku",
        [&](const store::Row& row) {
          of_sku(row).offered = row.integer(1);
          of_sku(row).name = row.string(2);
        });
  }

  // What left a line since took along what it had cost (line_changes).
  void count_sold() {
    ask("SELECT l.sku, l.tier, l.minor, l.currency, l.fulfilment, CAST(SUM(l.quantity - l.gone) AS BIGINT), "
        "CAST(SUM(l.handed_over) AS BIGINT), CAST(SUM(l.returned) AS BIGINT), CAST(SUM(CASE WHEN l.state = "
        "'missed' THEN l.quantity - l.gone - l.handed_over ELSE 0 END) AS BIGINT), CAST(SUM(l.minor * "
        "l.quantity - l.discount + CASE WHEN h.tax_included = 0 THEN l.tax ELSE 0 END - COALESCE((SELECT "
        "SUM(c.minor) FROM line_changes c WHERE c.shop = l.shop AND c.booking = b.id AND c.slot = l.slot AND "
        "c.position = l.position), 0)) AS BIGINT), COALESCE(MAX(n.name), '') FROM slots s JOIN lines l ON "
        "l.shop = s.shop AND l.slot = s.id JOIN bookings b ON b.shop = l.shop AND b.hold = l.hold JOIN holds "
        "h ON h.shop = l.shop AND h.id = l.hold LEFT JOIN products n ON n.shop = l.shop AND n.sku = l.sku "
        "WHERE {these} AND b.state = 'confirmed' GROUP BY l.sku, l.tier, l.minor, l.currency, l.fulfilment "
        "ORDER BY l.sku, l.currency, l.minor, l.tier, l.fulfilment",
        [&](const store::Row& row) {
          SkuOutcome& outcome = of_sku(row);
          outcome.sold += row.integer(5);
          outcome.handed_over += row.integer(6);
          outcome.returned += row.integer(7);
          outcome.missed += row.integer(8);
          outcome.name = row.string(10);
          const auto currency = Currency::parse(row.text(3));
          if (!currency || row.integer(5) == 0) return;
          report_.steps.push_back({row.string(0), row.string(1), Money{row.integer(2), *currency},
                                   row.string(4), row.integer(5), Money{row.integer(9), *currency}});
        });
  }

  void count_fees() {
    ask("SELECT f.kind, f.zone, f.currency, CAST(SUM(f.minor + CASE WHEN h.tax_included = 0 THEN f.tax ELSE "
        "0 END) AS BIGINT) FROM slots s JOIN lines l ON l.shop = s.shop AND l.slot = s.id JOIN fees f ON "
        "f.shop = l.shop AND f.hold = l.hold AND f.slot = s.id JOIN bookings b ON b.shop = l.shop AND b.hold "
        "= l.hold JOIN holds h ON h.shop = l.shop AND h.id = l.hold WHERE {these} AND b.state = 'confirmed' "
        "AND f.gone IS NULL AND l.position = (SELECT MIN(o.position) FROM lines o WHERE o.shop = l.shop AND "
        "o.hold = l.hold AND o.slot = l.slot) GROUP BY f.kind, f.zone, f.currency ORDER BY f.kind, f.zone, "
        "f.currency",
        [&](const store::Row& row) {
          if (const auto currency = Currency::parse(row.text(2)))
            report_.fees.push_back({row.string(0), row.string(1), Money{row.integer(3), *currency}});
        });
  }

  void count_waiting() {
    ask("SELECT w.sku, COUNT(*), CAST(SUM(CASE WHEN w.state = 'taken' THEN 1 ELSE 0 END) AS BIGINT), "
        "CAST(SUM(CASE WHEN w.state IN ('taken', 'declined', 'left') THEN 0 ELSE w.quantity END) AS BIGINT) "
        "FROM slots s JOIN waiting w ON w.shop = s.shop AND w.slot = s.id WHERE {these} GROUP BY w.sku",
        [&](const store::Row& row) {
          of_sku(row).waited_for = row.integer(3);
          report_.waiting.joined += row.integer(1);
          report_.waiting.served += row.integer(2);
        });
  }

  void count_funnel() {
    ask("SELECT COUNT(*), CAST(SUM(m.expired) AS BIGINT), CAST(SUM(m.booked) AS BIGINT), "
        "CAST(SUM(m.cancelled) AS BIGINT), CAST(SUM(m.handed_over) AS BIGINT), CAST(SUM(CASE WHEN "
        "m.handed_over = 0 THEN m.missed ELSE 0 END) AS BIGINT) FROM (SELECT l.hold, MAX(CASE WHEN h.state = "
        "'expired' THEN 1 ELSE 0 END) AS expired, MAX(CASE WHEN b.id IS NULL THEN 0 ELSE 1 END) AS booked, "
        "MAX(CASE WHEN b.state = 'cancelled' THEN 1 ELSE 0 END) AS cancelled, MAX(CASE WHEN b.state = "
        "'confirmed' AND l.handed_over > 0 THEN 1 ELSE 0 END) AS handed_over, MAX(CASE WHEN b.state = "
        "'confirmed' AND l.state = 'missed' THEN 1 ELSE 0 END) AS missed FROM slots s JOIN lines l ON l.shop "
        "= s.shop AND l.slot = s.id JOIN holds h ON h.shop = l.shop AND h.id = l.hold LEFT JOIN bookings b "
        "ON b.shop = l.shop AND b.hold = l.hold WHERE {these} AND {was_held} GROUP BY l.hold) m",
        [&](const store::Row& row) {
          if (row.integer(0) == 0) return;
          Funnel& funnel = report_.funnel;
          funnel.holds = row.integer(0);
          funnel.expired = row.integer(1);
          funnel.bookings = row.integer(2);
          funnel.cancelled = row.integer(3);
          funnel.handed_over = row.integer(4);
          funnel.missed = row.integer(5);
        });
  }

  void count_walk_ups() {
    ask("SELECT COUNT(DISTINCT b.id) FROM slots s JOIN lines l ON l.shop = s.shop AND l.slot = s.id JOIN "
        "holds h ON h.shop = l.shop AND h.id = l.hold JOIN bookings b ON b.shop = l.shop AND b.hold = l.hold "
        "WHERE {these} AND NOT {was_held} AND b.state = 'confirmed'",
        [&](const store::Row& row) { report_.funnel.walk_ups = row.integer(0); });
  }

  // Of a shift that runs nobody knows yet how long it was.
  void count_staff(Instant now) {
    ask("SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN h.person = '' THEN 1 ELSE 0 END), 0) AS BIGINT), "
        "CAST(COALESCE(SUM(CASE WHEN h.person <> '' AND h.ends_at <= $3 THEN 1 ELSE 0 END), 0) AS BIGINT), "
        "CAST(COALESCE(SUM(CASE WHEN h.person <> '' AND h.ends_at <= $3 THEN h.ends_at - h.starts_at ELSE 0 "
        "END), 0) AS BIGINT) "
        "FROM slots s JOIN shifts h ON h.shop = s.shop AND h.slot = s.id WHERE {these} AND h.state = 'open'",
        {shop_, value_, now}, [&](const store::Row& row) {
          report_.staff = {row.integer(0), row.integer(1), row.integer(2),
                           std::chrono::milliseconds(row.integer(3))};
        });
  }

  // Of whole bookings: who paid for slots of two drops at once is in the reports of both.
  void count_takings() {
    ask("SELECT m.currency, CAST(SUM(CASE WHEN m.kind = 'charge' THEN m.minor ELSE 0 END) AS BIGINT), "
        "CAST(SUM(CASE WHEN m.kind = 'refund' THEN m.minor ELSE 0 END) AS BIGINT) FROM (SELECT DISTINCT b.id "
        "AS id FROM slots s JOIN lines l ON l.shop = s.shop AND l.slot = s.id JOIN bookings b ON b.shop = "
        "l.shop AND b.hold = l.hold WHERE {these}) o JOIN money m ON m.shop = $1 AND m.booking = o.id GROUP "
        "BY m.currency",
        [&](const store::Row& row) {
          if (const auto currency = Currency::parse(row.text(0)))
            report_.takings.push_back({Money{row.integer(1), *currency}, Money{row.integer(2), *currency}});
        });
  }

  // The last one that left a week to act on it, or the first where it was published later.
  void list_forecasts() {
    ask("SELECT f.slot, f.sku, f.days_before, f.low, f.middle, f.high, f.outcome, f.sold_out FROM slots s "
        "JOIN forecasts f ON f.shop = s.shop AND f.slot = s.id WHERE {these} AND f.days_before = "
        "COALESCE((SELECT MIN(o.days_before) FROM forecasts o WHERE o.shop = f.shop AND o.slot = f.slot AND "
        "o.sku = f.sku AND o.days_before >= 7), (SELECT MAX(o.days_before) FROM forecasts o WHERE o.shop = "
        "f.shop AND o.slot = f.slot AND o.sku = f.sku)) ORDER BY s.starts_at, s.id, f.sku",
        [&](const store::Row& row) {
          ForecastOutcome forecast{
              row.id(0), row.string(1), row.integer(2), row.integer(3), row.integer(4), row.integer(5),
              {},        false};
          if (!row.is_null(6)) forecast.outcome = row.integer(6);
          forecast.sold_out = !row.is_null(7) && row.integer(7) != 0;
          report_.forecasts.push_back(std::move(forecast));
        });
  }

  store::Transaction& transaction_;
  Id shop_;
  std::string value_;
  std::string these_;
  std::map<std::string, SkuOutcome> skus_;
  DropReport report_;
};

}  // namespace

std::vector<DropSpan> list_drops(store::Transaction& transaction, const Id& shop, Instant before,
                                 std::size_t limit) {
  std::vector<DropSpan> drops;
  transaction.query(
      fmt::format(
          "SELECT d.name, COALESCE(MIN(CASE WHEN d.sold = 1 THEN d.starts_at END), MIN(d.starts_at)) AS "
          "begins, COALESCE(MAX(CASE WHEN d.sold = 1 THEN d.ends_at END), MAX(d.ends_at)), "
          "CAST(SUM(d.sold) AS BIGINT), COUNT(*) FROM (SELECT s.drop_name AS name, s.starts_at AS starts_at, "
          "s.ends_at AS ends_at, CASE WHEN {} THEN 1 ELSE 0 END AS sold FROM slots s WHERE s.shop = $1 AND "
          "s.drop_name <> '') d GROUP BY d.name HAVING COALESCE(MIN(CASE WHEN d.sold = 1 THEN d.starts_at "
          "END), MIN(d.starts_at)) < $2 ORDER BY begins DESC, d.name LIMIT $3",
          kWasOnSale),
      {shop, before, static_cast<std::int64_t>(limit)}, [&](const store::Row& row) {
        const std::int64_t sold = row.integer(3);
        drops.push_back({row.string(0), from_millis(row.integer(1)), from_millis(row.integer(2)),
                         sold > 0 ? sold : row.integer(4), sold == 0});
      });
  return drops;
}

std::optional<double> DropReport::handed_over_per_hour() const {
  const double hours = static_cast<double>(staff.worked.count()) / 3'600'000;
  if (hours <= 0) return std::nullopt;
  return static_cast<double>(funnel.handed_over + funnel.walk_ups) / hours;
}

std::optional<DropReport> report_drop(store::Transaction& transaction, const Id& shop,
                                      const std::string& drop, Instant now) {
  if (drop.empty()) return std::nullopt;  // that is all slots without one
  const std::string all = "s.drop_name = $2 AND s.drop_name <> ''";
  auto report = Reporter(transaction, shop, fmt::format("{} AND {}", all, kWasOnSale), drop).report(now);
  return report ? std::move(report) : Reporter(transaction, shop, all, drop).report(now);
}

std::optional<DropReport> report_slot(store::Transaction& transaction, const Id& shop, const Id& slot,
                                      Instant now) {
  return Reporter(transaction, shop, "s.id = $2", slot.text()).report(now);
}

std::vector<SkuOutcome> outcomes_of_slot(store::Transaction& transaction, const Id& shop, const Id& slot) {
  return Reporter(transaction, shop, "s.id = $2", slot.text()).outcomes();
}

}  // namespace timeshelf::commerce
