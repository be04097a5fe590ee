#include "caldav/members.hpp"

#include "store/locks.hpp"

namespace timeshelf::caldav {
namespace {

Node any_member(const Node& collection) {
  Node node = collection;
  node.kind = Node::Kind::object;
  node.parent = collection.collection->id;
  node.path.segments.emplace_back();
  return node;
}

}  // namespace

Members::Members(store::Transaction& transaction, const Call& call, const Node& collection)
    : collection_(collection),
      node_(any_member(collection)),
      context_{transaction, call, node_, store::objects_have_properties(transaction, *collection.collection),
               !store::list_locks(transaction, call.principal.shop, call.clock.now()).empty()} {}

const PropertyContext& Members::at(const store::ObjectEntry& object) {
  return at(object, child_href(collection_.href, object.segment, false));
}

const PropertyContext& Members::at(const store::ObjectEntry& object, std::string href) {
  node_.object = object;
  node_.segment = object.segment;
  node_.path.segments.back() = object.segment;
  node_.href = std::move(href);
  return context_;
}

}  // namespace timeshelf::caldav
