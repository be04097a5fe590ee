#include "caldav/sharing/notifications.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/scheduling/directory.hpp"

namespace timeshelf::caldav::sharing {
namespace {

using store::Access;

constexpr std::chrono::days kKept{90};
constexpr std::size_t kMostKept = 200;
constexpr std::string_view kInviteEnding = ".xml";
constexpr std::string_view kReplyEnding = "-reply.xml";

void write_href(xml::Writer& writer, std::string_view element, std::string_view address) {
  writer.open(element);
  writer.element("D:href", address);
  writer.close(element);
}

void write_components(xml::Writer& writer, std::string_view components) {
  writer.open("C:supported-calendar-component-set");
  for (const std::string_view name : split(components.empty() ? "VEVENT,VTODO,VJOURNAL" : components, ','))
    writer.raw(fmt::format("<C:comp name=\"{}\"/>", name));
  writer.close("C:supported-calendar-component-set");
}

void write_invite(xml::Writer& writer, const Notification& notification) {
  writer.raw("<S:invite-notification shared-type=\"calendar\">");
  writer.element("S:uid", notification.invitation.text());
  writer.element("D:href", notification.sharee);
  writer.empty(fmt::format("S:{}", name_of(notification.status)));
  writer.open("S:access");
  writer.empty(notification.access == Access::write ? "S:read-write" : "S:read");
  writer.close("S:access");
  write_href(writer, "S:hosturl", notification.host);
  writer.open("S:organizer");
  writer.element("D:href", notification.owner);
  writer.element("S:common-name", notification.owner_name);
  writer.close("S:organizer");
  if (!notification.summary.empty()) writer.element("S:summary", notification.summary);
  write_components(writer, notification.components);
  writer.close("S:invite-notification");
}

void write_reply(xml::Writer& writer, const Notification& notification) {
  writer.raw("<S:invite-reply shared-type=\"calendar\">");
  writer.element("D:href", notification.sharee);
  writer.empty(fmt::format("S:{}", name_of(notification.status)));
  write_href(writer, "S:hosturl", notification.host);
  writer.element("S:in-reply-to", notification.invitation.text());
  if (!notification.summary.empty()) writer.element("S:summary", notification.summary);
  writer.close("S:invite-reply");
}

std::string document_of(const Notification& notification, Instant now) {
  xml::Writer writer("S:notification");
  writer.element("S:dtstamp", to_ical_utc(now));  // Apple's Calendar reads no other form
  notification.kind == Notification::Kind::invite ? write_invite(writer, notification)
                                                  : write_reply(writer, notification);
  return writer.finish();
}

store::Collection make_collection_of(store::Transaction& transaction, const store::User& user,
                                     std::string_view segment, Instant now, Random& random) {
  store::Collection collection;
  collection.shop = user.shop;
  collection.id = Id::make(now, random);
  collection.kind = store::CollectionKind::notifications;
  collection.created_at = collection.modified_at = now;
  store::insert_collection(transaction, collection);
  store::bind(transaction, user.shop, user.home, segment, collection.id, store::Access::owner);
  return collection;
}

store::Collection collection_of(store::Transaction& transaction, const Call& call, const store::User& user) {
  if (auto found = scheduling::find_in_home(transaction, user, store::CollectionKind::notifications))
    return std::move(found->collection);
  const bool taken = store::find_binding(transaction, user.shop, user.home, "notifications").has_value();
  const std::string segment =
      taken ? "notifications-" + Id::make(call.clock.now(), call.random).string() : "notifications";
  return make_collection_of(transaction, user, segment, call.clock.now(), call.random);
}

// Nobody fills somebody's home with invitations, and who never looks loses what is long over.
void prune(store::Transaction& transaction, const Call& call, const store::Collection& collection) {
  const Instant now = call.clock.now();
  std::vector<std::pair<Instant, std::string>> kept;
  store::each_object(transaction, collection, [&](const store::ObjectEntry& entry) {
    kept.emplace_back(entry.modified_at, entry.segment);
  });
  std::sort(kept.begin(), kept.end());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const bool goes = kept[i].first < now - kKept || kept.size() - i >= kMostKept;
    if (goes) store::delete_object(transaction, collection, kept[i].second, now);
  }
}

pugi::xml_node named(const pugi::xml_node& element, std::string_view local) {
  return xml::child(element, xml::kCalendarServer, local);
}

std::string href_in(const pugi::xml_node& element) {
  return xml::text_of(xml::child(element, xml::kDav, "href"));
}

// "D:invite-accepted" for S:invite-accepted.
std::string status_in(const pugi::xml_node& element) {
  for (const pugi::xml_node child : xml::children(element)) {
    const auto name = xml::name_of(child);
    if (name.name_space == xml::kCalendarServer && name.local.starts_with("invite-"))
      return "D:" + name.local;
  }
  return "D:invite-invalid";
}

void write_dav_invite(xml::Writer& writer, const pugi::xml_node& invite) {
  const auto organizer = named(invite, "organizer");
  writer.open("D:share-invite-notification");
  writer.open("D:principal");
  writer.element("D:href", href_in(organizer));
  writer.open("D:prop");
  writer.element("D:displayname", xml::text_of(named(organizer, "common-name")));
  writer.close("D:prop");
  writer.close("D:principal");
  writer.empty(status_in(invite));
  write_href(writer, "D:sharer-resource-uri", href_in(named(invite, "hosturl")));
  writer.open("D:share-access");
  writer.empty(named(named(invite, "access"), "read-write") ? "D:read-write" : "D:read");
  writer.close("D:share-access");
  writer.open("D:prop");
  writer.raw("<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>");
  if (const auto set = xml::child(invite, xml::kCalDav, "supported-calendar-component-set"))
    writer.raw(xml::self_contained(set));
  writer.close("D:prop");
  writer.element("D:comment", xml::text_of(named(invite, "summary")));
  writer.close("D:share-invite-notification");
}

void write_dav_reply(xml::Writer& writer, const pugi::xml_node& reply) {
  writer.open("D:share-reply-notification");
  writer.open("D:sharee");
  writer.element("D:href", href_in(reply));
  writer.empty(status_in(reply));
  writer.close("D:sharee");
  writer.element("D:href", href_in(named(reply, "hosturl")));
  writer.element("D:comment", xml::text_of(named(reply, "summary")));
  writer.close("D:share-reply-notification");
}

}  // namespace

void notify(store::Transaction& transaction, const Call& call, const store::User& to,
            const Notification& notification) {
  const bool is_invite = notification.kind == Notification::Kind::invite;
  const Instant now = call.clock.now();
  const store::Collection collection = collection_of(transaction, call, to);
  prune(transaction, call, collection);
  const std::string document = document_of(notification, now);
  store::ObjectEntry entry;
  entry.segment =
      fmt::format("{}{}", notification.invitation.text(), is_invite ? kInviteEnding : kReplyEnding);
  entry.component = is_invite ? "invite-notification" : "invite-reply";
  entry.content_type = "application/xml; charset=utf-8";
  entry.etag = strong_etag(document);
  entry.size = static_cast<std::int64_t>(document.size());
  store::put_object(transaction, collection, entry, document, now);
}

std::optional<Id> invitation_named(std::string_view segment) {
  if (!segment.ends_with(kInviteEnding)) return std::nullopt;
  segment.remove_suffix(kInviteEnding.size());
  return Id::parse(segment);
}

std::string to_dav(std::string_view document) {
  const auto parsed = xml::parse(document);
  if (!parsed) return std::string(document);
  const auto root = xml::children(**parsed).front();
  xml::Writer writer("D:notification");
  writer.element("D:dtstamp", xml::text_of(named(root, "dtstamp")));
  if (const auto invite = named(root, "invite-notification")) write_dav_invite(writer, invite);
  if (const auto reply = named(root, "invite-reply")) write_dav_reply(writer, reply);
  return writer.finish();
}

void make_notifications(store::Transaction& transaction, const store::User& user, Instant now,
                        Random& random) {
  make_collection_of(transaction, user, "notifications", now, random);
}

}  // namespace timeshelf::caldav::sharing
