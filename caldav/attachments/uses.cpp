#include "caldav/attachments/uses.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "caldav/attachments/edit.hpp"
#include "store/places.hpp"

namespace timeshelf::caldav::attachments {
namespace {

bool may_read_object(store::Transaction& transaction, const Options& options, const Principal& principal,
                     const store::AttachmentUse& use) {
  for (store::Place& place : store::places_of(transaction, principal.shop, use.collection)) {
    Path path;
    path.kind = Path::Kind::resource;
    path.user = std::move(place.user);
    path.segments = std::move(place.segments);
    path.segments.push_back(use.segment);
    const Node node = resolve(transaction, options, principal, path);
    if (node.kind == Node::Kind::object && node.may(kRead)) return true;
  }
  return false;
}

// One that came from another server, by import or mail, stays as it came.
bool stands_there(store::Transaction& transaction, const Node& node, const std::string& id) {
  const auto bytes =
      node.object ? store::read_object(transaction, *node.collection, node.segment) : std::nullopt;
  if (!bytes) return false;
  ical::Limits limits;
  limits.bytes = limits.line_bytes = bytes->size();
  const auto parsed = ical::parse(*bytes, limits, ical::Leniency::repair);
  if (!parsed || parsed->calendars.empty()) return false;
  const auto ids = managed_ids(parsed->calendars.front());
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

bool may_read(store::Transaction& transaction, const Options& options, const Principal& principal,
              const store::Attachment& attachment) {
  const auto uses = store::list_attachment_uses(transaction, attachment.shop, attachment.id);
  return std::any_of(uses.begin(), uses.end(), [&](const store::AttachmentUse& use) {
    return may_read_object(transaction, options, principal, use);
  });
}

std::optional<http::Response> check_managed_ids(store::Transaction& transaction, const Call& call,
                                                const Node& node, const ical::Component& calendar,
                                                bool moved) {
  const auto ids = managed_ids(calendar);
  if (ids.empty()) return std::nullopt;
  if (ids.size() > call.options.most_attachments) {
    return error_response(failed(403, "C:max-attachments-per-resource",
                                 fmt::format("An object has at most {} attachments. Remove one first.",
                                             call.options.most_attachments)));
  }
  const auto own = store::attachments_of(transaction, *node.collection, node.segment);
  for (const std::string& text : ids) {
    const auto id = Id::parse(text);
    if (id && std::find(own.begin(), own.end(), *id) != own.end()) continue;
    const auto known = id ? store::find_attachment(transaction, call.principal.shop, *id) : std::nullopt;
    if (known && (moved || may_read(transaction, call.options, call.principal, *known))) continue;
    if (stands_there(transaction, node, text)) continue;
    return error_response(
        failed(403, "C:valid-managed-id-parameter",
               fmt::format("There is no attachment with the MANAGED-ID {}. Add attachments by "
                           "POST with action=attachment-add.",
                           text)));
  }
  return std::nullopt;
}

ical::Component of_import(store::Transaction& transaction, const store::Collection& collection,
                          std::string_view segment, ical::Component calendar) {
  const auto own = store::attachments_of(transaction, collection, segment);
  for (const std::string& text : managed_ids(calendar)) {
    const auto id = Id::parse(text);
    const bool hangs_here = id && std::find(own.begin(), own.end(), *id) != own.end();
    if (id && !hangs_here && store::find_attachment(transaction, collection.shop, *id))
      return without_managed_ids(std::move(calendar));
  }
  return calendar;
}

void note_uses(store::Transaction& transaction, const store::Collection& collection, std::string_view segment,
               const ical::Component& calendar, bool created) {
  std::vector<Id> ids;
  for (const std::string& text : managed_ids(calendar)) {
    if (const auto id = Id::parse(text)) ids.push_back(*id);
  }
  if (created && ids.empty()) return;
  store::set_attachments(transaction, collection, segment, ids);
}

}  // namespace timeshelf::caldav::attachments
