#include "caldav/locks.hpp"

#include <algorithm>
#include <set>

#include "caldav/reports/sync_token.hpp"

namespace timeshelf::caldav {
namespace {

using store::Lock;

bool contains(const std::vector<Id>& ids, const Id& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool is_on_collection(const Lock& lock, const Id& collection) {
  return lock.segment.empty() && lock.collection == collection;
}

bool covers(const Lock& lock, const Node& node) {
  if (lock.deep && lock.segment.empty() && contains(node.ancestors, lock.collection)) return true;
  const Id& collection = node.collection->id;
  if (node.kind == Node::Kind::collection) return is_on_collection(lock, collection);
  if (node.kind == Node::Kind::object && lock.collection == collection && lock.segment == node.segment)
    return true;
  return lock.deep && is_on_collection(lock, collection);
}

// A lock on a collection also keeps its list of members (RFC 4918 7.4), whatever its depth.
const Id& holder(const Node& node) {
  return node.kind == Node::Kind::collection ? node.parent : node.collection->id;
}

// Locks of the same place are shared ones, of which one token is enough (RFC 4918 7).
bool same_place(const Lock& a, const Lock& b) {
  return a.collection == b.collection && a.segment == b.segment;
}

bool has_etag(const Node& node, std::string_view etag) {
  return node.kind == Node::Kind::object && node.object->etag == etag;
}

bool is_in_state(store::Transaction& transaction, const Call& call, const Node& node,
                 const std::vector<Lock>& locks, std::string_view token) {
  if (!node.collection) return false;
  const auto on = covering(locks, node);
  if (std::any_of(on.begin(), on.end(), [&](const Lock& lock) { return lock.token == token; })) return true;
  // RFC 6578 5: a sync-token is a state token, too.
  return node.kind == Node::Kind::collection && is_sync_token(token) &&
         sync_token(transaction, call.principal, node) == token;
}

}  // namespace

std::vector<Lock> covering(const std::vector<Lock>& locks, const Node& node) {
  std::vector<Lock> on;
  if (!node.collection) return on;
  std::copy_if(locks.begin(), locks.end(), std::back_inserter(on),
               [&](const Lock& lock) { return covers(lock, node); });
  return on;
}

std::vector<Id> tree_of(store::Transaction& transaction, const Id& shop, const Id& collection) {
  std::vector<Id> tree{collection};
  for (std::size_t i = 0; i < tree.size(); ++i) {
    for (const auto& binding : store::list_bindings(transaction, shop, Id(tree[i]))) {
      if (binding.access == store::Access::owner) tree.push_back(binding.collection.id);
    }
  }
  return tree;
}

std::optional<http::Response> check_locks(store::Transaction& transaction, const Call& call, const Node& node,
                                          Touch touch) {
  const auto locks = store::list_locks(transaction, call.principal.shop, call.clock.now());
  if (locks.empty() || !node.collection) return std::nullopt;
  std::vector<Lock> against = covering(locks, node);
  const bool loses_all = touch == Touch::remove && node.kind == Node::Kind::collection;
  const auto tree =
      loses_all ? tree_of(transaction, call.principal.shop, node.collection->id) : std::vector<Id>{};
  for (const Lock& lock : locks) {
    if (touch != Touch::change && is_on_collection(lock, holder(node))) against.push_back(lock);
    if (contains(tree, lock.collection)) against.push_back(lock);
  }
  for (const Lock& lock : against) {
    const bool submitted = std::any_of(against.begin(), against.end(), [&](const Lock& other) {
      return same_place(lock, other) && other.user == call.principal.user &&
             call.condition.submits(other.token);
    });
    if (submitted) continue;
    return error_response(
        failed(423, "D:lock-token-submitted",
               "It is locked. Send the lock's token in an If header, or wait until it ends.", lock.root));
  }
  return std::nullopt;
}

bool holds(store::Transaction& transaction, const Call& call, const IfHeader& header) {
  if (header.lists.empty()) return true;
  const auto locks = store::list_locks(transaction, call.principal.shop, call.clock.now());
  return std::any_of(header.lists.begin(), header.lists.end(), [&](const IfHeader::List& list) {
    const auto path = list.resource.empty() ? std::optional(call.path)
                                            : parse_reference(call.options.root, call.request, list.resource);
    // What is not of this server, or not to be seen, is in no state that could be told.
    Node node = path ? resolve(transaction, call.options, call.principal, *path) : Node{};
    if (!node.may(kRead)) node = Node{};
    return std::all_of(list.conditions.begin(), list.conditions.end(), [&](const IfHeader::Condition& one) {
      const bool is_so =
          one.is_etag ? has_etag(node, one.value) : is_in_state(transaction, call, node, locks, one.value);
      return is_so != one.negated;
    });
  });
}

void write_active_locks(const std::vector<Lock>& locks, Instant now, xml::Writer& writer) {
  for (const Lock& lock : locks) {
    writer.raw("<D:activelock><D:locktype><D:write/></D:locktype><D:lockscope>");
    writer.empty(lock.exclusive ? "D:exclusive" : "D:shared");
    writer.raw("</D:lockscope>");
    writer.element("D:depth", lock.deep ? "infinity" : "0");
    writer.raw(lock.owner);
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(lock.expires_at - now);
    writer.element("D:timeout", "Second-" + std::to_string(left.count()));
    writer.open("D:locktoken");
    writer.element("D:href", lock.token);
    writer.close("D:locktoken");
    writer.open("D:lockroot");
    writer.element("D:href", lock.root);
    writer.close("D:lockroot");
    writer.close("D:activelock");
  }
}

}  // namespace timeshelf::caldav
