// The sync-token (RFC 6578): what a client knows, written down in the token itself, so that it means the same
// on any node and after any restart.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "caldav/node.hpp"

namespace timeshelf::caldav {

/// How much of one collection a client has seen.
struct SeenCollection {
  Id id;
  std::int64_t revision = 0;  ///< all changes up to here
  /// Where the collection stood when the client began from nothing: it never had what was deleted before.
  /// Beyond `revision` while a first sync comes in parts.
  std::int64_t begun = 0;
};

/// Of a collection, and of the collections below it by their way from there: "cal/", "files/letters/".
struct SyncState {
  SeenCollection self;
  std::map<std::string, SeenCollection> below;
};

/// A URI; of a calendar, which holds no collections: "urn:timeshelf:sync:ID:REVISION", with ":BEGUN" behind
/// it where that is beyond the revision.
std::string token_of(const SyncState&);
/// Of the collection as it is now, with all below it that who asks may read.
std::string sync_token(store::Transaction&, const Principal&, const Node& collection);
/// Whether it looks like one.
bool is_sync_token(std::string_view text);
/// Nothing if it is no token of this collection.
std::optional<SyncState> state_of(const store::Collection&, std::string_view token);

/// False if the collection never stood there, or has forgotten what was deleted since.
bool remembers(const store::Collection&, const SeenCollection&);

}  // namespace timeshelf::caldav
