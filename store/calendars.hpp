// Rows of the calendar side: collections, their bindings in homes, objects, changes, properties.
//
// Everything is reached from a home: a binding names a child collection inside a parent (RFC 5842's sense of
// the word), so one collection may appear in several homes, which is how a calendar is shared. A collection's
// revision rises by one with each change of a member; an object carries the revision of its last change and a
// deleted one leaves a tombstone, which together are the change log that sync-collection reads (RFC 6578).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::store {

enum class CollectionKind {
  home,           ///< a user's calendar home
  plain,          ///< a WebDAV collection that holds anything
  calendar,       ///< a calendar collection (RFC 4791 4.2)
  inbox,          ///< of scheduling messages that came (RFC 6638 2.2)
  outbox,         ///< where they are sent from (RFC 6638 2.1)
  notifications,  ///< of invitations to calendars, and of the answers to them
  subscribed,     ///< names a feed that apps fetch themselves (CS:subscribed); holds nothing
  live,  ///< the generated, read-only twin of a shelf: its objects have no bytes, they are rendered when read
};

/// RFC 4791 4.2: a calendar holds objects alone.
inline bool may_hold_collections(CollectionKind kind) {
  return kind != CollectionKind::calendar && kind != CollectionKind::live;
}

enum class Access { read, write, owner };

enum class FeedVisibility { off, open, secret };

struct Collection {
  Id shop;
  Id id;
  CollectionKind kind = CollectionKind::plain;
  std::string components;  ///< of a calendar, comma-separated: "VEVENT" or "VEVENT,VTODO"; empty = any
  std::int64_t revision = 0;
  std::int64_t oldest_revision = 0;  ///< what was deleted before this one is forgotten
  bool shelf = false;                ///< its events are slots on sale
  std::optional<Id> twin;            ///< a shelf's live calendar, and back
  FeedVisibility feed = FeedVisibility::off;
  std::string feed_token;  ///< names the feed: a slug where open, a capability where secret
  Instant created_at;
  Instant modified_at;
};

/// A collection as seen at a place in a home.
struct Binding {
  std::string segment;  ///< decoded path segment
  Access access = Access::read;
  Collection collection;
};

/// A part of the time in which an object occurs.
struct Stretch {
  Instant start;
  std::optional<Instant> end;  ///< absent: it never ends
  /// A range that shares at least as much with it certainly meets an occurrence; absent: the object must be
  /// asked.
  std::optional<std::chrono::milliseconds> sure;
};

/// What is known of an object without its bytes. Enough for PROPFIND, sync and the first cut of a time-range
/// query.
struct ObjectEntry {
  std::string segment;
  std::string uid;        ///< empty in plain collections
  std::string component;  ///< VEVENT, VTODO, … or empty
  std::string content_type;
  std::string etag;  ///< with its quotes; of stored bytes always their digest: strong_etag()
  /// With its quotes; "" where nothing is scheduled (RFC 6638 3.2.10).
  std::string schedule_tag = {};
  std::int64_t revision = 0;
  std::int64_t size = 0;  ///< bytes; 0 where rendered when read
  /// UTC bounds of all occurrences: [starts_at, ends_at). Absent where no time is known; ends_at absent
  /// beside a starts_at means without end. All-day and floating times are widened by 16 hours on both sides,
  /// `exact` is false.
  std::optional<Instant> starts_at;
  std::optional<Instant> ends_at;
  bool exact = true;  ///< one occurrence whose bounds are those above; otherwise the bytes must be asked
  Instant created_at;
  Instant modified_at;
  /// When it occurs, for put_object; empty again when it is read. None: once, between the bounds above.
  std::vector<Stretch> stretches;
};

struct Tombstone {
  std::string segment;
  std::int64_t revision = 0;
};

/// A property that a client set: live ones that are stored (displayname, calendar-color) and dead ones alike.
struct StoredProperty {
  std::string name_space;
  std::string name;
  std::string xml;  ///< the whole element, with the namespaces that it needs
};

// --- Collections
// -------------------------------------------------------------------------------------------------

void insert_collection(Transaction&, const Collection&);
std::optional<Collection> find_collection(Transaction&, const Id& shop, const Id& collection);
/// The live calendars of a shop, in order of their ids.
std::vector<Collection> list_live_collections(Transaction&, const Id& shop);
/// By the feed's public slug or secret token.
std::optional<Collection> find_feed(Transaction&, std::string_view feed_token);
/// The shop's shelves, oldest first.
std::vector<Collection> list_shelves(Transaction&, const Id& shop);
/// Writes kind-independent facts back: components, shelf, twin, feed, feed_token, modified_at.
void update_collection(Transaction&, const Collection&);
/// Raises the collection's revision by one and answers the new one; its objects have `growth` bytes more.
/// Locks its row until commit.
std::int64_t raise_revision(Transaction&, const Id& shop, const Id& collection, Instant now,
                            std::int64_t growth = 0);
/// The home whose user owns the collection, or it itself; nothing for one that is only shared.
std::optional<Id> home_of(Transaction&, const Id& shop, const Id& collection);
/// Bytes of all objects in the collections that are owned from there down.
std::int64_t bytes_below(Transaction&, const Id& shop, const Id& collection);
/// Removes the collection, its objects, tombstones, properties and every binding of it. Children must be
/// gone.
void delete_collection(Transaction&, const Id& shop, const Id& collection);

void bind(Transaction&, const Id& shop, const Id& parent, std::string_view segment, const Id& child,
          Access access);
/// The properties of that name in the parent go with it: they are what who shares a calendar calls it.
void unbind(Transaction&, const Id& shop, const Id& parent, std::string_view segment);
std::optional<Binding> find_binding(Transaction&, const Id& shop, const Id& parent, std::string_view segment);
/// In order of segment.
std::vector<Binding> list_bindings(Transaction&, const Id& shop, const Id& parent);
/// True if the collection is bound in more than one place.
bool is_shared(Transaction&, const Id& shop, const Id& collection);

// --- Objects
// -----------------------------------------------------------------------------------------------------

std::optional<ObjectEntry> find_object(Transaction&, const Collection&, std::string_view segment);
std::optional<ObjectEntry> find_object_by_uid(Transaction&, const Collection&, std::string_view uid);
/// The stored bytes; nothing for a rendered or missing object.
std::optional<std::string> read_object(Transaction&, const Collection&, std::string_view segment);
/// In order of segment. From an index alone: no bytes are touched.
void each_object(Transaction&, const Collection&, FunctionRef<void(const ObjectEntry&)> each);
/// Those whose names sort before that one, at most so many, in order.
std::vector<std::string> names_before(Transaction&, const Collection&, std::string_view segment,
                                      std::size_t most);
/// Those that may occur in [from, to), either of which may be open; without known times never. `certain` is
/// false where only the object itself can tell. In no order.
void each_candidate(Transaction&, const Collection&, std::optional<Instant> from, std::optional<Instant> to,
                    FunctionRef<void(const ObjectEntry&, bool certain)> each);
/// The same with the stored bytes, valid inside the callback; absent where they are rendered.
void each_candidate_with_content(
    Transaction&, const Collection&, std::optional<Instant> from, std::optional<Instant> to,
    FunctionRef<void(const ObjectEntry&, bool certain, std::optional<std::string_view> content)> each);
/// The same in order of when they begin.
void each_object_between(Transaction&, const Collection&, std::optional<Instant> from,
                         std::optional<Instant> to, FunctionRef<void(const ObjectEntry&)> each);
/// Raises the revision of an object that is rendered when read: nothing but its etag is new. False, and
/// nothing happens, where there is none with this UID and these bounds.
bool refresh_object(Transaction&, const Collection&, const ObjectEntry& entry, Instant now);
/// Inserts or replaces, raises the collection's revision, clears a tombstone; fills entry.revision and
/// modified_at (and created_at when new). `content` absent: rendered when read.
void put_object(Transaction&, const Collection&, ObjectEntry& entry, std::optional<std::string_view> content,
                Instant now);
/// Gives all objects of a calendar the times of those of the same names in another.
void copy_occurrences(Transaction&, const Collection& from, const Collection& to);
/// Leaves a tombstone. False if there was no such object.
bool delete_object(Transaction&, const Collection&, std::string_view segment, Instant now);

// --- Changes
// -----------------------------------------------------------------------------------------------------

/// Objects changed after `revision`, oldest change first, at most `limit` (0 = all).
void each_change_since(Transaction&, const Collection&, std::int64_t revision, std::size_t limit,
                       FunctionRef<void(const ObjectEntry&)> changed,
                       FunctionRef<void(const Tombstone&)> deleted);

/// Forgets what was deleted before `before`, in at most so many collections; answers in how many.
std::size_t prune_tombstones(Transaction&, Instant before, std::size_t at_most);
/// When the first deletion that is still remembered was.
std::optional<Instant> first_tombstone(Transaction&);
/// Makes all that clients know about changes worthless, so that they read everything anew: after a backup was
/// restored, clients may have seen changes that are lost.
void forget_all_changes(Transaction&);

// --- Properties (segment "" is the collection itself)
// ---------------------------------------------------------------

std::vector<StoredProperty> list_properties(Transaction&, const Collection&, std::string_view segment);
std::optional<StoredProperty> find_property(Transaction&, const Collection&, std::string_view segment,
                                            std::string_view name_space, std::string_view name);
/// Whether any object of the collection has one.
bool objects_have_properties(Transaction&, const Collection&);
void set_property(Transaction&, const Collection&, std::string_view segment, const StoredProperty&);
void remove_property(Transaction&, const Collection&, std::string_view segment, std::string_view name_space,
                     std::string_view name);
/// Removes those of one object, or copies them to another.
void remove_properties(Transaction&, const Collection&, std::string_view segment);
void copy_properties(Transaction&, const Collection& from, std::string_view from_segment,
                     const Collection& to, std::string_view to_segment);

}  // namespace timeshelf::store
