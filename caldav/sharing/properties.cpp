#include "caldav/sharing/properties.hpp"

#include <fmt/format.h>

#include "caldav/scheduling/directory.hpp"
#include "caldav/sharing/sharees.hpp"
#include "store/grants.hpp"

namespace timeshelf::caldav::sharing {
namespace {

using store::Access;

bool is_shared_by_who_asks(const PropertyContext& context) {
  return context.node.is_calendar() && context.node.is_own() &&
         store::is_offered(context.transaction, context.call.principal.shop, context.node.collection->id);
}

// The shop's own calendars are nobody's: they appear, and nobody shared them.
bool is_shared_with_who_asks(const PropertyContext& context) {
  return context.node.is_appearance() &&
         store::owner_of(context.transaction, context.call.principal.shop, context.node.collection->id);
}

// Sharees see themselves, not each other.
std::vector<Sharee> visible_sharees(const PropertyContext& context) {
  const Node& node = context.node;
  auto sharees = list_sharees(context.transaction, context.call.options, context.call.principal.shop,
                              node.collection->id);
  if (!node.is_own())
    std::erase_if(sharees, [&](const Sharee& sharee) { return sharee.user != node.path.user; });
  return sharees;
}

void write_organizer(const PropertyContext& context, xml::Writer& writer) {
  const auto name =
      store::owner_of(context.transaction, context.call.principal.shop, context.node.collection->id);
  const auto user = name ? store::find_user(context.transaction, *name) : std::nullopt;
  if (!user) return;
  writer.open("S:organizer");
  writer.element("D:href", address_of(context.call.options, *user));
  writer.element("S:common-name", user->display_name);
  writer.close("S:organizer");
}

void write_user(const Sharee& sharee, xml::Writer& writer) {
  writer.open("S:user");
  writer.element("D:href", sharee.address);
  if (!sharee.invitation.common_name.empty()) writer.element("S:common-name", sharee.invitation.common_name);
  writer.empty(fmt::format("S:{}", name_of(sharee.status)));
  writer.open("S:access");
  writer.empty(sharee.access() == Access::write ? "S:read-write" : "S:read");
  writer.close("S:access");
  if (!sharee.invitation.summary.empty()) writer.element("S:summary", sharee.invitation.summary);
  writer.close("S:user");
}

void write_sharee(const Sharee& sharee, xml::Writer& writer) {
  writer.open("D:sharee");
  writer.element("D:href", sharee.address);
  writer.open("D:prop");
  if (!sharee.invitation.common_name.empty()) writer.element("D:displayname", sharee.invitation.common_name);
  writer.close("D:prop");
  writer.open("D:share-access");
  writer.empty(sharee.access() == Access::write ? "D:read-write" : "D:read");
  writer.close("D:share-access");
  writer.empty(fmt::format("D:{}", name_of(sharee.status)));
  if (!sharee.invitation.summary.empty()) writer.element("D:comment", sharee.invitation.summary);
  writer.close("D:sharee");
}

bool is_notification(const Node& node) {
  return node.object && node.collection->kind == store::CollectionKind::notifications;
}

}  // namespace

void write_types(const PropertyContext& context, xml::Writer& writer) {
  if (context.node.is_notifications()) {
    writer.empty("S:notification");
    writer.empty("D:notifications");
  }
  if (is_shared_with_who_asks(context)) writer.empty("S:shared");
  if (is_shared_by_who_asks(context)) writer.empty("S:shared-owner");
}

bool allowed_sharing_modes(const PropertyContext& context, xml::Writer& writer) {
  if (!context.node.is_calendar() || !context.node.is_own()) return false;
  if (can_be_shared(context.call.principal, context.node)) writer.empty("S:can-be-shared");
  writer.empty("S:can-be-published");
  return true;
}

bool invite(const PropertyContext& context, xml::Writer& writer) {
  if (!is_shared_with_who_asks(context) && !is_shared_by_who_asks(context)) return false;
  write_organizer(context, writer);
  for (const Sharee& sharee : visible_sharees(context)) write_user(sharee, writer);
  return true;
}

bool dav_invite(const PropertyContext& context, xml::Writer& writer) {
  if (!is_shared_with_who_asks(context) && !is_shared_by_who_asks(context)) return false;
  for (const Sharee& sharee : visible_sharees(context)) write_sharee(sharee, writer);
  return true;
}

bool shared_url(const PropertyContext& context, xml::Writer& writer) {
  if (!context.node.is_appearance()) return false;
  const auto host = host_of(context.transaction, context.call.options, context.call.principal.shop,
                            context.node.collection->id);
  if (host) writer.element("D:href", *host);
  return host.has_value();
}

bool share_access(const PropertyContext& context, xml::Writer& writer) {
  const Node& node = context.node;
  if (!node.is_calendar()) return false;
  if (is_shared_with_who_asks(context)) {
    writer.empty(node.bound == Access::write ? "D:read-write" : "D:read");
  } else {
    writer.empty(is_shared_by_who_asks(context) ? "D:shared-owner" : "D:not-shared");
  }
  return true;
}

bool notification_url(const PropertyContext& context, xml::Writer& writer) {
  const Node& node = context.node;
  if (node.kind != Node::Kind::principal || !node.principal->is_user()) return false;
  const auto user = store::find_user(context.transaction, node.principal->name);
  const auto found =
      user ? scheduling::find_in_home(context.transaction, *user, store::CollectionKind::notifications)
           : std::nullopt;
  if (!found) return false;
  writer.element("D:href", child_href(home_href(context.call.options, user->name), found->segment, true));
  return true;
}

bool notificationtype(const PropertyContext& context, xml::Writer& writer) {
  if (!is_notification(context.node)) return false;
  writer.raw(fmt::format("<S:{} shared-type=\"calendar\"/>", context.node.object->component));
  return true;
}

bool dav_notificationtype(const PropertyContext& context, xml::Writer& writer) {
  if (!is_notification(context.node)) return false;
  const bool is_reply = context.node.object->component == "invite-reply";
  writer.empty(is_reply ? "D:share-reply-notification" : "D:share-invite-notification");
  return true;
}

void write_privileges(const PropertyContext& context, xml::Writer& writer) {
  if (can_be_shared(context.call.principal, context.node))
    writer.raw("<D:privilege><D:share/></D:privilege>");
}

}  // namespace timeshelf::caldav::sharing
