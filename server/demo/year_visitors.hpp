// Experiments of the demo's year, and visitors who take part in them.
#pragma once
#include <string>
#include <string_view>

#include "commerce/experiments/experiment.hpp"
#include "server/application.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::demo {

commerce::Experiment start_experiment(Parts&, store::Transaction&, const store::Shop&,
                                      const commerce::ExperimentPlan& plan, std::string_view owner);
void end_experiment(Parts&, store::Transaction&, const store::Shop&, const Id& experiment, std::int64_t kept,
                    std::string_view owner);

/// A visitor opens the shop's page: what they see there counts from now on. `token`: their browser's.
void visit(Parts&, store::Transaction&, const Id& shop, const std::string& token);
/// They hold something of this slot.
void hold_as_visitor(Parts&, store::Transaction&, const Id& shop, const std::string& token, const Id& hold,
                     const Id& slot);

}  // namespace timeshelf::server::demo
