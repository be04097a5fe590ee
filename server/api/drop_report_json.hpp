// How a drop went, as JSON and as a table for spreadsheets.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "commerce/reports/drop_advice.hpp"

namespace timeshelf::server::api {

/// What was said from the day that the first slot could be seen until three days behind the last.
struct MoodOfDrop {
  std::int64_t messages = 0;
  std::int64_t scored = 0;
  std::optional<double> mean{};  ///< -1 to 1; absent where too few people spoke
};

/// An experiment about these slots, or about the shop's page, that ran meanwhile.
struct ExperimentOfDrop {
  std::string id;
  std::string name;
  bool runs = false;
  std::string kept{};      ///< the variant that was kept, or ""
  std::string sentence{};  ///< what it says
};

/// A report with what belongs around it.
struct ShownReport {
  std::string title;  ///< the name of the drop, or the slot's
  bool over = false;  ///< the last slot has ended
  commerce::DropReport report;
  std::vector<commerce::Advice> advice{};
  std::vector<std::string> advised{};  ///< the same in sentences
  MoodOfDrop mood{};
  std::vector<ExperimentOfDrop> experiments{};
};

boost::json::object drop_report_json(const ShownReport& shown);

/// One measure in each row: part, of what, measure, value, currency.
std::string drop_report_csv(const ShownReport& shown);

}  // namespace timeshelf::server::api
