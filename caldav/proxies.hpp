// Delegation (Apple's caldav-proxy): who may read, or write, the whole home of a user.
//
// A delegate is who was granted that on the home, by the ACL method or through the groups: there is one list,
// and the groups are a way to read and to change it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "caldav/principals.hpp"
#include "caldav/privileges.hpp"

namespace timeshelf::caldav {

/// "calendar-proxy-read": the last segment of the group's address.
std::string_view segment_of(Proxy proxy);
std::optional<Proxy> parse_proxy(std::string_view segment);
/// "S:calendar-proxy-read": its resource type.
std::string_view tag_of(Proxy proxy);
std::string proxy_href(const Options&, std::string_view user, Proxy proxy);

/// The group of a user's delegates.
PrincipalEntry proxy_group(const PrincipalEntry& user, Proxy proxy);

/// In which group these rights on a home put somebody; nothing for what makes no delegate.
std::optional<Proxy> proxy_of(Privileges privileges);

/// Names of the principals in the group of `home`'s user.
std::vector<std::string> list_delegates(store::Transaction&, const Id& shop, const Id& home, Proxy proxy);
/// Puts these principals in place of those that the group has. Who is taken out has no rights on the home any
/// more; who was in the other group changes over.
void replace_delegates(store::Transaction&, const Id& shop, const Id& home, Proxy proxy,
                       const std::vector<PrincipalEntry>& wanted);
/// The users whose delegate in that group `user` is, by name or as one of many.
std::vector<std::string> list_delegators(store::Transaction&, const Id& shop, const PrincipalEntry& user,
                                         Proxy proxy);

}  // namespace timeshelf::caldav
