#include "caldav/proxies.hpp"

#include <algorithm>

#include "caldav/node.hpp"
#include "store/grants.hpp"

namespace timeshelf::caldav {
namespace {

const Privileges kReading = kRead | Privilege::read_current_user_privilege_set;

std::string grantee_of(const PrincipalEntry& principal) {
  return principal.group ? principal.name : "user:" + principal.name;
}

// How a principal's address names who was granted something; "" for everybody of the shop, who is none.
std::string principal_of(std::string_view grantee) {
  if (grantee.starts_with("user:")) return std::string(grantee.substr(5));
  return grantee.starts_with("role:") ? std::string(grantee) : std::string();
}

}  // namespace

std::string_view segment_of(Proxy proxy) {
  return tag_of(proxy).substr(2);
}

std::optional<Proxy> parse_proxy(std::string_view segment) {
  for (const Proxy proxy : {Proxy::read, Proxy::write}) {
    if (segment == segment_of(proxy)) return proxy;
  }
  return std::nullopt;
}

std::string_view tag_of(Proxy proxy) {
  return proxy == Proxy::read ? "S:calendar-proxy-read" : "S:calendar-proxy-write";
}

std::string proxy_href(const Options& options, std::string_view user, Proxy proxy) {
  return child_href(principal_href(options, user), segment_of(proxy), true);
}

PrincipalEntry proxy_group(const PrincipalEntry& user, Proxy proxy) {
  PrincipalEntry group;
  group.name = user.name;
  group.display_name = user.display_name + (proxy == Proxy::read ? " (may read)" : " (may write)");
  group.proxy = proxy;
  return group;
}

std::optional<Proxy> proxy_of(Privileges privileges) {
  if (!privileges.has(kRead)) return std::nullopt;
  return privileges.has(kWrite) ? Proxy::write : Proxy::read;
}

std::vector<std::string> list_delegates(store::Transaction& transaction, const Id& shop, const Id& home,
                                        Proxy proxy) {
  std::vector<std::string> names;
  for (const auto& grant : store::list_grants(transaction, shop, home)) {
    auto name = principal_of(grant.grantee);
    if (!name.empty() && proxy_of(Privileges::of_bits(grant.privileges)) == proxy)
      names.push_back(std::move(name));
  }
  return names;
}

void replace_delegates(store::Transaction& transaction, const Id& shop, const Id& home, Proxy proxy,
                       const std::vector<PrincipalEntry>& wanted) {
  for (const auto& grant : store::list_grants(transaction, shop, home)) {
    if (principal_of(grant.grantee).empty()) continue;  // everybody is no member
    const bool stays = std::any_of(wanted.begin(), wanted.end(), [&](const PrincipalEntry& principal) {
      return grantee_of(principal) == grant.grantee;
    });
    if (!stays && proxy_of(Privileges::of_bits(grant.privileges)) == proxy)
      store::put_grant(transaction, shop, {home, grant.grantee, 0});
  }
  for (const PrincipalEntry& principal : wanted) {
    const std::string grantee = grantee_of(principal);
    const auto held =
        Privileges::of_bits(store::granted_to(transaction, shop, home, std::vector<std::string>{grantee}));
    if (proxy_of(held) == proxy) continue;
    // Who comes from the other group, or had single rights, has just those of the group from now on.
    const auto granted = proxy == Proxy::write ? kReading | kWrite : kReading;
    store::put_grant(transaction, shop, {home, grantee, granted.bits()});
  }
}

std::vector<std::string> list_delegators(store::Transaction& transaction, const Id& shop,
                                         const PrincipalEntry& user, Proxy proxy) {
  std::vector<std::string> names;
  for (const auto& home : store::granted_homes(transaction, shop, grantees_of(user))) {
    if (home.user != user.name && proxy_of(Privileges::of_bits(home.privileges)) == proxy)
      names.push_back(home.user);
  }
  return names;
}

}  // namespace timeshelf::caldav
