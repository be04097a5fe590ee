// DELETE (RFC 4918 9.6).
#include "caldav/locks.hpp"
#include "caldav/object_store.hpp"

namespace timeshelf::caldav {
namespace {

Written answer(store::Transaction& transaction, const Call& call) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (node.kind != Node::Kind::object && (node.kind != Node::Kind::collection || node.is_home())) {
    return error_response(failed(403, "D:need-privileges", "This collection cannot be deleted."));
  }
  if (node.kind == Node::Kind::collection) {
    if (auto refused = check_outside_scheduling(node)) return *refused;
  }
  if (auto refused = check_unbind(node)) return *refused;
  if (auto refused = check_conditions(call, node)) return *refused;
  if (auto refused = check_locks(transaction, call, node, Touch::remove)) return *refused;
  if (const auto removed = remove_node(transaction, call, node); !removed) return removed.error();
  return http::Response{.status = 204, .headers = {}, .body = {}, .length_of_unsent_body = {}};
}

}  // namespace

Plan remove(const CallRef& call) {
  return WriteWork{[call](store::Transaction& transaction) { return answer(transaction, *call); }};
}

}  // namespace timeshelf::caldav
