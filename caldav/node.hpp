// From an address to what stands there.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "caldav/principals.hpp"
#include "caldav/privileges.hpp"
#include "caldav/service.hpp"
#include "store/calendars.hpp"

namespace timeshelf::caldav {

/// An address below the root, decoded.
struct Path {
  enum class Kind { context, principals, principal, homes, resource };
  Kind kind = Kind::context;
  std::string user;                   ///< of principal and resource
  std::optional<Proxy> proxy;         ///< of a principal: that group of the user's delegates
  std::vector<std::string> segments;  ///< below the home; none: the home itself
  bool slash = false;                 ///< written with a trailing slash
};

/// Nothing for an address that is not of this tree, or that is badly encoded.
std::optional<Path> parse_path(std::string_view root, std::string_view raw);
/// Also takes a full URL (Destination, D:href); `nothing` if it names another host.
std::optional<Path> parse_reference(std::string_view root, const http::Request& request,
                                    std::string_view reference);

/// What an address led to.
struct Node {
  enum class Kind { context, principals, principal, homes, collection, object, missing };
  Kind kind = Kind::missing;
  Path path;
  std::string href;                             ///< encoded; collections end in a slash
  std::optional<store::Collection> collection;  ///< itself, or the one that holds (or would hold) the object
  std::shared_ptr<const store::ObjectEntry> object;  ///< null where the node is none
  Id parent;                                         ///< of a collection: the collection that binds it
  std::vector<Id> ancestors;  ///< the collections above `collection` on the way here, from the home down
  std::string segment;        ///< last one
  store::Access access = store::Access::owner;  ///< how the collection is bound here
  store::Access bound = store::Access::owner;   ///< how the collection above binds it, whatever is above that
  Privileges privileges = kAll;                 ///< of who asks, on `collection` and what it holds
  Privileges above = kAll;                      ///< on the collection that binds `collection`
  bool foreign = false;                         ///< in the tree of somebody else than who asks
  std::optional<PrincipalEntry> principal;      ///< of a principal
  bool parent_exists = true;                    ///< of a missing node

  bool is_collection_like() const { return kind != Kind::object && kind != Kind::missing; }
  bool is_home() const { return kind == Kind::collection && path.segments.empty(); }
  bool is_calendar() const {
    return kind == Kind::collection && (collection->kind == store::CollectionKind::calendar ||
                                        collection->kind == store::CollectionKind::live);
  }
  bool may(Privileges wanted) const { return privileges.has(wanted); }
  /// It belongs to who asks.
  bool is_own() const { return !foreign && access == store::Access::owner; }
  bool is_inbox() const {
    return kind == Kind::collection && collection->kind == store::CollectionKind::inbox;
  }
  bool is_outbox() const {
    return kind == Kind::collection && collection->kind == store::CollectionKind::outbox;
  }
  bool is_subscribed() const {
    return kind == Kind::collection && collection->kind == store::CollectionKind::subscribed;
  }
  /// True of what CalDAV reports are about: calendars and inboxes (RFC 6638 2.2).
  bool answers_reports() const { return is_calendar() || is_inbox(); }
  /// A calendar that appears where it is not owned: what it is called there is whose home it is
  /// (caldav-sharing 5.5.3).
  bool is_appearance() const { return is_calendar() && bound != store::Access::owner; }
  bool is_notifications() const {
    return kind == Kind::collection && collection->kind == store::CollectionKind::notifications;
  }
  /// In an inbox or outbox clients make nothing (RFC 6638 2.1, 2.2), nor among notifications. Of a collection
  /// and of what it holds.
  bool is_filled_by_server() const {
    return collection && (collection->kind == store::CollectionKind::inbox ||
                          collection->kind == store::CollectionKind::outbox ||
                          collection->kind == store::CollectionKind::notifications);
  }
};

/// True if the address lies in another user's tree.
bool is_foreign(const Path& path, const Principal& principal);
/// What who asks may do, by how a collection is bound in their home.
Privileges privileges_of(store::Access access);

Node resolve(store::Transaction&, const Options&, const Principal&, const Path&);

/// The node of a collection that is bound in the collection `parent`.
Node child_of(store::Transaction&, const Principal&, const Node& parent, store::Binding binding);

/// The address of a child: `href` of the parent plus the encoded segment (and a slash for collections).
std::string child_href(std::string_view parent_href, std::string_view segment, bool collection);
std::string home_href(const Options&, std::string_view user);
std::string principal_href(const Options&, std::string_view user);

}  // namespace timeshelf::caldav
