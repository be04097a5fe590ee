#include "caldav/principals.hpp"

#include <array>

#include "caldav/privileges.hpp"
#include "store/grants.hpp"

namespace timeshelf::caldav {
namespace {

using store::Role;

struct Group {
  Role role;
  std::string_view display_name;
};
constexpr auto kGroups = std::to_array<Group>({
    {Role::owner, "Owners"},
    {Role::manager, "Managers"},
    {Role::staff, "Staff"},
    {Role::reader, "Readers"},
});

bool sees_others(const Principal& self) {
  return self.role != Role::reader;
}

PrincipalEntry entry_of(const store::User& user) {
  return {user.name, user.display_name, user.email, user.role, std::nullopt, std::nullopt};
}

// Whoever was granted to read a whole home has to find it.
std::optional<PrincipalEntry> find_delegator(store::Transaction& transaction, const Principal& self,
                                             std::string_view name) {
  const auto user = store::find_user(transaction, name);
  if (!user || user->shop != self.shop) return std::nullopt;
  const auto held =
      Privileges::of_bits(store::granted_to(transaction, self.shop, user->home, grantees_of(self)));
  return held.has(kRead) ? std::optional(entry_of(*user)) : std::nullopt;
}

PrincipalEntry entry_of(const Group& group) {
  return {
      group_name(group.role), std::string(group.display_name), "", std::nullopt, group.role, std::nullopt};
}

}  // namespace

PrincipalEntry entry_of(const Principal& self) {
  return {self.user, self.display_name, self.email, self.role, std::nullopt, std::nullopt};
}

std::string group_name(Role role) {
  return "role:" + std::string(store::name_of(role));
}

std::optional<PrincipalEntry> find_principal(store::Transaction& transaction, const Principal& self,
                                             std::string_view name) {
  if (name == self.user) return entry_of(self);
  if (!sees_others(self)) return find_delegator(transaction, self, name);
  for (const Group& group : kGroups) {
    if (name == group_name(group.role)) return entry_of(group);
  }
  const auto user = store::find_user(transaction, name);
  if (!user || user->shop != self.shop) return std::nullopt;
  return entry_of(*user);
}

std::vector<PrincipalEntry> list_principals(store::Transaction& transaction, const Principal& self) {
  if (!sees_others(self)) return {entry_of(self)};
  std::vector<PrincipalEntry> all;
  for (const store::User& user : store::list_users(transaction)) {
    if (user.shop == self.shop) all.push_back(entry_of(user));
  }
  for (const Group& group : kGroups) all.push_back(entry_of(group));
  return all;
}

std::vector<std::string> members_of(store::Transaction& transaction, const Principal& self, Role group) {
  std::vector<std::string> names;
  for (const store::User& user : store::list_users(transaction)) {
    if (user.shop == self.shop && user.role == group) names.push_back(user.name);
  }
  return names;
}

std::vector<std::string> grantees_of(const Principal& self) {
  return {"user:" + self.user, group_name(self.role), "authenticated"};
}

std::vector<std::string> grantees_of(const PrincipalEntry& user) {
  std::vector<std::string> grantees{"user:" + user.name, "authenticated"};
  if (user.role) grantees.push_back(group_name(*user.role));
  return grantees;
}

}  // namespace timeshelf::caldav
