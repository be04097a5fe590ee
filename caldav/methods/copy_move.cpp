// COPY and MOVE (RFC 4918 9.8, 9.9). Moving a collection is binding it elsewhere; nothing is copied.
#include "base/text.hpp"
#include "caldav/locks.hpp"
#include "caldav/object_store.hpp"
#include "caldav/sharing/personal.hpp"
#include "store/attachments.hpp"
#include "store/grants.hpp"

namespace timeshelf::caldav {
namespace {

bool is_inside(const Path& inner, const Path& outer) {
  return inner.user == outer.user && inner.segments.size() >= outer.segments.size() &&
         std::equal(outer.segments.begin(), outer.segments.end(), inner.segments.begin());
}

// A right to write is none to own: collections stay in their tree, and a meeting with whose it is, because
// that is where its answers go.
std::optional<http::Response> check_owner_stays(store::Transaction& transaction, const Call& call,
                                                const Node& source, const Node& target) {
  if (source.kind == Node::Kind::collection) {
    if (source.path.user == target.path.user) return std::nullopt;
    return plain_error(403, "A collection stays with its owner. Copy it instead.");
  }
  const auto owner_of = [&](const Node& node) {
    return store::owner_of(transaction, call.principal.shop, node.collection->id);
  };
  const bool is_meeting = source.object && !source.object->schedule_tag.empty();
  if (!is_meeting || !target.collection || owner_of(source) == owner_of(target)) return std::nullopt;
  return plain_error(403, "A meeting stays in the calendars of its owner. Copy it, or invite them.");
}

// RFC 3744 appendix B.
std::optional<http::Response> check_rights(const Node& source, const Node& target) {
  if (target.kind == Node::Kind::missing) return check_privilege(target, Privilege::bind);
  const bool replaces = source.kind == Node::Kind::collection || target.kind == Node::Kind::collection;
  if (replaces && target.kind == Node::Kind::collection)
    return check_privilege_above(target, Privilege::unbind | Privilege::bind);
  if (replaces) return check_privilege(target, Privilege::unbind | Privilege::bind);
  return check_privilege(target, Privilege::write_content | Privilege::write_properties);
}

std::optional<http::Response> check_target(const Call& call, const Node& source, const Node& target) {
  if (!target.collection || target.is_home())
    return plain_error(403, "The destination is not below a calendar home.");
  if (target.kind == Node::Kind::missing && !target.parent_exists) {
    return plain_error(409, "The collection above the destination does not exist. Create it first.");
  }
  if (is_inside(target.path, source.path) || is_inside(source.path, target.path)) {
    return plain_error(403, "Source and destination are the same, or one lies inside the other.");
  }
  if (auto refused = check_rights(source, target)) return refused;
  if (auto refused = check_outside_scheduling(target)) return refused;
  if (target.kind != Node::Kind::missing && equals_ignoring_case(call.header("Overwrite"), "F")) {
    return plain_error(412, "There is something at the destination, and Overwrite is F.");
  }
  return std::nullopt;
}

// An object over an object is a change of it; a collection on either side is replaced (RFC 4918 9.8.4).
Touch touch_of(const Node& source, const Node& target) {
  if (target.kind == Node::Kind::missing) return Touch::add;
  const bool stays = source.kind == Node::Kind::object && target.kind == Node::Kind::object;
  return stays ? Touch::change : Touch::remove;
}

// Where a member goes: the collection that is to hold it.
const store::Collection& holder(store::Transaction& transaction, const Call& call, const Node& target,
                                std::optional<store::Collection>& kept) {
  if (target.kind != Node::Kind::collection) return *target.collection;
  kept = store::find_collection(transaction, call.principal.shop, target.parent);
  return *kept;
}

// What was stored without a type may be anything.
bool may_be_calendar(std::string_view content_type) {
  const auto type = trim(content_type.substr(0, content_type.find(';')));
  return equals_ignoring_case(type, "text/calendar") ||
         equals_ignoring_case(type, "application/octet-stream");
}

Result<void, http::Response> place_object(store::Transaction& transaction, const Call& call,
                                          const store::Collection& from, const store::ObjectEntry& object,
                                          std::string bytes, const Node& target, bool move) {
  if (target.collection->kind == store::CollectionKind::home) {
    return plain_error(403, "A home holds collections only.");
  }
  if (target.collection->kind == store::CollectionKind::plain) {
    if (auto stored = store_plain(transaction, call, target, bytes, object.content_type); !stored)
      return stored.error();
  } else {
    if (!may_be_calendar(object.content_type)) {
      return error_response(
          failed(403, "C:supported-calendar-data", "A calendar takes text/calendar, and this is none."));
    }
    auto prepared = prepare_object(std::move(bytes), call.options.largest_object, call.clock.now());
    if (!prepared) return error_response(prepared.error());
    const bool goes_on = move && from.kind == store::CollectionKind::calendar;
    const auto moved_tag = goes_on ? std::optional(object.schedule_tag) : std::nullopt;
    if (auto stored = store_in_calendar(transaction, call, target, **prepared, moved_tag); !stored)
      return stored.error();
  }
  store::copy_properties(transaction, from, object.segment, *target.collection, target.segment);
  return {};
}

// The collection and, with Depth: infinity, all that it holds.
Result<void, http::Response> copy_collection(store::Transaction& transaction, const Call& call,
                                             const Node& source, const Id& parent, std::string_view segment,
                                             bool deep) {
  store::Collection copy = *source.collection;
  if (copy.kind == store::CollectionKind::live || copy.shelf) {
    return plain_error(403, "A shelf is not copied: its slots would be sold twice. Copy its events instead.");
  }
  copy.id = Id::make(call.clock.now(), call.random);
  copy.revision = 0;
  copy.twin.reset();
  copy.feed = store::FeedVisibility::off;
  copy.feed_token.clear();
  copy.created_at = copy.modified_at = call.clock.now();
  store::insert_collection(transaction, copy);
  store::bind(transaction, copy.shop, parent, segment, copy.id, store::Access::owner);
  for (const auto& property : sharing::list_properties(transaction, source))
    store::set_property(transaction, copy, "", property);
  if (!deep) return {};
  for (auto& binding : store::list_bindings(transaction, copy.shop, source.collection->id)) {
    const Node child = child_of(transaction, call.principal, source, std::move(binding));
    if (!child.may(kRead)) continue;
    if (auto copied = copy_collection(transaction, call, child, copy.id, child.segment, true); !copied) {
      return copied.error();
    }
  }
  std::vector<store::ObjectEntry> objects;
  store::each_object(transaction, *source.collection,
                     [&](const store::ObjectEntry& o) { objects.push_back(o); });
  for (store::ObjectEntry& object : objects) {
    const auto bytes = store::read_object(transaction, *source.collection, object.segment);
    object.schedule_tag.clear();  // a copy is no second invitation
    store::put_object(transaction, copy, object, bytes, call.clock.now());
    store::copy_properties(transaction, *source.collection, object.segment, copy, object.segment);
  }
  store::copy_occurrences(transaction, *source.collection, copy);
  store::copy_attachments(transaction, *source.collection, copy);
  return {};
}

Result<void, http::Response> transfer_object(store::Transaction& transaction, const Call& call,
                                             const Node& source, Node target, bool move) {
  auto bytes = content_of(transaction, call, *source.collection, *source.object);
  if (!bytes) return plain_error(404, "There is nothing at this address.");
  // The source goes first, so that a rename inside a calendar is no UID conflict; all of it is one
  // transaction.
  const store::ObjectEntry object = *source.object;
  std::vector<store::StoredProperty> properties;
  if (move) {
    properties = store::list_properties(transaction, *source.collection, object.segment);
    // A new name in the same calendar takes nothing off the shelf: the policy is not asked whether it may go.
    const bool renamed = source.collection->id == target.collection->id;
    if (renamed) {
      forget_object(transaction, call, source);
    } else if (auto removed = remove_node(transaction, call, source, Removal::moved); !removed) {
      return removed.error();
    }
  }
  if (auto placed =
          place_object(transaction, call, *source.collection, object, std::move(*bytes), target, move);
      !placed) {
    return placed.error();
  }
  for (const auto& property : properties)
    store::set_property(transaction, *target.collection, target.segment, property);
  return {};
}

Result<void, http::Response> transfer_collection(store::Transaction& transaction, const Call& call,
                                                 const Node& source, const Node& target, bool move) {
  std::optional<store::Collection> kept;
  const store::Collection& parent = holder(transaction, call, target, kept);
  if (!store::may_hold_collections(parent.kind)) {
    return error_response(
        failed(403, "C:calendar-collection-location-ok", "A calendar holds no collections."));
  }
  if (!move) {
    const bool deep = trim(call.header("Depth")) != "0";
    auto copied = copy_collection(transaction, call, source, parent.id, target.segment, deep);
    if (!copied) return copied;
    if (auto refused = check_quota(transaction, call, parent, 0)) return *refused;
    return {};
  }
  // Locks stay where they were made (RFC 4918 7.5), and nothing is left there.
  for (const Id& id : tree_of(transaction, call.principal.shop, source.collection->id)) {
    store::remove_locks(transaction, call.principal.shop, id, "");
  }
  store::Collection above;
  above.shop = call.principal.shop;
  above.id = source.parent;
  const auto personal = store::list_properties(transaction, above, source.segment);
  store::unbind(transaction, call.principal.shop, source.parent, source.segment);
  store::bind(transaction, call.principal.shop, parent.id, target.segment, source.collection->id,
              source.access);
  for (const auto& property : personal) store::set_property(transaction, parent, target.segment, property);
  return {};
}

Written answer(store::Transaction& transaction, const Call& call, const Path& destination, bool move) {
  const Node source = call.resolve(transaction);
  if (auto refused = check_privilege(source, kRead)) return *refused;
  if (source.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  const bool movable =
      source.kind == Node::Kind::object || (source.kind == Node::Kind::collection && !source.is_home());
  if (!movable) return plain_error(403, "This collection can be neither copied nor moved.");
  if (auto refused = check_outside_scheduling(source)) return *refused;
  if (move) {
    if (auto refused = check_unbind(source)) return *refused;
  }
  if (auto refused = check_conditions(call, source)) return *refused;
  Node target = resolve(transaction, call.options, call.principal, destination);
  if (auto refused = check_visible(target)) return *refused;
  if (move) {
    if (auto refused = check_owner_stays(transaction, call, source, target)) return *refused;
  }
  if (auto refused = check_target(call, source, target)) return *refused;
  if (move) {
    if (auto refused = check_locks(transaction, call, source, Touch::remove)) return *refused;
  }
  if (auto refused = check_locks(transaction, call, target, touch_of(source, target))) return *refused;
  const bool replaced = target.kind != Node::Kind::missing;
  if (replaced && (target.kind == Node::Kind::collection || source.kind == Node::Kind::collection)) {
    if (auto removed = remove_node(transaction, call, target); !removed) return removed.error();
    target = resolve(transaction, call.options, call.principal, destination);
  }
  const auto done = source.kind == Node::Kind::object
                        ? transfer_object(transaction, call, source, target, move)
                        : transfer_collection(transaction, call, source, target, move);
  if (!done) return done.error();
  http::Response response;
  response.status = replaced ? 204 : 201;
  if (source.kind == Node::Kind::object) {  // RFC 6638 3.2.10
    const auto stored = store::find_object(transaction, *target.collection, target.segment);
    if (stored && !stored->schedule_tag.empty()) response.headers.add("Schedule-Tag", stored->schedule_tag);
  }
  return response;
}

}  // namespace

Plan copy_or_move(const CallRef& call, bool move) {
  const auto header = call->request.headers.find("Destination");
  if (!header) return plain_error(400, "COPY and MOVE need a Destination header.");
  const auto destination = parse_reference(call->options.root, call->request, *header);
  if (!destination)
    return plain_error(502, "The Destination is not an address of this server.");  // RFC 4918 9.8.5
  return WriteWork{[call, destination = *destination, move](store::Transaction& transaction) {
    return answer(transaction, *call, destination, move);
  }};
}

}  // namespace timeshelf::caldav
