// Who was invited to a calendar, and what became of it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "caldav/node.hpp"
#include "store/sharing.hpp"

namespace timeshelf::caldav::sharing {

/// Of an invitation, as both vocabularies name it.
enum class Status {
  noresponse,
  accepted,  ///< it appears in the sharee's home
  declined,
  invalid,  ///< nobody whom the owner may know has that address
  deleted,  ///< taken back
};
/// "invite-noresponse", without a prefix.
std::string_view name_of(Status status);

struct Sharee {
  store::Invitation invitation;  ///< without an id, if an administrator shared the calendar
  Status status = Status::noresponse;
  std::optional<store::Appearance> appearance;
  std::string user;     ///< "" if invalid
  std::string address;  ///< a calendar user address

  /// What they may do, or could.
  store::Access access() const { return appearance ? appearance->access : invitation.access; }
};
/// Those who were invited, and those with whom an administrator shares it.
std::vector<Sharee> list_sharees(store::Transaction&, const Options&, const Id& shop, const Id& collection);

/// How the user is written to: mailto:, else the principal.
std::string address_of(const Options&, const store::User& user);

/// The address of a collection in its owner's home; nothing of the shop's own.
std::optional<std::string> host_of(store::Transaction&, const Options&, const Id& shop, const Id& collection);

/// Calendars of one's own; but readers, who may be customers, know nobody whom they could invite.
bool can_be_shared(const Principal& principal, const Node& node);

}  // namespace timeshelf::caldav::sharing
