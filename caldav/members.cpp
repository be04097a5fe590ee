#include "caldav/members.hpp"

#include "base/text.hpp"
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

void Members::each(FunctionRef<void(const store::ObjectEntry&)> each) {
  const store::Collection& collection = *collection_.collection;
  const auto listing = context_.call.listings.of(context_.transaction, collection);
  if (!listing) return store::each_object(context_.transaction, collection, each);
  for (const auto& member : listing->members) each(member->entry);
}

const PropertyContext& Members::at(const store::ObjectEntry& object) {
  node_.href.assign(collection_.href).append(percent_encode(object.segment));
  return move_to(object);
}

const PropertyContext& Members::at(const store::ObjectEntry& object, std::string href) {
  node_.href = std::move(href);
  return move_to(object);
}

const PropertyContext& Members::move_to(const store::ObjectEntry& object) {
  node_.object = object;
  node_.segment = object.segment;
  node_.path.segments.back() = object.segment;
  return context_;
}

}  // namespace timeshelf::caldav
