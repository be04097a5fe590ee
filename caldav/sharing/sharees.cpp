#include "caldav/sharing/sharees.hpp"

#include <algorithm>

namespace timeshelf::caldav::sharing {
namespace {

constexpr std::string_view kUser = "user:";
constexpr std::string_view kAddress = "address:";

Sharee sharee_of(store::Invitation invitation) {
  Sharee sharee;
  if (invitation.sharee.starts_with(kUser)) {
    sharee.user = invitation.sharee.substr(kUser.size());
    sharee.status = invitation.declined ? Status::declined : Status::noresponse;
  } else {
    sharee.address = invitation.sharee.substr(kAddress.size());
    sharee.status = Status::invalid;
  }
  sharee.invitation = std::move(invitation);
  return sharee;
}

Sharee shared_by_administrator(const Id& collection, const store::Appearance& appearance) {
  store::Invitation invitation;
  invitation.collection = collection;
  invitation.sharee = std::string(kUser) + appearance.user;
  invitation.access = appearance.access;
  return sharee_of(std::move(invitation));
}

}  // namespace

std::string_view name_of(Status status) {
  switch (status) {
    case Status::noresponse:
      return "invite-noresponse";
    case Status::accepted:
      return "invite-accepted";
    case Status::declined:
      return "invite-declined";
    case Status::invalid:
      return "invite-invalid";
    case Status::deleted:
      break;
  }
  return "invite-deleted";
}

std::vector<Sharee> list_sharees(store::Transaction& transaction, const Options& options, const Id& shop,
                                 const Id& collection) {
  std::vector<Sharee> sharees;
  for (auto& invitation : store::list_invitations(transaction, shop, collection))
    sharees.push_back(sharee_of(std::move(invitation)));
  for (auto& appearance : store::list_appearances(transaction, shop, collection)) {
    auto at = std::find_if(sharees.begin(), sharees.end(),
                           [&](const Sharee& sharee) { return sharee.user == appearance.user; });
    if (at == sharees.end()) at = sharees.insert(at, shared_by_administrator(collection, appearance));
    at->status = Status::accepted;
    at->appearance = std::move(appearance);
  }
  for (Sharee& sharee : sharees) {
    if (sharee.user.empty()) continue;
    const auto user = store::find_user(transaction, sharee.user);
    if (!user) continue;
    sharee.address = address_of(options, *user);
    sharee.invitation.common_name = user->display_name;
  }
  return sharees;
}

std::string address_of(const Options& options, const store::User& user) {
  return user.email.empty() ? principal_href(options, user.name) : "mailto:" + user.email;
}

std::optional<std::string> host_of(store::Transaction& transaction, const Options& options, const Id& shop,
                                   const Id& collection) {
  const auto place = store::place_of(transaction, shop, collection);
  if (!place) return std::nullopt;
  std::string href = home_href(options, place->user);
  for (const std::string& segment : place->segments) href = child_href(href, segment, true);
  return href;
}

bool can_be_shared(const Principal& principal, const Node& node) {
  return node.is_calendar() && node.is_own() && principal.role != store::Role::reader;
}

}  // namespace timeshelf::caldav::sharing
