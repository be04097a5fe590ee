// Principals (RFC 3744 2): the users of a shop, and the groups that its roles make of them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "caldav/service.hpp"

namespace timeshelf::caldav {

/// The groups of delegates that each user has (caldav-proxy): who may read their whole home, and who may
/// write there, too.
enum class Proxy { read, write };

/// As others see them.
struct PrincipalEntry {
  std::string name;  ///< last segment of its address: a user's name, or "role:staff"
  std::string display_name;
  std::string email;                 ///< "" of a group
  std::optional<store::Role> role;   ///< of a user
  std::optional<store::Role> group;  ///< of a group: whose members it has
  std::optional<Proxy> proxy;        ///< of a group of delegates: `name` is who made them so

  bool is_user() const { return !group && !proxy; }
};

/// Who asks, whoever that is.
PrincipalEntry entry_of(const Principal& self);
/// Nothing if there is none of that name, or who asks may not see it: readers, who may be customers, see only
/// themselves and whose delegates they are.
std::optional<PrincipalEntry> find_principal(store::Transaction&, const Principal& self,
                                             std::string_view name);
/// All that may be seen: users by name, then groups.
std::vector<PrincipalEntry> list_principals(store::Transaction&, const Principal& self);
/// Names of the users in it.
std::vector<std::string> members_of(store::Transaction&, const Principal& self, store::Role group);

/// "role:staff"
std::string group_name(store::Role role);

/// How `store::Grant` names whom who asks is: the user, their role, everybody of the shop.
std::vector<std::string> grantees_of(const Principal& self);
std::vector<std::string> grantees_of(const PrincipalEntry& user);

}  // namespace timeshelf::caldav
