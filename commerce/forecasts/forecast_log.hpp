// Forecasts as they were made, one a day for each SKU of a slot, and what came of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "insight/forecast/score.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The topic of the outbox behind which Forecasts::note_day stands; its subject is "".
inline constexpr std::string_view kForecastTopic = "forecast";

struct NotedForecast {
  Id slot;
  std::string sku;
  std::int64_t days_before = 0;
  Instant made_at;
  std::int64_t booked = 0;
  std::int64_t there = 0;
  std::int64_t past_slots = 0;
  std::string inputs;  ///< JSON
  double mean = 0;
  std::int64_t low = 0;
  std::int64_t middle = 0;
  std::int64_t high = 0;
  double sells_out = 0;
};
/// What was said last, before today.
struct ToldBefore {
  std::int64_t middle = 0;
  double sells_out = 0;
};
std::optional<ToldBefore> told_before(store::Transaction&, const Id& shop, const Id& slot,
                                      const std::string& sku, std::int64_t days_before);
/// Whether that says something else: the middle by a fifth and two units, or whether it sells out.
bool is_another_forecast(const ToldBefore& before, std::int64_t middle, double sells_out);

/// The first of a day stands.
void note_forecast(store::Transaction&, const Id& shop, const NotedForecast&);

/// What came of those whose slot is over. Answers how many were scored.
std::size_t score_forecasts(store::Transaction&, const Id& shop, const Id& slot, const std::string& sku,
                            std::int64_t outcome, bool sold_out);
/// Slots that are over, whose forecasts are not scored.
std::vector<std::pair<Id, std::string>> unscored(store::Transaction&, const Id& shop, Instant now);

/// How such forecasts did before: of the same SKU, newest first, as far as they can be judged. What sold out
/// says that the demand was at least that, so it counts as right where the range reaches it.
struct TrackRecord {
  std::int64_t slots = 0;
  insight::Score score;
};
TrackRecord track_record(store::Transaction&, const Id& shop, const std::string& sku,
                         std::size_t at_most = 500);

}  // namespace timeshelf::commerce
