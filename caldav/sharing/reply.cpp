#include "caldav/sharing/reply.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "caldav/sharing/notifications.hpp"
#include "store/grants.hpp"

namespace timeshelf::caldav::sharing {
namespace {

constexpr std::size_t kLongestSegment = 200;  // leaves room for percent-encoding
constexpr std::size_t kLongestText = 1'000;

struct Answer {
  bool accepts = false;
  std::string summary;  ///< how the sharee calls it, or what they say
  std::string slug;     ///< a name that they would like
};

Precondition not_invited() {
  return failed(403, "S:invalid-share", "There is no such invitation to you (any more).");
}

std::optional<store::Invitation> invitation_to(store::Transaction& transaction, const Call& call,
                                               const std::optional<Id>& id) {
  auto invitation = id ? store::find_invitation_by_id(transaction, call.principal.shop, *id) : std::nullopt;
  const bool is_mine = invitation && invitation->sharee == "user:" + call.principal.user;
  return is_mine ? invitation : std::nullopt;
}

void tell_owner(store::Transaction& transaction, const Call& call, const store::Invitation& invitation,
                const std::string& user, Status status, const std::string& summary) {
  const Id& shop = call.principal.shop;
  const auto host = host_of(transaction, call.options, shop, invitation.collection);
  const auto owner_name = store::owner_of(transaction, shop, invitation.collection);
  const auto owner = owner_name ? store::find_user(transaction, *owner_name) : std::nullopt;
  const auto sharee = store::find_user(transaction, user);
  if (!host || !owner || !sharee) return;
  Notification notification;
  notification.kind = Notification::Kind::reply;
  notification.invitation = invitation.id;
  notification.status = status;
  notification.sharee = address_of(call.options, *sharee);
  notification.host = *host;
  notification.summary = summary;
  notify(transaction, call, *owner, notification);
}

// A name that is free in the home: the sharee's wish, the owner's name for it, or one of its own.
std::string free_segment(store::Transaction& transaction, const Call& call, const Answer& answer,
                         const store::Place& place) {
  const Id& shop = call.principal.shop;
  const auto suits = [&](const std::string& name) {
    return !name.empty() && name.size() <= kLongestSegment && is_printable(name) &&
           name.find('/') == std::string::npos && name != "." && name != ".." &&
           !store::find_binding(transaction, shop, call.principal.home, name);
  };
  const std::string& theirs = place.segments.back();
  for (const std::string& name : {answer.slug, theirs, theirs + "-" + place.user}) {
    if (suits(name)) return name;
  }
  return Id::make(call.clock.now(), call.random).string();
}

std::optional<store::Appearance> appearance_of(store::Transaction& transaction, const Call& call,
                                               const Id& collection) {
  for (auto& appearance : store::list_appearances(transaction, call.principal.shop, collection)) {
    if (appearance.user == call.principal.user) return std::move(appearance);
  }
  return std::nullopt;
}

std::string href_of(store::Transaction& transaction, const Call& call, const store::Appearance& appearance) {
  const auto parent = store::place_of(transaction, call.principal.shop, appearance.parent);
  std::string href = home_href(call.options, call.principal.user);
  if (parent) {
    for (const std::string& segment : parent->segments) href = child_href(href, segment, true);
  }
  return child_href(href, appearance.segment, true);
}

void name_it(store::Transaction& transaction, const Call& call, const store::Appearance& appearance,
             const std::string& name) {
  if (name.empty()) return;
  store::Collection parent;
  parent.shop = call.principal.shop;
  parent.id = appearance.parent;
  std::string element = "<displayname xmlns=\"DAV:\">";
  xml::escape(element, name);
  store::set_property(transaction, parent, appearance.segment,
                      {std::string(xml::kDav), "displayname", element + "</displayname>"});
}

// Where it appears then.
Result<std::string, Precondition> accept(store::Transaction& transaction, const Call& call,
                                         const Answer& answer, store::Invitation invitation) {
  const Id& shop = call.principal.shop;
  if (const auto there = appearance_of(transaction, call, invitation.collection))
    return href_of(transaction, call, *there);  // said twice
  const auto place = store::place_of(transaction, shop, invitation.collection);
  if (!place || place->segments.empty()) return not_invited();
  const store::Appearance appearance{call.principal.user, call.principal.home, call.principal.home,
                                     free_segment(transaction, call, answer, *place), invitation.access};
  store::bind(transaction, shop, appearance.parent, appearance.segment, invitation.collection,
              appearance.access);
  store::raise_revision(transaction, shop, appearance.home, call.clock.now());
  invitation.declined = false;
  store::put_invitation(transaction, shop, invitation);
  tell_owner(transaction, call, invitation, call.principal.user, Status::accepted, answer.summary);
  return href_of(transaction, call, appearance);
}

void decline(store::Transaction& transaction, const Call& call, const Answer& answer,
             store::Invitation invitation) {
  const Id& shop = call.principal.shop;
  if (const auto there = appearance_of(transaction, call, invitation.collection)) {
    store::unbind(transaction, shop, there->parent, there->segment);
    store::raise_revision(transaction, shop, there->home, call.clock.now());
  } else if (invitation.declined) {
    return;
  }
  invitation.declined = true;
  store::put_invitation(transaction, shop, invitation);
  tell_owner(transaction, call, invitation, call.principal.user, Status::declined, answer.summary);
}

Result<Answer, Precondition> read_answer(const pugi::xml_node& root, std::string_view name_space,
                                         std::string_view text) {
  Answer answer;
  answer.accepts = static_cast<bool>(xml::child(root, name_space, "invite-accepted"));
  if (answer.accepts == static_cast<bool>(xml::child(root, name_space, "invite-declined")))
    return failed(400, "", "Say either invite-accepted or invite-declined.");
  answer.summary = trim(xml::text_of(xml::child(root, name_space, text)));
  answer.slug = trim(xml::text_of(xml::child(root, name_space, "slug")));
  if (answer.summary.size() > kLongestText)
    return failed(400, "", fmt::format("A summary has at most {} bytes.", kLongestText));
  return answer;
}

http::Response shared_as(const std::string& href) {
  xml::Writer writer("S:shared-as");
  writer.element("D:href", href);
  auto response = http::reply(200, "application/xml; charset=utf-8", writer.finish());
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

Written take_reply(store::Transaction& transaction, const Call& call, const Answer& answer,
                   const std::optional<Id>& id) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (!node.is_home() || node.foreign)
    return error_response(failed(403, "S:invalid-share", "Send the answer to your own calendar home."));
  auto invitation = invitation_to(transaction, call, id);
  if (!invitation) return error_response(not_invited());
  if (!answer.accepts) {
    decline(transaction, call, answer, std::move(*invitation));
    return http::Response{};
  }
  const Id collection = invitation->collection;
  const auto href = accept(transaction, call, answer, std::move(*invitation));
  if (!href) return error_response(href.error());
  // Here the summary is how the sharee calls the calendar.
  if (const auto there = appearance_of(transaction, call, collection))
    name_it(transaction, call, *there, answer.summary);
  return shared_as(*href);
}

std::optional<http::Response> check_create_in(const Call& call, const std::string& create_in) {
  if (create_in.empty()) return std::nullopt;
  const auto path = parse_reference(call.options.root, call.request, create_in);
  const bool is_home = path && path->kind == Path::Kind::resource && path->segments.empty() &&
                       path->user == call.principal.user;
  if (is_home) return std::nullopt;
  return plain_error(403, "A shared calendar appears in your own calendar home. Name that in D:create-in.");
}

Written take_dav_reply(store::Transaction& transaction, const Call& call, const Answer& answer,
                       const std::string& create_in) {
  const Node node = call.resolve(transaction);
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  const bool is_mine = node.kind == Node::Kind::object && !node.foreign &&
                       node.collection->kind == store::CollectionKind::notifications;
  if (!is_mine) return plain_error(403, "Send the answer to the notification of the invitation.");
  if (auto refused = check_create_in(call, create_in)) return *refused;
  auto invitation = invitation_to(transaction, call, invitation_named(node.segment));
  if (!invitation) return error_response(not_invited());
  store::delete_object(transaction, *node.collection, node.segment, call.clock.now());
  http::Response response;
  if (!answer.accepts) {
    decline(transaction, call, answer, std::move(*invitation));
    response.status = 204;
    return response;
  }
  const auto href = accept(transaction, call, answer, std::move(*invitation));
  if (!href) return error_response(href.error());
  response.status = 201;
  response.headers.add("Location", call.request.origin() + *href);
  return response;
}

}  // namespace

Plan invite_reply(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  auto answer = read_answer(root, xml::kCalendarServer, "summary");
  if (!answer) return error_response(answer.error());
  const auto id = Id::parse(trim(xml::text_of(xml::child(root, xml::kCalendarServer, "in-reply-to"))));
  return WriteWork{[call, answer = std::move(*answer), id](store::Transaction& transaction) {
    return take_reply(transaction, *call, answer, id);
  }};
}

Plan dav_invite_reply(const CallRef& call, const Document& document) {
  const auto root = xml::children(*document).front();
  auto answer = read_answer(root, xml::kDav, "comment");
  if (!answer) return error_response(answer.error());
  const auto create_in = xml::child(root, xml::kDav, "create-in");
  std::string href(trim(xml::text_of(xml::child(create_in, xml::kDav, "href"))));
  return WriteWork{
      [call, answer = std::move(*answer), href = std::move(href)](store::Transaction& transaction) {
        return take_dav_reply(transaction, *call, answer, href);
      }};
}

void left(store::Transaction& transaction, const Call& call, const Node& appearance) {
  const std::string& user = appearance.path.user;
  auto invitation =
      store::find_invitation(transaction, call.principal.shop, appearance.collection->id, "user:" + user);
  if (!invitation) return;  // an administrator had shared it
  invitation->declined = true;
  store::put_invitation(transaction, call.principal.shop, *invitation);
  tell_owner(transaction, call, *invitation, user, Status::declined, "");
}

}  // namespace timeshelf::caldav::sharing
