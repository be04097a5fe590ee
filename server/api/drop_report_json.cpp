#include "server/api/drop_report_json.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>

#include "server/api/csv.hpp"
#include "server/api/write_json.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

template <class Items, class Write>
json::array array_of(const Items& items, Write write) {
  json::array all;
  for (const auto& item : items) all.push_back(write(item));
  return all;
}

json::object slot_outcome_json(const commerce::SlotOutcome& slot) {
  return {{"id", slot.slot.text()},
          {"summary", slot.summary},
          {"starts_at", to_rfc3339(slot.starts_at)},
          {"ends_at", to_rfc3339(slot.ends_at)},
          {"time_zone", slot.time_zone},
          {"cancelled", slot.cancelled},
          {"views", slot.views},
          {"bookings", slot.bookings}};
}

json::object sku_outcome_json(const commerce::SkuOutcome& sku) {
  return {{"sku", sku.sku},
          {"name", text_or_null(sku.name)},
          {"offered", sku.offered},
          {"sold", sku.sold},
          {"left", sku.left()},
          {"handed_over", sku.handed_over},
          {"returned", sku.returned},
          {"missed", sku.missed},
          {"waited_for", sku.waited_for}};
}

json::object step_outcome_json(const commerce::StepOutcome& step) {
  return {{"sku", step.sku},
          {"tier", text_or_null(step.tier)},
          {"price", money_json(step.price)},
          {"fulfilment", step.fulfilment},
          {"units", step.units},
          {"revenue", money_json(step.revenue)}};
}

json::object forecast_json(const commerce::ForecastOutcome& forecast) {
  return {{"slot", forecast.slot.text()},
          {"sku", forecast.sku},
          {"days_before", forecast.days_before},
          {"low", forecast.low},
          {"middle", forecast.middle},
          {"high", forecast.high},
          {"outcome", forecast.outcome ? json::value(*forecast.outcome) : json::value(nullptr)},
          {"sold_out", forecast.sold_out}};
}

json::array advice_json(const ShownReport& shown) {
  json::array all;
  for (std::size_t i = 0; i < shown.advice.size(); ++i) {
    const commerce::Advice& advice = shown.advice[i];
    all.push_back({{"kind", commerce::name_of(advice.kind)},
                   {"sku", text_or_null(advice.sku)},
                   {"units", advice.units},
                   {"of_units", advice.of_units},
                   {"sentence", shown.advised.at(i)}});
  }
  return all;
}

// Measures of one thing, a row each.
class Table {
 public:
  Table() { append_csv_row(text_, std::array{"part", "of", "measure", "value", "currency"}); }

  void count(std::string_view part, std::string_view of, std::string_view measure, std::int64_t value) {
    append_csv_row(text_, std::array{std::string(part), csv_text(of), std::string(measure),
                                     std::to_string(value), std::string()});
  }
  void money(std::string_view part, std::string_view of, std::string_view measure, const Money& value) {
    append_csv_row(text_, std::array{std::string(part), csv_text(of), std::string(measure), value.decimal(),
                                     std::string(value.currency.code())});
  }
  void share(std::string_view part, std::string_view of, std::string_view measure, double value) {
    text(part, of, measure, fmt::format("{:.3f}", value));
  }
  void text(std::string_view part, std::string_view of, std::string_view measure, std::string_view value) {
    append_csv_row(text_, std::array{std::string(part), csv_text(of), std::string(measure), csv_text(value),
                                     std::string()});
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

void add_skus(Table& table, const commerce::DropReport& report) {
  for (const auto& sku : report.skus) {
    const std::string& of = sku.sku;
    table.count("sku", of, "offered", sku.offered);
    table.count("sku", of, "sold", sku.sold);
    if (sku.offered > 0)
      table.share("sku", of, "sold_through",
                  static_cast<double>(sku.sold) / static_cast<double>(sku.offered));
    table.count("sku", of, "left", sku.left());
    table.count("sku", of, "handed_over", sku.handed_over);
    table.count("sku", of, "returned", sku.returned);
    table.count("sku", of, "missed", sku.missed);
    table.count("sku", of, "waited_for", sku.waited_for);
  }
}

void add_revenue(Table& table, const commerce::DropReport& report) {
  for (const auto& step : report.steps) {
    const std::string of =
        fmt::format("{} {} {} {}", step.sku, step.tier, step.price.decimal(), step.fulfilment);
    table.count("step", of, "units", step.units);
    table.money("step", of, "revenue", step.revenue);
  }
  for (const auto& fee : report.fees) table.money("fee", fee.kind + " " + fee.zone, "revenue", fee.revenue);
  for (const auto& takings : report.takings) {
    table.money("takings", "", "taken", takings.taken);
    table.money("takings", "", "given_back", takings.given_back);
  }
}

void add_funnel(Table& table, const commerce::DropReport& report) {
  const commerce::Funnel& funnel = report.funnel;
  table.count("funnel", "", "views", funnel.views);
  table.count("funnel", "", "holds", funnel.holds);
  table.count("funnel", "", "expired", funnel.expired);
  table.count("funnel", "", "bookings", funnel.bookings);
  table.count("funnel", "", "cancelled", funnel.cancelled);
  table.count("funnel", "", "handed_over", funnel.handed_over);
  table.count("funnel", "", "missed", funnel.missed);
  table.count("funnel", "", "walk_ups", funnel.walk_ups);
  table.count("waiting", "", "joined", report.waiting.joined);
  table.count("waiting", "", "served", report.waiting.served);
  table.count("staff", "", "shifts", report.staff.shifts);
  table.count("staff", "", "uncovered", report.staff.uncovered);
  table.count("staff", "", "worked_shifts", report.staff.worked_shifts);
  table.count("staff", "", "worked_minutes",
              std::chrono::floor<std::chrono::minutes>(report.staff.worked).count());
  if (const auto per_hour = report.handed_over_per_hour())
    table.share("staff", "", "handed_over_per_hour", *per_hour);
}

void add_forecasts(Table& table, const commerce::DropReport& report) {
  for (const auto& forecast : report.forecasts) {
    const std::string of = forecast.slot.string() + " " + forecast.sku;
    table.count("forecast", of, "days_before", forecast.days_before);
    table.count("forecast", of, "low", forecast.low);
    table.count("forecast", of, "middle", forecast.middle);
    table.count("forecast", of, "high", forecast.high);
    if (forecast.outcome) table.count("forecast", of, "outcome", *forecast.outcome);
    table.count("forecast", of, "sold_out", forecast.sold_out ? 1 : 0);
  }
}

void add_voice(Table& table, const ShownReport& shown) {
  table.count("mood", "", "messages", shown.mood.messages);
  table.count("mood", "", "scored", shown.mood.scored);
  if (shown.mood.mean) table.share("mood", "", "mean", *shown.mood.mean);
  for (const ExperimentOfDrop& experiment : shown.experiments) {
    table.count("experiment", experiment.name, "runs", experiment.runs ? 1 : 0);
    if (!experiment.kept.empty()) table.text("experiment", experiment.name, "kept", experiment.kept);
    table.text("experiment", experiment.name, "says", experiment.sentence);
  }
  for (std::size_t i = 0; i < shown.advice.size(); ++i)
    table.text("advice", shown.advice[i].sku, commerce::name_of(shown.advice[i].kind), shown.advised.at(i));
}

}  // namespace

json::object drop_report_json(const ShownReport& shown) {
  const commerce::DropReport& report = shown.report;
  const commerce::Funnel& funnel = report.funnel;
  return {
      {"title", shown.title},
      {"over", shown.over},
      {"slots", array_of(report.slots, slot_outcome_json)},
      {"skus", array_of(report.skus, sku_outcome_json)},
      {"steps", array_of(report.steps, step_outcome_json)},
      {"fees", array_of(report.fees,
                        [](const commerce::FeeOutcome& fee) -> json::object {
                          return {{"kind", fee.kind},
                                  {"zone", text_or_null(fee.zone)},
                                  {"revenue", money_json(fee.revenue)}};
                        })},
      {"takings",
       array_of(
           report.takings,
           [](const commerce::Takings& takings) -> json::object {
             return {{"taken", money_json(takings.taken)}, {"given_back", money_json(takings.given_back)}};
           })},
      {"funnel",
       {{"views", funnel.views},
        {"holds", funnel.holds},
        {"expired", funnel.expired},
        {"bookings", funnel.bookings},
        {"cancelled", funnel.cancelled},
        {"handed_over", funnel.handed_over},
        {"missed", funnel.missed},
        {"walk_ups", funnel.walk_ups}}},
      {"waiting", {{"joined", report.waiting.joined}, {"served", report.waiting.served}}},
      {"staff",
       {{"shifts", report.staff.shifts},
        {"uncovered", report.staff.uncovered},
        {"worked_shifts", report.staff.worked_shifts},
        {"worked_minutes", std::chrono::floor<std::chrono::minutes>(report.staff.worked).count()}}},
      {"forecasts", array_of(report.forecasts, forecast_json)},
      {"mood",
       {{"messages", shown.mood.messages},
        {"scored", shown.mood.scored},
        {"mean", shown.mood.mean ? json::value(*shown.mood.mean) : json::value(nullptr)}}},
      {"experiments", array_of(shown.experiments,
                               [](const ExperimentOfDrop& experiment) -> json::object {
                                 return {{"id", experiment.id},
                                         {"name", experiment.name},
                                         {"runs", experiment.runs},
                                         {"kept", text_or_null(experiment.kept)},
                                         {"sentence", experiment.sentence}};
                               })},
      {"advice", advice_json(shown)}};
}

std::string drop_report_csv(const ShownReport& shown) {
  Table table;
  for (const auto& slot : shown.report.slots) {
    const std::string of = slot.summary + ", " + to_rfc3339(slot.starts_at);
    table.count("slot", of, "views", slot.views);
    table.count("slot", of, "bookings", slot.bookings);
  }
  add_skus(table, shown.report);
  add_revenue(table, shown.report);
  add_funnel(table, shown.report);
  add_forecasts(table, shown.report);
  add_voice(table, shown);
  return std::move(table).text();
}

}  // namespace timeshelf::server::api
