#include "commerce/forecasts/forecast_log.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

namespace timeshelf::commerce {
namespace {

constexpr double kThousandths = 1'000;
constexpr double kTenThousandths = 10'000;

}  // namespace

std::optional<ToldBefore> told_before(store::Transaction& transaction, const Id& shop, const Id& slot,
                                      const std::string& sku, std::int64_t days_before) {
  return transaction.first(
      "SELECT middle, sells_out FROM forecasts WHERE shop = $1 AND slot = $2 AND sku = $3 "
      "AND days_before > $4 ORDER BY days_before LIMIT 1",
      {shop, slot, sku, days_before}, [](const store::Row& row) {
        return ToldBefore{row.integer(0), static_cast<double>(row.integer(1)) / kTenThousandths};
      });
}

bool is_another_forecast(const ToldBefore& before, std::int64_t middle, double sells_out) {
  constexpr std::int64_t kLeastUnits = 2;
  const std::int64_t away = std::abs(middle - before.middle);
  if (away >= kLeastUnits && away * 5 >= before.middle) return true;
  return (sells_out >= 0.5) != (before.sells_out >= 0.5);
}

void note_forecast(store::Transaction& transaction, const Id& shop, const NotedForecast& noted) {
  transaction.execute(
      "INSERT INTO forecasts (shop, slot, sku, days_before, made_at, booked, there, past_slots, inputs, "
      "mean, low, middle, high, "
      "sells_out) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (shop, "
      "slot, sku, days_before) "
      "DO NOTHING",
      {shop, noted.slot, noted.sku, noted.days_before, noted.made_at, noted.booked, noted.there,
       noted.past_slots, noted.inputs, static_cast<std::int64_t>(std::llround(noted.mean * kThousandths)),
       noted.low, noted.middle, noted.high,
       static_cast<std::int64_t>(std::llround(noted.sells_out * kTenThousandths))});
}

std::size_t score_forecasts(store::Transaction& transaction, const Id& shop, const Id& slot,
                            const std::string& sku, std::int64_t outcome, bool sold_out) {
  return static_cast<std::size_t>(
      transaction.execute("UPDATE forecasts SET outcome = $4, sold_out = $5 WHERE shop = $1 AND slot = $2 "
                          "AND sku = $3 AND outcome IS NULL",
                          {shop, slot, sku, outcome, sold_out}));
}

std::vector<std::pair<Id, std::string>> unscored(store::Transaction& transaction, const Id& shop,
                                                 Instant now) {
  std::vector<std::pair<Id, std::string>> over;
  transaction.query(
      "SELECT DISTINCT f.slot, f.sku FROM forecasts f JOIN slots s ON s.shop = f.shop AND s.id = f.slot "
      "WHERE f.shop = $1 AND "
      "f.outcome IS NULL AND s.ends_at <= $2 ORDER BY f.slot, f.sku",
      {shop, now}, [&](const store::Row& row) { over.emplace_back(row.id(0), row.string(1)); });
  return over;
}

TrackRecord track_record(store::Transaction& transaction, const Id& shop, const std::string& sku,
                         std::size_t at_most) {
  TrackRecord record;
  std::set<Id> slots;
  transaction.query(
      "SELECT slot, mean, low, middle, high, sells_out, there, outcome, sold_out FROM forecasts WHERE shop = "
      "$1 AND sku = $2 AND "
      "outcome IS NOT NULL ORDER BY made_at DESC LIMIT $3",
      {shop, sku, static_cast<std::int64_t>(at_most)}, [&](const store::Row& row) {
        slots.insert(row.id(0));
        const auto there = static_cast<double>(row.integer(6));
        const bool sold_out = row.boolean(8);
        // Of what was asked for beyond what there was, nobody knows: a forecast above it is judged by what
        // there was.
        const auto known = [&](double units) { return sold_out ? std::min(units, there) : units; };
        record.score.add({known(static_cast<double>(row.integer(1)) / kThousandths),
                          known(static_cast<double>(row.integer(2))),
                          known(static_cast<double>(row.integer(3))),
                          known(static_cast<double>(row.integer(4))),
                          static_cast<double>(row.integer(5)) / kTenThousandths,
                          static_cast<double>(row.integer(7)), sold_out});
      });
  record.slots = static_cast<std::int64_t>(slots.size());
  return record;
}

}  // namespace timeshelf::commerce
