#include "caldav/object_store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/attachments/uses.hpp"
#include "caldav/limits.hpp"
#include "caldav/scheduling/implicit.hpp"
#include "caldav/sharing/reply.hpp"
#include "caldav/sharing/share.hpp"
#include "store/locks.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::string_view kCalendarType = "text/calendar; charset=utf-8";

// Every TZID has to be known or brought along; otherwise the time would be guessed.
std::optional<std::string> unknown_zone(const ical::Component& component, const ical::Zones& zones) {
  for (const ical::Property& property : component.properties) {
    const auto tzid = property.parameter("TZID");
    if (!tzid.empty() && !zones.find(tzid)) return std::string(tzid);
  }
  for (const ical::Component& child : component.components) {
    if (auto found = unknown_zone(child, zones)) return found;
  }
  return std::nullopt;
}

bool takes(const store::Collection& collection, std::string_view component) {
  if (collection.components.empty()) return true;
  const auto names = split(collection.components, ',');
  return std::find(names.begin(), names.end(), component) != names.end();
}

std::optional<http::Response> check_place(store::Transaction& transaction, const Node& node,
                                          const ical::ObjectSummary& summary) {
  const store::Collection& collection = *node.collection;
  if (!takes(collection, summary.component)) {
    return error_response(failed(403, "C:supported-calendar-component",
                                 fmt::format("This calendar takes {}, not {}. Put it into another one.",
                                             collection.components, summary.component)));
  }
  const auto same = store::find_object_by_uid(transaction, collection, summary.uid);
  if (same && same->segment != node.segment) {
    const auto slash = node.href.rfind('/');
    return error_response(
        failed(409, "C:no-uid-conflict",
               "This calendar has an object of that UID under another name. Change that one.",
               child_href(node.href.substr(0, slash + 1), same->segment, false)));
  }
  if (node.object && node.object->uid != summary.uid) {
    return error_response(
        failed(409, "C:no-uid-conflict",
               "The object at this address has another UID. Delete it first, or choose another name."));
  }
  return std::nullopt;
}

std::optional<http::Response> check_growth(store::Transaction& transaction, const Call& call,
                                           const Node& node, std::size_t bytes) {
  const std::int64_t growth = static_cast<std::int64_t>(bytes) - (node.object ? node.object->size : 0);
  if (growth <= 0) return std::nullopt;  // what makes room is taken however full it is
  return check_quota(transaction, call, *node.collection, growth);
}

// What is stored follows the policy's lines, where it put some back.
Result<scheduling::Scheduled, http::Response> schedule(store::Transaction& transaction, const Call& call,
                                                       const Node& node, const PreparedObject& prepared,
                                                       const std::optional<std::string>& content,
                                                       const std::optional<std::string>& moved_tag) {
  if (node.collection->shelf) return scheduling::Scheduled{};  // offers, not meetings
  if (moved_tag) {
    const bool tagged = !moved_tag->empty();
    if (tagged) {
      if (auto refused = scheduling::check_unique(transaction, call, node, prepared.summary.uid))
        return *refused;
    }
    return scheduling::Scheduled{std::nullopt, tagged};
  }
  if (!content) return scheduling::storing(transaction, call, node, prepared.calendar);
  const auto parsed = ical::parse(*content, {}, ical::Leniency::repair);
  if (!parsed) return scheduling::Scheduled{};
  return scheduling::storing(transaction, call, node, parsed->calendars.front());
}

Result<void, http::Response> remove_collection(store::Transaction& transaction, const Call& call,
                                               const Node& node) {
  const Id& shop = call.principal.shop;
  // Who only shares it takes it out of their own home, even as the last one: it belongs to the shop.
  if (node.access != store::Access::owner) {
    store::unbind(transaction, shop, node.parent, node.segment);
    if (node.is_appearance()) sharing::left(transaction, call, node);
    return {};
  }
  store::Collection collection = *node.collection;
  if (collection.kind == store::CollectionKind::live) {
    return error_response(failed(403, "D:need-privileges",
                                 "A live calendar goes with its shelf. Turn the shelf off or delete it."));
  }
  if (collection.shelf) {
    collection.shelf = false;
    store::update_collection(transaction, collection);
    const auto changed = call.policy.shelf_changed(transaction, collection, node.parent, node.segment);
    if (!changed) return error_response(changed.error());
  }
  if (node.is_calendar()) sharing::withdraw_all(transaction, call, node);
  for (auto& binding : store::list_bindings(transaction, shop, collection.id)) {
    const Node child = child_of(transaction, call.principal, node, std::move(binding));
    if (auto removed = remove_collection(transaction, call, child); !removed) return removed.error();
  }
  store::delete_collection(transaction, shop, collection.id);
  return {};
}

}  // namespace

std::optional<std::string> beyond_quota(store::Transaction& transaction, std::int64_t quota,
                                        const store::Collection& collection, std::int64_t growth) {
  if (quota == 0) return std::nullopt;
  const auto home = store::home_of(transaction, collection.shop, collection.id);
  if (!home || store::bytes_below(transaction, collection.shop, *home) + growth <= quota) return std::nullopt;
  return fmt::format("What this home holds may have {} bytes. Delete something first.", quota);
}

std::optional<http::Response> check_quota(store::Transaction& transaction, const Call& call,
                                          const store::Collection& collection, std::int64_t growth) {
  auto beyond = beyond_quota(transaction, call.options.quota, collection, growth);
  if (!beyond) return std::nullopt;
  return error_response(failed(507, "D:quota-not-exceeded", std::move(*beyond)));
}

Result<std::shared_ptr<const PreparedObject>, Precondition> prepare_object(std::string bytes,
                                                                           std::size_t largest, Instant now) {
  if (bytes.size() > largest) {
    return failed(403, "C:max-resource-size",
                  fmt::format("The object has {} bytes; at most {} are taken.", bytes.size(), largest));
  }
  auto prepared = std::make_shared<PreparedObject>();
  prepared->bytes = std::move(bytes);
  ical::Limits limits;
  limits.bytes = largest;
  auto parsed = ical::parse(prepared->bytes, limits);
  if (!parsed) return failed(403, "C:valid-calendar-data", parsed.error().message);
  prepared->calendar = std::move(parsed->calendars.front());
  auto summary = ical::summarize_object(prepared->calendar);
  if (!summary) {
    const bool dates = summary.error().message.find("date") != std::string::npos ||
                       summary.error().message.find("RRULE") != std::string::npos;
    return failed(403, dates ? "C:valid-calendar-data" : "C:valid-calendar-object-resource",
                  summary.error().message);
  }
  prepared->summary = std::move(*summary);
  if (const auto tzid = unknown_zone(prepared->calendar, ical::Zones(prepared->calendar))) {
    return failed(
        403, "C:valid-timezone",
        fmt::format("The time zone '{}' is neither known nor described by a VTIMEZONE. Use an IANA name such "
                    "as Europe/Berlin, or send its VTIMEZONE along.",
                    *tzid));
  }
  if (auto beyond = beyond_limits(prepared->calendar)) return *beyond;
  auto bounds = ical::bounds_of(prepared->calendar);
  if (!bounds) return failed(403, "C:valid-calendar-data", bounds.error().message);
  prepared->bounds = *bounds;
  prepared->stretches = ical::stretches_of(prepared->calendar, now);
  prepared->etag = strong_etag(prepared->bytes);
  return std::shared_ptr<const PreparedObject>(std::move(prepared));
}

void set_times(store::ObjectEntry& entry, const ical::Bounds& bounds,
               const std::vector<ical::Stretch>& stretches) {
  entry.starts_at = bounds.start;
  entry.ends_at = bounds.end;
  entry.exact = bounds.exact;
  entry.stretches.clear();
  for (const ical::Stretch& stretch : stretches) {
    const bool endless = stretch.end == Instant::max();
    entry.stretches.push_back(
        {stretch.start, endless ? std::nullopt : std::optional(stretch.end), stretch.sure});
  }
}

Result<Stored, http::Response> store_in_calendar(store::Transaction& transaction, const Call& call,
                                                 const Node& node, const PreparedObject& prepared,
                                                 const std::optional<std::string>& moved_tag) {
  if (auto refused = check_place(transaction, node, prepared.summary)) return *refused;
  if (auto refused =
          attachments::check_managed_ids(transaction, call, node, prepared.calendar, moved_tag.has_value()))
    return *refused;
  const auto admitted = call.policy.storing(transaction, *node.collection, call.principal.user, node.segment,
                                            prepared.calendar, prepared.bytes);
  if (!admitted) return error_response(admitted.error());

  std::string bytes = admitted->content ? *admitted->content : prepared.bytes;
  auto scheduled = schedule(transaction, call, node, prepared, admitted->content, moved_tag);
  if (!scheduled) return scheduled.error();
  if (scheduled->instead) bytes = ical::serialize(*scheduled->instead);
  if (auto refused = check_growth(transaction, call, node, bytes.size())) return *refused;
  Stored stored{!node.object, admitted->content || scheduled->instead, {}};
  store::ObjectEntry entry;
  entry.segment = node.segment;
  entry.uid = prepared.summary.uid;
  entry.component = prepared.summary.component;
  entry.content_type = std::string(kCalendarType) + "; component=" + to_lower(prepared.summary.component);
  entry.etag = stored.changed_by_server ? strong_etag(bytes) : prepared.etag;
  if (scheduled->has_tag) entry.schedule_tag = moved_tag ? *moved_tag : entry.etag;
  entry.size = static_cast<std::int64_t>(bytes.size());
  set_times(entry, prepared.bounds, prepared.stretches);
  store::put_object(transaction, *node.collection, entry, bytes, call.clock.now());
  attachments::note_uses(transaction, *node.collection, node.segment, prepared.calendar, stored.created);
  stored.etag = entry.etag;
  stored.schedule_tag = entry.schedule_tag;
  return stored;
}

Result<Stored, http::Response> store_plain(store::Transaction& transaction, const Call& call,
                                           const Node& node, std::string_view bytes,
                                           std::string_view content_type) {
  if (auto refused = check_growth(transaction, call, node, bytes.size())) return *refused;
  store::ObjectEntry entry;
  entry.segment = node.segment;
  entry.content_type = content_type.empty() || !is_printable(content_type) ? "application/octet-stream"
                                                                           : std::string(content_type);
  entry.etag = strong_etag(bytes);
  entry.size = static_cast<std::int64_t>(bytes.size());
  store::put_object(transaction, *node.collection, entry, bytes, call.clock.now());
  return Stored{!node.object, false, entry.etag};
}

Result<void, http::Response> remove_node(store::Transaction& transaction, const Call& call, const Node& node,
                                         Removal why) {
  if (node.kind == Node::Kind::collection) return remove_collection(transaction, call, node);
  const auto allowed =
      call.policy.removing(transaction, *node.collection, call.principal.user, node.segment, why);
  if (!allowed) return error_response(allowed.error());
  if (why == Removal::deleted) scheduling::removing(transaction, call, node);
  forget_object(transaction, call, node);
  return {};
}

void forget_object(store::Transaction& transaction, const Call& call, const Node& node) {
  store::remove_properties(transaction, *node.collection, node.segment);
  store::remove_locks(transaction, node.collection->shop, node.collection->id, node.segment);
  store::delete_object(transaction, *node.collection, node.segment, call.clock.now());
}

}  // namespace timeshelf::caldav
