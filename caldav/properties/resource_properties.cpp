#include "caldav/properties/resource_properties.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/acl.hpp"
#include "caldav/locks.hpp"
#include "caldav/proxies.hpp"
#include "caldav/reports/sync_token.hpp"
#include "caldav/scheduling/properties.hpp"
#include "caldav/sharing/properties.hpp"

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

// RFC 4331: both are of the whole home, which is what the quota counts. Who shares a calendar is not told.
std::optional<std::int64_t> quota_used(const PropertyContext& context) {
  const auto* collection = collection_of(context);
  if (!collection || !context.node.is_own()) return std::nullopt;
  return store::bytes_below(context.transaction, context.call.principal.shop, context.call.principal.home);
}

bool may_be_locked(const Node& node) {
  return node.kind == Node::Kind::object || node.kind == Node::Kind::collection;
}

}  // namespace

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

}  // namespace timeshelf::caldav
