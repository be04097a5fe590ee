#include "caldav/members.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "store/locks.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::size_t kMostReserved = 4 << 20;  // bytes, of what may be a single long one

Node any_member(const Node& collection) {
  Node node = collection;
  node.kind = Node::Kind::object;
  node.parent = collection.collection->id;
  node.path.segments.emplace_back();
  return node;
}

}  // namespace

bool MemberFacts::have_properties() const {
  if (!have_properties_) have_properties_ = store::objects_have_properties(transaction_, collection_);
  return *have_properties_;
}

bool MemberFacts::may_be_locked() const {
  if (!may_be_locked_)
    may_be_locked_ = !store::list_locks(transaction_, call_.principal.shop, call_.clock.now()).empty();
  return *may_be_locked_;
}

Members::Members(store::Transaction& transaction, const Call& call, const Node& collection)
    : collection_(collection),
      node_(any_member(collection)),
      facts_(transaction, call, *collection.collection),
      context_{transaction, call, node_, &facts_},
      collections_href_is_text_(collection.href.find_first_of("&<>") == std::string::npos) {}

void Members::each(xml::Writer& writer, FunctionRef<void(const store::ObjectEntry&)> write) {
  const store::Collection& collection = *collection_.collection;
  const auto listing = context_.call.cache.listings.of(context_.transaction, collection);
  if (!listing) return store::each_object(context_.transaction, collection, write);
  plain_segments_ = listing->plain_segments;
  const std::size_t before = writer.size();
  for (const auto& member : listing->members) {
    write(*member);
    if (member == listing->members.front())  // the others take about as much
      writer.reserve(std::min(kMostReserved, (writer.size() - before) * (listing->members.size() - 1)));
  }
  plain_segments_ = false;
}

const PropertyContext& Members::at(const store::ObjectEntry& object) {
  context_.href_is_text = collections_href_is_text_;
  node_.href.assign(collection_.href);
  plain_segments_ ? node_.href.append(object.segment) : node_.href.append(percent_encode(object.segment));
  return move_to(object);
}

const PropertyContext& Members::at(const store::ObjectEntry& object, std::string href) {
  context_.href_is_text = false;
  node_.href = std::move(href);
  return move_to(object);
}

const PropertyContext& Members::move_to(const store::ObjectEntry& object) {
  // Who lists keeps it meanwhile: nothing is counted or copied.
  node_.object = std::shared_ptr<const store::ObjectEntry>(std::shared_ptr<void>(), &object);
  node_.segment = object.segment;
  node_.path.segments.back() = object.segment;
  return context_;
}

}  // namespace timeshelf::caldav
