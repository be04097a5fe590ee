// The table of live properties.
#include "caldav/properties/properties.hpp"

#include <algorithm>
#include <array>

#include "caldav/acl.hpp"
#include "caldav/properties/calendar_properties.hpp"
#include "caldav/properties/principal_properties.hpp"
#include "caldav/properties/proxy_properties.hpp"
#include "caldav/properties/resource_properties.hpp"
#include "caldav/publishing.hpp"
#include "caldav/push/properties.hpp"
#include "caldav/scheduling/properties.hpp"
#include "caldav/sharing/properties.hpp"

namespace timeshelf::caldav {
namespace {

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
