#include "caldav/sharing/share.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "caldav/locks.hpp"
#include "caldav/scheduling/meeting.hpp"
#include "caldav/sharing/notifications.hpp"

namespace timeshelf::caldav::sharing {
namespace {

using store::Access;

constexpr std::size_t kMostSharees = 200;
constexpr std::size_t kLongestText = 1'000;  // bytes, of what is written down with an invitation

// Of one sharee, in either vocabulary.
struct Wish {
  std::string address;
  std::optional<Access> access;  ///< none: no longer shared with them
  std::string name;
  std::string summary;
};

std::string text_in(const pugi::xml_node& element, std::string_view name_space, std::string_view local) {
  return std::string(trim(xml::text_of(xml::child(element, name_space, local))));
}

Wish read_wish(const pugi::xml_node& element) {
  Wish wish;
  wish.address = text_in(element, xml::kDav, "href");
  if (xml::is(element, xml::kCalendarServer, "remove")) return wish;
  if (xml::is(element, xml::kCalendarServer, "set")) {
    wish.access = xml::child(element, xml::kCalendarServer, "read-write") ? Access::write : Access::read;
    wish.name = text_in(element, xml::kCalendarServer, "common-name");
    wish.summary = text_in(element, xml::kCalendarServer, "summary");
    return wish;
  }
  const auto access = xml::child(element, xml::kDav, "share-access");
  if (xml::child(access, xml::kDav, "read-write")) wish.access = Access::write;
  if (xml::child(access, xml::kDav, "read")) wish.access = Access::read;
  wish.name = text_in(xml::child(element, xml::kDav, "prop"), xml::kDav, "displayname");
  wish.summary = text_in(element, xml::kDav, "comment");
  return wish;
}

// In D:sharee an access that is not known is no wish to take something back.
bool says_access(const pugi::xml_node& sharee) {
  const auto access = xml::child(sharee, xml::kDav, "share-access");
  return xml::child(access, xml::kDav, "read-write") || xml::child(access, xml::kDav, "read") ||
         xml::child(access, xml::kDav, "no-access");
}

Result<std::vector<Wish>, Precondition> read_wishes(const pugi::xml_node& root) {
  std::vector<Wish> wishes;
  for (const pugi::xml_node element : xml::children(root)) {
    const bool is_sharee = xml::is(element, xml::kDav, "sharee");
    const bool known = is_sharee || xml::is(element, xml::kCalendarServer, "set") ||
                       xml::is(element, xml::kCalendarServer, "remove");
    if (!known) continue;
    if (is_sharee && !says_access(element))
      return failed(400, "", "D:share-access holds D:read, D:read-write or D:no-access.");
    Wish wish = read_wish(element);
    if (wish.address.empty()) return failed(400, "", "Name each sharee with a D:href.");
    if (std::max({wish.address.size(), wish.name.size(), wish.summary.size()}) > kLongestText)
      return failed(400, "",
                    fmt::format("Addresses, names and comments have at most {} bytes.", kLongestText));
    wishes.push_back(std::move(wish));
  }
  if (wishes.empty()) return failed(400, "", "Name at least one sharee.");
  if (wishes.size() > kMostSharees)
    return failed(400, "", fmt::format("Change at most {} sharees at once.", kMostSharees));
  return wishes;
}

// One share at work: the calendar, and those that it has been shared with before.
class Sharing {
 public:
  Sharing(store::Transaction& transaction, const Call& call, const Node& calendar)
      : transaction_(transaction), call_(call), calendar_(calendar), shop_(call.principal.shop) {
    sharees_ = list_sharees(transaction, call.options, shop_, calendar.collection->id);
  }

  /// How invitations name whoever has that address.
  std::string name_of(const std::string& address) const {
    const auto user = find_user(address);
    return user ? "user:" + user->name : "address:" + scheduling::normalised(address);
  }

  void grant(const Wish& wish) {
    const auto user = find_user(wish.address);
    const std::string stranger = "address:" + scheduling::normalised(wish.address);
    const std::string name = user ? "user:" + user->name : stranger;
    const Sharee* known = find(name);
    store::Invitation invitation = known ? known->invitation : store::Invitation{};
    invitation.collection = calendar_.collection->id;
    invitation.sharee = name;
    if (invitation.id.empty()) invitation.id = Id::make(call_.clock.now(), call_.random);
    invitation.access = is_live() ? Access::read : *wish.access;
    invitation.declined = false;
    invitation.common_name = user ? user->display_name : wish.name;
    invitation.summary = wish.summary;
    store::put_invitation(transaction_, shop_, invitation);
    if (!user) return;
    store::remove_invitation(transaction_, shop_, invitation.collection, stranger);  // known by now
    if (!known || is_news(*known, invitation)) tell(*user, invitation, accept_change(known, invitation));
  }

  void revoke(const std::string& address) {
    const auto user = find_user(address);
    const std::string stranger = "address:" + scheduling::normalised(address);
    for (const Sharee& sharee : sharees_) {
      const bool meant =
          sharee.invitation.sharee == stranger || (user && sharee.user == user->name) ||
          (!sharee.user.empty() && scheduling::normalised(sharee.address) == scheduling::normalised(address));
      if (meant) end(sharee);
    }
  }

  void end_all() {
    for (const Sharee& sharee : sharees_) end(sharee);
  }

  std::size_t size() const {
    return store::list_invitations(transaction_, shop_, calendar_.collection->id).size();
  }

 private:
  bool is_live() const { return calendar_.collection->kind == store::CollectionKind::live; }

  // Of this shop, whom who asks may know; nobody shares with themselves, and rooms read no letters.
  std::optional<store::User> find_user(std::string_view address) const {
    const std::string known = scheduling::normalised(address);
    std::optional<store::User> user;
    if (known.starts_with("mailto:")) {
      if (const auto name = store::find_sharee(transaction_, shop_, known.substr(7)))
        user = store::find_user(transaction_, *name);
    } else if (const auto path = parse_reference(call_.options.root, call_.request, known);
               path && path->kind == Path::Kind::principal && !path->proxy) {
      user = store::find_user(transaction_, path->user);
    }
    const bool suits = user && user->shop == shop_ && user->name != call_.principal.user &&
                       !user->answers_by_itself() &&
                       find_principal(transaction_, call_.principal, user->name);
    return suits ? user : std::nullopt;
  }

  const Sharee* find(std::string_view name) const {
    const auto at = std::find_if(sharees_.begin(), sharees_.end(),
                                 [&](const Sharee& sharee) { return sharee.invitation.sharee == name; });
    return at == sharees_.end() ? nullptr : &*at;
  }

  static bool is_news(const Sharee& known, const store::Invitation& invitation) {
    return known.status == Status::declined || known.access() != invitation.access ||
           known.invitation.summary != invitation.summary;
  }

  // Who accepted has at once what they may do now.
  Status accept_change(const Sharee* known, const store::Invitation& invitation) {
    if (!known || !known->appearance) return Status::noresponse;
    if (known->access() != invitation.access) {
      store::set_access(transaction_, shop_, *known->appearance, invitation.access);
      store::raise_revision(transaction_, shop_, known->appearance->home, call_.clock.now());
    }
    return Status::accepted;
  }

  void end(const Sharee& sharee) {
    store::remove_invitation(transaction_, shop_, calendar_.collection->id, sharee.invitation.sharee);
    if (sharee.appearance) {
      store::unbind(transaction_, shop_, sharee.appearance->parent, sharee.appearance->segment);
      store::raise_revision(transaction_, shop_, sharee.appearance->home, call_.clock.now());
    }
    const auto user = sharee.user.empty() ? std::nullopt : store::find_user(transaction_, sharee.user);
    if (!user || sharee.status == Status::declined) return;
    store::Invitation invitation = sharee.invitation;
    invitation.access = sharee.access();
    if (invitation.id.empty()) invitation.id = Id::make(call_.clock.now(), call_.random);
    tell(*user, invitation, Status::deleted);
  }

  void tell(const store::User& user, const store::Invitation& invitation, Status status) {
    Notification notification;
    notification.invitation = invitation.id;
    notification.status = status;
    notification.access = invitation.access;
    notification.sharee = address_of(call_.options, user);
    notification.host = calendar_.href;
    if (const auto owner = store::find_user(transaction_, calendar_.path.user)) {  // or a delegate deletes it
      notification.owner = address_of(call_.options, *owner);
      notification.owner_name = owner->display_name;
    }
    notification.summary = invitation.summary;
    notification.components = calendar_.collection->components;
    notify(transaction_, call_, user, notification);
  }

  store::Transaction& transaction_;
  const Call& call_;
  const Node& calendar_;
  Id shop_;
  std::vector<Sharee> sharees_;
};

std::optional<http::Response> check(store::Transaction& transaction, const Call& call, const Node& node) {
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!can_be_shared(call.principal, node)) {
    return error_response(need_privilege(
        "D:share", node.href, "What is shared is a calendar of one's own; see allowed-sharing-modes."));
  }
  return check_locks(transaction, call, node, Touch::change);
}

Written answer(store::Transaction& transaction, const Call& call, const std::vector<Wish>& wishes) {
  const Node node = call.resolve(transaction);
  if (auto refused = check(transaction, call, node)) return *refused;
  std::optional<Sharing> sharing;
  std::set<std::string> named;
  for (const Wish& wish : wishes) {
    if (!sharing || !named.insert(sharing->name_of(wish.address)).second)
      sharing.emplace(transaction, call, node);  // anew where somebody is named twice
    named.insert(sharing->name_of(wish.address));
    wish.access ? sharing->grant(wish) : sharing->revoke(wish.address);
  }
  if (sharing && sharing->size() > kMostSharees) {
    return error_response(
        failed(403, "D:limited-number-of-aces",
               fmt::format("A calendar is shared with at most {} people. Grant rights to a group instead.",
                           kMostSharees)));
  }
  http::Response response;
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

}  // namespace

Plan share(const CallRef& call, const Document& document) {
  auto wishes = read_wishes(xml::children(*document).front());
  if (!wishes) return error_response(wishes.error());
  return WriteWork{[call, wishes = std::move(*wishes)](store::Transaction& transaction) {
    return answer(transaction, *call, wishes);
  }};
}

void withdraw_all(store::Transaction& transaction, const Call& call, const Node& calendar) {
  Sharing(transaction, call, calendar).end_all();
}

}  // namespace timeshelf::caldav::sharing
