#include "commerce/experiments/experiment.hpp"

namespace timeshelf::commerce {

std::string_view name_of(ExperimentKind kind) {
  static constexpr std::string_view kNames[] = {"picture", "words", "ladder", "order"};
  return kNames[static_cast<int>(kind)];
}

std::optional<ExperimentKind> parse_experiment_kind(std::string_view name) {
  for (const auto kind :
       {ExperimentKind::picture, ExperimentKind::words, ExperimentKind::ladder, ExperimentKind::order}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string_view name_of(ExperimentState state) {
  static constexpr std::string_view kNames[] = {"draft", "running", "ended"};
  return kNames[static_cast<int>(state)];
}

std::vector<std::int64_t> Experiment::weights() const {
  std::vector<std::int64_t> all;
  all.reserve(variants.size());
  for (const Variant& variant : variants) all.push_back(variant.weight);
  return all;
}

bool is_about(const Experiment& experiment, const Slot& slot) {
  if (experiment.kind == ExperimentKind::order) return true;
  if (slot.shelf != experiment.shelf || !slot.uid.starts_with(experiment.uid)) return false;
  // Behind the UID of a recurring event stands which of its dates it is: "/20260307T100000Z".
  const std::string_view date = std::string_view(slot.uid).substr(experiment.uid.size());
  return date.empty() ||
         (date.size() > 1 && date[0] == '/' && date.find_first_not_of("0123456789TZ", 1) == date.npos);
}

}  // namespace timeshelf::commerce
