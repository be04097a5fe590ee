#include "server/api/forecast_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "server/api/csv.hpp"

namespace timeshelf::server::api {
namespace {

using commerce::CurvePoint;
using commerce::Forecast;
using Cells = std::vector<std::string>;

constexpr std::array kHeadings{
    "slot",         "summary",    "drop",          "starts_at",  "time_zone",    "sku",
    "name",         "made_at",    "days_before",   "standstill", "booked",       "came",
    "there",        "left",       "waiting",       "plan",       "sold_out_at",  "mean",
    "low",          "middle",     "high",          "sells_out",  "sell_through", "sells_out_at",
    "units_30",     "per_day_30", "units_7",       "per_day_7",  "units_1",      "per_day_1",
    "likeness",     "past_slots", "past_sold_out", "own_weight", "prior_mean",   "usual_mean",
    "spread",       "doubt",      "time_passed",   "time_ahead", "record_slots", "record_forecasts",
    "within_range", "off_by",     "brier"};
constexpr std::array kCurveHeadings{"days_before",     "booked",        "usual_low",
                                    "usual_middle",    "usual_high",    "expected_low",
                                    "expected_middle", "expected_high", "plan"};

std::string number(double value, double steps = 100) {
  return fmt::format("{}", rounded(value, steps));
}
std::string number(std::int64_t value) {
  return fmt::format("{}", value);
}
std::string moment(const std::optional<Instant>& at) {
  return at ? to_rfc3339(*at) : "";
}
template <class T>
std::string known(const std::optional<T>& value) {
  return value ? number(*value) : "";
}

void append_record(Cells& cells, const commerce::TrackRecord& record) {
  const auto& score = record.score;
  if (score.count() == 0) {
    cells.insert(cells.end(), 5, "");
    return;
  }
  cells.insert(cells.end(), {number(record.slots), number(score.count()), number(score.coverage()),
                             number(score.wape()), number(score.brier(), 1000)});
}

void append_basis(Cells& cells, const Forecast& forecast) {
  const auto& past = forecast.past.slots;
  const auto sold_out =
      std::count_if(past.begin(), past.end(), [](const auto& slot) { return slot.sold_out_at.has_value(); });
  cells.insert(cells.end(),
               {csv_text(commerce::name_of(forecast.past.likeness)),
                number(static_cast<std::int64_t>(past.size())), number(static_cast<std::int64_t>(sold_out)),
                number(forecast.learned.own), number(forecast.prior_mean, 10),
                number(forecast.learned.belief.mean(), 10), number(forecast.learned.spread),
                number(forecast.learned.doubt), number(forecast.evidence.exposure), number(forecast.ahead)});
}

Cells cells_of(const Forecast& forecast) {
  const auto& slot = forecast.slot;
  const bool stands = forecast.standstill != commerce::Standstill::none;
  Cells cells{csv_text(slot.id.text()),      csv_text(slot.summary),
              csv_text(slot.drop),           to_rfc3339(slot.starts_at),
              csv_text(slot.time_zone),      csv_text(forecast.offer.sku),
              csv_text(forecast.offer.name), to_rfc3339(forecast.made_at),
              number(forecast.days_before),  csv_text(stands ? commerce::name_of(forecast.standstill) : ""),
              number(forecast.booked),       number(forecast.came),
              number(forecast.there),        number(forecast.left()),
              number(forecast.waiting),      known(forecast.plan),
              moment(forecast.sold_out_at),  number(forecast.mean, 10),
              number(forecast.low),          number(forecast.middle),
              number(forecast.high),         number(forecast.sells_out),
              number(forecast.sell_through), moment(forecast.sells_out_at)};
  for (const auto& velocity : forecast.velocity)
    cells.insert(cells.end(), {number(velocity.units, 10), number(velocity.per_day)});
  append_basis(cells, forecast);
  append_record(cells, forecast.record);
  return cells;
}

void append_range(Cells& cells, const std::optional<CurvePoint::Range>& range) {
  if (range)
    cells.insert(cells.end(), {number(range->low, 10), number(range->middle, 10), number(range->high, 10)});
  else
    cells.insert(cells.end(), 3, "");
}

}  // namespace

double rounded(double value, double steps) {
  return std::round(value * steps) / steps;
}

std::string forecasts_csv(const std::vector<Forecast>& forecasts) {
  std::string table;
  append_csv_row(table, kHeadings);
  for (const Forecast& forecast : forecasts) append_csv_row(table, cells_of(forecast));
  return table;
}

std::string curve_csv(const std::vector<CurvePoint>& points) {
  std::string table;
  append_csv_row(table, kCurveHeadings);
  for (const CurvePoint& point : points) {
    Cells cells{number(static_cast<std::int64_t>(point.days_before)), known(point.booked)};
    append_range(cells, point.usual);
    append_range(cells, point.expected);
    cells.push_back(point.plan ? number(*point.plan, 10) : "");
    append_csv_row(table, cells);
  }
  return table;
}

}  // namespace timeshelf::server::api
