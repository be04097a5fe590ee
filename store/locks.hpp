// Rows of WebDAV locks (RFC 4918 6).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::store {

struct Lock {
  std::string token;    ///< "urn:uuid:…"
  Id collection;        ///< what is locked, or holds the object that is
  std::string segment;  ///< of the object; "" is the collection itself
  bool exclusive = true;
  bool deep = false;  ///< of a collection: with all below it (Depth: infinity)
  std::string user;   ///< who made it, and alone may use it
  std::string owner;  ///< the D:owner element that the client sent, or ""
  std::string root;   ///< the address that was locked
  Instant expires_at;
};

/// All of the shop's that have not ended, in order of token: oldest first.
std::vector<Lock> list_locks(Transaction&, const Id& shop, Instant now);
void insert_lock(Transaction&, const Id& shop, const Lock&);
void extend_lock(Transaction&, const Id& shop, std::string_view token, Instant expires_at);
void remove_lock(Transaction&, const Id& shop, std::string_view token);
/// Of the object; of the collection itself and all objects in it where `segment` is "".
void remove_locks(Transaction&, const Id& shop, const Id& collection, std::string_view segment);
/// Those that have ended.
void remove_ended_locks(Transaction&, const Id& shop, Instant now);

}  // namespace timeshelf::store
