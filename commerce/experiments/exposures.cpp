#include "commerce/experiments/exposures.hpp"

namespace timeshelf::commerce {
namespace {

std::vector<Exposure> read(store::Transaction& transaction, std::string_view sql, const Id& shop,
                           const Id& what) {
  std::vector<Exposure> found;
  transaction.query(sql, {shop, what}, [&](const store::Row& row) {
    found.push_back({row.id(0), row.string(1), row.integer(2)});
  });
  return found;
}

}  // namespace

std::vector<Exposure> new_among(store::Transaction& transaction, const Id& shop,
                                std::vector<Exposure> exposures) {
  std::erase_if(exposures, [&](const Exposure& exposure) {
    return transaction.exists("SELECT 1 FROM exposures WHERE shop = $1 AND experiment = $2 AND unit = $3",
                              {shop, exposure.experiment, exposure.unit});
  });
  return exposures;
}

void note_exposures(store::Transaction& transaction, const Id& shop, const std::vector<Exposure>& exposures,
                    Instant seen_at) {
  for (const Exposure& exposure : exposures) {
    transaction.execute(
        "INSERT INTO exposures (shop, experiment, unit, variant, seen_at) SELECT e.shop, e.id, $3, $4, $5 "
        "FROM experiments e WHERE e.shop = $1 AND e.id = $2 AND e.state = 'running' "
        "ON CONFLICT (shop, experiment, unit) DO NOTHING",
        {shop, exposure.experiment, exposure.unit, exposure.variant, seen_at});
  }
}

void note_hold(store::Transaction& transaction, const Id& shop, const Id& hold,
               const std::vector<Exposure>& exposures) {
  for (const Exposure& exposure : exposures) {
    transaction.execute(
        "INSERT INTO experiment_holds (shop, hold, experiment, unit, variant) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (shop, hold, experiment) DO NOTHING",
        {shop, hold, exposure.experiment, exposure.unit, exposure.variant});
  }
}

std::vector<Exposure> exposures_of_hold(store::Transaction& transaction, const Id& shop, const Id& hold) {
  return read(transaction,
              "SELECT h.experiment, h.unit, h.variant FROM experiment_holds h JOIN experiments e ON e.shop = "
              "h.shop AND e.id = h.experiment WHERE h.shop = $1 AND h.hold = $2 AND e.state = 'running' "
              "ORDER BY h.experiment",
              shop, hold);
}

std::vector<Exposure> exposures_of_booking(store::Transaction& transaction, const Id& shop,
                                           const Id& booking) {
  const auto hold = transaction.first("SELECT hold FROM bookings WHERE shop = $1 AND id = $2",
                                      {shop, booking}, [](const store::Row& row) { return row.id(0); });
  return hold ? exposures_of_hold(transaction, shop, *hold) : std::vector<Exposure>{};
}

}  // namespace timeshelf::commerce
