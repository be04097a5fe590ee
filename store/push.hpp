// Rows of WebDAV-Push: the installation's key, and who is to be told when a collection changes.
//
// Nothing is queued when something is written: a registration keeps a mark of what its client was told, and
// whoever looks finds those whose collection has moved on. So the shop's own writes, command lines and other
// nodes are told of like a PUT, and many changes become one message.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::store {

/// Where a collection stands, for comparing only.
struct PushMark {
  /// The revision; of a collection of collections a digest of those in it with theirs.
  std::int64_t content = 0;
  std::int64_t properties = 0;
  bool operator==(const PushMark&) const = default;
};

struct PushRegistration {
  Id shop;
  Id id;
  std::string user;
  Id collection;
  std::string path;         ///< below the root of CalDAV, encoded: "/calendars/ada/cal/"
  std::string resource;     ///< URL that messages are POSTed to
  std::string public_key;   ///< 65 bytes, uncompressed P-256
  std::string auth_secret;  ///< 16 bytes
  bool content = false;     ///< wants to know of content updates
  bool properties = false;  ///< of property updates
  PushMark told;
  std::int64_t attempts = 0;  ///< that failed since the last one that did not
  Instant due_at;
  Instant expires_at;

  bool is_told(const PushMark& mark) const {
    return (!content || told.content == mark.content) && (!properties || told.properties == mark.properties);
  }
};

/// The private scalar, 32 bytes; nothing before the first start that needs it.
std::optional<std::string> find_push_key(Transaction&);
/// Where there is none yet: another node may have been first.
void insert_push_key(Transaction&, std::string_view secret);

PushMark push_mark(Transaction&, const Id& shop, const Id& collection);

std::optional<PushRegistration> find_push_registration(Transaction&, const Id& shop, const Id& id);
/// All of one user that have not expired.
std::vector<PushRegistration> list_push_registrations(Transaction&, const Id& shop, std::string_view user,
                                                      Instant now);
void insert_push_registration(Transaction&, const PushRegistration&);
/// All but shop, id, user and collection.
void update_push_registration(Transaction&, const PushRegistration&);
/// What its client knows, and nothing else of it.
void set_push_told(Transaction&, const Id& shop, const Id& id, const PushMark& told);
void remove_push_registration(Transaction&, const Id& shop, const Id& id);
/// Answers how many.
std::int64_t remove_expired_push_registrations(Transaction&, Instant now);

/// A registration whose client has not been told how its collection stands.
struct PendingPush {
  PushRegistration registration;
  PushMark mark;
};
/// Of those that are due at `now` the one that failed least often, the longest due among these.
std::optional<PendingPush> next_push(Transaction&, Instant now);
/// When there will be one, or when one expires.
std::optional<Instant> next_push_due(Transaction&);

}  // namespace timeshelf::store
