#include "caldav/reports/scope.hpp"

#include "base/text.hpp"

namespace timeshelf::caldav {
namespace {

void each_below(store::Transaction& transaction, const Call& call, const Node& parent, Privileges needed,
                bool deep, FunctionRef<void(const Node&)> each) {
  for (auto& binding : store::list_bindings(transaction, call.principal.shop, parent.collection->id)) {
    const Node child = child_of(transaction, call.principal, parent, std::move(binding));
    if (child.is_calendar()) {
      if (child.may(needed)) each(child);
    } else if (deep) {
      each_below(transaction, call, child, needed, true, each);
    }
  }
}

}  // namespace

void each_calendar(store::Transaction& transaction, const Call& call, const Node& node, Privileges needed,
                   FunctionRef<void(const Node&)> each) {
  if (node.answers_reports()) return each(node);
  const auto depth = trim(call.header("Depth"));
  const bool deep = equals_ignoring_case(depth, "infinity");
  if (deep || depth == "1") each_below(transaction, call, node, needed, deep, each);
}

}  // namespace timeshelf::caldav
