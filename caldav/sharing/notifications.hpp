// Letters about invitations: XML documents in a collection that each home has (caldav-sharing 4).
//
// They are kept in Apple's vocabulary, and told in that of WebDAV resource sharing to who accepts
// application/davsharing+xml.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "caldav/call.hpp"
#include "caldav/sharing/sharees.hpp"

namespace timeshelf::caldav::sharing {

inline constexpr std::string_view kDavSharing = "application/davsharing+xml";

struct Notification {
  enum class Kind {
    invite,  ///< to the sharee
    reply,   ///< to the owner
  };
  Kind kind = Kind::invite;
  Id invitation;
  Status status = Status::noresponse;
  store::Access access = store::Access::read;
  std::string sharee;  ///< a calendar user address
  std::string host;    ///< the address of the calendar in its owner's home
  std::string owner;   ///< of an invitation: a calendar user address, and a name
  std::string owner_name;
  std::string summary;
  std::string components;  ///< of the calendar, comma-separated; "" = any
};

/// Lays it into the user's collection, in place of what was said of that invitation before. What is older
/// than 90 days makes room, and of more than 200 the oldest.
void notify(store::Transaction&, const Call&, const store::User& to, const Notification&);

/// The invitation that a notification of that name is; nothing of an answer.
std::optional<Id> invitation_named(std::string_view segment);

/// The document in the other vocabulary.
std::string to_dav(std::string_view document);

/// For a new user, in whose home nothing is named so yet.
void make_notifications(store::Transaction&, const store::User&, Instant now, Random&);

}  // namespace timeshelf::caldav::sharing
