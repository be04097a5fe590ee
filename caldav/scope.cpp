#include "caldav/scope.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::caldav {
namespace {

void each_below(store::Transaction& transaction, const Call& call, const Node& parent, bool deep,
                FunctionRef<void(const Node&)> each) {
  for (auto& binding : store::list_bindings(transaction, call.principal.shop, parent.collection->id)) {
    Node child;
    child.kind = Node::Kind::collection;
    child.path = parent.path;
    child.path.segments.push_back(binding.segment);
    child.href = child_href(parent.href, binding.segment, true);
    child.segment = binding.segment;
    child.parent = parent.collection->id;
    child.access = std::min(parent.access, binding.access);
    child.collection = std::move(binding.collection);
    if (child.is_calendar()) {
      each(child);
    } else if (deep) {
      each_below(transaction, call, child, true, each);
    }
  }
}

}  // namespace

void each_calendar(store::Transaction& transaction, const Call& call, const Node& node,
                   FunctionRef<void(const Node&)> each) {
  if (node.is_calendar()) return each(node);
  const auto depth = trim(call.header("Depth"));
  const bool deep = equals_ignoring_case(depth, "infinity");
  if (deep || depth == "1") each_below(transaction, call, node, deep, each);
}

}  // namespace timeshelf::caldav
