// Rows of access control: what users may do with collections that are not theirs (RFC 3744).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "store/calendars.hpp"

namespace timeshelf::store {

struct Grant {
  Id collection;
  std::string grantee;          ///< "user:NAME", "role:NAME", or "authenticated" for everybody of the shop
  std::int64_t privileges = 0;  ///< a set that caldav/privileges.hpp knows
};

/// Those on the collection, in order of grantee.
std::vector<Grant> list_grants(Transaction&, const Id& shop, const Id& collection);
/// Puts these in place of all that the collection has.
void replace_grants(Transaction&, const Id& shop, const Id& collection, const std::vector<Grant>&);
/// Puts this in place of what its grantee has on the collection; no privileges: nothing is left.
void put_grant(Transaction&, const Id& shop, const Grant&);
/// What any of the grantees was granted on the collection, taken together.
std::int64_t granted_to(Transaction&, const Id& shop, const Id& collection,
                        const std::vector<std::string>& grantees);

/// The home of a user, and what was granted on it.
struct GrantedHome {
  std::string user;
  std::int64_t privileges = 0;
};
/// Those on which any of the grantees was granted anything, taken together, in order of user.
std::vector<GrantedHome> granted_homes(Transaction&, const Id& shop,
                                       const std::vector<std::string>& grantees);

/// The user whose home has it as its own; nothing where it is only shared.
std::optional<std::string> owner_of(Transaction&, const Id& shop, const Id& collection);

}  // namespace timeshelf::store
