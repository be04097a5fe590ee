// Rows of experiments and their variants.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commerce/experiments/experiment.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

std::optional<Experiment> load_experiment(store::Transaction&, const Id& shop, const Id& experiment);
/// Newest first.
std::vector<Experiment> load_experiments(store::Transaction&, const Id& shop);
/// Asked by every page of a shop: an index that is empty where nothing runs.
std::vector<Experiment> load_running(store::Transaction&, const Id& shop);
/// The ordering of slots that was kept by the last experiment about it, or "".
std::string kept_ordering(store::Transaction&, const Id& shop);
/// With its variants; replaces what was there under its id.
void store_experiment(store::Transaction&, const Experiment&);
/// That the slot was dealt the ladder of this variant; it stays so.
void store_dealt_slot(store::Transaction&, const Experiment&, const Id& slot, std::int64_t variant);
/// The slots that were dealt a ladder, and which.
std::vector<std::pair<Id, std::int64_t>> load_dealt_slots(store::Transaction&, const Experiment&);
/// Slots of a draft that could not take part any more once it started.
void leave_out_undealt(store::Transaction&, const Experiment&);
/// The name of another experiment that runs and gave the slot its ladder.
std::optional<std::string> dealt_elsewhere(store::Transaction&, const Experiment&, const Id& slot);
/// With all that was learned by it.
void erase_experiment(store::Transaction&, const Id& shop, const Id& experiment);

}  // namespace timeshelf::commerce
