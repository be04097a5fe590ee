// The table of live properties.
#include "caldav/properties.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/acl.hpp"
#include "caldav/collation.hpp"
#include "caldav/limits.hpp"
#include "caldav/locks.hpp"
#include "caldav/proxies.hpp"
#include "caldav/proxy_properties.hpp"
#include "caldav/publishing.hpp"
#include "caldav/push/properties.hpp"
#include "caldav/scheduling/properties.hpp"
#include "caldav/sharing/personal.hpp"
#include "caldav/sharing/properties.hpp"
#include "caldav/sync_token.hpp"
#include "caldav/time_zone.hpp"

namespace timeshelf::caldav {
namespace {

using store::CollectionKind;
using xml::Writer;

void href(Writer& writer, std::string_view address) {
  writer.element("D:href", address);
}

const store::Collection* collection_of(const PropertyContext& context) {
  return context.node.kind == Node::Kind::collection ? &*context.node.collection : nullptr;
}

bool resourcetype(const PropertyContext& context, Writer& writer) {
  const Node& node = context.node;
  if (node.kind == Node::Kind::object) return true;
  writer.empty("D:collection");
  if (node.kind == Node::Kind::principal) {
    writer.empty("D:principal");
    if (node.principal->proxy) writer.empty(tag_of(*node.principal->proxy));
  }
  if (const auto* collection = collection_of(context)) {
    if (node.is_calendar()) writer.empty("C:calendar");
    if (node.is_inbox()) writer.empty("C:schedule-inbox");
    if (node.is_outbox()) writer.empty("C:schedule-outbox");
    if (node.is_subscribed()) writer.empty("S:subscribed");
    if (collection->shelf) writer.empty("T:shelf");
    if (collection->kind == CollectionKind::live) writer.empty("T:live");
    sharing::write_types(context, writer);
  }
  return true;
}

bool getetag(const PropertyContext& context, Writer& writer) {
  if (!context.node.object) return false;
  writer.text(context.node.object->etag);
  return true;
}

bool getcontenttype(const PropertyContext& context, Writer& writer) {
  const Node& node = context.node;
  if (!node.object) return false;
  writer.text(node.object->content_type);
  return true;
}

bool getcontentlength(const PropertyContext& context, Writer& writer) {
  const Node& node = context.node;
  if (!node.object || node.collection->kind == CollectionKind::live) return false;  // rendered when read
  writer.text(std::to_string(node.object->size));
  return true;
}

bool getlastmodified(const PropertyContext& context, Writer& writer) {
  const Node& node = context.node;
  if (!node.collection) return false;
  writer.text(to_http_date(node.object ? node.object->modified_at : node.collection->modified_at));
  return true;
}

bool creationdate(const PropertyContext& context, Writer& writer) {
  const Node& node = context.node;
  if (!node.collection) return false;
  writer.text(to_rfc3339(node.object ? node.object->created_at : node.collection->created_at));
  return true;
}

bool current_user_principal(const PropertyContext& context, Writer& writer) {
  href(writer, principal_href(context.call.options, context.call.principal.user));
  return true;
}

bool principal_url(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  href(writer, context.node.href);
  return true;
}

bool alternate_uri_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  if (!context.node.principal->email.empty()) href(writer, "mailto:" + context.node.principal->email);
  return true;
}

bool group_member_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  if (context.node.principal->proxy) return delegates(context, writer);
  const auto group = context.node.principal->group;
  if (!group) return true;
  for (const auto& name : members_of(context.transaction, context.call.principal, *group))
    href(writer, principal_href(context.call.options, name));
  return true;
}

bool group_membership(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  if (context.node.principal->role)
    href(writer, principal_href(context.call.options, group_name(*context.node.principal->role)));
  delegate_memberships(context, writer);
  return true;
}

bool principal_collection_set(const PropertyContext& context, Writer& writer) {
  href(writer, context.call.options.root + "/principals/");
  return true;
}

bool calendar_home_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal && context.node.kind != Node::Kind::context) return false;
  if (context.node.principal && !context.node.principal->is_user()) return false;
  href(writer, home_href(context.call.options, context.node.principal ? context.node.principal->name
                                                                      : context.call.principal.user));
  return true;
}

bool calendar_user_address_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal || !context.node.principal->is_user()) return false;
  if (!context.node.principal->email.empty()) href(writer, "mailto:" + context.node.principal->email);
  href(writer, context.node.href);
  return true;
}

bool email_address_set(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::principal || context.node.principal->email.empty()) return false;
  writer.element("S:email-address", context.node.principal->email);
  return true;
}

bool current_user_privilege_set(const PropertyContext& context, Writer& writer) {
  if (!context.node.collection) {
    write_held(kRead | Privilege::read_current_user_privilege_set, writer);
    return true;
  }
  if (!context.node.may(Privilege::read_current_user_privilege_set)) return false;
  write_held(context.node.privileges, writer);
  scheduling::write_privileges(context.node, writer);
  sharing::write_privileges(context, writer);
  return true;
}

// RFC 4331: both are of the whole home, which is what the quota counts. Who shares a calendar is not told.
std::optional<std::int64_t> quota_used(const PropertyContext& context) {
  const auto* collection = collection_of(context);
  if (!collection || !context.node.is_own()) return std::nullopt;
  return store::bytes_below(context.transaction, context.call.principal.shop, context.call.principal.home);
}

// RFC 5995: POST to the collection itself makes a member.
bool add_member(const PropertyContext& context, Writer& writer) {
  const auto* collection = collection_of(context);
  const bool takes_members = collection && (collection->kind == CollectionKind::calendar ||
                                            collection->kind == CollectionKind::plain);
  if (!takes_members || !context.node.may(Privilege::bind)) return false;
  href(writer, context.node.href);
  return true;
}

bool quota_used_bytes(const PropertyContext& context, Writer& writer) {
  const auto used = quota_used(context);
  if (used) writer.text(std::to_string(*used));
  return used.has_value();
}

bool quota_available_bytes(const PropertyContext& context, Writer& writer) {
  const std::int64_t quota = context.call.options.quota;
  const auto used = quota == 0 ? std::nullopt : quota_used(context);
  if (used) writer.text(std::to_string(std::max<std::int64_t>(0, quota - *used)));
  return used.has_value();
}

bool may_be_locked(const Node& node) {
  return node.kind == Node::Kind::object || node.kind == Node::Kind::collection;
}

bool supportedlock(const PropertyContext& context, Writer& writer) {
  if (!may_be_locked(context.node)) return false;
  if (!context.node.may(Privilege::write_content)) return true;
  for (const auto* scope : {"D:exclusive", "D:shared"}) {
    writer.raw("<D:lockentry><D:lockscope>");
    writer.empty(scope);
    writer.raw("</D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>");
  }
  return true;
}

bool lockdiscovery(const PropertyContext& context, Writer& writer) {
  if (!may_be_locked(context.node)) return false;
  if (context.facts && !context.facts->may_be_locked()) return true;
  const Instant now = context.call.clock.now();
  const auto locks = store::list_locks(context.transaction, context.call.principal.shop, now);
  write_active_locks(covering(locks, context.node), now, writer);
  return true;
}

bool supported_report_set(const PropertyContext& context, Writer& writer) {
  const auto report = [&](std::string_view name) {
    writer.open("D:supported-report");
    writer.open("D:report");
    writer.empty(name);
    writer.close("D:report");
    writer.close("D:supported-report");
  };
  report("D:expand-property");
  if (context.node.kind == Node::Kind::principal || context.node.kind == Node::Kind::principals) {
    report("D:principal-search-property-set");
    report("D:principal-property-search");
    report("D:principal-match");
    report("S:calendarserver-principal-search");
  }
  if (context.node.collection) report("D:acl-principal-prop-set");
  if (context.node.kind == Node::Kind::collection) report("D:sync-collection");
  const bool in_calendar = context.node.object && context.node.collection->kind != CollectionKind::plain &&
                           context.node.collection->kind != CollectionKind::notifications;
  if (context.node.answers_reports() || context.node.is_home() || in_calendar) {
    report("C:calendar-query");
    report("C:calendar-multiget");
  }
  if (context.node.is_calendar() || context.node.is_home()) report("C:free-busy-query");
  return true;
}

// RFC 3253 3.1.4; by propname it costs a second look at each property, and nobody asks often.
bool supported_live_property_set(const PropertyContext& context, Writer& writer) {
  for (const LiveProperty& live : live_properties()) {
    const bool itself = live.write == supported_live_property_set;
    const std::size_t before = writer.size();
    const bool present = itself || live.write(context, writer);
    writer.truncate(before);
    if (!present) continue;
    writer.raw("<D:supported-live-property><D:prop>");
    writer.empty(live.tag);
    writer.raw("</D:prop></D:supported-live-property>");
  }
  return true;
}

bool resource_id(const PropertyContext& context, Writer& writer) {
  if (context.node.kind != Node::Kind::collection) return false;
  href(writer, fmt::format("urn:timeshelf:collection:{}", context.node.collection->id.text()));
  return true;
}

bool sync_token_property(const PropertyContext& context, Writer& writer) {
  if (!collection_of(context)) return false;
  writer.text(sync_token(context.transaction, context.call.principal, context.node));
  return true;
}

// Moves with the sync-token, which is long where there are many calendars (CLIENTS: iOS asks a home for it,
// too).
bool getctag(const PropertyContext& context, Writer& writer) {
  if (!collection_of(context)) return false;
  const auto token = sync_token(context.transaction, context.call.principal, context.node);
  writer.text(context.node.is_calendar()
                  ? token
                  : "urn:timeshelf:ctag:" + base64url_encode(sha256(token).substr(0, 16)));
  return true;
}

bool supported_components(const PropertyContext& context, Writer& writer) {
  if (!context.node.answers_reports()) return false;
  std::string_view components = context.node.collection->components;
  if (components.empty()) components = "VEVENT,VTODO,VJOURNAL";
  for (const std::string_view name : split(components, ',')) {
    writer.raw("<C:comp name=\"" + std::string(name) + "\"/>");
  }
  return true;
}

// Of a home: which sets a calendar may be made with. Any set of these is taken, so each stands alone.
bool supported_component_sets(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_home()) return false;
  for (const std::string_view name : {"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"}) {
    writer.raw("<C:supported-calendar-component-set><C:comp name=\"" + std::string(name) +
               "\"/></C:supported-calendar-component-set>");
  }
  return true;
}

bool calendar_timezone_id(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  const auto stored =
      sharing::find_property(context.transaction, context.node, xml::kCalDav, "calendar-timezone");
  const auto document = stored ? xml::parse(stored->xml) : xml::parse("");
  const auto id = document ? zone_id_of(xml::text_of(**document)) : std::nullopt;
  if (id) writer.text(*id);
  return id.has_value();
}

bool supported_calendar_data(const PropertyContext& context, Writer& writer) {
  if (!context.node.answers_reports() && !context.node.is_outbox()) return false;
  writer.raw("<C:calendar-data content-type=\"text/calendar\" version=\"2.0\"/>");
  return true;
}

bool supported_collations(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  for (const auto& [name, collation] : kCollations) writer.element("C:supported-collation", name);
  return true;
}

bool max_resource_size(const PropertyContext& context, Writer& writer) {
  if (!context.node.answers_reports() && !context.node.is_outbox()) return false;
  writer.text(std::to_string(context.call.options.largest_object));
  return true;
}

bool takes_attachments(const Node& node) {
  return node.kind == Node::Kind::collection && node.collection->kind == CollectionKind::calendar;
}

bool max_attachment_size(const PropertyContext& context, Writer& writer) {
  if (!takes_attachments(context.node)) return false;
  writer.text(std::to_string(context.call.options.largest_attachment));
  return true;
}

bool max_attachments_per_resource(const PropertyContext& context, Writer& writer) {
  if (!takes_attachments(context.node)) return false;
  writer.text(std::to_string(context.call.options.most_attachments));
  return true;
}

// RFC 8607 6.1: empty, because attachments lie where the home does, by whatever name that is reached.
bool managed_attachments_server_url(const PropertyContext& context, Writer&) {
  return context.node.is_home();
}

bool min_date_time(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  writer.text(kMinDateTime);
  return true;
}

bool max_date_time(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  writer.text(kMaxDateTime);
  return true;
}

bool max_instances(const PropertyContext& context, Writer& writer) {
  if (!context.node.is_calendar()) return false;
  writer.text(std::to_string(kMaxInstances));
  return true;
}

bool shelf(const PropertyContext& context, Writer& writer) {
  const auto* collection = collection_of(context);
  if (!collection || collection->kind != CollectionKind::calendar) return false;
  writer.text(collection->shelf ? "on" : "off");
  return true;
}

constexpr auto kTable = std::to_array<LiveProperty>({
    {"D:resourcetype", xml::kDav, "resourcetype", true, resourcetype},
    {"D:getetag", xml::kDav, "getetag", true, getetag},
    {"D:getcontenttype", xml::kDav, "getcontenttype", true, getcontenttype},
    {"D:getcontentlength", xml::kDav, "getcontentlength", true, getcontentlength},
    {"D:getlastmodified", xml::kDav, "getlastmodified", true, getlastmodified},
    {"D:creationdate", xml::kDav, "creationdate", true, creationdate},
    {"D:supportedlock", xml::kDav, "supportedlock", true, supportedlock},
    {"D:lockdiscovery", xml::kDav, "lockdiscovery", true, lockdiscovery},
    {"D:add-member", xml::kDav, "add-member", false, add_member},
    {"D:quota-used-bytes", xml::kDav, "quota-used-bytes", false, quota_used_bytes},
    {"D:quota-available-bytes", xml::kDav, "quota-available-bytes", false, quota_available_bytes},
    {"D:current-user-principal", xml::kDav, "current-user-principal", false, current_user_principal},
    {"D:current-user-privilege-set", xml::kDav, "current-user-privilege-set", false,
     current_user_privilege_set},
    {"D:owner", xml::kDav, "owner", false, owner},
    {"D:acl", xml::kDav, "acl", false, acl},
    {"D:acl-restrictions", xml::kDav, "acl-restrictions", false, acl_restrictions},
    {"D:inherited-acl-set", xml::kDav, "inherited-acl-set", false, inherited_acl_set},
    {"D:supported-privilege-set", xml::kDav, "supported-privilege-set", false, supported_privilege_set},
    {"D:principal-URL", xml::kDav, "principal-URL", false, principal_url},
    {"D:alternate-URI-set", xml::kDav, "alternate-URI-set", false, alternate_uri_set},
    {"D:group-member-set", xml::kDav, "group-member-set", false, group_member_set},
    {"D:group-membership", xml::kDav, "group-membership", false, group_membership},
    {"D:principal-collection-set", xml::kDav, "principal-collection-set", false, principal_collection_set},
    {"D:supported-live-property-set", xml::kDav, "supported-live-property-set", false,
     supported_live_property_set},
    {"D:supported-report-set", xml::kDav, "supported-report-set", false, supported_report_set},
    {"D:resource-id", xml::kDav, "resource-id", false, resource_id},
    {"D:sync-token", xml::kDav, "sync-token", false, sync_token_property},
    {"C:calendar-home-set", xml::kCalDav, "calendar-home-set", false, calendar_home_set},
    {"C:calendar-user-address-set", xml::kCalDav, "calendar-user-address-set", false,
     calendar_user_address_set},
    {"C:schedule-inbox-URL", xml::kCalDav, "schedule-inbox-URL", false, scheduling::schedule_inbox_url},
    {"C:schedule-outbox-URL", xml::kCalDav, "schedule-outbox-URL", false, scheduling::schedule_outbox_url},
    {"C:calendar-user-type", xml::kCalDav, "calendar-user-type", false, scheduling::calendar_user_type},
    {"C:schedule-default-calendar-URL", xml::kCalDav, "schedule-default-calendar-URL", false,
     scheduling::schedule_default_calendar_url},
    {"C:schedule-calendar-transp", xml::kCalDav, "schedule-calendar-transp", false,
     scheduling::schedule_calendar_transp},
    {"C:max-attendees-per-instance", xml::kCalDav, "max-attendees-per-instance", false,
     scheduling::max_attendees_per_instance},
    {"C:schedule-tag", xml::kCalDav, "schedule-tag", false, scheduling::schedule_tag},
    {"C:supported-calendar-component-set", xml::kCalDav, "supported-calendar-component-set", false,
     supported_components},
    {"C:supported-calendar-component-sets", xml::kCalDav, "supported-calendar-component-sets", false,
     supported_component_sets},
    {"C:calendar-timezone-id", xml::kCalDav, "calendar-timezone-id", false, calendar_timezone_id},
    {"C:supported-calendar-data", xml::kCalDav, "supported-calendar-data", false, supported_calendar_data},
    {"C:supported-collation-set", xml::kCalDav, "supported-collation-set", false, supported_collations},
    {"C:max-resource-size", xml::kCalDav, "max-resource-size", false, max_resource_size},
    {"C:max-attachment-size", xml::kCalDav, "max-attachment-size", false, max_attachment_size},
    {"C:max-attachments-per-resource", xml::kCalDav, "max-attachments-per-resource", false,
     max_attachments_per_resource},
    {"C:managed-attachments-server-URL", xml::kCalDav, "managed-attachments-server-URL", false,
     managed_attachments_server_url},
    {"C:min-date-time", xml::kCalDav, "min-date-time", false, min_date_time},
    {"C:max-date-time", xml::kCalDav, "max-date-time", false, max_date_time},
    {"C:max-instances", xml::kCalDav, "max-instances", false, max_instances},
    {"S:calendar-proxy-read-for", xml::kCalendarServer, "calendar-proxy-read-for", false,
     calendar_proxy_read_for},
    {"S:calendar-proxy-write-for", xml::kCalendarServer, "calendar-proxy-write-for", false,
     calendar_proxy_write_for},
    {"S:allowed-sharing-modes", xml::kCalendarServer, "allowed-sharing-modes", false,
     sharing::allowed_sharing_modes},
    {"S:invite", xml::kCalendarServer, "invite", false, sharing::invite},
    {"D:invite", xml::kDav, "invite", false, sharing::dav_invite},
    {"S:shared-url", xml::kCalendarServer, "shared-url", false, sharing::shared_url},
    {"D:sharer-resource-uri", xml::kDav, "sharer-resource-uri", false, sharing::shared_url},
    {"D:share-access", xml::kDav, "share-access", false, sharing::share_access},
    {"S:notification-URL", xml::kCalendarServer, "notification-URL", false, sharing::notification_url},
    {"D:notification-URL", xml::kDav, "notification-URL", false, sharing::notification_url},
    {"S:notificationtype", xml::kCalendarServer, "notificationtype", false, sharing::notificationtype},
    {"D:notificationtype", xml::kDav, "notificationtype", false, sharing::dav_notificationtype},
    {"S:publish-url", xml::kCalendarServer, "publish-url", false, publish_url},
    {"S:pre-publish-url", xml::kCalendarServer, "pre-publish-url", false, publish_url},
    {"S:getctag", xml::kCalendarServer, "getctag", false, getctag},
    {"S:email-address-set", xml::kCalendarServer, "email-address-set", false, email_address_set},
    {"P:transports", xml::kPush, "transports", false, push::transports},
    {"P:topic", xml::kPush, "topic", false, push::topic},
    {"P:supported-triggers", xml::kPush, "supported-triggers", false, push::supported_triggers},
    {"T:shelf", xml::kTimeshelf, "shelf", false, shelf},
    {"T:feed", xml::kTimeshelf, "feed", false, feed},
    {"T:feed-url", xml::kTimeshelf, "feed-url", false, feed_url},
});

}  // namespace

std::span<const LiveProperty> live_properties() {
  return kTable;
}

const LiveProperty* find_live(const xml::Name& name) {
  const auto found = std::find_if(kTable.begin(), kTable.end(), [&](const LiveProperty& row) {
    return row.local == name.local && row.name_space == name.name_space;
  });
  return found == kTable.end() ? nullptr : found;
}

}  // namespace timeshelf::caldav
